import { createHash, createHmac } from "node:crypto";

/** A request as far as its signature covers it. */
export interface SignedRequest {
  method: string;
  /** The Host header. */
  host: string;
  /** The query as it came over the wire, without the question mark. */
  query: string;
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** The parts of an Authorization header of the kind TC3-HMAC-SHA256. */
export interface Authorization {
  secretId: string;
  /** UTC, YYYY-MM-DD. */
  date: string;
  /** What the client takes the service's name to be: for `127.0.0.1:8080` the Node SDK says `127`. */
  service: string;
  /** Lower-case names in the order of the header. */
  signedHeaders: string[];
  signature: string;
}

const authorizationForm =
  /^TC3-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/,\s]+)\/tc3_request, *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})$/;

/** Reads an Authorization header, or undefined where it is malformed: `content-type` and `host` must be signed. */
export function parseAuthorization(header: string): Authorization | undefined {
  const [, secretId, date, service, names, signature] = authorizationForm.exec(header) ?? [];
  if (!secretId || !date || !service || !names || !signature) return undefined;
  const signedHeaders = names.split(";");
  if (!signedHeaders.includes("content-type") || !signedHeaders.includes("host")) return undefined;
  return { secretId, date, service, signedHeaders, signature };
}

/** Whether a request bears the TC3 signature of a key (cloud.tencent.com/document/api/270/35296). */
export function isSignedTc3(
  request: SignedRequest,
  authorization: Authorization,
  timestamp: number,
  secretKey: string,
): boolean {
  if (authorization.date !== new Date(timestamp * 1000).toISOString().slice(0, 10)) return false;
  return hostsOf(request).some((host) =>
    // The documentation lower-cases the signed values, the Node SDK sends them as they are.
    [true, false].some(
      (lower) => signTc3({ ...request, host }, authorization, timestamp, secretKey, lower) === authorization.signature,
    ),
  );
}

export function signTc3(
  request: SignedRequest,
  { date, service, signedHeaders }: Pick<Authorization, "date" | "service" | "signedHeaders">,
  timestamp: number,
  secretKey: string,
  lower: boolean,
): string {
  const value = (name: string): string => (name === "host" ? request.host : (request.headers[name] ?? "")).trim();
  const canonicalRequest = [
    request.method,
    "/",
    request.method === "GET" ? request.query : "",
    ...signedHeaders.map((name) => `${name}:${lower ? value(name).toLowerCase() : value(name)}`),
    "",
    signedHeaders.join(";"),
    sha256(request.headers["x-tc-content-sha256"] === unsignedPayload ? unsignedPayload : request.body),
  ].join("\n");
  const scope = `${date}/${service}/tc3_request`;
  const stringToSign = ["TC3-HMAC-SHA256", timestamp, scope, sha256(canonicalRequest)].join("\n");
  const key = [date, service, "tc3_request"].reduce<string | Buffer>(
    (secret, part) => hmac("sha256", secret, part),
    `TC3${secretKey}`,
  );
  return hmac("sha256", key, stringToSign).toString("hex");
}

/** A client may leave the payload out of its signature (the Go SDK's option). */
const unsignedPayload = "UNSIGNED-PAYLOAD";

export type LegacyMethod = "HmacSHA1" | "HmacSHA256";

/** Whether a request's parameters bear the older signature of a key (tencentcloud.com/document/product/267/30762). */
export function isSignedLegacy(
  request: Pick<SignedRequest, "method" | "host">,
  parameters: Readonly<Record<string, string>>,
  method: LegacyMethod,
  secretKey: string,
): boolean {
  return hostsOf(request).some(
    (host) => signLegacy({ ...request, host }, parameters, method, secretKey) === parameters["Signature"],
  );
}

export function signLegacy(
  request: Pick<SignedRequest, "method" | "host">,
  parameters: Readonly<Record<string, string>>,
  method: LegacyMethod,
  secretKey: string,
): string {
  const pairs = Object.keys(parameters)
    .filter((name) => name !== "Signature")
    .sort()
    .map((name) => `${name}=${parameters[name]}`);
  const stringToSign = `${request.method}${request.host}/?${pairs.join("&")}`;
  return hmac(method === "HmacSHA1" ? "sha1" : "sha256", secretKey, stringToSign).toString("base64");
}

/** The Node SDK signs the host without the port with TC3, and with it in the older ways; other clients differ. */
function hostsOf({ host }: Pick<SignedRequest, "host">): string[] {
  const bare = host.replace(/:\d+$/, "");
  return bare === host ? [host] : [bare, host];
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(algorithm: string, key: string | Buffer, data: string): Buffer {
  return createHmac(algorithm, key).update(data).digest();
}
