/** Whose keys these are: https://www.tencentcloud.com/document/product/1150/49453. Every key may ask that. */
import type { LiveApi } from "./api.js";
import { LiveError } from "./errors.js";

/** The number of the account that a user or a role belongs to. */
export async function askAccount(sts: LiveApi): Promise<string> {
  const question = { action: "GetCallerIdentity", object: "the account of these keys" };
  const { AccountId: account } = await sts.read({ ...question, params: {} });
  if (typeof account === "string" && /^\d+$/.test(account)) return account;
  throw new LiveError({ ...question, outcome: "ambiguous", message: "the answer has no AccountId" });
}
