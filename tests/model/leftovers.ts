/** Why a task that nobody holds may go on: each function names one reason, and says why nothing better can be had. */

import type { TaskView } from "../../emulator/index.js";
import type { Properties } from "../../provider/fields.js";
import type { Held, Operation } from "../support/program.js";
import { isLive } from "../support/tasks.js";
import type { Write } from "./process.js";
import {
  type History,
  isEqual,
  isLike,
  isSameDeclaration,
  makerOf,
  type RunRecord,
  secondsOf,
  subjectOf,
  windowOf,
} from "./record.js";
import { clockSkew, day, inReach } from "./rules.js";
import { sameSubject } from "./spans.js";
import { followsTheScript } from "./steps.js";

type Leftover = (history: History, task: TaskView, maker: RunRecord | undefined) => boolean;

/** Deleting does not stop a running task, and what is deleted may not be stoppable; where it is, who had it stops it. */
const deletedInTheConsole: Leftover = ({ deleted, runs, setup }, task) =>
  deleted.has(task.taskId) &&
  (setup.switches?.stopDeleted !== "stops" || isUnknownTo(runs, task) || wasSaidToGoOn(runs, task));

function wasSaidToGoOn(runs: readonly RunRecord[], { taskId }: TaskView): boolean {
  return runs.some(({ notices }) =>
    notices.some((line) => /could not be stopped|does not stop it/.test(line) && line.includes(taskId)),
  );
}

/** Seconds that a call takes at most, as the steps have it. */
const slowestCall = 3;

/** A service that stops only what has begun, and nothing deleted, refused to, and it began before its deletion arrived. */
const begunOnTheWayToItsDeletion: Leftover = ({ setup }, task) =>
  setup.switches?.stopScheduled !== "accepted" &&
  setup.switches?.stopDeleted !== "stops" &&
  task.deletedAt !== null &&
  task.deletedAt >= task.startTime &&
  task.deletedAt <= task.startTime + slowestCall;

/** By the clock of the run that dropped it, or that looked for it, it was over, so that there was nothing to stop. */
const overByAClockAhead: Leftover = ({ runs }, task) => runs.some(({ end, skew }) => end + skew >= task.endTime);

/** A refusal to stop it was believed so near its end, where no clock says whether it is over. */
const refusedNearItsEnd: Leftover = ({ runs }, task) =>
  runs.some(
    ({ strikes, end, skew }) =>
      strikes.some(({ kind, object }) => kind === "refused" && object.includes(task.taskId)) &&
      end + skew + clockSkew >= task.endTime,
  );

/** Nobody ever took it over. */
const madeInTheConsole: Leftover = ({ foreign, runs }, task) => foreign.has(task.taskId) && isUnknownTo(runs, task);

/** An answer was lost where nothing could be listed: the run said that a task may exist. */
const saidThatItMayExist: Leftover = ({ runs }, task, maker) =>
  maker !== undefined && isUnknownTo(runs, task) && saysThatItMayExist(maker, task);

function saysThatItMayExist({ failures, program }: RunRecord, task: TaskView): boolean {
  return failures.some(({ error, name }) => {
    const inputs = program[name];
    if (!(error instanceof Error) || !/may exist/.test(error.message) || inputs === undefined) return false;
    return isLike(task, inputs) || isCutShort(task, inputs);
  });
}

/** It was carried out long after its answer was given up, when another one had been made; the run said so. */
const carriedOutAfterAll: Leftover = ({ runs }, task, maker) =>
  maker !== undefined &&
  isUnknownTo(runs, task) &&
  maker.strikes.some(({ kind, action }) => kind === "held" && action === "CreateScreenshotTask") &&
  maker.notices.some((line) => /sent once more/.test(line) && line.includes(task.streamName));

/** Of several that a call without an answer may have made, one was taken and the rest was named. */
const namedAsOneOfSeveral: Leftover = ({ runs }, task) =>
  isUnknownTo(runs, task) &&
  runs.some(({ notices }) => notices.some((line) => /several new tasks/.test(line) && line.includes(task.taskId)));

/**
 * After a lost answer an equal task that somebody made cannot be told from ours, where it was not listed yet when the
 * run began, or nobody is left who knows what was.
 */
