/** The ways to the service and to STS, signed with the credentials of the moment. */
import { once } from "../once.js";
import { durationInSeconds, type Environment, type ReadConfig, type Settings } from "../settings.js";
import type { Instant } from "../window.js";
import { createLiveApi, type LiveApi } from "./api.js";
import type { Chain, OpenCredentials } from "./credentials/chain.js";
import { type Endpoint, publicSts, resolveEndpoint, resolveSts } from "./endpoint.js";
import { classify, isLiveError } from "./errors.js";
import { askAccount } from "./identity.js";
import { type Connection, connect, type Send } from "./sdk.js";
import type { Stopwatch } from "./throttle.js";
import { askEmulator, type EmulatorAnswer } from "./world.js";

export interface Connections {
  readonly endpoint: Endpoint;
  /** What the endpoint says of itself where it is an emulator's. Asked once. */
  readonly emulator: () => Promise<EmulatorAnswer | undefined>;
  /** The service. */
  readonly live: LiveApi;
  readonly sts: LiveApi;
  /** The number of the account that the credentials belong to. Asked once. @throws where it cannot be told. */
  readonly account: () => Promise<string>;
  /** Where credentials are looked for. @throws where a variable that says so is wrong. */
  readonly chain: () => Chain;
}

export interface ConnectionOptions {
  readonly settings: Settings;
  readonly config: ReadConfig;
  readonly environment: Environment;
  readonly stopwatch: Stopwatch;
  /** The machine's clock. */
  readonly now: () => Instant;
  /** Tells a person something at once. */
  readonly say: (line: string) => void;
}

/** Nothing is read or opened before the first call. @throws where an address must not be used. */
export function createConnections(options: ConnectionOptions): Connections {
  const { settings, config, environment, stopwatch, now, say } = options;
  const endpoint = resolveEndpoint(settings, environment);
  const givenSts = resolveSts(environment);
  const timeout = durationInSeconds(settings.callTimeout);
  const secrets = new Set<string>();
  const remember = (...found: (string | undefined)[]) => {
    for (const secret of found) if (secret) secrets.add(secret);
  };
  const api = (send: () => Promise<Send>) => createLiveApi(send, () => [...secrets], stopwatch, say);

  const toLive = once(() => connect("live", endpoint, timeout));
  const emulator = once(() => askEmulator(endpoint, settings));
  // An emulator is its own STS, so that no cloud is called.
  const toSts = once(async () =>
    connect("sts", givenSts ?? ((await emulator()) ? endpoint : publicSts(settings)), timeout),
  );
  const sts = { signedBy: (signer: Parameters<Connection>[0]) => api(async () => (await toSts())(signer)), remember };

  let opened: OpenCredentials | undefined;
  const credentials = () => {
    // Loaded at the first use, as the process of a preview needs none of it.
    const { openCredentials } = require("./credentials/chain.js") as typeof import("./credentials/chain.js");
    opened ??= openCredentials({ settings, config, environment, sts, knownAccount: () => known, remember, now });
    return opened;
  };

  /** Credentials come first: without them there is nothing to load. */
  async function signed(connection: () => Promise<Connection>): Promise<Send> {
    const { keys } = credentials();
    const current = await keys.current().catch(throwUnsent);
    const signedBy = await connection();
    return async (action, params) => {
      try {
        return await signedBy(current)(action, params);
      } catch (refusal) {
        if (!saysExpired(refusal)) throw refusal;
        const others = await keys.insteadOf(current).catch((reason: unknown) => {
          throw withReason(refusal, reason);
        });
        if (!others) throw refusal;
        return signedBy(others)(action, params);
      }
    };
  }

  const signedSts = api(() => signed(toSts));
  let known: string | undefined;
  const account = once(async () => {
    known = await askAccount(signedSts);
    return known;
  });

  return {
    endpoint,
    emulator,
    live: api(() => signed(toLive)),
    sts: signedSts,
    account,
    chain: () => credentials().chain,
  };
}

/** What came of a question to STS says nothing of the call that was to be signed: that was never sent. */
function throwUnsent(error: unknown): never {
  throw isLiveError(error) ? new Error(error.message, { cause: error }) : error;
}

/**
 * Credentials that have expired, or that were deleted because they are renewed elsewhere. Who calls is verified before
 * anything else, so nothing was carried out, and the call can be sent again.
 */
const expired = /^(AuthFailure\.(TokenFailure|SecretIdNotFound)|.*ExpiredToken)$/;

function saysExpired(thrown: unknown): boolean {
  const { outcome, code } = classify(thrown);
  return outcome === "refused" && code !== undefined && expired.test(code);
}

/** It stays what it is, a refusal, and says why it could not be mended. */
function withReason(refusal: unknown, reason: unknown): Error {
  const { message, code, requestId } = classify(refusal);
  const why = reason instanceof Error ? reason.message : String(reason);
  return Object.assign(new Error(`${message} New credentials could not be had: ${why}`), { code, requestId });
}
