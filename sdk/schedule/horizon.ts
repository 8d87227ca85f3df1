import * as v from "valibot";
import { time } from "../../provider/fields.js";
import type { Time } from "../../provider/resources/screenshotTask.js";
import { day, formatWindow, type Instant } from "../../provider/window.js";
import { ScheduleProblem } from "./problem.js";

/** How far what has no end of its own is looked at. The package never reads the clock: the program passes `now`. */
export interface Horizon {
  /** Nothing that starts before this. Default: whatever is not over at `now`. A change adds and removes. */
  readonly from?: Time | undefined;
  /** Nothing that starts at this or later. With `days` too, the earlier of the two counts. A change adds and removes. */
  readonly until?: Time | undefined;
  /**
   * The time at which the program runs, as `new Date()`. What is over by then is no longer declared, and so leaves the
   * state without a call; with `from` it stays, and `tencentcloud-css status` can tell of it. A change adds and removes:
   * that is how a run a day later sees a day more.
   */
  readonly now?: Time | Date | undefined;
  /**
   * How many days of 24 h after `now` no capture begins any more, padding included: from 1 to 400. Needs `now`. A change
   * adds and removes.
   */
  readonly days?: number | undefined;
}

const daysRange = "a number of days from 1 to 400";
const notInRange = `must be ${daysRange}`;

export const horizonFields = {
  from: v.optional(time()),
  until: v.optional(time()),
  now: v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value) => (value instanceof Date ? Math.floor(value.getTime() / 1000) : value)),
      time(),
      v.description("a `Date`, or a time as for `from`"),
    ),
  ),
  days: v.optional(
    v.pipe(v.number(notInRange), v.minValue(1, notInRange), v.maxValue(400, notInRange), v.description(daysRange)),
  ),
};

interface Bounds {
  readonly from?: Instant | undefined;
  readonly until?: Instant | undefined;
  readonly now?: Instant | undefined;
  readonly days?: number | undefined;
}

/** Which occurrences are looked at. What is not said is open. */
export interface Reach {
  /** Those that start then or later. */
  readonly from?: Instant;
  /** Those whose capture ends after this: a task that runs stays declared, as it would be stopped otherwise. */
  readonly openAt?: Instant;
  /** Those that start before this. */
  readonly end?: Instant;
  /** When the program runs, where `from` is given: what came before that was declared once, so it is not too many. */
  readonly now?: Instant;
}

/** More from now on is a rule that says something else than was meant: each is a resource. */
export const most = 10_000;

/** @param end When the capture ends. */
export function isInReach({ from, openAt, end: last }: Reach, start: Instant, end: Instant): boolean {
  return (
    (from === undefined || start >= from) &&
    (openAt === undefined || end > openAt) &&
    (last === undefined || start < last)
  );
}

/** @param padBefore Seconds that a capture begins before what it is of. */
export function reachOf({ from, until, now, days }: Bounds, where: string, padBefore: number): Reach {
  if (days !== undefined && now === undefined) {
    throw new ScheduleProblem(
      `${where}days counts from ${where}now, which the program passes, as in \`now: new Date()\``,
    );
  }
  if (from !== undefined && until !== undefined && until < from) {
    throw new ScheduleProblem(
      `${where}until must be after ${where}from: ${formatWindow({ start: from, end: until })} is empty`,
    );
  }
  const ends = [until, now !== undefined && days !== undefined ? now + days * day + padBefore : undefined];
  const end = Math.min(...ends.filter((instant) => instant !== undefined));
  return {
    ...(from === undefined ? now !== undefined && { openAt: now } : { from, ...(now !== undefined && { now }) }),
    ...(end !== Number.POSITIVE_INFINITY && { end }),
  };
}
