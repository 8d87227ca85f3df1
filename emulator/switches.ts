import { actionCodes, commonCodes } from "./errors.js";

/**
 * What no document settles about the service, each with the value that the emulator takes and why. A program that is
 * right under every value of every switch is right whatever the service turns out to do.
 */
interface Switch<T> {
  readonly default: T;
  /** What it decides. */
  readonly about: string;
  /** The values that may be given, for a person. */
  readonly takes: string;
  /** Why the default is what it is. */
  readonly reason: string;
  /** The value that a text stands for, or undefined where it stands for none. */
  readonly read: (text: string) => T | undefined;
}

function choice<const V extends string>(values: readonly V[], about: string, by: V, reason: string): Switch<V> {
  return {
    default: by,
    about,
    takes: values.join(" | "),
    reason,
    read: (text) => values.find((value) => value === text),
  };
}

function count(least: number, about: string, by: number, reason: string): Switch<number> {
  return {
    default: by,
    about,
    takes: `a whole number from ${least} on`,
    reason,
    read: (text) => (/^\d{1,9}$/.test(text) && Number(text) >= least ? Number(text) : undefined),
  };
}

const answers = ["accepted", "InvalidParameter", "UnsupportedOperation"] as const;
const candidates = "of the task actions' codes only InvalidParameter and UnsupportedOperation fit";

