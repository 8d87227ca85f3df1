/** What can happen to a call, one row each: the columns of the fault matrix, whose lines are the actions. */
import type { Fault } from "../../emulator/index.js";
import type { Struck } from "./scenarios.js";

/** How a run is to fail where it cannot go on. */
export interface Failure {
  /** The API's code, or the status of a gateway; without one where there is neither. */
  readonly code?: string;
  /** What the error says is to be done now. */
  readonly remedy: RegExp;
}

/** What a correct run cannot avoid, and says; `tencentcloud-css orphans` names it too. */
export interface Allowance {
  readonly doubled: number;
  readonly orphans: number;
  readonly because: string;
  /** What the run prints about it. */
  readonly said: RegExp;
}

export interface Strike {
  /** What happens to the call, as the end of a sentence that begins with its action. */
  readonly what: string;
  /** Which calls are struck, and how: those of the row's action, where a fault has none of its own. */
  readonly faults: readonly Fault[];
  /** How long the provider waits for an answer, where its 30 s would be a waste of time. */
  readonly callTimeout?: string;
  /** How fast the virtual clock goes meanwhile, where the service's time and the provider's patience compete. */
  readonly rate?: number;
  /** Where it is tried. Default: with every action that all its faults can strike. */
  readonly actions?: readonly Struck[];
  /** Where the run fails, and how. Everywhere else it goes on. */
  readonly fails?: Partial<Record<Struck, Failure>>;
  readonly allowed?: Partial<Record<Struck, Allowance>>;
}

const writes = ["CreateScreenshotTask", "StopScreenshotTask", "DeleteScreenshotTask"] as const;

const impatient = "PT1S";

const lookFirst = /may exist or not; .* run again with TENCENTCLOUD_CSS_ADOPT=TASKID .* just run again\./;
const runAgain = /Run again; if it stays so, look at the network between here and the endpoint, or ask Tencent Cloud\./;
const newToken = { code: "AuthFailure.TokenFailure", remedy: /Fetch new temporary credentials/ };

/** A write that never gets a clear answer: a creation is looked for and sent three times, all others are sent four times. */
function givesUp(code?: string): Record<(typeof writes)[number], Failure> {
  const without = code === undefined ? {} : { code };
  return {
    CreateScreenshotTask: { ...without, remedy: lookFirst },
    StopScreenshotTask: { ...without, remedy: runAgain },
    DeleteScreenshotTask: { ...without, remedy: runAgain },
  };
}

export const strikes: readonly Strike[] = [
  // The provider follows no redirect, so that it is not sure whether such a call was carried out.
  { what: "is redirected to where nobody listens", faults: [{ kind: "refused", nth: 1 }] },
  { what: "is lost before it is carried out", faults: [{ kind: "lost-before", nth: 1 }] },
  {
    what: "is lost before it is carried out, again and again",
    faults: [{ kind: "lost-before" }],
    actions: writes,
    fails: givesUp(),
  },
  { what: "is lost after it was carried out", faults: [{ kind: "lost-after", nth: 1 }] },
  {
    what: "is lost after it was carried out, again and again",
    faults: [{ kind: "lost-after" }],
    actions: writes,
    // A creation is found in a listing.
    fails: { StopScreenshotTask: { remedy: runAgain }, DeleteScreenshotTask: { remedy: runAgain } },
  },
  {
    what: "is lost after it was carried out, which listings show late",
    faults: [
      { kind: "lost-after", nth: 1 },
      { kind: "late", nth: 1, listings: 1 },
    ],
  },
  {
    what: "is held until the run is over",
    faults: [{ kind: "held", nth: 1 }],
    callTimeout: impatient,
    allowed: {
      CreateScreenshotTask: {
        doubled: 1,
        orphans: 1,
        because: "no listing shows what is not carried out yet, and to wait for ever would lose the capture",
        said: /stream live\/\S+ of push\.example\.com: a creation got no clear answer .* so it was sent once more\. .*tencentcloud-css orphans/,
      },
    },
  },
  {
    what: "takes longer than the client waits",
    faults: [{ kind: "slow", nth: 1, milliseconds: 1300 }],
    callTimeout: impatient,
    rate: 10,
  },
  {
    what: "is carried out at once and answered too late",
    faults: [{ kind: "slow", nth: 1, milliseconds: 1300, carriedOut: true }],
    callTimeout: impatient,
  },
  { what: "loses its connection in the middle of the answer", faults: [{ kind: "reset", nth: 1 }] },
  {
    what: "loses its connection in the middle of an answer of known length",
    faults: [{ kind: "reset", nth: 1, contentLength: true }],
    callTimeout: impatient,
  },
  { what: "is answered with half of the JSON", faults: [{ kind: "truncated", nth: 1 }] },
  { what: "is answered with HTML", faults: [{ kind: "html", nth: 1 }] },
  { what: "is carried out and answered with HTML", faults: [{ kind: "html", nth: 1, carriedOut: true }] },
  {
    what: "is answered with HTML, again and again",
    faults: [{ kind: "html" }],
    actions: writes,
    fails: givesUp(),
  },
  { what: "is answered with a status of 502", faults: [{ kind: "http-error", nth: 1 }] },
  {
    what: "is carried out and answered with a status of 503",
    faults: [{ kind: "http-error", nth: 1, status: 503, carriedOut: true }],
  },
  {
    what: "is answered with a status of 502, again and again",
    faults: [{ kind: "http-error" }],
    actions: writes,
    fails: givesUp("HTTP 502"),
  },
  { what: "is throttled", faults: [{ kind: "throttled", nth: 1 }] },
  {
    what: "finds its token expired",
    faults: [{ kind: "token-expired", nth: 1 }],
    fails: {
      CreateScreenshotTask: newToken,
      DescribeScreenshotTask: newToken,
      StopScreenshotTask: newToken,
      DeleteScreenshotTask: newToken,
    },
  },
  {
    what: "is the last one before nobody listens for a while",
    faults: [{ kind: "down", nth: 1, milliseconds: 300 }],
  },
  {
    // The last call before a stop is the creation of what replaces its task.
    what: "is the first one that finds that nobody listens",
    faults: [{ kind: "down", action: "CreateScreenshotTask", nth: 2, milliseconds: 300 }],
    actions: ["StopScreenshotTask"],
  },
  { what: "is shown late by listings", faults: [{ kind: "late", nth: 1, listings: 1 }] },
  { what: "gets a page twice", faults: [{ kind: "page-repeated", nth: 1 }] },
  { what: "misses a task that moves between two pages", faults: [{ kind: "task-moved", nth: 1 }] },
  {
    what: "gets a task twice that moves between two pages",
    faults: [{ kind: "task-moved", nth: 1, seen: "twice" }],
  },
];
