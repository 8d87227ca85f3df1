/** Whose keys these are: https://www.tencentcloud.com/document/product/1150/49453. Every key may ask that. */
import type { LiveApi } from "./api.js";
import { isLiveError, LiveError } from "./errors.js";

/**
 * The number of the account that a user or a role belongs to.
 * @throws where it cannot be told. Going on unasked would be believing that the keys are the right ones.
 */
export async function askAccount(sts: LiveApi): Promise<string> {
  const question = { action: "GetCallerIdentity", object: "the account of these keys" };
  const { AccountId: account } = await sts.read({ ...question, params: {} }).catch((error: unknown) => {
    if (!isLiveError(error) || error.outcome === "refused") throw error;
    throw new Error(
      `${error.summary} Nothing else was called, as it could be in another account. If STS has another address in this ` +
        "network, set TENCENTCLOUD_CSS_STS_ENDPOINT in the environment to it; otherwise run again.",
      { cause: error },
    );
  });
  if (typeof account === "string" && /^\d+$/.test(account)) return account;
  throw new LiveError({ ...question, outcome: "ambiguous", message: "the answer has no AccountId" });
}