/** Every switch by its name. */
export const switchTable = {
  stopUnknown: choice(answers, "StopScreenshotTask of an unknown TaskId", "InvalidParameter", candidates),
  stopScheduled: choice(
    answers,
    "StopScreenshotTask before the task's start",
    "accepted",
    "its page says that a stopped task never starts again, so a task that has not begun can be stopped",
  ),
  stopFinished: choice(answers, "StopScreenshotTask after the task's end", "InvalidParameter", candidates),
  stopStopped: choice(answers, "StopScreenshotTask of a stopped task", "InvalidParameter", candidates),
  stopDeleted: choice(
    ["unknown", "stops"],
    "StopScreenshotTask of a deleted task that still runs: an unknown TaskId, or stopped",
    "unknown",
    "deleting removes the task's configuration, so a client must not count on stopping it afterwards",
  ),
  deleteUnknown: choice(
    answers,
    "DeleteScreenshotTask of an unknown or deleted TaskId",
    "InvalidParameter",
    candidates,
  ),
  deleteFinished: choice(
    answers,
    "DeleteScreenshotTask after the task's end",
    "accepted",
    "records are kept for 3 months, and nothing says that they cannot be deleted",
  ),
  deleteStopped: choice(
    answers,
    "DeleteScreenshotTask of a stopped task",
    "accepted",
    "records are kept for 3 months, and nothing says that they cannot be deleted",
  ),
  pageSize: count(
    1,
    "tasks in one page of DescribeScreenshotTask",
    100,
    "no page size is documented; 100 is usual for this cloud",
  ),
  listingOrder: choice(
    ["newest", "oldest", "start"],
    "order of DescribeScreenshotTask: by creation, newest or oldest first, or by start",
    "newest",
    "no order is documented; the newest first is usual for this cloud",
  ),
  listingEnd: choice(
    ["token", "page"],
    "how the last page shows: an empty ScrollToken, or a token that leads to an empty page",
    "token",
    "both are documented as the sign of the end",
  ),
  listingBounds: choice(
    ["inclusive", "half-open", "exclusive"],
    "whether a task that begins or ends just at the edge of the question is listed",
    "inclusive",
    "the page says that both times must be within the range",
  ),
  createVisibleAfter: count(
    0,
    "virtual seconds until DescribeScreenshotTask shows a new task",
    0,
    "the page of CreateScreenshotTask says that a returned TaskId means a created task",
  ),
  changeVisibleAfter: count(
    0,
    "virtual seconds until DescribeScreenshotTask shows a stop or a deletion",
    0,
    "no delay is documented",
  ),
  pastStart: choice(
    ["kept", "clamped", "refused"],
    "a StartTime in the past: kept as it is, set to now, or InvalidParameter",
    "kept",
    "the pages bound StartTime only from above",
  ),
  omittedStart: choice(
    ["created", "zero"],
    "the StartTime that is listed where none was given: the time of creation (it also counts for zero's listing)",
    "created",
    "without StartTime the task starts at once",
  ),
  startLimit: choice(
    ["inclusive", "exclusive", "none"],
    "whether a start just 6 days ahead is allowed; none: no such limit",
    "inclusive",
    "the international page says: not later than 6 days from now. The mainland page does not say it",
  ),
  endLimit: choice(
    ["exclusive", "inclusive"],
    "whether an end just 7 days ahead is allowed",
    "exclusive",
    "the mainland page says: less than now + 7 days",
  ),
  fourthTask: choice(
    ["waits", "never-starts", "refused-running", "refused-overlap"],
    "a fourth task on a stream: it waits until fewer than three run, is never started, or is refused with " +
      "LimitExceeded.MaximumRunningTask where three run now, or where three overlap with it at one time",
    "waits",
    "the page says that the system starts at most three, not that a creation fails",
  ),
  quota: count(
    0,
    "tasks of the account that are not over; one more is LimitExceeded.MaximumRunningTask; 0: no limit",
    0,
    "no number is documented",
  ),
  site: choice(
    ["mainland", "international"],
    "whether Stop, Delete and DescribeScreenshotTask are there, or answered with InvalidAction; and whether callback " +
      "templates have the parameters that only the mainland's documents have",
    "mainland",
    "of the task actions only CreateScreenshotTask is published for the international site; the rest needs all four",
  ),
  region: choice(
    ["required", "required-but-stop", "ignored"],
    "whether Region must be ap-guangzhou: for all four task actions, for all but StopScreenshotTask, or for none",
    "required",
    "the mainland pages require it; no page of StopScreenshotTask is known",
  ),
  stopCallsPerSecond: count(
    1,
    "calls of StopScreenshotTask in a second",
    20,
    "its page is not known; StopRecordTask and the other task actions allow 20",
  ),
  jsonDigits: choice(
    ["refused", "accepted"],
    'whether "10" in JSON is an integer',
    "refused",
    "other products of this cloud refuse it, though one sample of this product sends it",
  ),
  names: choice(
    ["visible", "plain", "any"],
    "characters in DomainName, AppName and StreamName: visible ASCII, letters digits . _ -, or any",
    "visible",
    "the pages say letters, digits and symbols, without a list",
  ),
  nameLength: count(
    1,
    "characters in DomainName, AppName and StreamName at most",
    255,
    "no length is documented; 255 bytes is the limit of other names in this product",
  ),
  templates: {
    default: "1,2,1000",
    about: "ids of the snapshot templates that a new store holds; each takes a picture every 10 s",
    takes: "ids with commas between them; nothing: none",
    reason: "an account in use has templates that somebody clicked together, and a task can name one at once",
    read: (text: string) => (/^(?:[1-9]\d{0,7}(?:,[1-9]\d{0,7})*)?$/.test(text) ? text : undefined),
  } satisfies Switch<string>,
  changeCountsAfter: count(
    0,
    "virtual seconds after which a changed template, and a rule that is made or removed, counts for what begins then",
    300,
    "the guides say that it takes 5 to 10 minutes, and that a stream must be pushed again; of a new template they do not",
  ),
  modifyOmitted: choice(
    ["kept", "reset"],
    "what an optional parameter that is left out of Modify does: its value is kept, or becomes the default of Create",
    "kept",
    "no page says it; on Modify all but the bucket is optional, which has a use only if the rest stays",
  ),
  modifyIntervalFrom: count(
    1,
    "the least SnapshotInterval that ModifyLiveSnapshotTemplate takes",
    5,
    "its page says 5 to 300, though that of CreateLiveSnapshotTemplate says 2 to 300",
  ),
  templateInUse: choice(
    ["rules", "rules-and-tasks"],
    "what keeps a snapshot template from being deleted, with FailedOperation.ConfInUsed: rules, or tasks as well that " +
      "are not over",
    "rules",
    "the guide says to unbind it first, and a task is not bound: it takes any TemplateId",
  ),
  domainTemplates: choice(
    ["several", "one"],
    "whether the snapshot rules of one domain can name several templates, or FailedOperation.RuleAlreadyExist",
    "several",
    "one page says that a domain has one template only, but rules for an application or a stream make sense beside it",
  ),
  noticeTaskId: choice(
    ["number", "same", "none"],
    "the task_id in a callback: a number in digits, the TaskId of the API, or left out",
    "number",
    "the documented sample is a number of 19 digits, unlike the TaskIds of the API's samples; older pages have none",
  ),
  sheetCountsAfter: count(
    0,
    "virtual seconds until DescribeScreenShotSheetNumList counts a picture",
    5400,
    "the SDK says that the data is an hour and a half late",
  ),
  callbackRecordsAfter: count(
    0,
    "virtual seconds until DescribeCallbackRecordsList shows a callback",
    0,
    "no delay is documented",
  ),
  callbackRuleTwice: choice(
    ["InvalidParameter", "InvalidParameterValue", "InternalError", "replaced"],
    "CreateLiveCallbackRule where the domain and application have a rule: its code, or the rule is replaced",
    "InvalidParameter",
    "the action's codes have no RuleAlreadyExist, unlike those of CreateLiveSnapshotRule",
  ),
  descriptions: choice(
    ["spaces", "plain", "any"],
    "characters in the Description of a template: Chinese, letters, digits, _ - and spaces; without spaces; or any",
    "spaces",
    "the page has no space, but the console takes it, and the vendor's Terraform provider tests with it",
  ),
  cos: choice(
    ["ready", "no-role", "no-bucket", "no-permission"],
    "what of the bucket is missing: nothing, or creating and modifying a snapshot template answers " +
      "FailedOperation.CosRoleNotExists, .CosBucketNotExist or .CosBucketNotPermission",
    "ready",
    "an account in use",
  ),
  account: choice(
    ["normal", "frozen", "arrears", "forbidden", "disabled"],
    "state of the account; all but normal answer ResourceNotFound.FreezeService, .StopService, .ForbidService and " +
      ".UserDisableService",
    "normal",
    "an account in use",
  ),
  permit: choice(
    ["all", "read", "none"],
    "what the key may call: every action, only those that describe, or none",
    "all",
    "the key of an account's owner may call everything",
  ),
  denial: choice(
    ["AuthFailure.UnauthorizedOperation", "UnauthorizedOperation"],
    "the code where permit forbids the action",
    "AuthFailure.UnauthorizedOperation",
    "it is the one seen in public material",
  ),
  fail: {
    default: "",
    about: "actions that always fail, and with which code",
    takes: "Action:Code, several with commas between them; nothing: none",
    reason: "some documented codes have no documented cause",
    read: (text: string) => (text === "" || text.split(",").every(isFailure) ? text : undefined),
  } satisfies Switch<string>,
} as const;

