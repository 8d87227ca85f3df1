/** What the exported state says, against what the emulator's tables hold. */
import type { StackExport } from "../../cli/stackExport.js";
import type { Service, TaskView } from "../../emulator/index.js";
import type { Task } from "../../provider/timedTask/state.js";
import { compareSetUp, type Kept } from "../setUp/comparison.js";
import { isLive } from "../support/tasks.js";
import type { Scenario } from "./plan.js";
import type { Program, Row } from "./program.js";

export interface Comparison {
  /** Where the stack is not what the program declares, in words. */
  readonly differences: readonly string[];
  /** Tasks that can still capture and that the state does not know. */
  readonly orphans: readonly TaskView[];
  /**
   * Those of them that capture what another task captures. Not the one that the killed run made for a name that is no
   * longer declared, where its window is declared under another: nothing is deleted that no state knows.
   */
  readonly doubled: readonly TaskView[];
  /** Templates and rules that the state does not know. */
  readonly left: readonly Kept[];
}

export function compare(service: Service, stack: StackExport, { killed, next }: Scenario): Comparison {
  const { windows, setUp } = next;
  const withdrawn = killed.windows.filter(({ name }) => windows.every((row) => row.name !== name));
  const tasks = compareTasks(service, stack, windows, withdrawn);
  const handles = stack.lasting.map(({ handle }) => handle);
  const around = compareSetUp(service, setUp, handles);
  const pending = stack.pendingLasting.map(({ name }) => `${name} is creating still`);
  return { ...tasks, left: around.left, differences: [...tasks.differences, ...pending, ...around.differences] };
}

function compareTasks(
  service: Service,
  { windows, pending }: StackExport,
  program: Program,
  withdrawn: readonly Row[],
): Omit<Comparison, "left"> {
  const now = service.now();
  const declared = program.filter(({ end }) => end > now);
  const known = new Map<string, Task>();
  const differences = pending.map(({ name, type }) => `${name} is ${type} still`);

  for (const { name, known: window, replaced } of windows) {
    const { standing } = window;
    if (replaced) differences.push(`${name} waits to be deleted`);
    else if (!program.some((row) => row.name === name)) differences.push(`${name} is not declared`);
    if (standing.kind !== "task") continue;
    if (known.has(standing.task.taskId)) differences.push(`${name} shares task ${standing.task.taskId}`);
    known.set(standing.task.taskId, standing.task);
  }
  for (const row of declared) {
    const window = windows.find(({ name, replaced }) => name === row.name && !replaced);
    const task = window?.known.standing.kind === "task" ? service.task(window.known.standing.task.taskId) : undefined;
    const difference = differenceOf(row, task);
    if (difference) differences.push(`${row.name} ${difference}`);
  }

  const orphans = service.tasks().filter((task) => isLive(task) && !known.has(task.taskId));
  const ofWithdrawn = withdrawn.map((row) => orphans.find((task) => captures(task, row)));
  const doubled = orphans.filter((task) => declared.some((row) => captures(task, row)) && !ofWithdrawn.includes(task));
  return { differences, orphans, doubled };
}

function differenceOf(row: Row, task: TaskView | undefined): string | undefined {
  if (!task) return "has no task";
  if (!isLive(task)) return `has a task that is ${task.state}: ${task.taskId}`;
  return captures(task, row) ? undefined : `has a task of another window or stream: ${task.taskId}`;
}

/** A start that had passed is left to the service, which then starts at once. */
function captures(task: TaskView, { stream, start, end }: Row): boolean {
  const starts = task.startTime === start || (task.startTime > start && task.startTime === task.createdAt);
  return task.streamName === stream && task.endTime === end && starts;
}
