/**
 * What the rules allow: each function names one reason for which a second is lost, a task is left, or a run fails, and
 * says why nothing better can be had. What none of them explains is a violation.
 */
import type { TaskView } from "../../emulator/index.js";
import { clockSkew, day, inReach, margin } from "../../provider/window.js";
import type { Failure } from "../support/program.js";
import { type History, isSameCapture, makerOf, type RunRecord, subjectOf, windowOf } from "./record.js";
import { type Span, sameSubject } from "./spans.js";

type Losses = (history: History) => readonly Span[];

/** Somebody stopped or deleted it, and only a refresh can see that. */
const untilARefreshSeesIt: Losses = ({ harms }) =>
  harms.filter(({ cause }) => cause !== "half done").map((harm) => ({ ...harm }));

/** A run that was killed or failed had deleted it already, and only a refresh can see that. */
const deletedByABrokenRun: Losses = ({ harms }) => harms.filter(({ cause }) => cause === "half done");

/** The service takes 24 h from its own now on; within the clocks' difference of that a task is made that ends earlier. */
const cutShortByTheClocks: Losses = ({ runs }) =>
  runs.flatMap(({ program, start, end, skew }) =>
    Object.values(program).flatMap((inputs) => {
      const window = windowOf(inputs);
      const isAtTheEdge = window.end >= start + skew + day - clockSkew && window.end <= end + skew + day + clockSkew;
      const startsNow = window.start === undefined || window.start <= end + skew;
      return isAtTheEdge && startsNow
        ? [{ subject: subjectOf(inputs), from: window.end - 2 * clockSkew, to: window.end }]
        : [];
    }),
  );

/**
 * A window whose start is left open is taken up to 24 h ahead. What makes it anew without a word of its predecessor
 * (another name, `--replace`), or by a clock that is behind the one of an earlier run, waits for a run in reach.
 */
const madeAnewOutOfReach: Losses = ({ runs }) =>
  runs.flatMap(({ program, heldBefore, step, start, end, skew }, index) =>
    Object.entries(program).flatMap(([name, inputs]) => {
      const window = windowOf(inputs);
      const reachable = window.end - day;
      if (window.start !== undefined || reachable <= start + skew) return [];
      const isAnew = !heldBefore.has(name) || step.replace === name;
      if (!isAnew && reachable > end + skew + 2 * clockSkew) return [];
      const next = runs
        .slice(index + 1)
        .find((run) => run.start + run.skew >= reachable && run.operations[name] !== undefined);
      return [{ subject: subjectOf(inputs), from: start, to: next?.end ?? Infinity }];
    }),
  );

/** What a killed run left is taken over where it has begun, or is about to within the clocks' difference. */
const takenOverBeforeItBegins: Losses = ({ runs, service }) =>
  runs.flatMap(({ adopt, start, end }) =>
    adopt.flatMap((taskId) => {
      const task = service.task(taskId);
      const isSoon = task !== undefined && task.startTime > start && task.startTime <= end + 2 * clockSkew;
      return isSoon ? [{ subject: task, from: start, to: task.startTime }] : [];
    }),
  );

/**
 * A resource's name is given to another capture while its own goes on under a new name: what was stopped for the one is
 * made for the other in any order.
 */
const nameGivenToAnother: Losses = ({ runs }) =>
  runs.flatMap(({ program, heldBefore, start }, index) =>
    [...heldBefore].flatMap(([name, { inputs }]) => {
      const isGiven = program[name] !== undefined && !isSameCapture(program[name], inputs);
      const successor = Object.keys(program).find((other) => other !== name && isSameCapture(program[other], inputs));
      if (!isGiven || successor === undefined) return [];
      const made = runs.slice(index).find(({ operations }) => (operations[successor] ?? "same") !== "same");
      return [{ subject: subjectOf(inputs), from: start, to: made?.end ?? Infinity }];
    }),
  );

export const losses: readonly Losses[] = [
  untilARefreshSeesIt,
  deletedByABrokenRun,
  cutShortByTheClocks,
  madeAnewOutOfReach,
  takenOverBeforeItBegins,
  nameGivenToAnother,
];

/** Seconds that a call takes at most, as the steps have it. */
const slowestCall = 3;

type Leftover = (history: History, task: TaskView, maker: RunRecord) => boolean;

/**
 * A killed run made it and could not say so. What `recover` hands over is taken by the next run, where that declares the
 * same as the one that was killed, and by its clock the service takes such a window already.
 */
const leftByAKilledRun: Leftover = (history, task, maker) => {
  if (!maker.killed) return false;
  const next = history.runs[history.runs.indexOf(maker) + 1];
  const wasHandedOver =
    next?.adopt.includes(task.taskId) === true &&
    next.step.verb === "up" &&
    !next.killed &&
    next.fired.length === 0 &&
    // A run that ends at its first failure may not come to it, and leaves it to the one after it.
    (next.failures.length === 0 || next.step.continueOnError === true) &&
    next.program === maker.program &&
    Object.values(next.program).some(
      (inputs) =>
        sameSubject(subjectOf(inputs), task) &&
        windowOf(inputs).end === task.endTime &&
        inReach(windowOf(inputs), next.start + next.skew),
    ) &&
    maker.step.verb === "up" &&
    maker.step.replace === undefined;
  return !wasHandedOver;
};