/** A value for every switch. */
export type Switches = { [Name in keyof typeof switchTable]: Value<(typeof switchTable)[Name]> };

type Value<S> = S extends Switch<infer T> ? T : never;

/**
 * The given values and the defaults of the rest.
 *
 * @throws Error naming the switch and what it takes, where a name or a value is not known.
 */
export function resolveSwitches(given: Readonly<Record<string, unknown>> = {}): Switches {
  const resolved: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(switchTable)) resolved[name] = spec.default;
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const spec: Switch<unknown> | undefined = Object.hasOwn(switchTable, name)
      ? switchTable[name as keyof typeof switchTable]
      : undefined;
    if (!spec) {
      throw new Error(`There is no switch "${name}". There are: ${Object.keys(switchTable).join(", ")}.`);
    }
    const read = spec.read(String(value));
    if (read === undefined) throw new Error(`The switch ${name} takes ${spec.takes}, not "${String(value)}".`);
    resolved[name] = read;
  }
  return resolved as Switches;
}

/** The code that the switch `fail` demands of an action. */
export function demandedFailure(switches: Switches, action: string): string | undefined {
  return switches.fail
    .split(",")
    .map((failure) => failure.split(":"))
    .find(([name]) => name === action)?.[1];
}

/** The ids in the switch `templates`. */
export function readyMadeIds({ templates }: Switches): number[] {
  return templates === "" ? [] : templates.split(",").map(Number);
}

function isFailure(text: string): boolean {
  const [action = "", code = "", ...rest] = text.split(":");
  const codes: readonly string[] = [...(actionCodes[action] ?? []), ...commonCodes];
  return rest.length === 0 && Object.hasOwn(actionCodes, action) && codes.includes(code);
}