const takenForAnEqualOne: Leftover = ({ service, setup, foreign, runs }, task, maker) =>
  maker !== undefined &&
  isUnknownTo(runs, task) &&
  [...foreign].some((taskId) => {
    const other = service.task(taskId);
    if (!other || !isEqual(other, task)) return false;
    const wasUnlisted = other.createdAt + (setup.switches?.createVisibleAfter ?? 0) > maker.start;
    return (wasUnlisted && maker.knownAfter.has(taskId)) || runs.some(({ adopt }) => adopt.includes(taskId));
  });

/** What a killed run was about to make when it made this. */
function cutOffIn(maker: RunRecord | undefined, task: TaskView): Operation | undefined {
  return maker?.cutOff.find(({ kind, inputs }) => kind !== "delete" && kind !== "read" && isLike(task, inputs));
}

function isUnknownTo(runs: readonly RunRecord[], { taskId }: TaskView): boolean {
  return runs.every(({ knownBefore, knownAfter }) => !knownBefore.has(taskId) && !knownAfter.has(taskId));
}

function isCreation({ action }: Write): boolean {
  return action === "CreateScreenshotTask";
}

/** A run that comes after a killed one, and to which the task that this left was not handed over. */
function comesWithoutTheScript(run: RunRecord, { taskId }: TaskView): boolean {
  return !followsTheScript(run.step) && !run.adopt.includes(taskId);
}

/** It is in what the engine has saved as begun, so that the script's next run takes it over. */
const stillPending: Leftover = ({ checkpoint, service, runs }, task, maker) => {
  if (!cutOffIn(maker, task) || !isUnknownTo(runs, task)) return false;
  return checkpoint.pending.some(({ name, inputs }) => {
    const held = checkpoint.resources.get(name);
    const own = service.task(String(held?.outputs["taskId"]));
    // Inputs that change nothing yet are taken into state, as an end that the service does not take yet.
    const hasItsOwn = held && own && isLive(own) && own.endTime === windowOf(inputs).end;
    return isLike(task, inputs) && !(hasItsOwn && isSameDeclaration(held.inputs, inputs));
  });
};

/** A run after it was not the script's: it saw to the resource without it, made it a second time, took another one, or forgot that an update was under way. */
const notFollowedByTheScript: Leftover = ({ runs, service }, task, maker) => {
  const operation = cutOffIn(maker, task);
  if (!maker || !operation || !isUnknownTo(runs, task)) return false;
  return runs.slice(runs.indexOf(maker) + 1).some((run) => {
    if (!comesWithoutTheScript(run, task)) return false;
    if (operation.kind === "update") return true;
    if (run.operations[operation.name] !== undefined) return true;
    const taken = [...run.heldAfter]
      .filter(([name, { outputs }]) => run.heldBefore.get(name)?.outputs["taskId"] !== outputs["taskId"])
      .map(([, { outputs }]) => String(outputs["taskId"]));
    return [...taken, ...run.writes.filter(isCreation).map(({ taskId }) => taskId)].some((taskId) => {
      const other = service.task(taskId);
      return other !== undefined && isEqual(other, task);
    });
  });
};

/** A run was killed in a creation that one before had left a task of, without the script between: of both one is taken over. */
const madeBesideWhatWasLeft: Leftover = ({ runs }, task, maker) =>
  maker !== undefined &&
  !followsTheScript(maker.step) &&
  cutOffIn(maker, task) !== undefined &&
  isUnknownTo(runs, task) &&
  runs.slice(0, runs.indexOf(maker)).some((run) => cutOffIn(run, task) !== undefined || saysThatItMayExist(run, task));

/** A failing run forgets that an update was under way, and so does one that is killed. */
const updateForgotten: Leftover = ({ runs }, task, maker) => {
  if (!maker || cutOffIn(maker, task)?.kind !== "update" || !isUnknownTo(runs, task)) return false;
  const next = runs[runs.indexOf(maker) + 1];
  return next?.adopt.includes(task.taskId) === true && (next.killed || next.failures.length > 0);
};

