import { Cron } from "croner";
import { type Field, text } from "../../provider/fields.js";
import { day, formatInstant, type Instant } from "../../provider/window.js";
import { readFields } from "./fields.js";
import { type Horizon, horizonFields, most, reachOf } from "./horizon.js";
import { type Length, length } from "./lengths.js";
import { instantKey } from "./names.js";
import type { Occurrence } from "./occurrence.js";
import type { Padding } from "./padding.js";
import { ScheduleProblem } from "./problem.js";
import { ianaZone, isIanaName, shownFirst } from "./timeZone.js";

/**
 * Captures by the clock on a wall somewhere. It needs an end (`until`, or `days` and `now`) and a beginning (`from` or
 * `now`).
 *
 * @example { expression: "30 18 * * MON-FRI", zone: "Europe/Berlin", duration: "PT2H", now: new Date(), days: 14 }
 */
export interface CronSource extends Horizon {
  /**
   * Minute, hour, day of the month, month, day of the week; seconds may come before them. Where both days are given, either
   * is enough, as in every cron. A change adds and removes by the instants at which it comes.
   */
  readonly expression: string;
  /**
   * The IANA zone of its clock, such as `Europe/Berlin`. A time that the clocks jump over is taken as soon as they have,
   * and of one that comes twice the first is. Only an expression that comes each so many minutes or hours, by a `*` or a
   * `/` among these, goes by what the clock shows: in both of the hours that come twice, and in none that is jumped over.
   * A change renames the tasks, as each comes at another instant.
   */
  readonly zone: string;
  /** How long each capture is: whole seconds or an ISO 8601 duration, from 1 s to 400 days. A change edits every task. */
  readonly duration: Length;
}

export const fields = {
  expression: text(),
  zone: text(),
  duration: length(1, 400 * day, "from PT1S to P400D"),
  ...horizonFields,
} satisfies Record<keyof CronSource, Field>;

/** @throws for an expression that is none or never comes, a zone that is not known, and where beginning or end is open. */
export function fromCron(source: CronSource, padding: Padding): Occurrence[] {
  const { expression, zone, duration, ...bounds } = readFields(fields, source, "cron.");
  const { from, openAt, end, now } = reachOf(bounds, "cron.", padding.before);
  if (end === undefined) {
    throw new ScheduleProblem(
      "cron has no end: give it `until`, or `days` and `now`, as in `now: new Date(), days: 14`",
    );
  }
  const first = from ?? (openAt === undefined ? undefined : openAt - (duration + padding.after) + 1);
  if (first === undefined) {
    throw new ScheduleProblem("cron has no beginning: give it `from`, or `now`, as in `now: new Date()`");
  }
  const comes = (since: Instant, limit?: number) => {
    const starts: Instant[] = [];
    for (const start of startsOf(expression, zone, since)) {
      if (start >= end) break;
      if (starts.length === limit) {
        throw new ScheduleProblem(
          `cron.expression "${expression}" comes more than ${most} times before ${formatInstant(end)}; bring that nearer`,
        );
      }
      starts.push(start);
    }
    return starts;
  };
  const counted = comes(Math.max(first, now ?? first), most);
  const starts = now !== undefined && first < now ? comes(first) : counted;
  return starts.map((at) => {
    const key = instantKey(at);
    return {
      key,
      event: {
        uid: key,
        summary: "",
        location: "",
        start: formatInstant(at),
        end: formatInstant(at + duration),
        allDay: false,
      },
      window: { start: at, end: at + duration },
      origin: `cron's occurrence at ${formatInstant(at)}`,
    };
  });
}

/** When it comes, from an instant on, for ever. @throws where it never does. */
function* startsOf(expression: string, zone: string, first: Instant): Generator<Instant> {
  if (!isIanaName(zone)) {
    throw new ScheduleProblem(
      `cron.zone must be a time zone of the IANA database, like "Europe/Berlin"; got "${zone}"`,
    );
  }
  if (comesByIntervals(expression)) {
    yield* matches(expression, zone, first);
    return;
  }
  // Fixed times are looked for on the clock, and then in the zone: croner 11 loses what a gap that ends at midnight moves
  // to another day. What a gap moves to `first` stands on the clock before it.
  const clock = ianaZone(zone);
  let last: Instant | undefined;
  for (const wall of matches(expression, "UTC", clock.toWall(first) - day)) {
    const start = shownFirst(zone, clock.toInstant(wall), wall);
    if (start >= first && start !== last) yield start;
    last = start;
  }
}

/** Whether it comes each so many seconds, minutes or hours, and not at times that it names. */
function comesByIntervals(expression: string): boolean {
  const timesOfDay = expression.trim().split(/\s+/).slice(0, -3);
  return timesOfDay.some((field) => /[*?/]/.test(field));
}

/** The times at which a clock in this zone shows what the expression says. */
function* matches(expression: string, zone: string, first: Instant): Generator<Instant> {
  const cron = parse(expression, zone);
  // Croner looks for what comes after a moment; the first may come at it.
  let next = cron.nextRun(new Date((first - 1) * 1000));
  if (next === null) throw new ScheduleProblem(`cron.expression "${expression}" never comes`);
  for (; next !== null; next = cron.nextRun(next)) yield next.getTime() / 1000;
}

function parse(expression: string, zone: string): Cron {
  // Croner takes a date, too, which would be an occurrence without a recurrence.
  const parts = expression.trim().split(/\s+/).length;
  try {
    if (parts < 5 || parts > 6) throw new Error(`${parts} instead of 5 or 6 fields`);
    return new Cron(expression, { timezone: zone, paused: true });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, "") : String(error);
    throw new ScheduleProblem(`cron.expression must be like "30 18 * * MON-FRI"; got "${expression}": ${why}`);
  }
}
