/**
 * Whether each action is allowed, asked by calls that cannot do anything: listings that are empty, and changes of what
 * cannot be. What no call is known for that could only be refused is not asked.
 */
import type { LiveApi } from "../../provider/live/api.js";
import { isLiveError, isUnpublished } from "../../provider/live/errors.js";
import { formatInstant, type Instant } from "../../provider/window.js";
import type { Check } from "./check.js";

interface Probe {
  readonly action: string;
  readonly params: (now: Instant) => Readonly<Record<string, unknown>>;
  /** Whether it changes something where it is allowed, and where its parameters are right, as these never are. */
  readonly writes: boolean;
  /** What needs it. */
  readonly for: string;
}

/** Nobody's: no name under .invalid is ever given out (RFC 2606). */
const nowhere = { DomainName: "doctor.invalid", AppName: "doctor", StreamName: "doctor" };

/** No task's. */
const TaskId = "tencentcloud-css-doctor";

const probes: readonly Probe[] = [
  {
    action: "DescribeScreenshotTask",
    // Listed is what lies wholly in the question, and nothing is shorter than this one.
    params: (now) => ({ StartTime: now, EndTime: now + 1 }),
    writes: false,
    for: "every run",
  },
  {
    action: "CreateScreenshotTask",
    // Over since 1970, and it ends before it begins.
    params: () => ({ ...nowhere, TemplateId: 1, StartTime: 2, EndTime: 1 }),
    writes: true,
    for: "every run",
  },
  { action: "StopScreenshotTask", params: () => ({ TaskId }), writes: true, for: "every run" },
  { action: "DeleteScreenshotTask", params: () => ({ TaskId }), writes: true, for: "every run" },
  ...["SnapshotTemplates", "SnapshotRules", "CallbackTemplates", "CallbackRules"].map((what) => ({
    action: `DescribeLive${what}`,
    params: () => ({}),
    writes: false,
    for: "templates, rules and callbacks",
  })),
  {
    action: "DescribeCallbackRecordsList",
    params: (now) => ({ ...lastMinute(now), StreamName: nowhere.StreamName, PageNum: 1, PageSize: 1 }),
    writes: false,
    for: "status --evidence",
  },
  {
    action: "DescribeScreenShotSheetNumList",
    params: (now) => ({ ...lastMinute(now), PushDomains: [nowhere.DomainName] }),
    writes: false,
    for: "status --evidence",
  },
];

function lastMinute(now: Instant): { readonly StartTime: string; readonly EndTime: string } {
  return { StartTime: formatInstant(now - 60), EndTime: formatInstant(now) };
}

/** The other changes of templates, rules and callbacks: a call of theirs could be carried out. */
const notAsked = ["CreateLive*", "ModifyLive*", "DeleteLive*"];

export interface PermissionOptions {
  /** Ask only about what reads. */
  readonly readOnly: boolean;
  readonly now: Instant;
  readonly progress: (doing: string) => void;
}

export async function checkPermissions(live: LiveApi, options: PermissionOptions): Promise<Check[]> {
  const { readOnly, now, progress } = options;
  const checks: Check[] = [];
  for (const probe of probes.filter(({ writes }) => !(readOnly && writes))) {
    progress(`asking whether ${probe.action} is allowed`);
    checks.push(await ask(live, probe, now));
  }
  if (readOnly) return checks;
  const found = "not asked, as such a call could be carried out; needed for templates, rules and callbacks";
  return [...checks, { check: notAsked.join(", "), verdict: "note", found }];
}

async function ask(live: LiveApi, { action, params, ...probe }: Probe, now: Instant): Promise<Check> {
  const check = `live:${action}`;
  const call = { action, object: "the doctor's question", params: params(now) };
  try {
    const answer = await (probe.writes ? live.write(call) : live.read(call));
    if (typeof answer["TaskId"] === "string") return await takeBack(live, check, answer["TaskId"]);
    return { check, verdict: "ok", found: "allowed" };
  } catch (error) {
    if (!isLiveError(error)) throw error;
    return { check, ...judge(error, probe.for) };
  }
}

type Judgement = Omit<Check, "check">;

function judge(error: Error, neededFor: string): Judgement {
  if (!isLiveError(error)) throw error;
  const { code = "", outcome, summary, message } = error;
  const advice = message.slice(summary.length).trim();
  const needed = neededFor === "every run";
  if (/^(AuthFailure\.)?UnauthorizedOperation/.test(code)) {
    return { verdict: needed ? "problem" : "note", found: `denied (${code}); needed for ${neededFor}`, advice };
  }
  if (isUnpublished(error)) {
    return { verdict: "note", found: `not published at this endpoint (${code}); needed for ${neededFor}` };
  }
  if (/^(AuthFailure|ResourceNotFound\..*Service$|IpInBlacklist|IpNotInWhitelist)/.test(code)) {
    return { verdict: "problem", found: summary, advice };
  }
  // Business errors are reported under InternalError too (tencentcloud-sdk-java#45).
  if (outcome === "refused" || code.startsWith("InternalError")) {
    return { verdict: "ok", found: `allowed (what was asked for cannot be, and was refused: ${code})` };
  }
  return { verdict: "unknown", found: summary, advice };
}

/** It captures nothing, as it was over before it began; but it is not left behind. */
async function takeBack(live: LiveApi, check: string, taskId: string): Promise<Check> {
  const params = { TaskId: taskId };
  const gone = await live.write({ action: "DeleteScreenshotTask", object: `task ${taskId}`, params }).then(
    () => "deleted again",
    () => "not deleted: delete it in the console",
  );
  return { check, verdict: "note", found: `allowed; an impossible task was taken as ${taskId}, and ${gone}` };
}