/** It was handed over, to a program that does not declare it any more, or less often than it was made. */
const handedToFewer: Leftover = ({ runs, service }, task, maker) =>
  cutOffIn(maker, task) !== undefined &&
  isUnknownTo(runs, task) &&
  runs.some((run) => {
    if (run.killed || !run.adopt.includes(task.taskId)) return false;
    const handed = run.adopt.map((taskId) => service.task(taskId)).filter((each) => each && isEqual(each, task));
    const takers = Object.keys(run.program).filter((name) => isToTake(run, name, task));
    return takers.length < handed.length;
  });

/**
 * Rows 9 and 10: a task that began 5 minutes ago, or that somebody stopped, is kept where only the start is declared anew,
 * and has passed; a little earlier it was replaced.
 */
function keepsItsTask({ inputs, outputs }: Held, next: Properties, now: number, stopped: boolean): boolean {
  const [was, is] = [windowOf(inputs), windowOf(next)];
  const began = secondsOf(outputs["effectiveStartTime"]) ?? Number.POSITIVE_INFINITY;
  return (
    sameSubject(subjectOf(inputs), subjectOf(next)) &&
    was.end === is.end &&
    (stopped || began <= now + slowestCall - clockSkew) &&
    (is.start ?? now) <= now
  );
}

/** By the run's clock from its start on, a resource without a task of its own that declares such a one. */
function isToTake(run: RunRecord, name: string, task: TaskView): boolean {
  const { program, heldBefore, heldAfter, step, start, skew } = run;
  const inputs = program[name];
  const held = heldBefore.get(name);
  const after = heldAfter.get(name)?.outputs;
  const stopped =
    after?.["taskId"] === held?.outputs["taskId"] && (after?.["stoppedAt"] ?? after?.["missing"]) !== undefined;
  if (!inputs || !isLike(task, inputs)) return false;
  const hasItsOwn =
    held !== undefined &&
    held.outputs["taskId"] !== "" &&
    (isSameDeclaration(held.inputs, inputs) || keepsItsTask(held, inputs, start + skew, stopped));
  const window = windowOf(inputs);
  const soon = start + skew + 2 * clockSkew;
  const begins = window.start === task.startTime || ((window.start ?? soon) <= soon && task.startTime <= soon);
  return begins && inReach(window, start + skew) && (!hasItsOwn || step.replace === name);
}

/**
 * The service took an end 24 h ahead a little earlier than declared, and the run was killed: by its end the task is not
 * known again, as another one of the stream could end then.
 */
const killedAfterItWasCutShort: Leftover = ({ runs }, task, maker) =>
  isUnknownTo(runs, task) && maker?.cutOff.some(({ inputs }) => isCutShort(task, inputs)) === true;

function isCutShort(task: TaskView, inputs: Properties): boolean {
  const { start, end } = windowOf(inputs);
  const isShorter = task.endTime < end && end <= task.endTime + 2 * clockSkew;
  const wasAtTheEdge = task.endTime >= task.createdAt + day - 3 * clockSkew;
  return (
    isShorter &&
    wasAtTheEdge &&
    (start === undefined || start <= task.startTime) &&
    sameSubject(task, subjectOf(inputs))
  );
}

/** Made anew by `--replace`, beside what the state still has: nothing tells that it was to take its place. */
const replacedByHand: Leftover = ({ runs }, task, maker) => {
  const operation = cutOffIn(maker, task);
  return operation !== undefined && maker?.step.replace === operation.name && isUnknownTo(runs, task);
};

const leftovers: readonly Leftover[] = [
  madeInTheConsole,
  deletedInTheConsole,
  begunOnTheWayToItsDeletion,
  overByAClockAhead,
  refusedNearItsEnd,
  saidThatItMayExist,
  carriedOutAfterAll,
  namedAsOneOfSeveral,
  takenForAnEqualOne,
  stillPending,
  notFollowedByTheScript,
  madeBesideWhatWasLeft,
  updateForgotten,
  handedToFewer,
  killedAfterItWasCutShort,
  replacedByHand,
];

/** The name of the reason for which a task is in no state. What was left once stays so, but for what is still pending. */
export function whyLeft(history: History, task: TaskView): string | undefined {
  const { left } = history;
  const known = left.get(task.taskId);
  if (known && known !== stillPending.name) return known;
  const maker = makerOf(history, task.taskId);
  const why = leftovers.find((explains) => explains(history, task, maker))?.name;
  if (why) left.set(task.taskId, why);
  return why;
}
