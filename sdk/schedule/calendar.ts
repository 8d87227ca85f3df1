/** An iCalendar text (RFC 5545): its events with their recurrences and exceptions, as occurrences. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { type Field, text } from "../../provider/fields.js";
import { formatInstant } from "../../provider/window.js";
import { type CalendarEvent, readEvent } from "./calendarEvents.js";
import { type Component, has, rawOf, readCalendars, textOf } from "./calendarLines.js";
import { type FindZone, zonesOf } from "./calendarTimes.js";
import { readFields } from "./fields.js";
import { type Horizon, horizonFields, reachOf } from "./horizon.js";
import { eventKey } from "./names.js";
import type { Occurrence } from "./occurrence.js";
import type { Padding } from "./padding.js";
import { forEach, list, type Partly, ScheduleProblem } from "./problem.js";
import { newestOf, type Recurrence, recurrences } from "./recurrence.js";
import { isIanaName } from "./timeZone.js";

export interface CalendarSource extends Horizon {
  /**
   * The path of an `.ics` file in UTF-8, from the program's folder. This or `text`. A change does nothing: what is in the
   * calendar counts.
   */
  readonly file?: string | undefined;
  /**
   * The calendar itself. This or `file`. A change adds and removes by UID, and of what recurs by UID and start, and edits
   * what keeps these.
   */
  readonly text?: string | undefined;
  /**
   * The IANA zone of times that have none. Default: such times are refused. A change edits the tasks of such times, and
   * renames those of what recurs.
   */
  readonly zone?: string | undefined;
}

export const fields = {
  file: v.optional(text()),
  text: v.optional(text()),
  zone: v.optional(
    v.pipe(
      text(),
      v.check(
        isIanaName,
        ({ input }) => `must be a time zone of the IANA database, like "Europe/Berlin"; got "${input}"`,
      ),
      v.description('a time zone of the IANA database, like "Europe/Berlin"'),
    ),
  ),
  ...horizonFields,
} satisfies Record<keyof CalendarSource, Field>;

/**
 * The problems name the line of the calendar and the event.
 *
 * @throws where the whole cannot be read, naming the line.
 */
export function fromCalendar(source: CalendarSource, padding: Padding): Partly<Occurrence> {
  const { file, text: given, zone, ...bounds } = readFields(fields, source, "calendar.");
  if ((file === undefined) === (given === undefined)) {
    throw new ScheduleProblem("calendar needs one of `file` and `text`");
  }
  const reach = reachOf(bounds, "calendar.", padding.before);
  const inCalendar = (problem: string) =>
    `${file === undefined ? "calendar.text" : `the calendar ${file}`}: ${problem}`;
  try {
    const calendars = readCalendars(given === undefined ? readFile(file ?? "") : Buffer.from(given));
    const leftOver: string[] = [];
    const read = forEach(byUid(calendars, zone), (sameUid) => {
      const events = newestOf(eventsOf(sameUid));
      const found = recurrences(events, reach, padding.after);
      leftOver.push(...found.leftOver.map(({ origin }) => origin));
      return [...found.recurrences.map(occurrenceOf), ...events.flatMap(ofWholeDays)];
    });
    const problems = [...calendars, read].flatMap(({ problems }) => problems);
    return {
      results: read.results,
      problems: problems.length > 0 ? [inCalendar(list(problems, "; "))] : [],
      warnings: leftOver.length > 0 ? [leftOverWarning(leftOver)] : [],
    };
  } catch (error) {
    if (!(error instanceof ScheduleProblem)) throw error;
    throw new ScheduleProblem(inCalendar(error.message));
  }
}

function leftOverWarning(origins: readonly string[]): string {
  return (
    "an exception whose RECURRENCE-ID is no start of its series, or one that EXDATE takes out, is not captured: " +
    `${list(origins, ", ")}. Give the series that start, or take the exception out.`
  );
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ScheduleProblem(`it cannot be read, seen from ${process.cwd()}: ${(error as Error).message}`);
  }
}

/** An event as it is written, with the calendar around it, which says how it is meant. */
interface Written {
  readonly component: Component;
  readonly calendar: Component;
  readonly findZone: FindZone;
}

/** Over all of a file that was put together from several: what one says of an event, a later one changes or cancels. */
function byUid(calendars: readonly Component[], zone: string | undefined): Written[][] {
  const uids = new Map<string, Written[]>();
  for (const calendar of calendars) {
    const findZone = zonesOf(calendar, zone);
    for (const component of calendar.components.filter(({ kind }) => kind === "VEVENT")) {
      const uid = rawOf(component, "UID") ?? `line ${component.line}`;
      const written = { component, calendar, findZone };
      const known = uids.get(uid);
      if (known) known.push(written);
      else uids.set(uid, [written]);
    }
  }
  return [...uids.values()];
}

/**
 * All of one UID, or none: without an exception that cannot be read an event would be captured when it no longer is.
 *
 * @throws naming each that is wrong.
 */
function eventsOf(sameUid: readonly Written[]): CalendarEvent[] {
  const series = sameUid.find(({ component }) => !has(component, "RECURRENCE-ID"));
  const { results, problems } = forEach(sameUid, ({ component, calendar, findZone }) => {
    if (component.problems.length > 0) throw new ScheduleProblem(list(component.problems, "; "));
    const isRevoked = textOf(calendar, "METHOD").toUpperCase() === "CANCEL";
    return [readEvent(component, series?.component ?? component, isRevoked, findZone)];
  });
  if (problems.length > 0) throw new ScheduleProblem(list(problems, "; "));
  return [...results];
}

function occurrenceOf({ event, recurrenceId, start, end }: Recurrence): Occurrence {
  const { uid, summary, location, origin } = event;
  return {
    key: eventKey(uid, recurrenceId),
    event: { uid, summary, location, start: formatInstant(start), end: formatInstant(end), allDay: false },
    window: { start, end },
    origin: recurrenceId === undefined ? origin : `${origin} of ${formatInstant(recurrenceId)}`,
  };
}

/** Once, however often it recurs: it is only told of. */
function ofWholeDays({ uid, summary, location, origin, days, recurrenceId }: CalendarEvent): Occurrence[] {
  if (!days) return [];
  const event = { uid, summary, location, start: days.first, end: days.end, allDay: true };
  return [{ key: eventKey(uid, recurrenceId?.instant), event, origin }];
}
