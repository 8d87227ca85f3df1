/** The recurrences of one UID: RRULE and RDATE without EXDATE, and what a RECURRENCE-ID says of one or of all later ones. */
import { day, type Instant } from "../../provider/window.js";
import type { CalendarEvent, EventTime, RecurrenceId } from "./calendarEvents.js";
import { allOf, has, type Property, textOf } from "./calendarLines.js";
import { addDuration, type FindZone, type Moment, momentOf, momentsOf } from "./calendarTimes.js";
import { isInReach, type Reach } from "./horizon.js";
import { ScheduleProblem } from "./problem.js";
import { expand, isEndless as isEndlessRule } from "./recurrenceRule.js";
import type { WallTime } from "./timeZone.js";

export interface Recurrence {
  readonly event: CalendarEvent;
  /** The start that it had before anything moved it; none of an event that is once. */
  readonly recurrenceId?: Instant;
  readonly start: Instant;
  readonly end: Instant;
}

/** What was found for events of one UID. */
export interface Recurrences {
  readonly recurrences: readonly Recurrence[];
  /** Exceptions of what the series does not have: left over from before it was moved or cut, or taken out by EXDATE. */
  readonly leftOver: readonly CalendarEvent[];
}

/**
 * @param events Of one UID, the newest of each.
 * @param reach How far rules without an end are followed.
 * @param padAfter Seconds for which a capture goes on after its event.
 */
export function recurrences(events: readonly CalendarEvent[], reach: Reach, padAfter: number): Recurrences {
  const whole = events.find(({ recurrenceId }) => recurrenceId === undefined);
  const recurs = whole !== undefined && ["RRULE", "RDATE", "EXRULE"].some((name) => has(whole.component, name));
  const spans = whole?.time ? spansOf(whole, whole.time, recurs, widened(reach, events, padAfter)) : [];
  const exceptions = new Map<Instant, Exception>();
  for (const event of events) {
    if (!event.recurrenceId) continue;
    const { recurrenceId: id } = event;
    const found = whole?.time && spanOf(id, whole, whole.time, recurs, spans);
    const at = found?.start.instant ?? (whole?.time ? onItsClock(id, whole.time.start) : id.instant);
    exceptions.set(at, {
      event: newer(exceptions.get(at)?.event, event),
      isLeftOver: whole?.time !== undefined && !found,
    });
  }
  const moved = [...exceptions].flatMap(([recurrenceId, { event, isLeftOver }]) => {
    if (!event.time || isLeftOver) return [];
    const { start } = event.time;
    return [{ event, recurrenceId, start: start.instant, end: event.time.endOf(start) }];
  });
  const series = [...exceptions].filter(([, { event }]) => event.andFuture).sort(([a], [b]) => a - b);
  const regular = spans
    .filter(({ start }) => !exceptions.has(start.instant))
    .flatMap(({ event, start, end, isEndless }): Recurrence[] => {
      if (!recurs) return [{ event, start: start.instant, end }];
      const recurrenceId = start.instant;
      const [since = recurrenceId, from] = series.findLast(([at]) => at <= recurrenceId) ?? [];
      if (from && !from.event.time) return [];
      const later = from?.event.time && shifted(start, since, from.event.time.start);
      const recurrence =
        from?.event.time && later
          ? { event: from.event, recurrenceId, start: later.instant, end: from.event.time.endOf(later) }
          : { event, recurrenceId, start: recurrenceId, end };
      return isEndless && !isInReach(reach, recurrence.start, recurrence.end + padAfter) ? [] : [recurrence];
    });
  const leftOver = [...exceptions.values()].filter(({ event, isLeftOver }) => event.time && isLeftOver);
  return { recurrences: [...regular, ...moved], leftOver: leftOver.map(({ event }) => event) };
}

interface Exception {
  readonly event: CalendarEvent;
  /** Whether the series is there, and has no recurrence that it could be about. */
  readonly isLeftOver: boolean;
}

/** The recurrence that an exception is about, whether or not it lies where rules without an end were followed to. */
function spanOf(
  { isDay, instant }: RecurrenceId,
  whole: CalendarEvent,
  time: EventTime,
  recurs: boolean,
  spans: readonly Span[],
): Span | undefined {
  const isIt = ({ start }: Span) => (isDay ? dayOf(start) : start.instant) === instant;
  const known = spans.find(isIt);
  if (known || !allOf(whole.component, "RRULE").some(isEndlessRule)) return known;
  return spansOf(whole, time, recurs, { from: instant - 2 * day, end: instant + 3 * day }).find(isIt);
}

/** Of a date alone the series' time of that day. */
function onItsClock({ isDay, instant }: RecurrenceId, { wall, zone }: Moment): Instant {
  return isDay ? zone.toInstant(instant + wall - dayOf({ wall })) : instant;
}

/**
 * Between which instants the starts lie that a rule gives to what may be in reach. A series may have been moved by
 * RANGE=THISANDFUTURE, and one that lasts a day lasts 25 hours where the clocks are put back.
 */
