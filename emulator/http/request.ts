import {
  ApiError,
  missingHeader,
  missingParameter,
  requestTooLarge,
  secretIdNotFound,
  signatureExpired,
  signatureFailure,
  tokenFailure,
  wrongType,
} from "../errors.js";
import { largestGet, largestLegacyPost, largestPost, signatureSkew } from "../limits.js";
import type { Encoding } from "../parameters.js";
import type { Account, Credential, IssuedCredential } from "./account.js";
import { isSignedLegacy, isSignedTc3, type LegacyMethod, parseAuthorization, type SignedRequest } from "./signature.js";
import { webIdentity } from "./sts.js";

/** A call whose signature is right. */
export interface ApiRequest {
  action: string;
  version: string;
  region: string | undefined;
  /** None with a web identity, which is not signed. */
  credential: Credential | undefined;
  /** How the parameters of the action itself were written. */
  encoding: Encoding;
  /** Reads them; the service looks at much else first. @throws ApiError where the body is no JSON object. */
  parameters: () => Record<string, unknown>;
}

/** What a request says before anything about it is checked: for the log, and for faults. */
export interface Glimpse {
  /** Empty where none is named. */
  action: string;
  parameters: Readonly<Record<string, unknown>>;
}

export function glimpse(request: SignedRequest): Glimpse {
  const { method, query, headers, body } = request;
  const isJson = method !== "GET" && mediaType(headers) === "application/json";
  const parameters = isJson ? (parseObject(textOf(body)) ?? {}) : readForm(method === "GET" ? query : textOf(body));
  return { action: headers["x-tc-action"] ?? String(parameters["Action"] ?? ""), parameters };
}

/**
 * Reads a call in any of the documented forms and verifies its signature (tencentcloud.com/document/product/267/30762).
 *
 * @param now the wall clock in Unix seconds: a signature lives by real time.
 * @throws ApiError of the kinds MissingParameter, InvalidParameter, AuthFailure, UnsupportedProtocol and so on.
 */
export function readRequest(request: SignedRequest, account: Account, now: number): ApiRequest {
  if (request.method !== "GET" && request.method !== "POST") {
    throw new ApiError("UnsupportedProtocol", "The request method must be GET or POST.");
  }
  checkSize(request);
  return isLegacy(request) ? readLegacy(request, account, now) : readTc3(request, account, now);
}

function checkSize({ method, query, body }: SignedRequest): void {
  const limit = method === "GET" ? largestGet : largestPost;
  if ((method === "GET" ? query.length : body.length) > limit) throw requestTooLarge(limit);
}

/** The older signatures travel with the parameters; TC3 in headers, and it alone signs JSON. */
function isLegacy({ method, headers }: SignedRequest): boolean {
  if (headers["authorization"] !== undefined || headers["x-tc-action"] !== undefined) return false;
  return method === "GET" || mediaType(headers) === "application/x-www-form-urlencoded";
}

function readTc3(request: SignedRequest, account: Account, now: number): ApiRequest {
  const { headers } = request;
  const required = (name: string): string => {
    const value = headers[name.toLowerCase()];
    if (!value) throw missingHeader(name);
    return value;
  };
  const action = required("X-TC-Action");
  const version = required("X-TC-Version");
  const timestamp = readTimestamp("X-TC-Timestamp", required("X-TC-Timestamp"));
  const parameters: Pick<ApiRequest, "encoding" | "parameters"> =
    request.method === "GET"
      ? { encoding: "text", parameters: () => readForm(request.query) }
      : { encoding: "json", parameters: () => readJson(request) };
  const common = { action, version, region: headers["x-tc-region"], ...parameters };
  if (action === webIdentity && headers["authorization"] === "SKIP") return { ...common, credential: undefined };
  const authorization = parseAuthorization(required("Authorization"));
  if (!authorization) {
    throw new ApiError("AuthFailure.InvalidAuthorization", "The request header `Authorization` is malformed.");
  }
  const credential = findCredential(account, authorization.secretId);
  checkSkew(timestamp, now);
  if (!isSignedTc3(request, authorization, timestamp, credential.secretKey)) throw signatureFailure();
  checkToken(credential, headers["x-tc-token"], now);
  return { ...common, credential };
}

/** What the older forms send beside the parameters of the action itself. */
const commonParameters = new Set([
  "Action",
  "Version",
  "Region",
  "Timestamp",
  "Nonce",
  "SecretId",
  "Signature",
  "SignatureMethod",
  "Token",
  "Language",
  "RequestClient",
]);

function readLegacy(request: SignedRequest, account: Account, now: number): ApiRequest {
  if (request.method === "POST" && request.body.length > largestLegacyPost) throw requestTooLarge(largestLegacyPost);
  const all = readForm(request.method === "GET" ? request.query : textOf(request.body));
  const required = (name: string): string => {
    const value = all[name];
    if (!value) throw missingParameter(name);
    return value;
  };
  const action = required("Action");
  const version = required("Version");
  const timestamp = readTimestamp("Timestamp", required("Timestamp"));
  if (!/^\d+$/.test(required("Nonce"))) throw new ApiError("InvalidParameter", "Parameter `Nonce` type error.");
  const secretId = required("SecretId");
  required("Signature");
  const credential = findCredential(account, secretId);
  checkSkew(timestamp, now);
  if (!isSignedLegacy(request, all, readMethod(all["SignatureMethod"]), credential.secretKey)) {
    throw signatureFailure();
  }
  checkToken(credential, all["Token"], now);
  return {
    action,
    version,
    region: all["Region"],
    credential,
    encoding: "text",
    parameters: () => Object.fromEntries(Object.entries(all).filter(([name]) => !commonParameters.has(name))),
  };
}

function readMethod(name: string | undefined): LegacyMethod {
  if (name === undefined || name === "" || name === "HmacSHA1") return "HmacSHA1";
  if (name === "HmacSHA256") return name;
  throw new ApiError("InvalidParameterValue", "SignatureMethod must be HmacSHA1 or HmacSHA256.");
}

function readTimestamp(name: string, text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw wrongType(name);
  return Number(text);
}

function findCredential({ permanent, temporary, issued }: Account, secretId: string): Credential | IssuedCredential {
  const found = [permanent, temporary].find((credential) => credential.secretId === secretId) ?? issued.get(secretId);
  if (!found) throw secretIdNotFound();
  return found;
}

function checkSkew(timestamp: number, now: number): void {
  if (Math.abs(timestamp - now) > signatureSkew) throw signatureExpired();
}

function checkToken(credential: Credential | IssuedCredential, token: string | undefined, now: number): void {
  const isExpired = "expires" in credential && credential.expires <= now;
  if (isExpired || (credential.token ?? "") !== (token ?? "")) throw tokenFailure();
}

function readForm(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

function readJson(request: SignedRequest): Record<string, unknown> {
  const type = mediaType(request.headers);
  if (type === "multipart/form-data") {
    throw new ApiError("InvalidRequest", "The action does not take multipart/form-data.");
  }
  if (type !== "application/json") {
    throw new ApiError("UnsupportedProtocol", "The Content-Type of a POST must be application/json.");
  }
  const text = textOf(request.body);
  if (text === "") return {};
  const value = parseObject(text);
  if (!value) throw new ApiError("InvalidParameter", "The request body is not a JSON object.");
  return value;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function mediaType(headers: SignedRequest["headers"]): string {
  return (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body).toString("utf8");
}
