/** One VEVENT (RFC 5545, 3.6.1): what it says by itself, before its recurrences are looked at. */
import { day, formatInstant, type Instant } from "../../provider/window.js";
import { type Component, oneOf, type Property, textOf } from "./calendarLines.js";
import { addDuration, type FindZone, type Moment, momentOf } from "./calendarTimes.js";
import { ScheduleProblem } from "./problem.js";
import type { WallTime } from "./timeZone.js";

export interface CalendarEvent {
  readonly uid: string;
  readonly summary: string;
  readonly location: string;
  /** How an error names it: `the event "match-3" ("A v B", line 12)`. */
  readonly origin: string;
  readonly component: Component;
  /** Of EXDATE and RDATE: a time that names no zone is on the clock that its DTSTART names. */
  readonly findZone: FindZone;
  /** Whether METHOD:CANCEL took it back: a series with its exceptions (RFC 5546, 3.2.5). */
  readonly isRevoked: boolean;
  /** The higher of two with one UID is the newer; of two that are alike, the one of the later DTSTAMP. */
  readonly sequence: number;
  /** Which recurrence of its UID it is about, by the start that this would have had. */
  readonly recurrenceId?: RecurrenceId;
  /** Whether it is about all recurrences from that one on. */
  readonly andFuture: boolean;
  /** When it is; neither of an event that is cancelled nor of one that lasts whole days. */
  readonly time?: EventTime;
  /** Its first day and the day after its last, of an event that lasts whole days: `2026-12-24`. */
  readonly days?: { readonly first: string; readonly end: string };
}

/** With a date alone, as some programs write it of an event that has times, it is the recurrence of that day. */
export interface RecurrenceId extends Moment {
  readonly isDay: boolean;
}

export interface EventTime {
  readonly start: Moment;
  /** When a recurrence ends that starts then. */
  endOf(start: Moment): Instant;
}

/**
 * @param series The one of its UID that the others are exceptions of.
 * @param isRevoked Whether its calendar says METHOD:CANCEL.
 * @throws naming the event and the line.
 */
export function readEvent(
  component: Component,
  series: Component,
  isRevoked: boolean,
  findZone: FindZone,
): CalendarEvent {
  const [uid, summary] = [textOf(component, "UID"), textOf(component, "SUMMARY")];
  const origin = `the event "${uid}" (${summary === "" ? "" : `"${summary}", `}line ${component.line})`;
  if (uid === "") {
    throw new ScheduleProblem(`${origin} has no UID, so its task could have no name that stays; give it one`);
  }
  const id = oneOf(component, "RECURRENCE-ID");
  const isCancelled = isRevoked || /^CANCELL?ED$/i.test(textOf(component, "STATUS"));
  return {
    uid,
    summary,
    location: textOf(component, "LOCATION"),
    origin,
    component,
    findZone: onClockOf(component, findZone),
    isRevoked,
    sequence: Number(textOf(component, "SEQUENCE")),
    ...(id && { recurrenceId: { ...anyMoment(id, onClockOf(series, findZone)), isDay: isDay(id) } }),
    andFuture: id?.parameters["range"]?.toUpperCase() === "THISANDFUTURE",
    ...(!isCancelled && readTime(component, origin, findZone)),
  };
}

function onClockOf(component: Component, findZone: FindZone): FindZone {
  return (tzid, line) => findZone(tzid ?? oneOf(component, "DTSTART")?.parameters["tzid"], line);
}

function readTime(component: Component, origin: string, findZone: FindZone): Pick<CalendarEvent, "time" | "days"> {
  const [written, end, duration] = ["DTSTART", "DTEND", "DURATION"].map((name) => oneOf(component, name));
  if (!written) throw new ScheduleProblem(`${origin} has no DTSTART`);
  if (end && duration) throw new ScheduleProblem(`${origin} has both DTEND and DURATION, line ${duration.line}`);
  const start = anyMoment(written, findZone);
  if (end && isDay(end) !== isDay(written)) {
    throw new ScheduleProblem(`${origin} has a time and a whole day for its start and end, line ${end.line}`);
  }
  // By DTEND, all recurrences last as many seconds as the first; by DURATION, as many days of the calendar (3.8.5.3).
  const seconds = end ? anyMoment(end, findZone).instant - start.instant : 0;
  if (seconds < 0) throw new ScheduleProblem(`${origin} ends before it starts, line ${end?.line}`);
  const endOf = duration
    ? (moment: Moment) => addDuration(moment, duration.values[0], duration.line)
    : ({ instant }: Moment) => instant + seconds;
  if (isDay(written)) return { days: daysFrom(start.instant, endOf(start)) };
  if (/^TRUE$/i.test(textOf(component, "X-MICROSOFT-CDO-ALLDAYEVENT"))) {
    // Outlook writes the midnights of its zone.
    const last = start.zone.toWall(endOf(start));
    if (start.wall % day === 0 && last % day === 0) return { days: daysFrom(start.wall, last) };
  }
  return { time: { start, endOf } };
}

/** Without an end it is one day (3.6.1). */
function daysFrom(first: WallTime, end: WallTime): NonNullable<CalendarEvent["days"]> {
  return { first: dateOf(first), end: dateOf(Math.max(end, first + day)) };
}

const isDay = ({ type }: Property) => type === "date";

/** A time, or of a whole day its midnight in UTC. */
function anyMoment(property: Property, findZone: FindZone): Moment {
  const { values, parameters, line } = property;
  if (isDay(property)) return momentOf(`${values[0]}T00:00:00Z`, undefined, line, findZone);
  return momentOf(values[0], parameters["tzid"], line, findZone);
}

const dateOf = (wall: WallTime) => formatInstant(wall).slice(0, "2026-12-24".length);
