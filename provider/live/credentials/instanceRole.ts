/**
 * The role that is bound to the virtual machine (CVM) that this runs on, as its metadata service hands it out:
 * https://cloud.tencent.com/document/product/213/4934. It answers nowhere else, so it is waited for only shortly.
 */
import * as v from "valibot";
import type { Environment } from "../../settings.js";
import { addressOf } from "../endpoint.js";
import type { Remember, Source } from "./credentials.js";

/** Milliseconds. The service is on the machine's own host. */
const patience = 1_000;

const answer = v.object({
  Code: v.literal("Success"),
  TmpSecretId: v.string(),
  TmpSecretKey: v.string(),
  Token: v.string(),
  ExpiredTime: v.number(),
});

export function instanceRole(environment: Environment, remember: Remember): Source {
  const named = environment["TENCENTCLOUD_CAM_ROLE_NAME"];
  const given = addressOf("TENCENTCLOUD_CSS_METADATA_ENDPOINT", environment);
  const base = given ? `${given.protocol}${given.host}` : "http://metadata.tencentyun.com";
  const folder = `${base}/latest/meta-data/cam/security-credentials/`;
  const name = `the role of this machine (${base})`;

  const ask = (role: string) => fetch(folder + role, { redirect: "error", signal: AbortSignal.timeout(patience) });
  const unusable = (why: string) =>
    new Error(
      `${name} cannot be had: ${why}. Nothing was called. Bind a role to this machine in the console, or give other ` +
        "credentials.",
    );

  /** Nothing where there is no such service, as this is no CVM, or where it has no role. */
  async function boundRole(): Promise<string | undefined> {
    const response = await ask("").catch(() => undefined);
    if (!response || response.status === 404) return undefined;
    if (!response.ok) throw unusable(`its name was answered with HTTP ${response.status}`);
    return (await response.text()).trim() || undefined;
  }

  return {
    name,
    seemsFilled: () => Boolean(named),
    find: async () => {
      const role = named || (await boundRole());
      if (role === undefined) return undefined;
      const response = await ask(encodeURIComponent(role)).catch((error: unknown) => {
        throw unusable(error instanceof Error ? error.message : String(error));
      });
      if (!response.ok) throw unusable(`the role ${role} was answered with HTTP ${response.status}`);
      const read = v.safeParse(answer, await response.json().catch(() => undefined));
      if (!read.success) throw unusable(`there are no credentials for the role ${role}`);
      const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token, ExpiredTime: expires } = read.output;
      remember(secretKey, token);
      return { credentials: { secretId, secretKey, token }, expires };
    },
  };
}
