/**
 * What each action is asked with: a call that can do nothing, in whatever order a service looks at what is wrong with it.
 * What is changed or deleted is nobody's, and what is created is not allowed in several ways at once.
 */
import { formatInstant, type Instant } from "../../provider/window.js";

type Params = Readonly<Record<string, unknown>>;

/** What a service took although it cannot be, and the call that takes it back. */
export interface Taken {
  readonly named: string;
  readonly action: string;
  readonly params: Params;
}

export interface Probe {
  readonly action: string;
  readonly params: (now: Instant) => Params;
  /** What needs it. */
  readonly for: string;
  /** Whether it changes something where it is allowed, and where its parameters are right, as these never are. */
  readonly writes: boolean;
  /** Of a creation: what the answer says that there is now. */
  readonly taken?: (answer: Params) => Taken | undefined;
}

/** Nobody's: no name under .invalid is ever given out (RFC 2606). */
const nowhere = { DomainName: "doctor.invalid", AppName: "doctor", StreamName: "doctor" };
const { StreamName: _, ...nowhereAtAll } = nowhere;

/** No task's. */
const TaskId = "tencentcloud-css-doctor";

/** No template's: the ids that are seen have eight digits, and this is the last one that fits where ids have 32 bits. */
const nobodys = { TemplateId: 2 ** 31 - 1 };

/** Neither its length nor any character of it is allowed (CreateLiveSnapshotTemplate: TemplateName). */
const noName = { TemplateName: "?".repeat(300) };

/** No bucket, region or account is called so. */
const noBucket = { CosAppId: 1, CosBucket: "?", CosRegion: "?" };

/** In the form of one, as ModifyLiveSnapshotTemplate takes no call without: of nobody's template it changes nothing. */
const someBucket = { CosAppId: 1, CosBucket: "doctor", CosRegion: "ap-guangzhou" };

/** Each far beyond its range (CreateLiveSnapshotTemplate). Zero could be taken for a value that is left out. */
const noPicture = { SnapshotInterval: 100_000, Width: 100_000, Height: 100_000, PornFlag: 9 };

function lastMinute(now: Instant): { readonly StartTime: string; readonly EndTime: string } {
  return { StartTime: formatInstant(now - 60), EndTime: formatInstant(now) };
}

const always = (params: Params) => () => params;

function read(action: string, neededFor: string, params: Params | Probe["params"] = {}): Probe {
  return { action, params: typeof params === "function" ? params : always(params), for: neededFor, writes: false };
}

function write(action: string, neededFor: string, params: Params, taken?: Probe["taken"]): Probe {
  return { action, params: always(params), for: neededFor, writes: true, ...(taken && { taken }) };
}

function takenAs(noun: string, id: unknown, action: string, params: Params): Taken | undefined {
  return id === undefined ? undefined : { named: `${noun} ${id}`, action, params };
}

const everyRun = "every run";
const evidence = "status --evidence";

const ofTasks: readonly Probe[] = [
  // Listed is what lies wholly in the question, and nothing is shorter than this one.
  read("DescribeScreenshotTask", everyRun, (now) => ({ StartTime: now, EndTime: now + 1 })),
  // Over since 1970, and it ends before it begins.
  write("CreateScreenshotTask", everyRun, { ...nowhere, TemplateId: 1, StartTime: 2, EndTime: 1 }, ({ TaskId: id }) => {
    return takenAs("task", id, "DeleteScreenshotTask", { TaskId: id });
  }),
  write("StopScreenshotTask", everyRun, { TaskId }),
  write("DeleteScreenshotTask", everyRun, { TaskId }),
];

/**
 * @param creation What cannot be created.
 * @param required What a modification takes no call without, beside the id.
 */
function ofTemplates(kind: "Snapshot" | "Callback", creation: Params, required: Params): readonly Probe[] {
  const neededFor = `${kind}Template`;
  const action = (verb: string) => `${verb}Live${kind}Template`;
  return [
    read(action("Describe"), neededFor, nobodys),
    read(`${action("Describe")}s`, kind === "Snapshot" ? `${neededFor} and the check of a task's template` : neededFor),
    write(action("Create"), neededFor, creation, ({ TemplateId: id }) => {
      return takenAs("template", id, action("Delete"), { TemplateId: id });
    }),
    write(action("Modify"), neededFor, { ...nobodys, ...required }),
    write(action("Delete"), neededFor, nobodys),
  ];
}

/** @param place What a rule binds, which nobody can push to. */
function ofRules(kind: "Snapshot" | "Callback", place: Params): readonly Probe[] {
  const neededFor = `${kind}Rule`;
  const action = (verb: string) => `${verb}Live${kind}Rule`;
  return [
    read(`${action("Describe")}s`, neededFor),
    write(action("Create"), neededFor, { ...place, ...nobodys }, () => {
      return takenAs("rule", Object.values(place).join("/"), action("Delete"), place);
    }),
    write(action("Delete"), neededFor, place),
  ];
}

export const probes: readonly Probe[] = [
  ...ofTasks,
  ...ofTemplates("Snapshot", { ...noName, ...noBucket, ...noPicture }, someBucket),
  ...ofRules("Snapshot", nowhere),
  // Without an address, of which it has to have one.
  ...ofTemplates("Callback", noName, {}),
  ...ofRules("Callback", nowhereAtAll),
  read("DescribeCallbackRecordsList", evidence, (now) => {
    return { ...lastMinute(now), StreamName: nowhere.StreamName, PageNum: 1, PageSize: 1 };
  }),
  read("DescribeScreenShotSheetNumList", evidence, (now) => {
    return { ...lastMinute(now), PushDomains: [nowhere.DomainName] };
  }),
];
