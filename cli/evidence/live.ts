/** For how long of a window a stream was live, as far as its pushes that were told of say it. Pure. */
import type { FixedWindow } from "../../provider/window.js";
import type { ToldPush } from "./callbackRecords.js";

export interface Liveness {
  /** `undefined`: it cannot be told. */
  readonly live: boolean | undefined;
  /** Of the window; `undefined` where no more is known than `live`. */
  readonly seconds?: number;
}

/**
 * @param pushes of the stream, in the order of their times, around the window.
 * @param complete whether both begins and ends are told of, so that what is not told did not happen.
 */
export function livenessOf(window: FixedWindow, pushes: readonly ToldPush[], complete: boolean): Liveness {
  const [first] = pushes;
  if (!first) return { live: undefined };
  if (!complete) {
    const within = pushes.some(({ at, began }) =>
      began ? at >= window.start && at < window.end : at > window.start && at <= window.end,
    );
    return { live: within ? true : undefined };
  }
  let seconds = 0;
  // A push whose end is the first that is told of began before the question, or when it says.
  let since: number | undefined = first.began ? undefined : first.at - (first.lasted ?? Number.POSITIVE_INFINITY);
  for (const { at, began } of pushes) {
    if (began) since ??= at;
    else {
      seconds += within(window, since ?? at, at);
      since = undefined;
    }
  }
  if (since !== undefined) seconds += within(window, since, window.end);
  return { live: seconds > 0, seconds };
}

function within({ start, end }: FixedWindow, from: number, to: number): number {
  return Math.max(0, Math.min(end, to) - Math.max(start, from));
}