function widened({ from, openAt, end, now }: Reach, events: readonly CalendarEvent[], padAfter: number): Reach {
  const lengths = events.map(({ time, recurrenceId }) => {
    if (!time) return 0;
    const { start } = time;
    return time.endOf(start) - start.instant + Math.abs(start.instant - (recurrenceId?.instant ?? start.instant));
  });
  const slack = lengths.reduce((longest, length) => Math.max(longest, length), 0) + padAfter + day;
  const first = from ?? openAt;
  return {
    ...(first !== undefined && { from: first - slack }),
    ...(end !== undefined && { end: end + slack }),
    ...(now !== undefined && { now }),
  };
}

/** A file that was put together from several holds an event in several revisions. @param events Of one UID. */
export function newestOf(events: readonly CalendarEvent[]): CalendarEvent[] {
  const newest = new Map<Instant | undefined, CalendarEvent>();
  for (const event of events) {
    const at = event.recurrenceId?.instant;
    newest.set(at, newer(newest.get(at), event));
  }
  const whole = newest.get(undefined);
  return [...newest.values()].filter(
    (event) => event === whole || !whole?.isRevoked || event.sequence > whole.sequence,
  );
}

/** As RFC 5546, 2.1.5, has it. Two that are equal to the letter are one that was read twice. */
function newer(one: CalendarEvent | undefined, other: CalendarEvent): CalendarEvent {
  if (!one || other.sequence > one.sequence) return other;
  if (other.sequence < one.sequence) return one;
  const [stamp, otherStamp] = [one, other].map(({ component }) => textOf(component, "DTSTAMP"));
  if (stamp && otherStamp && stamp !== otherStamp) return otherStamp > stamp ? other : one;
  if (other.isRevoked === one.isRevoked && wordsOf(other) === wordsOf(one)) return one;
  throw new ScheduleProblem(
    `${one.origin} and ${other.origin} have one UID, and neither SEQUENCE nor DTSTAMP says which is the newer; give each event a UID of its own`,
  );
}

function wordsOf({ component }: CalendarEvent): string {
  const lines = component.properties.map(({ raw }) => raw);
  return lines.sort().join("\n");
}

/** As far as one start was moved to another, on the clock of the zone that it was moved in. */
function shifted(start: Moment, from: Instant, to: Moment): Moment {
  const wall = to.zone.toWall(start.instant) + to.wall - to.zone.toWall(from);
  return { wall, zone: to.zone, instant: to.zone.toInstant(wall) };
}

interface Span {
  readonly event: CalendarEvent;
  readonly start: Moment;
  readonly end: Instant;
  /** Whether only a rule without an end gives it. */
  readonly isEndless: boolean;
}

function spansOf(event: CalendarEvent, time: EventTime, recurs: boolean, reach: Reach): Span[] {
  const { component, origin, findZone } = event;
  const { start } = time;
  const [banned] = allOf(component, "EXRULE");
  if (banned) {
    throw new ScheduleProblem(`${origin} has an EXRULE, line ${banned.line}, which RFC 5545 took out: use EXDATE`);
  }
  const spans = new Map<Instant, Span>();
  const add = (moment: Moment, end = time.endOf(moment), isEndless = false) =>
    spans.set(moment.instant, { event, start: moment, end, isEndless });
  const rules = allOf(component, "RRULE").map((rule) => ({ rule, endless: isEndlessRule(rule) }));
  if (rules.length === 0) add(start);
  // Those without an end first, so that what another gives as well counts as that one's.
  for (const { rule, endless } of rules.sort((a, b) => Number(b.endless) - Number(a.endless))) {
    for (const wall of expand(rule, start, endless ? bounds(event, start, rule, reach) : {})) {
      const moment = { wall, zone: start.zone, instant: start.zone.toInstant(wall) };
      add(moment, time.endOf(moment), endless);
    }
  }
  if (!recurs) return [...spans.values()];
  for (const dates of allOf(component, "RDATE")) addListed(dates, origin, findZone, add);
  for (const dates of allOf(component, "EXDATE")) exclude(dates, spans, findZone);
  return [...spans.values()].sort((a, b) => a.start.instant - b.start.instant);
}

function bounds({ origin }: CalendarEvent, { zone }: Moment, { line }: Property, { from, now, end }: Reach) {
  if (end === undefined) {
    throw new ScheduleProblem(
      `${origin} recurs for ever, line ${line}: say how far it is to be captured, with calendar.until, or calendar.now and calendar.days`,
    );
  }
  return {
    ...(from !== undefined && { first: zone.toWall(from) }),
    ...(now !== undefined && { counted: zone.toWall(now) }),
    end,
  };
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

/** A date without a time, as some programs write, excludes what begins on that day on the event's own clock. */
function exclude(dates: Property, spans: Map<Instant, Span>, findZone: FindZone): void {
  if (dates.type !== "date") {
    for (const { instant } of momentsOf(dates, findZone)) spans.delete(instant);
    return;
  }
  const days = new Set(dates.values.map((value) => Date.parse(String(value)) / 1000));
  for (const [instant, { start }] of spans) {
    if (days.has(dayOf(start))) spans.delete(instant);
  }
}

/** The midnight of its day, as the seconds that it would be in UTC. */
function dayOf({ wall }: Pick<Moment, "wall">): WallTime {
  return Math.floor(wall / day) * day;
}
