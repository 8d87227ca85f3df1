/** `tencentcloud-css tasks` for people, and for programs. */
import { type FixedWindow, formatInstant, type Instant } from "../../provider/window.js";
import { formatTable } from "../table.js";
import { formatSpan, formatTime } from "../times.js";
import type { AccountTask, TaskState } from "./tasks.js";

export interface TasksReport {
  readonly now: Instant;
  readonly span: FixedWindow;
  readonly tasks: readonly AccountTask[];
  /** Whether states were given, so that it is known which resource holds a task. */
  readonly compared: boolean;
}

export function formatTasks({ now, span, tasks, compared }: TasksReport, timeZone: string): string {
  const counts = new Map<TaskState, number>();
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
  const states = [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
  const worlds = new Set(tasks.map(({ world }) => world)).size > 1;
  const rows = tasks.map(({ task, state, perhaps, world, holders }) => [
    // By the service's clock it may be the next already, or the one before still.
    perhaps.length > 0 ? `${state}?` : state,
    task.domainName,
    `${task.appName}/${task.streamName}`,
    formatSpan(task.window, timeZone) +
      (task.stoppedAt === undefined ? "" : `, stopped ${formatTime(task.stoppedAt, timeZone)}`),
    String(task.templateId),
    task.taskId,
    ...(compared ? [holders.map(({ stack, name }) => `${name} of ${stack}`).join(", ") || "none"] : []),
    ...(worlds ? [world] : []),
  ]);
  const head = ["STATE", "DOMAIN", "STREAM", "WINDOW", "TEMPLATE", "TASK"];
  return [
    `${formatSpan(span, timeZone)}, as of ${formatTime(now, timeZone)} ${timeZone}: ${tasks.length} ` +
      `${tasks.length === 1 ? "task" : "tasks"}${states === "" ? "" : ` (${states})`}.`,
    ...(rows.length > 0
      ? ["", formatTable([...head, ...(compared ? ["RESOURCE"] : []), ...(worlds ? ["WORLD"] : [])], rows)]
      : []),
  ].join("\n");
}

/** The shape of `--json`. It is stable: fields may be added, and none changes its meaning. Times are ISO 8601 in UTC. */
export interface TasksJson {
  readonly now: string;
  readonly from: string;
  readonly to: string;
  readonly tasks: readonly {
    readonly taskId: string;
    readonly domainName: string;
    readonly appName: string;
    readonly streamName: string;
    readonly templateId: number;
    /** null where the service reports no start. */
    readonly start: string | null;
    readonly end: string;
    readonly stoppedAt: string | null;
    readonly state: TaskState;
    /** What it may be as well, as the service's clock may differ by 5 minutes. */
    readonly perhaps: readonly TaskState[];
    readonly world: string;
    /** null where no state was given. */
    readonly holders: readonly { readonly stack: string; readonly name: string; readonly urn: string }[] | null;
  }[];
}

export function tasksJson({ now, span, tasks, compared }: TasksReport): TasksJson {
  return {
    now: formatInstant(now),
    from: formatInstant(span.start),
    to: formatInstant(span.end),
    tasks: tasks.map(({ task, state, perhaps, world, holders }) => ({
      taskId: task.taskId,
      domainName: task.domainName,
      appName: task.appName,
      streamName: task.streamName,
      templateId: task.templateId,
      start: task.window.start === undefined ? null : formatInstant(task.window.start),
      end: formatInstant(task.window.end),
      stoppedAt: task.stoppedAt === undefined ? null : formatInstant(task.stoppedAt),
      state,
      perhaps,
      world,
      holders: compared ? holders.map(({ stack, name, urn }) => ({ stack, name, urn })) : null,
    })),
  };
}
