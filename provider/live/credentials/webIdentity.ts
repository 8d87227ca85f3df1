/**
 * An identity that the place where this runs vouches for, by a token (OIDC) that STS trades for credentials of a role: no
 * key is kept anywhere. https://www.tencentcloud.com/document/product/1150/49454
 */
import { readFile } from "node:fs/promises";
import pRetry, { AbortError } from "p-retry";
import type { Environment } from "../../settings.js";
import { addressOf } from "../endpoint.js";
import type { Remember, Source } from "./credentials.js";
import { sessionFor } from "./session.js";
import { assumeRoleWithWebIdentity, type Sts } from "./sts.js";

/** For whom GitHub is to issue the token; CAM's identity provider must name it as a client id. */
const audience = "sts.tencentcloudapi.com";

/** Milliseconds for one answer of GitHub's. */
const patience = 10_000;

interface Identity {
  /** Who vouches, for messages. */
  readonly by: string;
  readonly roleArn: string | undefined;
  readonly providerId: string;
  /** Asked for at each renewal: tokens live for minutes. */
  token(): Promise<string>;
}

export interface WebIdentityOptions {
  /** The setting `roleArn`: the role where the environment names none. */
  readonly roleArn: string | undefined;
  readonly sts: Sts;
  readonly remember: Remember;
}

export function webIdentity(environment: Environment, { roleArn, sts, remember }: WebIdentityOptions): Source {
  const role = environment["TENCENTCLOUD_ASSUME_ROLE_ARN"] || roleArn;
  const identity = identityOf(environment, role, remember);
  const name = identity
    ? `the web identity of ${identity.by}`
    : "a web identity (TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN, GitHub Actions, TKE)";
  return {
    name,
    seemsFilled: () => identity !== undefined,
    find: async () => {
      if (!identity) return undefined;
      if (!identity.roleArn) {
        throw new Error(`There is ${name}, but no role for it: set TENCENTCLOUD_ASSUME_ROLE_ARN. Nothing was called.`);
      }
      const token = await identity.token();
      remember(token);
      const session = sessionFor({ arn: identity.roleArn }, environment);
      const found = await assumeRoleWithWebIdentity(sts, { ...session, providerId: identity.providerId, token });
      return { ...found, ofRole: session.roleArn };
    },
  };
}

/** What somebody has set comes before what is there by itself. GitHub vouches for every job that asks, so a role tells. */
function identityOf(environment: Environment, role: string | undefined, remember: Remember): Identity | undefined {
  const providerId = environment["TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID"] || "OIDC";
  const chosen = { roleArn: role, providerId };
  const token = environment["TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN"];
  if (token) {
    return { ...chosen, by: "TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN", token: async () => token };
  }
  const file = environment["TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN_FILE"];
  if (file) return { ...chosen, by: file, token: () => tokenInFile(file) };
  if (role && environment["ACTIONS_ID_TOKEN_REQUEST_URL"]) {
    return { ...chosen, by: "GitHub Actions", token: () => tokenOfGitHub(environment, remember) };
  }
  const ofPod = environment["TKE_WEB_IDENTITY_TOKEN_FILE"];
  if (!ofPod) return undefined;
  return {
    by: "this TKE pod",
    roleArn: environment["TKE_ROLE_ARN"] || role,
    providerId: environment["TKE_PROVIDER_ID"] || providerId,
    token: () => tokenInFile(ofPod),
  };
}

/** As TKE and GitLab write it, or as Terraform's provider reads it: {"web_identity_token": "…"}. */
async function tokenInFile(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The identity token in ${path} cannot be read (${error.code}), so nothing was called.`);
  });
  const token = text.trim().startsWith("{") ? tokenInJson(text) : text.trim();
  if (token) return token;
  throw new Error(`There is no identity token in ${path}, so nothing was called.`);
}

function tokenInJson(text: string): string | undefined {
  try {
    const token: unknown = (JSON.parse(text) as { web_identity_token?: unknown }).web_identity_token;
    return typeof token === "string" ? token : undefined;
  } catch {
    return undefined;
  }
}

/** https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token */
async function tokenOfGitHub(environment: Environment, remember: Remember): Promise<string> {
  const variable = "ACTIONS_ID_TOKEN_REQUEST_URL";
  const bearer = environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? "";
  remember(bearer);
  // Refused here where it is in the clear: the bearer goes with the question.
  addressOf(variable, environment);
  const url = new URL(environment[variable] ?? "");
  url.searchParams.set("audience", audience);

  const ask = async () => {
    const response = await fetch(url, {
      headers: { Authorization: `Bearer ${bearer}` },
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
    if (response.status < 500 && !response.ok) throw new AbortError(`HTTP ${response.status}`);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const { value } = (await response.json()) as { value?: unknown };
    if (typeof value !== "string" || value === "") throw new Error("the answer has no token");
    return value;
  };
  try {
    return await pRetry(ask, { retries: 3, minTimeout: 500 });
  } catch (error) {
    throw new Error(
      `GitHub Actions gave no identity token (${error instanceof Error ? error.message : String(error)}), so nothing was ` +
        "called. Does the job have the permission `id-token: write`? Then run it again.",
    );
  }
}
