import assert from "node:assert/strict";
import { Agent } from "node:http";
import { CommonClient } from "tencentcloud-sdk-nodejs/tencentcloud/common/index.js";
import { Client } from "tencentcloud-sdk-nodejs/tencentcloud/services/live/v20180801/live_client.js";
import { type Credential, type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.js";

// The vendor's own SDK, unchanged: if it works here, it is not because our client and our emulator agree.

export type SignMethod = "TC3-HMAC-SHA256" | "HmacSHA1" | "HmacSHA256";
export type HttpMethod = "POST" | "GET";

export interface ClientOptions {
  signMethod?: SignMethod;
  reqMethod?: HttpMethod;
  credential?: Credential;
  /** null: none is sent. */
  region?: string | null;
  headers?: Record<string, string>;
}

/** 2026-12-18T18:00:00Z, where the tests' clocks stand. */
export const virtualNow = 1_797_616_800;
export const hour = 3600;
export const day = 24 * hour;

const agent = new Agent({ keepAlive: true });

function configuration(emulator: Emulator, options: ClientOptions) {
  const { signMethod = "TC3-HMAC-SHA256", reqMethod = "POST", credential = emulator, headers = {} } = options;
  const { secretId, secretKey, token } = { token: undefined, ...credential } as Credential;
  const region = options.region === undefined ? emulator.region : options.region;
  return {
    credential: { secretId, secretKey, ...(token !== undefined && { token }) },
    ...(region !== null && { region }),
    profile: {
      signMethod,
      httpProfile: { protocol: "http://", endpoint: new URL(emulator.endpoint).host, reqMethod, agent, headers },
    },
  };
}

export function liveClient(emulator: Emulator, options: ClientOptions = {}): InstanceType<typeof Client> {
  return new Client(configuration(emulator, options));
}

/** A client of any product and version, for calls that the typed client does not make. */
export function commonClient(emulator: Emulator, version: string, options: ClientOptions = {}): CommonClient {
  return new CommonClient("live.tencentcloudapi.com", version, configuration(emulator, options));
}

/** A task's parameters: an hour from now on, on the stream `final`. */
export const finalTask = {
  StreamName: "final",
  DomainName: "push.example.com",
  AppName: "live",
  EndTime: virtualNow + hour,
  TemplateId: 1,
};

export const stream = { domainName: "push.example.com", appName: "live", streamName: "final" };

/** Runs a test against an emulator whose clock stands at virtualNow, and closes it. */
export async function withEmulator(
  options: EmulatorOptions,
  test: (emulator: Emulator) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator({
    time: "2026-12-18T18:00:00Z",
    callsPerSecond: Number.POSITIVE_INFINITY,
    ...options,
  });
  try {
    await test(emulator);
  } finally {
    await emulator.close();
  }
}

/** Asserts that a call fails with a code of the API and a RequestId, and returns its message. */
export async function failsWith(code: string, call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => assert.fail(`the call succeeded; ${code} was expected`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error && "code" in error && "requestId" in error, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(String(error.requestId), /^[0-9a-f-]{36}$/);
  return error.message;
}
