/** Calls to the service: at the rate that it allows, repeated where repeating is safe, with errors a person can use. */
import pRetry from "p-retry";
import { formatLength } from "../window.js";
import { classify, isLiveError, LiveError, type Outcome } from "./errors.js";
import type { Send } from "./sdk.js";
import { createThrottle, type Stopwatch, type Throttle } from "./throttle.js";

export interface Call {
  readonly action: string;
  /** What the call is about, for messages. */
  readonly object: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** What among the parameters must not appear in any message. */
  readonly secrets?: readonly string[];
}

export interface LiveApi {
  /** A question. Asked again until there is an answer. */
  read(call: Call): Promise<Record<string, unknown>>;
  /** A change. Sent again only where it is sure that it was not carried out. */
  write(call: Call): Promise<Record<string, unknown>>;
}

export interface Patience {
  /** How often a call without an answer is repeated. */
  readonly retries: number;
  /** How often a call is repeated that was one too many: what others of the account take is given back after a while. */
  readonly retriesThrottled: number;
  /** Milliseconds before the first repetition; each further one waits twice as long. */
  readonly firstWait: number;
}

/** About five minutes of calls that are too many, and half a minute without an answer. */
const standardPatience: Patience = { retries: 5, retriesThrottled: 300, firstWait: 500 };

/** What the service takes: https://www.tencentcloud.com/document/product/267/30760, and 20 where it says nothing. */
function callsPerSecond(action: string): number {
  if (/^DescribeLive(Snapshot|Callback)/.test(action)) return 500;
  return /^(Create|Modify|Delete)Live(Snapshot|Callback)/.test(action) ? 200 : 20;
}

/** A little less, as calls that leave evenly do not arrive so. */
const share = 0.975;

/** Milliseconds for which a call waits until it may be sent, before anybody is told. */
const inSilence = 60_000;

const untilAnswered: readonly Outcome[] = ["throttled", "not sent", "ambiguous"];
const whileNotCarriedOut: readonly Outcome[] = ["throttled", "not sent"];

/**
 * @param secrets What must not appear in any message.
 * @param say What a person is told at once, while calls wait for the rate limit.
 */
export function createLiveApi(
  send: () => Promise<Send>,
  secrets: () => readonly string[],
  stopwatch: Stopwatch,
  say: (line: string) => void,
  patience: Patience = standardPatience,
): LiveApi {
  const throttles = new Map<string, Throttle>();
  const told = new Set<string>();

  function throttleOf(action: string): Throttle {
    const throttle = throttles.get(action) ?? createThrottle(callsPerSecond(action) * share, stopwatch);
    throttles.set(action, throttle);
    return throttle;
  }

  async function attempt({ action, object, params, secrets: own = [] }: Call): Promise<Record<string, unknown>> {
    // Outside of the try: missing credentials are not a failed call.
    const connection = await send();
    const throttle = throttleOf(action);
    await throttle.turn();
    try {
      return await connection(action, params);
    } catch (thrown) {
      const failed = classify(thrown);
      if (failed.outcome === "throttled") throttle.exceeded();
      throw new LiveError({ action, object, ...failed }, [...secrets(), ...own]);
    }
  }

  /** Once for each action: a run that stands still for minutes should not look as if it hung. */
  function tellOfWaiting({ action, object }: Call, since: number): void {
    const waited = stopwatch.now() - since;
    if (waited < inSilence || told.has(action)) return;
    told.add(action);
    say(
      `${action} for ${object} has waited ${formatLength(waited / 1000)} for the rate limit (RequestLimitExceeded), as ` +
        `all of an account share ${callsPerSecond(action)} calls a second. It goes on by itself, for some minutes.`,
    );
  }

  const repeat = (call: Call, outcomes: readonly Outcome[]) => {
    const since = stopwatch.now();
    return pRetry(() => attempt(call), {
      retries: patience.retries,
      minTimeout: patience.firstWait,
      randomize: true,
      shouldConsumeRetry: ({ error }) => !isLiveError(error, "throttled"),
      shouldRetry: ({ error, attemptNumber }) =>
        isLiveError(error) &&
        outcomes.includes(error.outcome) &&
        (error.outcome !== "throttled" || attemptNumber <= patience.retriesThrottled),
      onFailedAttempt: ({ error }) => {
        if (isLiveError(error, "throttled")) tellOfWaiting(call, since);
      },
    });
  };

  return {
    read: (call) => repeat(call, untilAnswered),
    write: (call) => repeat(call, whileNotCarriedOut),
  };
}
