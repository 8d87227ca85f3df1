/** Which tasks in state no longer capture as the state has it, and since when. */

import { type Harm, type History, type RunRecord, subjectOf } from "./record.js";
import { margin } from "./rules.js";
import { sameSubject } from "./spans.js";

/** Seconds within which a change in the service shows in every listing, at the switches' most. */
export const visibleAfter = 6;

/** A stop so near the end is the end. */
export function isTheEnd(stoppedAt: number, end: number): boolean {
  return stoppedAt >= end - margin;
}

/** Something ended a task at that moment, and the state does not say so. */
export function harm(history: History, cause: Harm["cause"], taskId: string, at: number): void {
  const task = history.service.task(taskId);
  if (!task) return;
  // Deleting does not stop what runs.
  const from = task.stoppedAt ?? (task.state === "running" ? task.endTime : at);
  const names = [...history.checkpoint.resources]
    .filter(([, { outputs }]) => outputs["taskId"] === taskId)
    .map(([name]) => name);
  history.harms.push({ cause, taskId, names, subject: task, at, from, end: task.endTime, to: Infinity });
}

/** What a run left half done, and what it has seen to. */
export function noteHarms(history: History, record: RunRecord): void {
  const { harms, checkpoint } = history;
  for (const harm of harms) {
    if (harm.to !== Infinity) continue;
    // Under another name too, the same capture may be the next to be made.
    const concerned = Object.entries(record.program).filter(
      ([name, inputs]) => harm.names.includes(name) || sameSubject(harm.subject, subjectOf(inputs)),
    );
    if (record.step.verb === "refresh" || concerned.some(([name]) => record.operations[name] === undefined)) continue;
    const holders = [...checkpoint.resources.values()].filter(({ outputs }) => outputs["taskId"] === harm.taskId);
    const wasSeen =
      record.step.refresh === true &&
      record.start >= harm.at + visibleAfter &&
      !isTheEnd(harm.at, harm.end) &&
      holders.every(({ inputs }) => inputs["ifStopped"] !== "keep");
    if (holders.length === 0 || wasSeen) harm.to = record.end;
  }
  for (const [name, { outputs }] of checkpoint.resources) {
    const taskId = String(outputs["taskId"]);
    // The last of them is the last to show in listings.
    const ended = record.writes.findLast((write) => write.taskId === taskId && write.action !== "CreateScreenshotTask");
    const wasBroken = record.killed || record.failures.some((failure) => failure.name === name);
    if (ended && wasBroken && record.operations[name] === undefined) harm(history, "half done", taskId, ended.at);
  }
}
