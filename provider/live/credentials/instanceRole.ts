/**
 * The role that is bound to the virtual machine (CVM) that this runs on, as its metadata service hands it out:
 * https://cloud.tencent.com/document/product/213/4934. It answers nowhere else, so it is waited for only shortly, and
 * asked again only where something speaks for its being there.
 */
import pRetry from "p-retry";
import * as v from "valibot";
import type { Environment } from "../../settings.js";
import { addressOf } from "../endpoint.js";
import type { Remember, Source } from "./credentials.js";

/** Milliseconds. The service is on the machine's own host. */
const patience = 1_000;

/** What CAM takes as the name of a role. */
const roleNames = /^[\w+=,.@-]{1,128}$/;

const answer = v.object({
  Code: v.literal("Success"),
  TmpSecretId: v.string(),
  TmpSecretKey: v.string(),
  Token: v.string(),
  ExpiredTime: v.number(),
});

/** The service failed, and may not the next time. */
class ServerFailure extends Error {}

export function instanceRole(environment: Environment, remember: Remember): Source {
  const named = environment["TENCENTCLOUD_CAM_ROLE_NAME"];
  const given = addressOf("TENCENTCLOUD_CSS_METADATA_ENDPOINT", environment);
  const base = given ? `${given.protocol}${given.host}` : "http://metadata.tencentyun.com";
  const folder = `${base}/latest/meta-data/cam/security-credentials/`;
  const name = `the role of this machine (${base})`;

  /** @param isThere Whether there must be such a service, so that silence is a hitch too. */
  const ask = (role: string, isThere: boolean) =>
    pRetry(() => askOnce(folder + encodeURIComponent(role)), {
      retries: 2,
      minTimeout: 100,
      shouldRetry: ({ error }) => isThere || isHitch(error),
    });
  const unusable = (why: string) =>
    new Error(
      `${name} cannot be had: ${why}. Nothing was called. Bind a role to this machine in the console, or give other ` +
        "credentials.",
    );

  /** Nothing where there is no such service, as this is no CVM, or where it has no role. */
  async function boundRole(): Promise<string | undefined> {
    const answer = await ask("", false).catch((error: unknown) => {
      if (error instanceof ServerFailure) throw unusable(`its name was answered with ${error.message}`);
      return undefined;
    });
    if (!answer || answer.status === 404) return undefined;
    if (answer.status !== 200) throw unusable(`its name was answered with HTTP ${answer.status}`);
    const role = answer.text.trim();
    if (role === "" || roleNames.test(role)) return role || undefined;
    throw unusable("what answers there gives no name of a role, as the page of a network that asks for a login");
  }

  return {
    name,
    seemsFilled: () => Boolean(named),
    find: async () => {
      const role = named || (await boundRole());
      if (role === undefined) return undefined;
      const { status, text } = await ask(role, true).catch((error: unknown) => {
        throw unusable(`the role ${role} was answered with ${reasonOf(error)}`);
      });
      if (status !== 200) throw unusable(`the role ${role} was answered with HTTP ${status}`);
      const read = v.safeParse(answer, parsed(text));
      if (!read.success) throw unusable(`there are no credentials for the role ${role}`);
      const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token, ExpiredTime: expires } = read.output;
      remember(secretKey, token);
      return { credentials: { secretId, secretKey, token }, expires };
    },
  };
}

async function askOnce(url: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(patience) });
  const text = await response.text();
  if (response.status >= 500) throw new ServerFailure(`HTTP ${response.status}`);
  return { status: response.status, text };
}

/** Something is there, and a connection was lost. Where nothing is, nothing answers, which is waited for but once. */
function isHitch(error: Error): boolean {
  const code: unknown = error.cause instanceof Error ? Reflect.get(error.cause, "code") : undefined;
  return error instanceof ServerFailure || code === "ECONNRESET" || code === "UND_ERR_SOCKET";
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
