import * as v from "valibot";
import { time } from "../../provider/fields.js";
import type { Time } from "../../provider/resources/screenshotTask.js";
import { day, formatWindow, type Instant } from "../../provider/window.js";
import { ScheduleProblem } from "./problem.js";

/** How far what has no end of its own is looked at. The package never reads the clock: the program passes `now`. */
export interface Horizon {
  /** Nothing that starts before this. Default: whatever is not over at `now`. */
  readonly from?: Time | undefined;
  /** Nothing that starts at this or later. With `days` too, the earlier of the two counts. */
  readonly until?: Time | undefined;
  /**
   * The time at which the program runs, as `new Date()`. What is over by then is no longer declared, and so leaves the
   * state without a call; with `from` it stays, and `tencentcloud-css status` can tell of it.
   */
  readonly now?: Time | Date | undefined;
  /** How many days of 24 h after `now` nothing starts any more: from 1 to 400. Needs `now`. */
  readonly days?: number | undefined;
}

const daysRange = "must be a number of days from 1 to 400";

export const horizonFields = {
  from: v.optional(time()),
  until: v.optional(time()),
  now: v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value) => (value instanceof Date ? Math.floor(value.getTime() / 1000) : value)),
      time(),
    ),
  ),
  days: v.optional(v.pipe(v.number(daysRange), v.minValue(1, daysRange), v.maxValue(400, daysRange))),
};

interface Bounds {
  readonly from?: Instant | undefined;
  readonly until?: Instant | undefined;
  readonly now?: Instant | undefined;
  readonly days?: number | undefined;
}

/** Which starts are looked at: from `first` on, and none at `end` or later. Either may be open. */
export interface Reach {
  readonly first?: Instant;
  readonly end?: Instant;
}

/**
 * @param lasts How many seconds after its start an occurrence goes on: one that is still open at `now` stays declared,
 *   as its task would be stopped otherwise.
 */
export function reachOf({ from, until, now, days }: Bounds, lasts: number, where: string): Reach {
  if (days !== undefined && now === undefined) {
    throw new ScheduleProblem(
      `${where}days counts from ${where}now, which the program passes, as in \`now: new Date()\``,
    );
  }
  const first = from ?? (now === undefined ? undefined : now - lasts + 1);
  const ends = [until, now !== undefined && days !== undefined ? now + days * day : undefined];
  const end = Math.min(...ends.filter((instant) => instant !== undefined));
  if (first !== undefined && end < first && from !== undefined) {
    throw new ScheduleProblem(
      `${where}until must be after ${where}from: ${formatWindow({ start: first, end })} is empty`,
    );
  }
  return { ...(first !== undefined && { first }), ...(end !== Number.POSITIVE_INFINITY && { end }) };
}
