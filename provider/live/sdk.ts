/** The one file that knows tencentcloud-sdk-nodejs. It is loaded at the first call: it costs 60 ms and 18 MB. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Credentials } from "./credentials/credentials.js";
import type { Address } from "./endpoint.js";

/** Sends one call. Rejects with whatever the SDK throws. */
export type Send = (action: string, params: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;

/** Tasks live here; the mainland site takes nothing else, the international one ignores it. */
const region = "ap-guangzhou";

/** The versions of the services' APIs. */
const versions = { live: "2018-08-01", sts: "2018-08-13" };

/** Who sends, and what. Nobody signs what says by itself who asks (AssumeRoleWithWebIdentity). */
export type Connection = (signer: Credentials | undefined) => Send;

/** @param timeout Seconds that one call may take. */
export async function connect(
  service: keyof typeof versions,
  { protocol, host }: Address,
  timeout: number,
): Promise<Connection> {
  const { CommonClient } = await import("tencentcloud-sdk-nodejs/tencentcloud/common/common_client.js");
  const httpProfile = {
    protocol,
    endpoint: host,
    reqMethod: "POST" as const,
    reqTimeout: timeout,
    agent: agentFor({ protocol, host }),
  };
  const profile = { signMethod: "TC3-HMAC-SHA256" as const, language: "en-US" as const, httpProfile };
  return (signer) => {
    const { secretId, secretKey, token } = signer ?? { secretId: "", secretKey: "" };
    // Credentials are values here, and no object that fetches them: what that throws, the SDK makes a failed call of.
    const credential = { secretId, secretKey, ...(token === undefined ? {} : { token }) };
    const client = new CommonClient(host, versions[service], { credential, region, profile });
    const options = signer ? {} : { skipSign: true };
    return async (action, params) => (await client.request(action, params, options)) as Record<string, unknown>;
  };
}

/**
 * An agent of our own: without one the SDK sends even calls to loopback through http_proxy. It connects to the endpoint
 * alone, as the SDK's node-fetch follows redirects, hands the token to whoever they name, and believes the answer.
 */
function agentFor({ protocol, host }: Address): HttpAgent {
  const agent = protocol === "https://" ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const { hostname, port } = new URL(`${protocol}${host}`);
  const expected = `${hostname.replace(/^\[|\]$/g, "")}:${port || (protocol === "https://" ? 443 : 80)}`;
  const connectTo = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const wanted = `${options.host}:${options.port}`;
    if (wanted !== expected) throw new Error(`${expected} led to ${wanted}, which was not followed`);
    return connectTo(options, callback);
  };
  return agent;
}
