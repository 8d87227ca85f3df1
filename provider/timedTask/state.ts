/**
 * What the engine keeps of a timed task, and how it is read back. Outputs echo the inputs as the user wrote them,
 * because `diff` gets the old outputs and never the old inputs.
 */
import type { Properties } from "../fields.js";
import type { StreamNames } from "../live/tasks.js";
import { refuseNewerState, schemaVersion, storable } from "../state.js";
import { type FixedWindow, formatInstant, type Instant, parseInstant, type Window } from "../window.js";

/** What is captured, apart from when. */
export interface Subject {
  readonly domainName: string;
  readonly appName: string;
  readonly streamName: string;
  readonly templateId: number;
  readonly streamType: number;
  readonly extension: string;
}

/** The policies that a resource sets for itself; what it leaves out is the stack's setting. */
export interface Policies {
  /** A window that the service does not take yet: fail, or keep it in state until a run comes that can make it. */
  readonly ifTooFar?: "error" | "defer" | undefined;
  /** A window that is over when it is first seen: keep it in state without a task, or fail. */
  readonly ifPast?: "skip" | "error" | undefined;
  /** A task that somebody else stopped or deleted: make a new one for what is left of the window, or leave it. */
  readonly ifStopped?: "restore" | "keep" | undefined;
  /** An equal task that is there already: make ours all the same, fail, or take it over. */
  readonly ifExists?: "create" | "error" | "adopt" | undefined;
}

/** A window as a program declares it. */
export interface Declared {
  /** As the user wrote them, without what the engine adds. */
  readonly inputs: Properties;
  readonly subject: Subject;
  readonly window: Window;
  readonly policies: Policies;
}

/** A task in the service. */
export interface Task {
  readonly taskId: string;
  /** The window that the task has in the service; it can differ from the declared one. */
  readonly window: FixedWindow;
  /** Fresh whenever a task is made or adopted: who may stop it is who holds the same token. */
  readonly owner: string;
  /** The account, or the emulator's store, in which the task lives. */
  readonly world: string;
  readonly stoppedAt?: Instant;
  /** Not listed although it should be: deleted by somebody, which does not stop a running task. */
  readonly missing?: boolean;
  /**
   * Seconds of the declared window before this task that neither it nor those it took over from captured. Only where
   * it took over from another one; elsewhere the task's start says it.
   */
  readonly lost?: number;
}

/** What there is of a declared window. */
export type Standing =
  | { readonly kind: "task"; readonly task: Task }
  | { readonly kind: "deferred"; readonly creatableFrom: Instant; readonly mustRunBefore: Instant }
  | { readonly kind: "skipped"; readonly missed: boolean };

export interface Known {
  readonly declared: Declared;
  readonly standing: Standing;
}

export function toState(known: Known): Record<string, unknown> {
  return storable({ ...known.declared.inputs, schemaVersion, ...standingToState(known.standing) });
}

function standingToState(standing: Standing): Record<string, unknown> {
  switch (standing.kind) {
    case "deferred":
      return {
        taskId: "",
        creatableFrom: formatInstant(standing.creatableFrom),
        mustRunBefore: formatInstant(standing.mustRunBefore),
      };
    case "skipped":
      return { taskId: "", skipped: true, missed: standing.missed || undefined };
    case "task":
      return {
        taskId: standing.task.taskId,
        effectiveStartTime: formatInstant(standing.task.window.start),
        effectiveEndTime: formatInstant(standing.task.window.end),
        owner: standing.task.owner,
        world: standing.task.world,
        stoppedAt: standing.task.stoppedAt === undefined ? undefined : formatInstant(standing.task.stoppedAt),
        missing: standing.task.missing || undefined,
        lostSeconds: standing.task.lost,
      };
  }
}

/** The names of the outputs that are not inputs. */
const outputNames = [
  "schemaVersion",
  "taskId",
  "effectiveStartTime",
  "effectiveEndTime",
  "owner",
  "world",
  "stoppedAt",
  "missing",
  "lostSeconds",
  "creatableFrom",
  "mustRunBefore",
  "skipped",
  "missed",
] as const;

/**
 * Reads a resource's outputs back.
 * @throws where a newer release wrote them: what they mean is not known here.
 */
export function fromState(state: Properties, declare: (inputs: Properties) => Declared): Known {
  refuseNewerState(state);
  const own = new Set<string>([...outputNames, "__provider"]);
  const inputs = Object.fromEntries(Object.entries(state).filter(([name]) => !own.has(name)));
  return { declared: declare(inputs), standing: standingFromState(state) };
}

function standingFromState(state: Properties): Standing {
  const taskId = state["taskId"];
  if (typeof taskId === "string" && taskId !== "") {
    const stoppedAt = state["stoppedAt"];
    return {
      kind: "task",
      task: {
        taskId,
        window: { start: readInstant(state, "effectiveStartTime"), end: readInstant(state, "effectiveEndTime") },
        owner: String(state["owner"]),
        world: String(state["world"]),
        ...(stoppedAt === undefined ? {} : { stoppedAt: readInstant(state, "stoppedAt") }),
        ...(state["missing"] === true ? { missing: true } : {}),
        ...(typeof state["lostSeconds"] === "number" ? { lost: state["lostSeconds"] } : {}),
      },
    };
  }
  if (state["skipped"] === true) return { kind: "skipped", missed: state["missed"] === true };
  return {
    kind: "deferred",
    creatableFrom: readInstant(state, "creatableFrom"),
    mustRunBefore: readInstant(state, "mustRunBefore"),
  };
}

function readInstant(state: Properties, property: string): Instant {
  const parsed = parseInstant(state[property]);
  if ("instant" in parsed) return parsed.instant;
  throw new Error(`The state's ${property} is damaged: it ${parsed.problem}. Repair it with \`pulumi state edit\`.`);
}

/** The names of the properties whose change makes another capture of it; the spelling of a time does not count. */
export function editedProperties(from: Declared, to: Declared): string[] {
  const edited = (Object.keys(from.subject) as (keyof Subject)[]).filter(
    (property) => from.subject[property] !== to.subject[property],
  );
  return [
    ...edited,
    ...(from.window.start === to.window.start ? [] : ["startTime"]),
    ...(from.window.end === to.window.end ? [] : ["endTime"]),
  ];
}

const policies = ["ifTooFar", "ifPast", "ifStopped", "ifExists"] as const satisfies (keyof Policies)[];

export const policyNames: ReadonlySet<string> = new Set(policies);

export function samePolicies(a: Policies, b: Policies): boolean {
  return policies.every((policy) => a[policy] === b[policy]);
}

/** Stopped by its resource: the window ends with the stop, whatever the clock of a later run says. */
export function endedByUs({ stoppedAt, window }: Task): boolean {
  return stoppedAt !== undefined && window.end <= stoppedAt;
}

/** Seconds of the declared window that passed without a task before this one began. */
export function lostBefore({ window }: Declared, task: Task): number {
  if (task.lost !== undefined) return task.lost;
  return window.start === undefined ? 0 : Math.max(0, task.window.start - window.start);
}

/** "stream live/match-1 of push.example.com", as messages name it. */
export function describeStream(subject: StreamNames): string {
  return `stream ${subject.appName}/${subject.streamName} of ${subject.domainName}`;
}
