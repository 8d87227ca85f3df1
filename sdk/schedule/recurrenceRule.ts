import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import { formatInstant, type Instant } from "../../provider/window.js";
import type { Property } from "./calendarLines.js";
import { most } from "./horizon.js";
import { ScheduleProblem } from "./problem.js";
import type { WallTime, Zone } from "./timeZone.js";

/** Whether a rule goes on for ever. */
export function isEndless({ raw }: Property): boolean {
  return !/[;:](COUNT|UNTIL)=/i.test(raw);
}

interface Extent {
  /** Nothing on the clock before this: a rule without an end grows old. */
  readonly first?: WallTime;
  /** What comes on the clock before this does not count as too often. */
  readonly counted?: WallTime;
  /** Nothing at this instant or later. */
  readonly end?: Instant;
}

/**
 * The clock times of a rule, the start among them: it counts as the first (RFC 5545, 3.8.5.3). A rule is about what the
 * clock on the wall shows, so it is expanded without any zone, and the clock times are looked up in the zone afterwards.
 */
export function expand(
  rule: Property,
  start: { readonly wall: WallTime; readonly zone: Zone },
  { first, counted, end = Number.POSITIVE_INFINITY }: Extent = {},
  limit = most,
): WallTime[] {
  if (first !== undefined && counted !== undefined && counted > first) {
    expand(rule, start, { first: counted, end });
    return expand(rule, start, { first, end }, Number.POSITIVE_INFINITY);
  }
  const text = rule.raw
    .slice(rule.raw.indexOf(":") + 1)
    .trim()
    .replace(/;$/, "")
    .toUpperCase();
  refuseNonsense(text, rule.line);
  const wallTimes: WallTime[] = [];
  try {
    const expanded = new RRuleTemporal({
      rruleString: `DTSTART:${compact(start.wall)}\nRRULE:${untilOnTheWall(text, start.zone)}`,
      includeDtstart: true,
      strict: true,
      maxIterations: 100_000,
      cache: false,
      temporal: Temporal,
    });
    const take = ({ epochMilliseconds }: { readonly epochMilliseconds: number }) => {
      const wall = epochMilliseconds / 1000;
      const goesOn = start.zone.toInstant(wall) < end && wallTimes.length <= limit;
      if (goesOn) wallTimes.push(wall);
      return goesOn;
    };
    if (first === undefined) expanded.all(take);
    else {
      let next = expanded.next(new Date(first * 1000), true);
      while (next && take(next)) next = expanded.next(new Date(next.epochMilliseconds), false);
    }
  } catch (error) {
    throw new ScheduleProblem(
      `line ${rule.line} has a rule that cannot be followed (${(error as Error).message}): ${text}`,
    );
  }
  if (wallTimes.length > limit) {
    throw new ScheduleProblem(`line ${rule.line} has a rule that comes more than ${most} times: ${text}`);
  }
  return wallTimes;
}

/** What rrule-temporal passes over in silence. */
function refuseNonsense(text: string, line: number): void {
  for (const part of text.split(";")) {
    if (/^(COUNT|INTERVAL)=(?!0*[1-9]\d*$)/.test(part) || !/^[A-Z-]+=[^=]+$/.test(part)) {
      throw new ScheduleProblem(`line ${line} has a rule with "${part}", which means nothing`);
    }
  }
}

/** UNTIL is an instant where the start has a zone; as a date, it is the end of that day. */
function untilOnTheWall(text: string, zone: Zone): string {
  return text.replace(/UNTIL=(\d{8})(?:T(\d{6})(Z?))?/, (_, date: string, time = "235959", z = "") => {
    const written = Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime("UTC").epochMilliseconds / 1000;
    return `UNTIL=${compact(z === "" ? written : zone.toWall(written))}`;
  });
}

function compact(wall: WallTime): string {
  return formatInstant(wall).replace(/[-:]/g, "");
}
