/** What is known of a history while it is played: the truth of the service beside what the engine has saved. */

import { isDeepStrictEqual } from "node:util";
import type { Service, TaskView } from "../../emulator/index.js";
import type { Properties } from "../../provider/fields.js";
import { parseInstant, type Window } from "../../provider/window.js";
import type { Checkpoint, Failure, Operation, Program, Stack } from "../support/program.js";
import type { Owed } from "./owed.js";
import type { Strike, Write } from "./process.js";
import { clockSkew } from "./rules.js";
import { type Span, type Subject, sameSubject } from "./spans.js";
import type { RunStep, Setup } from "./steps.js";

export interface RunRecord {
  readonly step: RunStep;
  readonly program: Program;
  readonly start: number;
  readonly end: number;
  readonly skew: number;
  readonly killed: boolean;
  /** What was done with each resource, where that is saved. */
  readonly operations: Readonly<Record<string, string>>;
  readonly failures: readonly Failure[];
  readonly writes: readonly Write[];
  readonly strikes: readonly Strike[];
  /** What it said on standard error. */
  readonly notices: readonly string[];
  /** What was handed over in TENCENTCLOUD_CSS_ADOPT. */
  readonly adopt: readonly string[];
  /** What was in state when it began. */
  readonly heldBefore: Stack;
  /** The TaskIds that were in state when it began, those of replaced resources too. */
  readonly knownBefore: ReadonlySet<string>;
  /** The same when it had ended, or was killed. */
  readonly heldAfter: Stack;
  readonly knownAfter: ReadonlySet<string>;
  /** What it had begun and was killed in. */
  readonly cutOff: readonly Operation[];
}

/** A task of ours that no longer captures as it was to, until something sees that. */
export interface Harm {
  readonly cause: "stopped in the console" | "deleted in the console" | "half done";
  readonly taskId: string;
  /** The resources that had it. */
  readonly names: readonly string[];
  readonly subject: Subject;
  readonly at: number;
  /** From when on nothing is captured. */
  readonly from: number;
  /** The task's end. */
  readonly end: number;
  /** Infinity while nothing has seen it. */
  to: number;
}

export interface History {
  readonly service: Service;
  readonly setup: Setup;
  readonly checkpoint: Checkpoint;
  readonly runs: RunRecord[];
  program: Program;
  /** What is declared, in reach, and was once made or found to be there: it is to be captured from now on. */
  owed: readonly Owed[];
  /** What has been owed so far, second by second. */
  readonly due: Span[];
  readonly harms: Harm[];
  /** The tasks that somebody made in the console. */
  readonly foreign: Set<string>;
  /** The tasks that somebody deleted in the console. */
  readonly deleted: Set<string>;
  /** The tasks that are in no state, and why. */
  readonly left: Map<string, string>;
  /** For people: what happened, one line each. */
  readonly log: string[];
}

/** A rule that does not hold. */
export class Violation extends Error {}

export function subjectOf(inputs: Properties): Subject {
  return {
    domainName: String(inputs["domainName"]),
    appName: String(inputs["appName"]),
    streamName: String(inputs["streamName"]),
    templateId: Number(inputs["templateId"]),
  };
}

export function windowOf(inputs: Properties): Window {
  const start = secondsOf(inputs["startTime"]);
  return { ...(start !== undefined && { start }), end: secondsOf(inputs["endTime"]) ?? Number.NaN };
}

export function secondsOf(written: unknown): number | undefined {
  const parsed = parseInstant(written);
  return "instant" in parsed ? parsed.instant : undefined;
}

export function taskIdsIn({ resources, condemned }: Checkpoint): Set<string> {
  return new Set([...resources.values(), ...condemned].map(({ outputs }) => String(outputs["taskId"])));
}

/** The run that made a task, where it was one of ours. */
export function makerOf({ runs }: History, taskId: string): RunRecord | undefined {
  return runs.find(({ writes }) =>
    writes.some((write) => write.action === "CreateScreenshotTask" && write.taskId === taskId),
  );
}

/** Whether one of two tasks could be taken for the other, but for their starts. */
export function isEqual(a: TaskView, b: TaskView): boolean {
  return sameSubject(a, b) && a.endTime === b.endTime;
}

/** Whether a task may have come of a declaration, by what a listing tells of it. */
export function isLike(task: TaskView, inputs: Properties): boolean {
  const { start, end } = windowOf(inputs);
  return (
    sameSubject(task, subjectOf(inputs)) && task.endTime === end && (start ?? -Infinity) <= task.startTime + clockSkew
  );
}

export function isSameCapture(a: Properties | undefined, b: Properties): boolean {
  return a !== undefined && sameSubject(subjectOf(a), subjectOf(b)) && isDeepStrictEqual(windowOf(a), windowOf(b));
}

/** What makes another capture of it, though no listing tells the two apart. */
const unreported = ["streamType", "extension"];

export function sameUnreported(a: Properties, b: Properties): boolean {
  return unreported.every((property) => a[property] === b[property]);
}

/** Whether a resource that has the one has the other: nothing is to be made for it. */
export function isSameDeclaration(a: Properties, b: Properties): boolean {
  return isSameCapture(a, b) && sameUnreported(a, b);
}
