/**
 * What is to be done with a declared window: fourteen rows, of which the first that fits decides. The same table serves
 * `diff` and `update`, as time passes between the two.
 *
 * s, e: the declared window in state. S, E: the window that the task has in the service. s', e': the new declared one.
 */
import { clockSkew, type Instant, longestWindow, margin, mayBeInReach, phase, surelyOver } from "../window.js";
import {
  type Declared,
  editedProperties,
  endedByUs,
  type Known,
  policyNames,
  samePolicies,
  type Task,
} from "./state.js";

/**
 * none: no change. unknown: an update of which no more can be said yet. keep: an update without a call. defer, skip: the
 * same, and there is no task. make, stop, restore: updates in place with calls. replace: a new task first, then the old one is deleted.
 */
export type Action = "none" | "unknown" | "keep" | "defer" | "skip" | "make" | "stop" | "restore" | "replace";

export interface Decision {
  readonly row: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14;
  readonly action: Action;
  /** The properties that force a replacement, for Pulumi's display. */
  readonly replaces?: readonly string[];
}

export interface Question {
  readonly old: Known;
  /** The new declared window, or the names of those of its properties that are not known yet. */
  readonly next: Declared | { readonly unknown: readonly string[] };
  readonly now: Instant;
  /** Where neither the resource nor the stack says otherwise: `restore`. */
  readonly ifStopped: "restore" | "keep";
  /** The task is held by another resource of this process now, so this one has none. */
  readonly handedOver: boolean;
}

export function decide(question: Question): Decision {
  const { old, next, now, handedOver } = question;
  const task = old.standing.kind === "task" && !handedOver ? old.standing.task : undefined;
  const state = task && (endedByUs(task) ? "over" : phase(task.window, now));
  const over = state === "over";

  if ("unknown" in next) {
    if (!task || over) return { row: 1, action: "unknown" };
    const replaces = next.unknown.filter((property) => !policyNames.has(property));
    // An unknown policy is a changed policy at most; a replacement would stop a preview of what is protected.
    return replaces.length > 0 ? { row: 2, action: "replace", replaces } : { row: 13, action: "unknown" };
  }

  const edits = editedProperties(old.declared, next);
  const edited = edits.length > 0;
  const changed = edited || !samePolicies(old.declared.policies, next.policies);
  const ifChanged: Action = changed ? "keep" : "none";
  const { start: newStart, end: newEnd } = next.window;

  if (!task) {
    const skipped = old.standing.kind === "skipped";
    if (surelyOver(newEnd, now) || (skipped && !edited && newEnd <= now + clockSkew)) {
      return { row: 3, action: skipped && !changed ? "none" : "skip" };
    }
    return mayBeInReach(next.window, now) ? { row: 4, action: "make" } : { row: 5, action: changed ? "defer" : "none" };
  }
  if (over) {
    return edited && !surelyOver(newEnd, now) ? { row: 7, action: "make" } : { row: 6, action: ifChanged };
  }
  if (state === "running" && surelyOver(newEnd, now)) return { row: 8, action: "stop" };

  const startLeftOut = old.declared.window.start === undefined;
  // By a clock that is behind the one of the run that made it, it may not have begun yet.
  const hasBegun = startLeftOut || (state === "running" && task.window.start <= now - clockSkew);
  const onlyStart = edited && edits.every((property) => property === "startTime");
  const startIsPast = newStart === undefined || newStart <= now;

  if (endedByOthers(task) && (!edited || (onlyStart && startIsPast))) {
    return { row: 9, action: question.ifStopped === "restore" ? "restore" : ifChanged };
  }
  if (hasBegun && onlyStart && startIsPast) {
    return { row: 10, action: "keep" };
  }
  if (newStart === undefined) {
    const onlyWindow = edited && edits.every((property) => property === "startTime" || property === "endTime");
    if (onlyWindow && newEnd > now + longestWindow) return { row: 11, action: "none" };
  }
  if (edited) return { row: 12, action: "replace", replaces: edits };
  return changed ? { row: 13, action: "keep" } : { row: 14, action: "none" };
}

/** Stopped early by somebody, or deleted, although it is not over. A stop near the end is the end. */
function endedByOthers(task: Task): boolean {
  return task.missing === true || (task.stoppedAt !== undefined && task.stoppedAt < task.window.end - margin);
}
