/** One VEVENT (RFC 5545, 3.6.1): what it says by itself, before its recurrences are looked at. */
import type { Instant } from "../../provider/window.js";
import { type Component, oneOf, type Property, textOf } from "./calendarLines.js";
import { addDuration, type FindZone, type Moment, momentOf } from "./calendarTimes.js";
import { ScheduleProblem } from "./problem.js";

export interface CalendarEvent {
  readonly uid: string;
  readonly summary: string;
  readonly location: string;
  /** How an error names it: `the event "match-3" ("A v B", line 12)`. */
  readonly origin: string;
  readonly component: Component;
  /** The higher of two with one UID is the newer. */
  readonly sequence: number;
  /** Which recurrence of its UID it is about, by the start that this would have had. */
  readonly recurrenceId?: Moment;
  /** Whether it is about all recurrences from that one on. */
  readonly andFuture: boolean;
  /** When it is; not of an event that is cancelled. */
  readonly time?: EventTime;
}

export interface EventTime {
  readonly start: Moment;
  /** When a recurrence ends that starts then. */
  endOf(start: Moment): Instant;
}

/** @throws naming the event and the line. */
export function readEvent(component: Component, cancelled: boolean, findZone: FindZone): CalendarEvent {
  const [uid, summary] = [textOf(component, "UID"), textOf(component, "SUMMARY")];
  const origin = `the event "${uid}" (${summary === "" ? "" : `"${summary}", `}line ${component.line})`;
  if (uid === "") {
    throw new ScheduleProblem(`${origin} has no UID, so its task could have no name that stays; give it one`);
  }
  const id = oneOf(component, "RECURRENCE-ID");
  const isCancelled = cancelled || textOf(component, "STATUS").toUpperCase() === "CANCELLED";
  return {
    uid,
    summary,
    location: textOf(component, "LOCATION"),
    origin,
    component,
    sequence: Number(textOf(component, "SEQUENCE")),
    ...(id && { recurrenceId: isCancelled ? anyTime(id, findZone) : timeOfDay(id, origin, findZone) }),
    andFuture: id?.parameters["range"]?.toUpperCase() === "THISANDFUTURE",
    ...(!isCancelled && { time: readTime(component, origin, findZone) }),
  };
}

function readTime(component: Component, origin: string, findZone: FindZone): EventTime {
  const [written, end, duration] = ["DTSTART", "DTEND", "DURATION"].map((name) => oneOf(component, name));
  if (!written) throw new ScheduleProblem(`${origin} has no DTSTART`);
  if (end && duration) throw new ScheduleProblem(`${origin} has both DTEND and DURATION, line ${duration.line}`);
  const start = timeOfDay(written, origin, findZone);
  if (duration) {
    return { start, endOf: (moment) => addDuration(moment, duration.values[0], duration.line) };
  }
  // By DTEND, all recurrences last as many seconds as the first; by DURATION, as many days of the calendar (3.8.5.3).
  const seconds = end ? timeOfDay(end, origin, findZone).instant - start.instant : 0;
  if (seconds < 0) throw new ScheduleProblem(`${origin} ends before it starts, line ${end?.line}`);
  return { start, endOf: ({ instant }) => instant + seconds };
}

/** Of what is cancelled a whole day is no harm: it tells apart one that is cancelled from others, and no more. */
function anyTime({ type, values, parameters, line }: Property, findZone: FindZone): Moment {
  if (type === "date") return momentOf(`${values[0]}T00:00:00Z`, undefined, line, findZone);
  return momentOf(values[0], parameters["tzid"], line, findZone);
}

/** @throws for a whole day: when in it a stream is on nobody can know. */
export function timeOfDay({ type, values, parameters, line }: Property, origin: string, findZone: FindZone): Moment {
  if (type === "date") {
    throw new ScheduleProblem(
      `${origin} lasts whole days, line ${line}, and a capture needs a start and an end: give it times, cancel it, or leave it out`,
    );
  }
  return momentOf(values[0], parameters["tzid"], line, findZone);
}
