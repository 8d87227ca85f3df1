/** `tencentcloud-css orphans` for people, and for programs. */
import { describeStream } from "../../provider/timedTask/state.js";
import { formatInstant, formatWindow } from "../../provider/window.js";
import { quoteForShell } from "../shell.js";
import type { Absent, Comparison, Orphan } from "./orphans.js";

/** What was found, each with what to do about it. */
export function explain({ orphans, absent, listed }: Comparison, stacks: readonly string[]): string[] {
  const compared = `Compared ${listed} ${listed === 1 ? "task" : "tasks"} that can still capture with ${stacks.join(", ")}`;
  if (orphans.length + absent.length === 0) return [`${compared}: no state misses one, and none is missing.`];
  return [`${compared}.`, ...orphans.flatMap(explainOrphan), ...absent.flatMap(explainAbsent)];
}

function explainOrphan({ task, running, world, equals }: Orphan): string[] {
  const { taskId, window } = task;
  const id = quoteForShell(taskId);
  const [equal] = equals;
  return [
    "",
    `No state knows task ${taskId} (${running ? "running" : "scheduled"}, ${describeStream(task)}, ` +
      `template ${task.templateId}, ${formatWindow(window)}, in ${world}).`,
    ...(equal?.hasTask
      ? [`  It captures the same as ${equal.name} of ${equal.stack}, which has a task of its own: a double.`]
      : [
          equal === undefined
            ? "  If it should be managed, declare the same stream, template and window, and let that stack's next run adopt it:"
            : `  It is what ${equal.name} of ${equal.stack} declares. Let that stack's next run adopt it:`,
          `    TENCENTCLOUD_CSS_ADOPT=${id} pulumi up`,
        ]),
    "  If nobody needs it (another stack, another team?), end it in the console, or:",
    ...(running ? [`    tccli live StopScreenshotTask --TaskId ${id}`] : []),
    `    tccli live DeleteScreenshotTask --TaskId ${id}`,
  ];
}

function explainAbsent({ name, stack, taskId, world }: Absent): string[] {
  return [
    "",
    `Task ${taskId} of ${name} in ${stack} is not listed in ${world}, although its window is not over: somebody deleted it.`,
    "  A refresh finds that out, and the run makes a new one for what is left, unless ifStopped is keep:",
    "    pulumi up --refresh",
  ];
}

/** The shape of `--json`. It is stable: fields may be added, and none changes its meaning. */
export interface OrphansJson {
  readonly orphans: readonly {
    readonly taskId: string;
    readonly domainName: string;
    readonly appName: string;
    readonly streamName: string;
    readonly templateId: number;
    /** ISO 8601 in UTC; null where the service reports no start. */
    readonly start: string | null;
    readonly end: string;
    readonly running: boolean;
    readonly world: string;
    /** Windows that are declared just so. `hasTask`: then it is a double. */
    readonly equals: readonly { readonly stack: string; readonly name: string; readonly hasTask: boolean }[];
  }[];
  /** Tasks of a state that the service does not list. */
  readonly absent: readonly {
    readonly stack: string;
    readonly name: string;
    readonly urn: string;
    readonly taskId: string;
    readonly world: string;
  }[];
}

export function orphansJson({ orphans, absent }: Comparison): OrphansJson {
  return {
    orphans: orphans.map(
      ({ task: { window, taskId, domainName, appName, streamName, templateId }, running, world, equals }) => ({
        taskId,
        domainName,
        appName,
        streamName,
        templateId,
        start: window.start === undefined ? null : formatInstant(window.start),
        end: formatInstant(window.end),
        running,
        world,
        equals: equals.map(({ stack, name, hasTask }) => ({ stack, name, hasTask })),
      }),
    ),
    absent: absent.map(({ stack, name, urn, taskId, world }) => ({ stack, name, urn, taskId, world })),
  };
}
