/** An iCalendar text (RFC 5545): its events with their recurrences and exceptions, as occurrences. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { type Field, text } from "../../provider/fields.js";
import { formatInstant, type Instant } from "../../provider/window.js";
import { type CalendarEvent, readEvent } from "./calendarEvents.js";
import { type Component, readCalendars, textOf } from "./calendarLines.js";
import { zonesOf } from "./calendarTimes.js";
import { readFields } from "./fields.js";
import { type Horizon, horizonFields, reachOf } from "./horizon.js";
import { eventKey } from "./names.js";
import type { Occurrence } from "./occurrence.js";
import { eachOrAllProblems, ScheduleProblem } from "./problem.js";
import { recurrences } from "./recurrence.js";
import { isIanaName } from "./timeZone.js";

export interface CalendarSource extends Horizon {
  /** The path of an `.ics` file in UTF-8, from the program's folder. This or `text`. */
  readonly file?: string | undefined;
  /** The calendar itself. This or `file`. */
  readonly text?: string | undefined;
  /** The IANA zone of times that have none. Default: such times are refused. */
  readonly zone?: string | undefined;
}

const fields = {
  file: v.optional(text()),
  text: v.optional(text()),
  zone: v.optional(
    v.pipe(
      text(),
      v.check(
        isIanaName,
        ({ input }) => `must be a time zone of the IANA database, like "Europe/Berlin"; got "${input}"`,
      ),
    ),
  ),
  ...horizonFields,
} satisfies Record<keyof CalendarSource, Field>;

/**
 * @param padAfter Seconds for which a capture goes on after its event.
 * @throws naming the line of the calendar and the event.
 */
export function fromCalendar(source: CalendarSource, padAfter: number): Occurrence[] {
  const { file, text: given, zone, ...bounds } = readFields(fields, source, "calendar.");
  if ((file === undefined) === (given === undefined)) {
    throw new ScheduleProblem("calendar needs one of `file` and `text`");
  }
  const reachFor = (lasts: number) => reachOf(bounds, lasts + padAfter, "calendar.");
  reachFor(0);
  try {
    return readCalendars(given ?? readFile(file ?? "")).flatMap((calendar) => occurrencesOf(calendar, zone, reachFor));
  } catch (error) {
    if (!(error instanceof ScheduleProblem)) throw error;
    throw new ScheduleProblem(`${file === undefined ? "calendar.text" : `the calendar ${file}`}: ${error.message}`);
  }
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new ScheduleProblem(`it cannot be read, seen from ${process.cwd()}: ${(error as Error).message}`);
  }
}

function occurrencesOf(
  calendar: Component,
  zone: string | undefined,
  reachFor: Parameters<typeof recurrences>[2],
): Occurrence[] {
  const findZone = zonesOf(calendar, zone);
  const cancelled = textOf(calendar, "METHOD").toUpperCase() === "CANCEL";
  const events = eachOrAllProblems(
    calendar.components.filter(({ kind }) => kind === "VEVENT"),
    (component) => [readEvent(component, cancelled, findZone)],
  );
  const byUid = new Map<string, CalendarEvent[]>();
  for (const event of events) {
    const known = byUid.get(event.uid);
    if (known) known.push(event);
    else byUid.set(event.uid, [event]);
  }
  return eachOrAllProblems([...byUid.values()], (sameUid) =>
    recurrences(sameUid, findZone, reachFor).map(({ event, recurrenceId, start, end }) => ({
      key: eventKey(event.uid, recurrenceId),
      event: {
        uid: event.uid,
        summary: event.summary,
        location: event.location,
        start: formatInstant(start),
        end: formatInstant(end),
      },
      window: { start, end },
      origin: originOf(event, recurrenceId),
    })),
  );
}

function originOf({ origin }: CalendarEvent, recurrenceId: Instant | undefined): string {
  return recurrenceId === undefined ? origin : `${origin} of ${formatInstant(recurrenceId)}`;
}