/** An answer was lost where nothing could be listed: the run said that a task may exist. */
const saidThatItMayExist: Leftover = (_history, task, maker) =>
  maker.failures.some(({ error }) => {
    const message = error instanceof Error ? error.message : "";
    return /may exist/.test(message) && message.includes(task.streamName);
  });

/** Deleting does not stop a running task, and what is deleted may not be stoppable. */
const deletedInTheConsole: Leftover = ({ deleted }, task) => deleted.has(task.taskId);

/** A service that stops only what has begun refused to stop it, and it began before its deletion arrived. */
const begunOnTheWayToItsDeletion: Leftover = ({ setup }, task) =>
  setup.switches?.stopScheduled !== "accepted" &&
  task.deletedAt !== null &&
  task.deletedAt >= task.startTime &&
  task.deletedAt <= task.startTime + slowestCall;

/** By a clock that is ahead it is over, so that there is nothing to stop. */
const overByAClockAhead: Leftover = ({ service }, task) => task.endTime <= service.now() + 240;

/** After a lost answer an equal task that somebody made cannot be told from ours, and one of them is taken. */
const takenForAnEqualOne: Leftover = ({ service, foreign, checkpoint }, task) =>
  [...checkpoint.resources.values()].some(({ outputs }) => {
    const taken = service.task(String(outputs["taskId"]));
    return taken !== undefined && foreign.has(taken.taskId) && isEqual(taken, task);
  });

/** It was carried out long after its answer was given up, when another one had been made; the run said so. */
const carriedOutAfterAll: Leftover = (_history, task, maker) =>
  maker.fired.some(({ kind }) => kind === "held") &&
  maker.notices.some((line) => /sent once more/.test(line) && line.includes(task.streamName));

/** Of several that a call without an answer may have made, one was taken and the rest was named. */
const namedAsOneOfSeveral: Leftover = ({ runs }, task) =>
  runs.some(({ notices }) => notices.some((line) => /several new tasks/.test(line) && line.includes(task.taskId)));

export const leftovers: readonly Leftover[] = [
  leftByAKilledRun,
  saidThatItMayExist,
  deletedInTheConsole,
  begunOnTheWayToItsDeletion,
  overByAClockAhead,
  takenForAnEqualOne,
  namedAsOneOfSeveral,
  carriedOutAfterAll,
];

function isEqual(a: TaskView, b: TaskView): boolean {
  return sameSubject(a, b) && a.endTime === b.endTime;
}

type Refusal = (history: History, run: RunRecord, failure: Failure, message: string) => boolean;

/** A call failed, and its retries too. */
const aCallFailed: Refusal = (_history, run) => run.fired.length > 0;

/** The window is over, and the policy is to fail. */
const overByPolicy: Refusal = (_history, run, { name }, message) => {
  const inputs = run.program[name];
  return (
    /ifPast is "error"/.test(message) &&
    inputs?.["ifPast"] === "error" &&
    windowOf(inputs).end <= run.end + run.skew + clockSkew
  );
};

/** The service does not take the window yet, and the policy is to fail. */
const tooFarByPolicy: Refusal = (history, run, { name }, message) => {
  const inputs = run.program[name];
  const policy = inputs?.["ifTooFar"] ?? (history.setup.runEvery === undefined ? "error" : "defer");
  return /the service takes it from/.test(message) && policy === "error";
};

/** An equal task is there, and the policy is to fail. */
const thereByPolicy: Refusal = ({ service }, run, { name }, message) => {
  const inputs = run.program[name];
  if (inputs?.["ifExists"] !== "error" || !/ifExists is "error"/.test(message)) return false;
  return service.tasks().some((task) => sameSubject(task, subjectOf(inputs)) && task.endTime === windowOf(inputs).end);
};

/** What would have captured the same in its place could not be made, so it is kept. */
const keptForItsSuccessor: Refusal = (_history, run, { kind }, message) =>
  kind === "delete" && /^Kept the /.test(message) && run.failures.some((other) => other.kind !== "delete");

export const refusals: readonly Refusal[] = [
  aCallFailed,
  overByPolicy,
  tooFarByPolicy,
  thereByPolicy,
  keptForItsSuccessor,
];

/** The name of the reason for which a task is in no state. What was left once stays so. */
export function whyLeft(history: History, task: TaskView): string | undefined {
  const maker = makerOf(history, task.taskId);
  const why =
    history.left.get(task.taskId) ??
    (maker ? leftovers.find((explains) => explains(history, task, maker))?.name : "madeInTheConsole");
  if (why) history.left.set(task.taskId, why);
  return why;
}

/** Seconds within which a change in the service shows in every listing, at the switches' most. */
export const visibleAfter = 6;

/** A stop so near the end is the end. */
export function isTheEnd(stoppedAt: number, end: number): boolean {
  return stoppedAt >= end - margin;
}
