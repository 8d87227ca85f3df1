/** What holds of every history. Each function throws a violation that names what does not. */

import { deepEqual } from "node:assert/strict";
import type { TaskView } from "../../emulator/index.js";
import type { Properties } from "../../provider/fields.js";
import { formatInstant } from "../../provider/window.js";
import { isLive } from "../support/tasks.js";
import { captured } from "./captured.js";
import { isTheEnd } from "./harms.js";
import { whyLeft } from "./leftovers.js";
import { explained } from "./losses.js";
import { type History, type RunRecord, subjectOf, taskIdsIn, Violation, windowOf } from "./record.js";
import { whyFailed } from "./refusals.js";
import { clockSkew, inReach } from "./rules.js";
import { sameSubject, without } from "./spans.js";

/** No second is lost that a run made its own, but for what the rules explain. */
export function nothingIsLost(history: History): void {
  const missed = without(history.due, captured(history.service));
  const [lost] = missed.length > 0 ? without(missed, explained(history)) : [];
  if (!lost) return;
  throw new Violation(
    `nothing is lost: ${lost.subject.streamName} (template ${lost.subject.templateId}) was not captured from ` +
      `${formatInstant(lost.from)} to ${formatInstant(lost.to)}`,
  );
}

/**
 * Every task that was made is in state, and once; of what is not, the reason is known. Where the replacement of a
 * resource failed, what it was to give up may have gone to another one already.
 */
export function nothingIsLeft(history: History, run: RunRecord): void {
  const held = [...history.checkpoint.resources]
    .map(([name, { outputs }]) => ({ name, taskId: String(outputs["taskId"]) }))
    .filter(({ name, taskId }) => taskId !== "" && run.operations[name] !== undefined);
  const known = taskIdsIn(history.checkpoint);
  for (const task of history.service.tasks()) {
    if (!isLive(task)) continue;
    const holders = held.filter(({ taskId }) => taskId === task.taskId).map(({ name }) => name);
    if (holders.length > 1) throw new Violation(`nothing is shared: ${holders.join(" and ")} have ${task.taskId}`);
    if (!known.has(task.taskId) && !whyLeft(history, task)) {
      throw new Violation(
        `nothing is left: task ${task.taskId} of ${task.streamName}, ${formatInstant(task.startTime)} to ` +
          `${formatInstant(task.endTime)}, made at ${formatInstant(task.createdAt)}, is in no state`,
      );
    }
  }
}

/** What others made is not stopped or deleted, unless it was adopted. */
export function nothingElseIsTouched(run: RunRecord): void {
  const ours = new Set(run.knownBefore);
  for (const { action, taskId } of run.writes) {
    if (action === "CreateScreenshotTask") ours.add(taskId);
    else if (!ours.has(taskId))
      throw new Violation(`nothing else is touched: ${action} of ${taskId}, which is not ours`);
  }
}

/**
 * What others made is taken over only where a policy or whoever runs it says so; but for a creation without an answer,
 * when nothing tells that a task was there before it.
 */
export function nothingIsTaken({ service, setup, foreign }: History, run: RunRecord): void {
  for (const [name, { inputs, outputs }] of run.heldAfter) {
    const task = service.task(String(outputs["taskId"]));
    if (!task || !foreign.has(task.taskId) || run.knownBefore.has(task.taskId)) continue;
    const isAdopted = inputs["ifExists"] === "adopt" || run.adopt.includes(task.taskId);
    const wasUnlisted = task.createdAt + (setup.switches?.createVisibleAfter ?? 0) > run.start;
    const wasUnclear = run.strikes.some(({ action }) => action === "CreateScreenshotTask");
    if (!isAdopted && !(wasUnlisted && wasUnclear)) {
      throw new Violation(`nothing is taken: ${name} has ${task.taskId}, which somebody else made`);
    }
  }
}

/** What fails says of what, and what to do; and nothing fails without a reason. */
export function failuresAreExplained(history: History, run: RunRecord): void {
  for (const failure of run.failures) {
    const { error, kind, name } = failure;
    if (!(error instanceof Error)) throw new Violation(`failures are explained: ${kind} of ${name} threw ${error}`);
    const { message } = error;
    if (!/stream \S+|ifPast|ifTooFar|ifExists|tasks from/.test(message)) {
      throw new Violation(`failures name their object: ${kind} of ${name}: ${message}`);
    }
    if (!/run again|set |mend|check|declare |compare|look|the console says/i.test(message)) {
      throw new Violation(`failures say what to do: ${kind} of ${name}: ${message}`);
    }
    if (!whyFailed(history, run, failure)) {
      throw new Violation(`nothing fails without a reason: ${kind} of ${name}: ${message}`);
    }
  }
}

/** What has settled is as declared: a window in reach has a task that matches it and is alive. */
export function standsAsDeclared(history: History, run: RunRecord): void {
  const { service, checkpoint } = history;
  const now = service.now();
  const unseen = new Set(history.harms.filter(({ to }) => to === Infinity).map(({ taskId }) => taskId));
  for (const [name, inputs] of Object.entries(run.program)) {
    if (run.operations[name] === undefined) continue;
    const taskId = String(checkpoint.resources.get(name)?.outputs["taskId"]);
    const window = windowOf(inputs);
    const isOver = window.end <= now + clockSkew;
    // The margin is by the run's clock, and so is the wait for an end that is moved; what has no task at the edge of an
    // open start is asked of the service.
    const isAsked = window.start === undefined && taskId === "";
    const isInReach = inReach(window, run.start + (isAsked ? 0 : run.skew));
    if (isOver || !isInReach || unseen.has(taskId)) continue;
    const problem = problemOf(service.task(taskId), inputs);
    if (problem) throw new Violation(`what has settled stands as declared: ${name} ${problem}`);
  }
}

function problemOf(task: TaskView | undefined, inputs: Properties): string | undefined {
  if (!task) return "has no task";
  if (!sameSubject(task, subjectOf(inputs))) return `captures ${task.streamName} with template ${task.templateId}`;
  if (task.endTime < windowOf(inputs).end - 2 * clockSkew) return `ends at ${formatInstant(task.endTime)}`;
  const wasStoppedAtItsEnd = task.stoppedAt !== null && isTheEnd(task.stoppedAt, task.endTime);
  return isLive(task) || wasStoppedAtItsEnd ? undefined : `has a task that is ${task.state}`;
}

/** A refresh with nothing new changes no output. */
export function sameOutputs(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): void {
  try {
    deepEqual(Object.fromEntries(after), Object.fromEntries(before));
  } catch (error) {
    throw new Violation(`a refresh changes nothing: ${error instanceof Error ? error.message : error}`);
  }
}
