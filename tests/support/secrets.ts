/** A key and a token that are found again wherever they come up, and the places that they can come from. */
import { ok } from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listening } from "./cloud.js";

export const secretKey = "kW9bTq3ZSecretOfTheKey7Xv2";
export const token = "tR5/mP+8cSecretOfTheToken6Yd4==";

/** What credentials are traded for: the key that assumes a role, a job's identity, and what GitHub gives that for. */
const signer = "sG4hNn1QSecretOfTheSigner3Lp8";
const identity = "eyJhbGciOi.SecretOfTheIdentity.c2lnbmVk";
const bearer = "bE2xRr6WSecretOfTheBearer9Kf5";

/** Of each a part, found also where the rest was escaped or cut off. */
const secretParts = ["Key", "Token", "Signer", "Identity", "Bearer"].map((name) => `SecretOfThe${name}`);

/** What a person turns on who looks for an error in a pipeline. gRPC's covers what the engine hands over. */
export const talkative = {
  NODE_DEBUG: "http,http2,https,net,tls,stream,fetch,undici",
  GRPC_TRACE: "all",
  GRPC_VERBOSITY: "DEBUG",
};

export function assertNoSecret(text: string): void {
  for (const secret of secretParts) {
    const at = text.indexOf(secret);
    ok(at < 0, `${secret}: …${text.slice(Math.max(0, at - 500), at + 60)}…`);
  }
}

/** What is traced, without the headers with the token: those Node.js itself prints. */
export const withoutTracedToken = (printed: string) => printed.replaceAll(`'X-TC-Token': [ '${token}' ]`, "");

const secretId = "AKIDsomebody";
const role = "qcs::cam::uin/100000000001:roleName/captures";
const issued = { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token };
const expires = 4_000_000_000;

const login = { secretId, secretKey, token, type: "oauth", expiresAt: expires };

/** A home folder with a login, and who issues credentials: the metadata service of a machine, STS and GitHub in one. */
export interface Places {
  /** By the place, the environment in which its credentials are found. */
  readonly environments: Readonly<Record<Place, Readonly<Record<string, string>>>>;
  close(): Promise<void>;
}

export const places = [
  "a login of tccli",
  "the role of a machine",
  "a web identity",
  "a role that is assumed",
] as const;
export type Place = (typeof places)[number];

/** @param how Whether credentials can be had there; where not, what is there or what was sent comes back in the answer. */
export async function openPlaces(how: "good" | "broken"): Promise<Places> {
  const isBroken = how === "broken";
  const home = await mkdtemp(join(tmpdir(), "secrets-"));
  await mkdir(join(home, ".tccli"));
  const file = JSON.stringify(login);
  await writeFile(join(home, ".tccli/default.credential"), isBroken ? `${file}"` : file);
  const issuer = await listening(({ url, headers, body }) => {
    if (url.startsWith("/token")) return { value: identity };
    if (url.endsWith("/security-credentials/")) return "captures";
    if (url.endsWith("/captures")) return { ...issued, ExpiredTime: expires, Code: isBroken ? "Failed" : "Success" };
    if (!isBroken) return { Response: { Credentials: issued, ExpiredTime: expires, RequestId: "r-1" } };
    const Message = JSON.stringify({ headers, body });
    return { Response: { Error: { Code: "InvalidParameter", Message }, RequestId: "r-1" } };
  });
  const { endpoint } = issuer;
  const assumed = { HOME: "/nonexistent", TENCENTCLOUD_ASSUME_ROLE_ARN: role, TENCENTCLOUD_CSS_STS_ENDPOINT: endpoint };
  return {
    environments: {
      "a login of tccli": { HOME: home },
      "the role of a machine": { HOME: "/nonexistent", TENCENTCLOUD_CSS_METADATA_ENDPOINT: endpoint },
      "a web identity": {
        ...assumed,
        ACTIONS_ID_TOKEN_REQUEST_URL: `${endpoint}/token`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
      },
      "a role that is assumed": {
        ...assumed,
        TENCENTCLOUD_SECRET_ID: secretId,
        TENCENTCLOUD_SECRET_KEY: signer,
      },
    },
    close: async () => {
      issuer.close();
      await rm(home, { recursive: true });
    },
  };
}
