/**
 * The numbers of the service, each with the page that states it: `doc/N` is tencentcloud.com/document/product/267/N,
 * `api/N` is cloud.tencent.com/document/api/267/N. Times are in seconds.
 */

const hour = 3600;
const day = 24 * hour;

/** How far a request's timestamp may be from the service's clock, either way (doc/30851). */
export const signatureSkew = 300;

/** The longest task, EndTime - StartTime (doc/54799). */
export const longestTask = day;

/** StartTime may not be later than this from now (doc/54799). */
export const startAhead = 6 * day;

/** EndTime must be less than this from now (api/70281). */
export const endAhead = 7 * day;

/** The longest span of time that one listing may ask about (api/70279). */
export const listingSpan = 7 * day;

/** How far back a listing may reach. A task's record is kept as long: "3 months" (api/70279, doc/54799). */
export const recordKept = 90 * day;

/** So many tasks run on one stream at a time; more are not started (doc/54799). */
export const runningPerStream = 3;

/** A task that is younger than this when its stream is pushed may start late (doc/54799). Here it always does. */
export const startLead = 3;

/** Templates of one sort that an account can have (errors.go of tencentcloud-sdk-go, InternalError.ConfOutLimit). */
export const largestTemplateCount = 50;

/** Calls of one action in one second, by one account (doc/30760, api/70279, api/70280): 20, but for templates and rules. */
export function callsPerSecond(action: string): number {
  if (/Live(Snapshot|Callback)(Template|Rule)s?$/.test(action)) return action.startsWith("Describe") ? 500 : 200;
  return action === "DescribeScreenShotSheetNumList" ? 100 : 20;
}

/** How far back DescribeCallbackRecordsList reaches, and the longest span that it may be asked for (api/51328). */
export const recordsKept = 14 * day;
export const recordsSpan = day;

/**
 * How far back DescribeScreenShotSheetNumList reaches, and the longest spans by its Granularity: "3 months" and 31 days in
 * the mainland's SDKs, a year, 31 and 186 days in the international ones.
 */
export const countLimits = {
  mainland: { kept: 92 * day, Minute: 31 * day, Day: 31 * day },
  international: { kept: 366 * day, Minute: 31 * day, Day: 186 * day },
} as const;

/** Milliseconds after which a callback counts as unanswered (doc/38080). */
export const callbackPatience = 20_000;

/** The largest requests, in bytes (doc/30762): a GET, a POST signed the old way, a POST signed with TC3. */
export const largestGet = 32 * 1024;
export const largestLegacyPost = 1024 * 1024;
export const largestPost = 10 * 1024 * 1024;

/** The one region that serves screenshot tasks (api/70281, api/70280, api/70279). */
export const taskRegion = "ap-guangzhou";
