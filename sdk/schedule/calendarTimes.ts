/** The times and zones of an iCalendar text. */
import { Temporal } from "temporal-polyfill";
import { day, formatInstant, type Instant } from "../../provider/window.js";
import { allOf, type Component, oneOf, type Property, textOf } from "./calendarLines.js";
import { ScheduleProblem } from "./problem.js";
import { expand } from "./recurrenceRule.js";
import { type Change, ianaZone, isIanaName, utc, type WallTime, type Zone, zoneOfChanges } from "./timeZone.js";

/** A time as it is written: on the clock of a zone. */
export interface Moment {
  readonly wall: WallTime;
  readonly zone: Zone;
  readonly instant: Instant;
}

/** The zone of a TZID that a line names; without one, that of times which name none. */
export type FindZone = (tzid: string | undefined, line: number) => Zone;

/**
 * A TZID that is a place of the IANA database is that zone, as most calendar programs take it, since a file's own definition
 * is as old as what wrote it. Any other is what the file's VTIMEZONE says (RFC 5545, 3.6.5), and else that database: it has
 * an EST and a GMT that know no summer, which programs that write such names seldom mean.
 *
 * @param floating The IANA zone of times without a zone.
 */
export function zonesOf(calendar: Component, floating: string | undefined): FindZone {
  const zones = new Map<string, Zone>();
  const make = (tzid: string, line: number): Zone => {
    if (isPlace(tzid)) return ianaZone(tzid);
    const definition = calendar.components.find(
      (component) => component.kind === "VTIMEZONE" && textOf(component, "TZID") === tzid,
    );
    if (definition) return definedZone(definition);
    if (isIanaName(tzid)) return ianaZone(tzid);
    throw new ScheduleProblem(
      `line ${line} names the time zone "${tzid}", which is none of the IANA database, and the calendar has no VTIMEZONE of that name`,
    );
  };
  return (given, line) => {
    const tzid = given ?? floating;
    if (tzid === undefined) {
      throw new ScheduleProblem(
        `line ${line} has a time without a zone; say with calendar.zone which one is meant, like zone: "Europe/Berlin"`,
      );
    }
    const zone = zones.get(tzid) ?? make(tzid, line);
    zones.set(tzid, zone);
    return zone;
  };
}

/** `Europe/Berlin`, and not `EST`, which each program defines as it likes. */
function isPlace(tzid: string): boolean {
  return isIanaName(tzid) && (tzid.includes("/") || tzid.toUpperCase() === "UTC");
}

/** No calendar plans further; definitions are endless rules. */
const definedUntil = Date.UTC(2100, 0) / 1000;

function definedZone(definition: Component): Zone {
  const [problem] = [definition, ...definition.components].flatMap(({ problems }) => problems);
  if (problem !== undefined) throw new ScheduleProblem(problem);
  const changes = definition.components.flatMap((observance): Change[] => {
    const [start, from, to] = ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"].map((name) => oneOf(observance, name));
    if (!start || !from || !to) {
      throw new ScheduleProblem(
        `line ${observance.line} begins a ${observance.kind} without DTSTART, TZOFFSETFROM or TZOFFSETTO`,
      );
    }
    const onset = wallTime(start.values[0], start.line);
    const [before, after] = [offset(from), offset(to)];
    const fixed: Zone = { toInstant: (wall) => wall - before, toWall: (instant) => instant + before };
    const ruled = allOf(observance, "RRULE").flatMap((rule) =>
      expand(rule, { wall: onset, zone: fixed }, { end: definedUntil }),
    );
    const listed = allOf(observance, "RDATE").flatMap(({ values, line }) =>
      values.map((value) => wallTime(value, line)),
    );
    return [onset, ...ruled, ...listed].map((wall) => ({ at: fixed.toInstant(wall), from: before, to: after }));
  });
  if (changes.length === 0) {
    throw new ScheduleProblem(`line ${definition.line} begins a VTIMEZONE with neither STANDARD nor DAYLIGHT`);
  }
  return zoneOfChanges(changes.sort((a, b) => a.at - b.at));
}

/** ical.js gives "-05:00", and with seconds "+00:53:28". */
function offset({ values, line }: Property): number {
  const [, sign, hours, minutes, seconds = 0] = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(String(values[0])) ?? [];
  if (sign === undefined) throw new ScheduleProblem(`line ${line} has no offset like +0100`);
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

/** The times of a property, of which EXDATE and RDATE have lists. @throws for what is no time. */
export function momentsOf({ values, parameters, line }: Property, findZone: FindZone): Moment[] {
  return values.map((value) => momentOf(value, parameters["tzid"], line, findZone));
}

export function momentOf(value: unknown, tzid: string | undefined, line: number, findZone: FindZone): Moment {
  const wall = wallTime(value, line);
  const zone = String(value).endsWith("Z") ? utc : findZone(tzid, line);
  return { wall, zone, instant: zone.toInstant(wall) };
}

/**
 * ical.js writes whatever it finds in the form of ISO 8601, so whether it is a time is seen only here: one that exists is
 * the same when it is written again. A leap second is the one before it, as in Temporal.
 */
function wallTime(value: unknown, line: number): WallTime {
  const text = String(value).replace(/Z$/, "").replace(/:60$/, ":59");
  const wall = Date.parse(`${text}Z`) / 1000;
  if (Number.isInteger(wall) && text.length === 19 && formatInstant(wall) === `${text}Z`) return wall;
  throw new ScheduleProblem(`line ${line} has no time that exists, like 20261224T190000Z`);
}

/** How long something is from its start on: days are those of the calendar, hours those of a clock (RFC 5545, 3.3.6). */
export function addDuration({ wall, zone }: Pick<Moment, "wall" | "zone">, value: unknown, line: number): Instant {
  try {
    const { weeks, days, hours, minutes, seconds, sign } = Temporal.Duration.from(String(value));
    if (sign < 0) throw new RangeError();
    const end = zone.toInstant(wall + (weeks * 7 + days) * day) + hours * 3600 + minutes * 60 + seconds;
    // An instant that can be written.
    formatInstant(end);
    return end;
  } catch {
    throw new ScheduleProblem(`line ${line} has no duration like PT2H`);
  }
}
