/** Why a second may be lost: each function names one reason, and the seconds for which it holds. */

import type { Properties } from "../../provider/fields.js";
import { crowdedOut } from "./captured.js";
import { type Harm, type History, isSameCapture, subjectOf, windowOf } from "./record.js";
import { clockSkew, day } from "./rules.js";
import { isEmpty, type Span, sameSubject } from "./spans.js";

type Losses = (history: History) => readonly Span[];

/** Until what was harmed is seen, and no longer than it would have captured. */
const whileHarmed = ({ subject, from, to, end }: Harm): Span => ({ subject, from, to: Math.min(to, end) });

/** Somebody stopped or deleted it, and only a refresh can see that. */
const untilARefreshSeesIt: Losses = ({ harms }) => harms.filter(({ cause }) => cause !== "half done").map(whileHarmed);

/** A run that was killed or failed had deleted it already, and only a refresh can see that. */
const deletedByABrokenRun: Losses = ({ harms }) => harms.filter(({ cause }) => cause === "half done").map(whileHarmed);

/** The service takes 24 h from its own now on; within the clocks' difference of that a task is made that ends earlier. */
const cutShortByTheClocks: Losses = (history) =>
  history.runs.flatMap(({ program, notices, writes }) => {
    if (!notices.some((line) => /the service takes 24 h at most/.test(line))) return [];
    const ends = Object.values(program).map((inputs) => ({ subject: subjectOf(inputs), end: windowOf(inputs).end }));
    return writes.flatMap(({ action, taskId }) => {
      const task = action === "CreateScreenshotTask" ? history.service.task(taskId) : undefined;
      if (!task || task.endTime < task.createdAt + day - 3 * clockSkew) return [];
      return ends
        .map(({ subject, end }) => ({ subject, from: task.endTime, to: Math.min(end, task.endTime + 2 * clockSkew) }))
        .filter((span) => !isEmpty(span));
    });
  });

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

/** What a killed run left is taken over where it has begun, or by this run's clock is about to within the clocks' difference. */
const takenOverBeforeItBegins: Losses = ({ runs, service }) =>
  runs.flatMap(({ adopt, knownAfter, start, end, skew }) =>
    adopt.flatMap((taskId) => {
      const task = service.task(taskId);
      if (!task || !knownAfter.has(taskId)) return [];
      const isSoon = task.startTime > start && task.startTime <= end + skew + 2 * clockSkew;
      return isSoon ? [{ subject: task, from: start, to: task.startTime }] : [];
    }),
  );

/** Whether what is declared of a capture is declared there too, if longer. */
function goesOnIn(inputs: Properties, other: Properties | undefined): boolean {
  if (!other || !sameSubject(subjectOf(inputs), subjectOf(other))) return false;
  const [was, is] = [windowOf(inputs), windowOf(other)];
  return (is.start ?? -Infinity) <= (was.start ?? -Infinity) && is.end >= was.end;
}

/**
 * A resource's name is given to another capture while its own goes on under a new name: what was stopped for the one is
 * made for the other in any order.
 */
const nameGivenToAnother: Losses = (history) =>
  history.runs.flatMap(({ program, heldBefore, writes }, index) =>
    [...heldBefore].flatMap(([name, { inputs, outputs }]) => {
      const isGiven = program[name] !== undefined && !isSameCapture(program[name], inputs);
      const successor = Object.keys(program).find(
        (other) =>
          other !== name && goesOnIn(inputs, program[other]) && !isSameCapture(heldBefore.get(other)?.inputs, inputs),
      );
      const ended = writes.find(
        ({ action, taskId }) => action !== "CreateScreenshotTask" && taskId === outputs["taskId"],
      );
      if (!isGiven || successor === undefined || !ended) return [];
      const made = history.runs.slice(index).find(({ operations }) => (operations[successor] ?? "same") !== "same");
      return [{ subject: subjectOf(inputs), from: ended.at, to: made?.end ?? Infinity }];
    }),
  );

const waitsForAPlace: Losses = ({ service }) => crowdedOut(service);

const losses: readonly Losses[] = [
  untilARefreshSeesIt,
  deletedByABrokenRun,
  cutShortByTheClocks,
  madeAnewOutOfReach,
  takenOverBeforeItBegins,
  nameGivenToAnother,
  waitsForAPlace,
];

/** The seconds whose loss is explained. */
export function explained(history: History): Span[] {
  return losses.flatMap((explains) => explains(history));
}
