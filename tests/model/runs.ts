/** The steps in which the engine runs, and what has to hold after each run. */
import { formatInstant, type Window } from "../../provider/window.js";
import { testContext } from "../support/context.js";
import { type Outcome, run } from "../support/program.js";
import { findLeftTasks } from "../support/recover.js";
import { createVirtualTime } from "../support/virtualTime.js";
import { noteHarms, visibleAfter } from "./harms.js";
import { fallDue, owedAfter, owedDuring } from "./owed.js";
import { startProcess } from "./process.js";
import {
  failuresAreExplained,
  nothingElseIsTouched,
  nothingIsLeft,
  nothingIsTaken,
  sameOutputs,
  standsAsDeclared,
} from "./properties.js";
import { type Harm, type History, type RunRecord, taskIdsIn, Violation, windowOf } from "./record.js";
import { clockSkew } from "./rules.js";
import { followsTheScript, type RunStep } from "./steps.js";

export async function runOnce(history: History, step: RunStep): Promise<RunRecord> {
  const { service, checkpoint, program, setup } = history;
  const skew = step.skew ?? setup.skew ?? 0;
  waitForListings(history);
  const adopt = followsTheScript(step) ? await recover(history, skew) : [];
  const start = service.now();
  fallDue(history, history.owed, history.runs.at(-1)?.end ?? start, start);
  const heldBefore = new Map(checkpoint.resources);
  const knownBefore = taskIdsIn(checkpoint);
  const pendingBefore = checkpoint.pending;
  const process = startProcess({ service, setup, step, checkpoint, adopt });
  const outcome: Outcome = { operations: {}, failures: [] };
  const ended = await Promise.race([
    process.killed,
    run(process.ctx, checkpoint, program, { ...step, beforeSaving: process.beforeSaving }, outcome),
  ]);
  process.end();
  const cutOff = ended === "killed" ? checkpoint.pending.filter((operation) => !pendingBefore.includes(operation)) : [];
  if (followsTheScript(step) && ended !== "killed") clearPending(history, outcome, adopt);
  const record: RunRecord = {
    step,
    program,
    start,
    end: service.now(),
    skew,
    killed: ended === "killed",
    operations: { ...outcome.operations },
    failures: [...outcome.failures],
    writes: [...process.writes],
    strikes: [...process.strikes],
    notices: process.ctx.notices.lines(),
    adopt,
    heldBefore,
    knownBefore,
    heldAfter: new Map(checkpoint.resources),
    knownAfter: taskIdsIn(checkpoint),
    cutOff,
  };
  history.runs.push(record);
  say(history, describe(record, process.ctx.calls));
  fallDue(history, owedDuring(history, record), start, record.end);
  history.owed = owedAfter(history, record);
  noteHarms(history, record);
  nothingElseIsTouched(record);
  nothingIsTaken(history, record);
  failuresAreExplained(history, record);
  if (!record.killed) nothingIsLeft(history, record);
  return record;
}

/**
 * What one run made a moment ago would look new to the next one, where listings are late. Real runs are further apart:
 * the engine alone takes seconds to start.
 */
function waitForListings({ service, setup, runs }: History): void {
  const last = runs.at(-1);
  const late = setup.switches?.createVisibleAfter ?? 0;
  if (last && service.now() < last.end + late) service.advanceTo(last.end + late);
}

/** As the pipeline does it: what is pending is looked for and handed over. */
async function recover({ service, checkpoint }: History, skew: number): Promise<string[]> {
  const { sleep } = createVirtualTime(service);
  return findLeftTasks(testContext(service, { skew, sleep }), checkpoint);
}

/** As the pipeline does it after the run: until a task is in the state, only what is pending leads to it. */
function clearPending({ checkpoint }: History, { failures }: Outcome, adopt: readonly string[]): void {
  const known = taskIdsIn(checkpoint);
  if (failures.length === 0 || adopt.every((taskId) => known.has(taskId))) checkpoint.pending = [];
}

/** Runs until no time passes in a run, as what waits for one task can bring the next one into reach. */
export async function settle(history: History, refresh: boolean, skew: number): Promise<void> {
  const step: RunStep = { do: "run", verb: "up", refresh, continueOnError: true, skew };
  for (let runs = 1; ; runs += 1) {
    const record = await runOnce(history, step);
    const isQuiet = Object.values(record.operations).every((operation) => operation === "same");
    if (isQuiet && record.writes.length === 0) break;
    const previous = history.runs.at(-2);
    const timePassed = previous !== undefined && (record.writes[0]?.at ?? record.end) > previous.start;
    if ((runs > 1 && !timePassed) || runs > 8) {
      throw new Violation(`a second run changes nothing: ${JSON.stringify(record.operations)}`);
    }
  }
  const record = history.runs.at(-1);
  if (record && refresh) standsAsDeclared(history, record);
  const isSeen = ({ at, to }: Harm) => to !== Infinity || (refresh && record && at + visibleAfter <= record.start);
  if (history.harms.every(isSeen)) await refreshChangesNothing(history, skew);
}

/** But for what the service has over, and this clock has not: a run by another clock may have left that as it was. */
async function refreshChangesNothing(history: History, skew: number): Promise<void> {
  const now = history.service.now();
  const isOverByOneClock = ({ end }: Window) => end <= now && end > now + skew - clockSkew;
  const outputs = () =>
    new Map(
      [...history.checkpoint.resources]
        .filter(([, { inputs }]) => !isOverByOneClock(windowOf(inputs)))
        .map(([name, held]) => [name, held.outputs]),
    );
  const before = outputs();
  await runOnce(history, { do: "run", verb: "refresh", skew });
  sameOutputs(before, outputs());
}

function describe(record: RunRecord, calls: readonly string[]): string {
  const { step, killed, operations, failures, writes } = record;
  const { do: _, verb, ...flags } = step;
  return [
    `${verb} ${JSON.stringify(flags)}${killed ? " KILLED" : ""}`,
    ...Object.entries(operations).map((pair) => pair.join("=")),
    ...failures.map(({ kind, name, error }) => `${kind} of ${name} FAILED: ${error}`),
    `${calls.length} calls`,
    ...writes.map(
      ({ action, taskId, at }) => `${formatInstant(at)} ${action.replace("ScreenshotTask", "")} ${taskId.slice(0, 6)}`,
    ),
  ].join("; ");
}

/** Adds a line for people. */
export function say({ log, service }: History, line: string): void {
  log.push(`${formatInstant(service.now())} ${line}`);
}
