import { ApiError } from "../errors.js";
import type { Switches } from "../switches.js";
import { beijingTime, parseBeijing } from "./beijing.js";

/** What a question about the past asks about, in Unix seconds, both included. */
export interface Period {
  from: number;
  to: number;
  /** Writes a time as the question wrote its StartTime. */
  write: (unixSeconds: number) => string;
}

/** What a question may ask about, in seconds. */
export interface PeriodLimits {
  /** How far it may reach back from now. */
  kept: number;
  /** How long it may be. */
  span: number;
  site: Switches["site"];
}

/**
 * Reads a period whose times are ISO 8601 with an offset or, on the mainland site, "YYYY-MM-DD hh:mm:ss" in Beijing.
 *
 * @throws ApiError InvalidParameter.
 */
export function readPeriod(
  { StartTime, EndTime }: { StartTime: string; EndTime: string },
  now: number,
  { kept, span, site }: PeriodLimits,
): Period {
  const from = readTime("StartTime", StartTime, site);
  const to = readTime("EndTime", EndTime, site);
  if (to < from) throw new ApiError("InvalidParameter", "EndTime must not be earlier than StartTime.");
  if (to - from > span) {
    throw new ApiError("InvalidParameter", `EndTime must not be more than ${inDays(span)} after StartTime.`);
  }
  if (from < now - kept) {
    throw new ApiError("InvalidParameter", `StartTime must not be more than ${inDays(kept)} ago.`);
  }
  return { from, to, write: parseBeijing(StartTime) === undefined ? utcTime : beijingTime };
}

/** "YYYY-MM-DDThh:mm:ssZ". */
export function utcTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().replace(".000Z", "Z");
}

function readTime(name: string, text: string, site: Switches["site"]): number {
  const beijing = site === "mainland" ? parseBeijing(text) : undefined;
  if (beijing !== undefined) return beijing;
  const milliseconds = Date.parse(text);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(milliseconds)) {
    const other = site === "mainland" ? ", or 2026-12-19 03:00:00 of Beijing" : "";
    throw new ApiError("InvalidParameter", `${name} must look as 2026-12-18T19:00:00Z${other}.`);
  }
  return milliseconds / 1000;
}

function inDays(seconds: number): string {
  return seconds === 86_400 ? "a day" : `${seconds / 86_400} days`;
}
