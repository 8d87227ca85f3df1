/** The recurrences of one UID: RRULE and RDATE without EXDATE, and what a RECURRENCE-ID says of one or of all later ones. */
import type { Instant } from "../../provider/window.js";
import type { CalendarEvent, EventTime } from "./calendarEvents.js";
import { allOf, has, type Property } from "./calendarLines.js";
import { addDuration, type FindZone, type Moment, momentOf, momentsOf } from "./calendarTimes.js";
import type { Reach } from "./horizon.js";
import { ScheduleProblem } from "./problem.js";
import { expand, isEndless } from "./recurrenceRule.js";

export interface Recurrence {
  readonly event: CalendarEvent;
  /** The start that it had before anything moved it; none of an event that is once. */
  readonly recurrenceId?: Instant;
  readonly start: Instant;
  readonly end: Instant;
}

/** @param reachFor How far rules without an end are followed, of an event that lasts so many seconds. */
export function recurrences(
  events: readonly CalendarEvent[],
  findZone: FindZone,
  reachFor: (lasts: number) => Reach,
): Recurrence[] {
  const whole = newest(events.filter(({ recurrenceId }) => recurrenceId === undefined));
  const exceptions = new Map<Instant, CalendarEvent>();
  for (const event of events) {
    const at = event.recurrenceId?.instant;
    if (at !== undefined) exceptions.set(at, newer(exceptions.get(at), event));
  }
  const moved = [...exceptions].flatMap(([recurrenceId, event]) => {
    if (!event.time) return [];
    const { start } = event.time;
    return [{ event, recurrenceId, start: start.instant, end: event.time.endOf(start) }];
  });
  if (!whole?.time) return moved;
  if (!["RRULE", "RDATE", "EXRULE"].some((name) => has(whole.component, name))) {
    const { start } = whole.time;
    const once = { event: whole, start: start.instant, end: whole.time.endOf(start) };
    return exceptions.has(start.instant) ? moved : [once, ...moved];
  }
  const series = [...exceptions.values()]
    .filter(({ andFuture }) => andFuture)
    .sort((a, b) => (a.recurrenceId?.instant ?? 0) - (b.recurrenceId?.instant ?? 0));
  const regular = startsOf(whole, whole.time, findZone, reachFor)
    .filter(({ start }) => !exceptions.has(start.instant))
    .flatMap(({ start, end }): Recurrence[] => {
      const recurrenceId = start.instant;
      const from = series.findLast((event) => (event.recurrenceId?.instant ?? 0) <= recurrenceId);
      if (!from) return [{ event: whole, recurrenceId, start: recurrenceId, end }];
      if (!from.time || !from.recurrenceId) return [];
      const later = shifted(start, from.recurrenceId, from.time.start);
      return [{ event: from, recurrenceId, start: later.instant, end: from.time.endOf(later) }];
    });
  return [...regular, ...moved];
}

function newest(events: readonly CalendarEvent[]): CalendarEvent | undefined {
  return events.reduce<CalendarEvent | undefined>(newer, undefined);
}

/** A file that was put together from several holds an event in several revisions. */
function newer(one: CalendarEvent | undefined, other: CalendarEvent): CalendarEvent {
  if (!one || other.sequence > one.sequence) return other;
  if (other.sequence < one.sequence) return one;
  throw new ScheduleProblem(
    `${one.origin} and ${other.origin} have one UID, and SEQUENCE does not say which is the newer; give each event a UID of its own`,
  );
}

/** As far as one start was moved to another, on the clock of the zone that it was moved in. */
function shifted(start: Moment, from: Moment, to: Moment): Moment {
  const wall = to.zone.toWall(start.instant) + to.wall - to.zone.toWall(from.instant);
  return { wall, zone: to.zone, instant: to.zone.toInstant(wall) };
}

interface Span {
  readonly start: Moment;
  readonly end: Instant;
}

function startsOf(
  event: CalendarEvent,
  time: EventTime,
  findZone: FindZone,
  reachFor: (lasts: number) => Reach,
): Span[] {
  const { component, origin } = event;
  const { start } = time;
  const [banned] = allOf(component, "EXRULE");
  if (banned)
    throw new ScheduleProblem(`${origin} has an EXRULE, line ${banned.line}, which RFC 5545 took out: use EXDATE`);
  const spans = new Map<Instant, Span>();
  const add = (moment: Moment, end = time.endOf(moment)) => spans.set(moment.instant, { start: moment, end });
  const rules = allOf(component, "RRULE");
  if (rules.length === 0) add(start);
  for (const rule of rules) {
    const reach = isEndless(rule) ? reachOfEndless(event, rule, reachFor(time.endOf(start) - start.instant)) : {};
    for (const wall of expand(rule, start, reach.end)) {
      const moment = { wall, zone: start.zone, instant: start.zone.toInstant(wall) };
      if (reach.first === undefined || moment.instant >= reach.first) add(moment);
    }
  }
  for (const dates of allOf(component, "RDATE")) addListed(dates, origin, findZone, add);
  for (const dates of allOf(component, "EXDATE")) exclude(dates, spans, findZone);
  return [...spans.values()].sort((a, b) => a.start.instant - b.start.instant);
}

function reachOfEndless({ origin }: CalendarEvent, { line }: Property, reach: Reach): Reach {
  if (reach.end !== undefined) return reach;
  throw new ScheduleProblem(
    `${origin} recurs for ever, line ${line}: say how far it is to be captured, with calendar.until, or calendar.now and calendar.days`,
  );
}

function addListed(
  dates: Property,
  origin: string,
  findZone: FindZone,
  add: (start: Moment, end?: Instant) => void,
): void {
  const { type, values, parameters, line } = dates;
  if (type === "date") throw new ScheduleProblem(`${origin} has an RDATE of whole days, line ${line}: give it times`);
  for (const value of values) {
    if (!Array.isArray(value)) {
      add(momentOf(value, parameters["tzid"], line, findZone));
      continue;
    }
    const [from, to] = value as [unknown, unknown];
    const start = momentOf(from, parameters["tzid"], line, findZone);
    const isLength = String(to).startsWith("P");
    add(start, isLength ? addDuration(start, to, line) : momentOf(to, parameters["tzid"], line, findZone).instant);
  }
}

const day = 86_400;

/** A date without a time, as some programs write, excludes what begins on that day on the event's own clock. */
function exclude(dates: Property, spans: Map<Instant, Span>, findZone: FindZone): void {
  if (dates.type !== "date") {
    for (const { instant } of momentsOf(dates, findZone)) spans.delete(instant);
    return;
  }
  const days = new Set(dates.values.map((value) => Date.parse(String(value)) / 1000));
  for (const [instant, { start }] of spans) {
    if (days.has(Math.floor(start.wall / day) * day)) spans.delete(instant);
  }
}
