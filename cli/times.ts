/** Times for people, in a time zone. */
import { Temporal } from "temporal-polyfill";
import type { Instant, Window } from "../provider/window.js";

/** "2026-12-18 19:00", with seconds only where there are some. */
export function formatTime(at: Instant, timeZone: string): string {
  const key = `${at} ${timeZone}`;
  const known = formatted.get(key);
  if (known !== undefined) return known;
  const there = localTime(at, timeZone).toPlainDateTime();
  const text = there.toString({ smallestUnit: there.second === 0 ? "minute" : "second" }).replace("T", " ");
  formatted.set(key, text);
  return text;
}

/** A season has few times, and each takes a while: the matches of an evening begin together. */
const formatted = new Map<string, string>();

/** "2026-12-18 19:00 – 21:00", or with both dates where it goes over midnight. */
export function formatSpan({ start, end }: Window, timeZone: string): string {
  if (start === undefined) return `… – ${formatTime(end, timeZone)}`;
  const [from, to] = [formatTime(start, timeZone), formatTime(end, timeZone)];
  return `${from} – ${sameDay(from, to) ? to.slice("2026-12-18 ".length) : to}`;
}

export function localTime(at: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(timeZone);
}

const sameDay = (a: string, b: string) => a.slice(0, "2026-12-18".length) === b.slice(0, "2026-12-18".length);
