/** Calls to the service: at the rate that it allows, repeated where repeating is safe, with errors a person can use. */
import pRetry from "p-retry";
import pThrottle from "p-throttle";
import { classify, isLiveError, LiveError, type Outcome } from "./errors.js";
import type { Send } from "./sdk.js";

export interface Call {
  readonly action: string;
  /** What the call is about, for messages. */
  readonly object: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface LiveApi {
  /** A question. Asked again until there is an answer. */
  read(call: Call): Promise<Record<string, unknown>>;
  /** A change. Sent again only where it is sure that it was not carried out. */
  write(call: Call): Promise<Record<string, unknown>>;
}

export interface Patience {
  readonly retries: number;
  /** Milliseconds before the first repetition; each further one waits twice as long. */
  readonly firstWait: number;
}

/** 20 calls per second and action: https://www.tencentcloud.com/document/product/267/30760 */
const callsPerSecond = 20;

const untilAnswered: readonly Outcome[] = ["throttled", "not sent", "ambiguous"];
const whileNotCarriedOut: readonly Outcome[] = ["throttled", "not sent"];

type Sent = () => Promise<Record<string, unknown>>;
type Throttle = (call: Sent) => Promise<Record<string, unknown>>;

/** @param secrets What must not appear in any message. */
export function createLiveApi(
  send: () => Promise<Send>,
  secrets: () => readonly string[],
  patience: Patience = { retries: 5, firstWait: 500 },
): LiveApi {
  const throttles = new Map<string, Throttle>();

  function throttleOf(action: string): Throttle {
    const known = throttles.get(action);
    if (known) return known;
    const throttle = pThrottle({ limit: callsPerSecond, interval: 1000, strict: true })((call: Sent) => call());
    throttles.set(action, throttle);
    return throttle;
  }

  async function attempt({ action, object, params }: Call): Promise<Record<string, unknown>> {
    // Outside of the try: missing credentials are not a failed call.
    const connection = await send();
    try {
      return await throttleOf(action)(() => connection(action, params));
    } catch (thrown) {
      throw new LiveError({ action, object, ...classify(thrown) }, secrets());
    }
  }

  const repeat = (call: Call, outcomes: readonly Outcome[]) =>
    pRetry(() => attempt(call), {
      retries: patience.retries,
      minTimeout: patience.firstWait,
      randomize: true,
      shouldRetry: ({ error }) => isLiveError(error) && outcomes.includes(error.outcome),
    });

  return {
    read: (call) => repeat(call, untilAnswered),
    write: (call) => repeat(call, whileNotCarriedOut),
  };
}
