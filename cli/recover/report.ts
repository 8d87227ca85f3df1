/** `tencentcloud-css recover` for people, and for programs. */
import { describeStream } from "../../provider/timedTask/state.js";
import { formatInstant, formatWindow } from "../../provider/window.js";
import { quoteForShell } from "../shell.js";
import type { StackExport } from "../stackExport.js";
import type { Outcome, Recovered } from "./recover.js";

/** The TaskIds that the next run is to adopt. */
export function toAdopt(recovered: readonly Recovered[]): string[] {
  return recovered.flatMap(({ outcome, task }) => (outcome === "found" && task ? [task.taskId] : []));
}

/** A line for each pending operation, and what to do with what was found. */
export function explain({ stack, pendingOfOthers }: StackExport, recovered: readonly Recovered[]): string[] {
  const others = pendingOfOthers.map(
    (urn) => `${urn}: pending too, but no task. Look for it before it is cleared: afterwards no state knows of it.`,
  );
  if (recovered.length === 0) {
    return [`${stack}: no run was killed while it made a task, so there is nothing to recover.`, ...others];
  }
  const adopt = toAdopt(recovered);
  return [
    ...recovered.map(explainOne),
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
  /** The TaskIds for TENCENTCLOUD_CSS_ADOPT. */
  readonly adopt: readonly string[];
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

export function recoverJson({ stack }: StackExport, recovered: readonly Recovered[]): RecoverJson {
  return {
    stack,
    adopt: toAdopt(recovered),
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
