/**
 * The time window of a task: parsing, comparing, states, reach. Pure: every function that depends on the time takes
 * `now`. All instants are Unix seconds, as in the service's API.
 */
import { Temporal } from "temporal-polyfill";

/** Unix seconds. */
export type Instant = number;

/** The half-open interval [start, end). A start left out means: from the moment in which the task is made. */
export interface Window {
  readonly start?: Instant;
  readonly end: Instant;
}

/** A window whose start is known, as every task in the service has one. */
export interface FixedWindow extends Window {
  readonly start: Instant;
}

export type Phase = "scheduled" | "running" | "over";

const minute = 60;
const hour = 60 * minute;
export const day = 24 * hour;

/**
 * How far our clock and the service's may differ. Signatures allow no more (AuthFailure.SignatureExpire,
 * https://www.tencentcloud.com/document/product/267/30851), so within this distance of an edge only the service's answer
 * counts.
 */
export const clockSkew = 5 * minute;

/** The margin around what is asked of a listing, and around a start at which "has it begun?" has no sure answer. */
export const margin = 10 * minute;

/** The longest window: EndTime - StartTime in https://www.tencentcloud.com/document/product/267/54799. */
export const longestWindow = day;

/**
 * The service takes a start up to 6 days ahead (https://www.tencentcloud.com/document/product/267/54799, StartTime); the
 * margin keeps a slow clock or a slow run from being refused.
 */
const reach = 6 * day - margin;

/** Further ahead than this is a typing error rather than a plan. */
export const furthest = 400 * day;

/**
 * DescribeScreenshotTask answers for 90 days (https://cloud.tencent.com/document/api/267/70279, StartTime); an hour less,
 * so that a question is never refused for its edge.
 */
const listedFor = 90 * day - hour;

export type Parsed = { readonly instant: Instant } | { readonly problem: string };

const example = '"2026-12-24T19:00:00+08:00", or Unix seconds such as 1798110000';

/**
 * An instant as a user writes it: ISO 8601 with an offset, or whole Unix seconds. The service knows whole seconds only,
 * so a fraction, as Date.toISOString writes one, is dropped; at both ends alike, so that a length stays what it was.
 */
export function parseInstant(value: unknown): Parsed {
  if (typeof value === "number") return parseSeconds(value);
  if (typeof value !== "string") return { problem: `must be a time like ${example}; got ${describeType(value)}` };
  try {
    return parseSeconds(Math.floor(Temporal.Instant.from(value).epochMilliseconds / 1000));
  } catch {
    return { problem: whyNoInstant(value) };
  }
}

function parseSeconds(value: number): Parsed {
  if (Math.abs(value) >= 1e11 && Math.abs(value) < 1e15) {
    return { problem: `${value} looks like milliseconds; Unix seconds are expected, here ${Math.floor(value / 1000)}` };
  }
  if (!Number.isInteger(value) || value <= 0 || value >= 1e11) {
    return { problem: `${value} is not a time in whole Unix seconds; write it like ${example}` };
  }
  return { instant: value };
}

function whyNoInstant(text: string): string {
  if (/^\d+(\.\d+)?$/.test(text.trim())) {
    return `"${text}" is a text; Unix seconds are written as a number, without quotes`;
  }
  if (parses(() => Temporal.PlainDateTime.from(text)) && /[T ]\d/i.test(text)) {
    return `"${text}" has no offset, so it could mean any time zone; write one, as in "${text.replace(/Z$/, "")}+08:00" or "…Z"`;
  }
  if (parses(() => Temporal.PlainDate.from(text))) {
    return `"${text}" has no time of day; write one with an offset, like ${example}`;
  }
  return `"${text}" is not a time that exists; write it in ISO 8601 with an offset, like ${example}`;
}

function parses(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

function describeType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return value === undefined ? "nothing" : `${/^[aeo]/.test(typeof value) ? "an" : "a"} ${typeof value}`;
}

/** ISO 8601 in UTC, to the second: "2026-12-24T11:00:00Z". */
export function formatInstant(instant: Instant): string {
  return new Date(instant * 1000).toISOString().replace(".000Z", "Z");
}

/** "2026-12-24T11:00:00Z to 2026-12-24T13:00:00Z", or "now to …". */
export function formatWindow(window: Window): string {
  return `${window.start === undefined ? "now" : formatInstant(window.start)} to ${formatInstant(window.end)}`;
}

/** A length of time for people: "2 h 5 min", "40 s". */
export function formatLength(seconds: number): string {
  const parts = [
    [Math.floor(seconds / day), "d"],
    [Math.floor((seconds % day) / hour), "h"],
    [Math.floor((seconds % hour) / minute), "min"],
    [Math.floor(seconds % minute), "s"],
  ] as const;
  const shown = parts.filter(([amount]) => amount > 0).slice(0, 2);
  return shown.length === 0 ? "0 s" : shown.map(([amount, unit]) => `${amount} ${unit}`).join(" ");
}

/** What is wrong with a window by itself, whatever the time is: the property it concerns, and why. */
export function windowProblem(window: Window): { property: "endTime"; problem: string } | undefined {
  if (window.start === undefined) return undefined;
  if (window.end <= window.start) {
    return {
      property: "endTime",
      problem: `must be after startTime: the window ${formatWindow(window)} has no second in it`,
    };
  }
  if (window.end - window.start > longestWindow) {
    const length = formatLength(window.end - window.start);
    return {
      property: "endTime",
      problem: `is ${length} after startTime; a task takes 24 h at most, so declare several whose windows touch`,
    };
  }
  return undefined;
}

export function phase(window: FixedWindow, now: Instant): Phase {
  if (now >= window.end) return "over";
  return now >= window.start ? "running" : "scheduled";
}

/** Over beyond doubt: the end has passed on the service's clock too, however the clocks differ. */
export function surelyOver(end: Instant, now: Instant): boolean {
  return end <= now - clockSkew;
}

/** Whether two instants are so close that the clocks' difference decides which comes first. */
export function within(distance: number, a: Instant, b: Instant): boolean {
  return Math.abs(a - b) <= distance;
}

/** From when on the service takes this window. Source: CreateScreenshotTask, StartTime and EndTime. */
export function creatableFrom(window: Window): Instant {
  return window.start === undefined ? window.end - longestWindow : window.start - reach;
}

export function inReach(window: Window, now: Instant): boolean {
  return creatableFrom(window) <= now;
}

/**
 * Whether the service has to be asked. A start keeps a margin to its edge; where only the end bounds the window there is
 * none, and within the clocks' difference of that edge our clock decides nothing.
 */
export function mayBeInReach(window: Window, now: Instant): boolean {
  return inReach(window, window.start === undefined ? now + clockSkew : now);
}

/** By when a run has to come so that no second is lost; where the start is left open, so that anything is captured. */
export function mustRunBefore(window: Window): Instant {
  return window.start ?? window.end;
}

/** Whether DescribeScreenshotTask can still tell anything about a window. */
export function listable(window: FixedWindow, now: Instant): boolean {
  return window.start > now - listedFor;
}

/**
 * Whether nothing is learnt any more of a window that is over. Of a finished task only one thing can be news, that
 * somebody had stopped it early; runs that come at least every few days have seen that. Without an end to asking, each
 * run of a stack would make more calls the older the stack is.
 */
export function settled({ end }: Window, now: Instant): boolean {
  return end <= now - 14 * day;
}
