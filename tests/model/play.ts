/** Plays a script: the lifecycle's real code, over the emulator's state machine, in virtual time. */

import { createService, type Service } from "../../emulator/index.js";
import { unknownValue } from "../../provider/fields.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { testContext } from "../support/context.js";
import { emptyCheckpoint, type Held, type Program, run } from "../support/program.js";
import { isLive } from "../support/tasks.js";
import { createInTheConsole, endInTheConsole } from "./console.js";
import { editedProgram, place } from "./edits.js";
import { visibleAfter } from "./harms.js";
import { startProcess } from "./process.js";
import { nothingIsLost } from "./properties.js";
import { type History, secondsOf, taskIdsIn, Violation } from "./record.js";
import { clockSkew, margin } from "./rules.js";
import { runOnce, say, settle } from "./runs.js";
import type { Name, RunStep, Script, Step } from "./steps.js";

const begin = Date.parse("2026-12-18T18:00:00Z") / 1000;

/** @throws Violation where a rule does not hold. */
export async function play({ setup, steps }: Script, log: string[] = []): Promise<History> {
  const service = createService({ now: begin, ...(setup.switches && { switches: setup.switches }) });
  // A deleted task that runs goes on only while its stream is pushed.
  for (const appName of ["live", "sport"]) {
    for (const streamName of ["final", "other"]) service.push({ ...place, appName, streamName });
  }
  const history: History = {
    service,
    setup,
    checkpoint: emptyCheckpoint(),
    runs: [],
    program: {},
    owed: [],
    due: [],
    harms: [],
    foreign: new Set(),
    deleted: new Set(),
    left: new Map(),
    log,
  };
  const earlier: Program[] = [];
  for (const step of steps) {
    const edited = step.do === "revert" ? earlier.pop() : editedProgram(history, step);
    if (edited && step.do !== "revert") earlier.push(history.program);
    if (edited) history.program = edited;
    await happen(history, step);
  }
  // What somebody has just changed shows in listings before the last runs.
  service.advanceTo(service.now() + visibleAfter);
  await settle(history, true, setup.skew ?? 0);
  await settle(history, false, setup.skew ?? 0);
  service.advanceTo(service.now() + 60);
  const destroyed = await runOnce(history, { do: "run", verb: "destroy", continueOnError: true });
  if (history.checkpoint.resources.size + history.checkpoint.condemned.length > 0 || destroyed.failures.length > 0) {
    throw new Violation("a destroy without a fault succeeds");
  }
  nothingIsLost(history);
  return history;
}

async function happen(history: History, step: Step): Promise<void> {
  const { service } = history;
  switch (step.do) {
    case "wait":
      service.advanceTo(service.now() + step.seconds);
      return;
    case "run":
      await runOnce(history, step);
      return;
    case "settle":
      await settle(history, step.refresh, step.skew ?? history.setup.skew ?? 0);
      return;
    case "console":
      say(history, JSON.stringify(step));
      if (step.act === "create") createInTheConsole(history, step.like);
      else endInTheConsole(history, step.act, step.task);
      return;
    case "preview":
      preview(history, step.name, step.unknown);
      return;
    case "elsewhere":
      await elsewhere(history, step.verb);
      return;
    default:
      say(history, JSON.stringify(step));
  }
}

/** A preview is a process of its own, which asks for differences alone and must not even connect. */
function preview(history: History, name: Name, unknown: string): void {
  const { service, checkpoint, program, setup } = history;
  const ctx = testContext(service, { skew: setup.skew ?? 0 });
  const declared = program[name];
  const held = checkpoint.resources.get(name);
  if (!declared) return;
  const news = { ...declared, [unknown]: unknownValue };
  const { failures } = screenshotTask.check(news);
  if (failures.length > 0) throw new Violation(`an unknown passes check: ${JSON.stringify(failures)}`);
  if (held) screenshotTask.diff(ctx, held.id, held.outputs, news);
  if (ctx.calls.length > 0) throw new Violation(`a preview calls nothing: ${ctx.calls}`);
}

/**
 * What lives here is neither changed nor forgotten by a run that talks to another emulator, and nothing is made there once
 * it has seen something that goes on here. What somebody deleted while it ran is over to its resource once that has ended
 * it, though it may go on.
 */
async function elsewhere(
  { service, checkpoint, program, setup, deleted }: History,
  verb: RunStep["verb"],
): Promise<void> {
  const other = createService({ now: service.now(), store: "11111111-1111-1111-1111-111111111111" });
  const copy = emptyCheckpoint(checkpoint.resources);
  copy.condemned = checkpoint.condemned;
  const [first] = Object.keys(program);
  const seesAtOnce = first !== undefined && goesOn(checkpoint.resources.get(first), service);
  // As the script does it: a refresh that fails, and then the run all the same.
  for (const refresh of verb === "up" ? [true, false] : [false]) {
    const step = { do: "run", verb } as const;
    const { ctx, writes } = startProcess({ service: other, setup, step, checkpoint: copy, adopt: [] });
    await run(ctx, copy, program, { verb, refresh, continueOnError: true });
    const wrong = writes.filter(({ action }) => seesAtOnce || action !== "CreateScreenshotTask");
    if (wrong.length > 0) throw new Violation(`another world is left alone: ${JSON.stringify(wrong)}`);
  }
  const kept = taskIdsIn(copy);
  for (const taskId of taskIdsIn(checkpoint)) {
    const task = service.task(taskId);
    const mayLive = task && isLive(task) && task.endTime > service.now() + margin && !deleted.has(taskId);
    if (mayLive && !kept.has(taskId)) {
      throw new Violation(`what lives in another world is not forgotten: ${taskId} after ${verb}`);
    }
  }
}

/** Whether it has a task that is not over by any clock, in state and in the service. */
function goesOn(held: Held | undefined, service: Service): boolean {
  const end = secondsOf(held?.outputs["effectiveEndTime"]);
  const task = service.task(String(held?.outputs["taskId"]));
  return task !== undefined && isLive(task) && end !== undefined && end > service.now() + clockSkew;
}
