/** Windows on one stream, and the time at which the tests begin. */
import type { Properties } from "../../provider/fields.js";
import { formatInstant, type Instant } from "../../provider/window.js";

/** Friday, 18:00. */
export const now = Date.parse("2026-12-18T18:00:00Z") / 1000;
export const minute = 60;
export const hour = 60 * minute;

export const final = (start: Instant | undefined, end: Instant, more: object = {}): Properties => ({
  domainName: "push.example.com",
  appName: "live",
  streamName: "final",
  templateId: 1,
  ...(start !== undefined && { startTime: formatInstant(start) }),
  endTime: formatInstant(end),
  ...more,
});
