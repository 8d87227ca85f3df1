/** `tencentcloud-css recover` for people, and for programs. */
import { describeStream } from "../../provider/timedTask/state.js";
import { formatInstant, formatWindow } from "../../provider/window.js";
import { quoteForShell } from "../shell.js";
import type { ExportedLasting, StackExport } from "../stackExport.js";
import type { RecoveredLasting } from "./lasting.js";
import type { Outcome, Recovered } from "./recover.js";

type Told = Pick<StackExport, "stack" | "pendingOfOthers" | "replacedLasting">;

/** What the next run is to adopt: TaskIds, and templates and rules by their handles. */
export function toAdopt(
  { replacedLasting }: Pick<StackExport, "replacedLasting">,
  recovered: readonly Recovered[],
  lasting: readonly RecoveredLasting[] = [],
): string[] {
  return [
    ...recovered.flatMap(({ outcome, task }) => (outcome === "found" && task ? [task.taskId] : [])),
    ...lasting.flatMap(({ outcome, handle }) => (outcome === "found" && handle !== undefined ? [handle] : [])),
    ...replacedLasting.map(({ handle }) => handle),
  ];
}

/** A line for each pending operation, and what to do with what was found. */
export function explain(
  told: Told,
  recovered: readonly Recovered[],
  lasting: readonly RecoveredLasting[] = [],
): string[] {
  const { stack, pendingOfOthers, replacedLasting } = told;
  const others = pendingOfOthers.map(
    (urn) => `${urn}: pending too, but no task. Look for it before it is cleared: afterwards no state knows of it.`,
  );
  if (recovered.length + lasting.length + replacedLasting.length === 0) {
    return [`${stack}: no run was killed while it made a task, so there is nothing to recover.`, ...others];
  }
  const adopt = toAdopt(told, recovered, lasting);
  return [
    ...recovered.map(explainOne),
    ...lasting.map(explainLasting),
    ...replacedLasting.map(explainReplaced),
    ...others,
    adopt.length === 0
      ? "Nothing is to be adopted. The next run makes what is still missing."
      : `Let the next run adopt ${adopt.length === 1 ? "it" : "them"}: ` +
        `TENCENTCLOUD_CSS_ADOPT=${quoteForShell(adopt.join(","))} pulumi up`,
  ];
}

function explainOne({ operation, outcome, task, others }: Recovered): string {
  const { name, type, declared } = operation;
  const what = `${name} (${type}; ${describeStream(declared.subject)}, ${formatWindow(declared.window)})`;
  const more =
    others.length === 0
      ? ""
      : ` Beside it ${others.map(({ taskId }) => taskId).join(", ")}: made twice, or by somebody else; ` +
        "`npx pulumi-tencentcloud-css orphans` says what to do.";
  return `${what}: ${meanings[outcome]}${task ? ` (task ${task.taskId})` : ""}.${more}`;
}

function explainLasting({ operation, outcome, handle, others }: RecoveredLasting): string {
  const { name, kind, declared } = operation;
  const more = others.length === 0 ? "" : ` Beside it ${others.join(", ")}: made twice, or by somebody else.`;
  return (
    `${name} (creating; ${kind.describe(declared.values)}): ${lastingMeanings[outcome]}` +
    `${handle === undefined ? "" : ` (${handle})`}.${more}`
  );
}

function explainReplaced({ name, handle }: ExportedLasting): string {
  return `${name}: ${handle} was replaced and waits to be deleted. Where it is declared again it is taken over instead.`;
}

const lastingMeanings: Readonly<Record<RecoveredLasting["outcome"], string>> = {
  found: "it was made",
  differs: "one of its name or key is there, but with other fields, so it is somebody else's",
  none: "it was not made",
  held: "the state has it already",
};

const meanings: Readonly<Record<Outcome, string>> = {
  found: "its task was made",
  over: "its task was made, and is over by now, so there is nothing to adopt",
  none: "no task of it was made",
  held: "the state has its task already",
  deferred: "its window was out of reach, so it has no task yet",
  unlisted:
    "whether its task was made cannot be told: the site publishes no DescribeScreenshotTask, or the window began more than 90 days ago",
};

/** The shape of `--json`. It is stable: fields may be added, and none changes its meaning. */
export interface RecoverJson {
  readonly stack: string;
  /** For TENCENTCLOUD_CSS_ADOPT. */
  readonly adopt: readonly string[];
  /** The templates and rules whose creation is pending. */
  readonly lasting: readonly {
    readonly urn: string;
    readonly name: string;
    readonly outcome: RecoveredLasting["outcome"];
    readonly handle: string | null;
    readonly others: readonly string[];
  }[];
  readonly operations: readonly {
    readonly urn: string;
    readonly name: string;
    readonly type: "creating" | "updating";
    /** Declared; ISO 8601 in UTC. The start is null where it is left to the service. */
    readonly start: string | null;
    readonly end: string;
    readonly outcome: Outcome;
    readonly taskId: string | null;
    /** The TaskIds of further tasks that match. */
    readonly others: readonly string[];
  }[];
}

export function recoverJson(
  told: Omit<Told, "pendingOfOthers">,
  recovered: readonly Recovered[],
  lasting: readonly RecoveredLasting[] = [],
): RecoverJson {
  return {
    stack: told.stack,
    adopt: toAdopt(told, recovered, lasting),
    lasting: lasting.map(({ operation: { urn, name }, outcome, handle, others }) => ({
      urn,
      name,
      outcome,
      handle: handle ?? null,
      others,
    })),
    operations: recovered.map(({ operation: { urn, name, type, declared }, outcome, task, others }) => ({
      urn,
      name,
      type,
      start: declared.window.start === undefined ? null : formatInstant(declared.window.start),
      end: formatInstant(declared.window.end),
      outcome,
      taskId: task?.taskId ?? null,
      others: others.map(({ taskId }) => taskId),
    })),
  };
}
