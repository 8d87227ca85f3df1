/**
 * The numbers of the service, each with the page that states it: `doc/N` is tencentcloud.com/document/product/267/N,
 * `api/N` is cloud.tencent.com/document/api/267/N. Times are in seconds.
 */

const HOUR = 3600;
const DAY = 24 * HOUR;

/** How far a request's timestamp may be from the service's clock, either way (doc/30851). */
export const SIGNATURE_SKEW = 300;

/** The longest task, EndTime - StartTime (doc/54799). */
export const LONGEST_TASK = DAY;

/** StartTime may not be later than this from now (doc/54799). */
export const START_AHEAD = 6 * DAY;

/** EndTime must be less than this from now (api/70281). */
export const END_AHEAD = 7 * DAY;

/** The longest span of time that one listing may ask about (api/70279). */
export const LISTING_SPAN = 7 * DAY;

/** How far back a listing may reach. A task's record is kept as long: "3 months" (api/70279, doc/54799). */
export const RECORD_KEPT = 90 * DAY;

/** So many tasks run on one stream at a time; more are not started (doc/54799). */
export const RUNNING_PER_STREAM = 3;

/** A task that is younger than this when its stream is pushed may start late (doc/54799). Here it always does. */
export const START_LEAD = 3;

/** Templates of one sort that an account can have (errors.go of tencentcloud-sdk-go, InternalError.ConfOutLimit). */
export const LARGEST_TEMPLATE_COUNT = 50;

/** Calls of one action in one second, by one account (doc/30760, api/70279, api/70280): 20, but for templates and rules. */
export function callsPerSecond(action: string): number {
  if (/Live(Snapshot|Callback)(Template|Rule)s?$/.test(action)) return action.startsWith("Describe") ? 500 : 200;
  return action === "DescribeScreenShotSheetNumList" ? 100 : 20;
}

/** How far back DescribeCallbackRecordsList reaches, and the longest span that it may be asked for (api/51328). */
export const RECORDS_KEPT = 14 * DAY;
export const RECORDS_SPAN = DAY;

/**
 * How far back DescribeScreenShotSheetNumList reaches, and the longest spans by its Granularity: "3 months" and 31 days in
 * the mainland's SDKs, a year, 31 and 186 days in the international ones.
 */
export const COUNTS = {
  mainland: { kept: 92 * DAY, Minute: 31 * DAY, Day: 31 * DAY },
  international: { kept: 366 * DAY, Minute: 31 * DAY, Day: 186 * DAY },
} as const;

/** Milliseconds after which a callback counts as unanswered (doc/38080). */
export const CALLBACK_PATIENCE = 20_000;

/** The largest requests, in bytes (doc/30762): a GET, a POST signed the old way, a POST signed with TC3. */
export const LARGEST_GET = 32 * 1024;
export const LARGEST_LEGACY_POST = 1024 * 1024;
export const LARGEST_POST = 10 * 1024 * 1024;

/** The one region that serves screenshot tasks (api/70281, api/70280, api/70279). */
export const TASK_REGION = "ap-guangzhou";
