/** Plays a script: the lifecycle's real code, over the emulator's state machine, in virtual time. */
import { createService } from "../../emulator/index.js";
import { type Properties, unknownValue } from "../../provider/fields.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { formatInstant, margin } from "../../provider/window.js";
import { testContext } from "../support/context.js";
import { emptyCheckpoint, type Outcome, type Program, run } from "../support/program.js";
import { findLeftTasks } from "../support/recover.js";
import { isTheEnd, visibleAfter } from "./explanations.js";
import { fallDue, owedAfter, owedDuring } from "./owed.js";
import { startProcess } from "./process.js";
import {
  failuresAreExplained,
  nothingElseIsTouched,
  nothingIsLeft,
  nothingIsLost,
  sameOutputs,
  standsAsDeclared,
} from "./properties.js";
import {
  type Harm,
  type History,
  isLive,
  type RunRecord,
  subjectOf,
  taskIdsIn,
  Violation,
  windowOf,
} from "./record.js";
import { sameSubject } from "./spans.js";
import type { Change, Draft, Name, RunStep, Script, Step } from "./steps.js";

const begin = Date.parse("2026-12-18T18:00:00Z") / 1000;

const place = { domainName: "push.example.com", appName: "live" };

/** @throws Violation where a rule does not hold. */
export async function play({ setup, steps }: Script, log: string[] = []): Promise<History> {
  const service = createService({ now: begin, ...(setup.switches && { switches: setup.switches }) });
  // A deleted task that runs goes on only while its stream is pushed.
  for (const streamName of ["final", "other"]) service.push({ ...place, streamName });
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

function say({ log, service }: History, line: string): void {
  log.push(`${formatInstant(service.now())} ${line}`);
}

/** The program after a step that edits it. An edit that `check` refuses is one that nobody would get far with. */
function editedProgram({ program, service }: History, step: Step): Program | undefined {
  const now = service.now();
  switch (step.do) {
    case "declare":
      return passing({ ...program, [step.name]: declare(step, now) });
    case "edit": {
      const declared = program[step.name];
      return declared && passing({ ...program, [step.name]: changed(declared, step.change) });
    }
    case "twin": {
      const declared = program[step.of];
      return declared && { ...program, [step.name]: declared };
    }
    case "rename": {
      const { [step.from]: declared, ...rest } = program;
      if (!declared || step.to in program) return undefined;
      return step.first ? { [step.to]: declared, ...rest } : { ...rest, [step.to]: declared };
    }
    case "swap": {
      const [one, other] = [program[step.one], program[step.other]];
      return one && other && { ...program, [step.one]: other, [step.other]: one };
    }
    case "remove": {
      const { [step.name]: _, ...rest } = program;
      return rest;
    }
    default:
      return undefined;
  }
}

function passing(program: Program): Program | undefined {
  return Object.values(program).every((inputs) => screenshotTask.check(inputs).failures.length === 0)
    ? program
    : undefined;
}

function declare({ start, length, streamName, templateId, ...draft }: Draft, now: number): Properties {
  const { ifExists, ifPast, ifStopped, ifTooFar } = draft;
  const from = now + (start ?? 0);
  return {
    ...place,
    streamName,
    templateId: templateId ?? 1,
    ...(start !== undefined && { startTime: formatInstant(from) }),
    endTime: formatInstant(from + length),
    ...(ifExists && { ifExists }),
    ...(ifPast && { ifPast }),
    ...(ifStopped && { ifStopped }),
    ...(ifTooFar && { ifTooFar }),
  };
}

function changed(inputs: Properties, change: Change): Properties {
  const { start, end } = windowOf(inputs);
  const moved = (by: number | undefined, at: number) => formatInstant(at + (by ?? 0));
  if ("startBy" in change) return start === undefined ? inputs : { ...inputs, startTime: moved(change.startBy, start) };
  if ("endBy" in change) return { ...inputs, endTime: moved(change.endBy, end) };
  if ("bothBy" in change) {
    return {
      ...inputs,
      ...(start !== undefined && { startTime: moved(change.bothBy, start) }),
      endTime: moved(change.bothBy, end),
    };
  }
  if ("startTime" in change) {
    const { startTime: _, ...rest } = inputs;
    return rest;
  }
  if ("spelling" in change) return { ...inputs, endTime: spelt(end, change.spelling) };
  return { ...inputs, ...change };
}

function spelt(instant: number, spelling: "+08:00" | "Unix"): string | number {
  return spelling === "Unix" ? instant : formatInstant(instant + 8 * 3600).replace("Z", "+08:00");
}

async function runOnce(history: History, step: RunStep): Promise<RunRecord> {
  const { service, checkpoint, program, setup } = history;
  const adopt = step.recover ? recover(history) : [];
  const start = service.now();
  fallDue(history, history.owed, lastRunEnd(history), start);
  const heldBefore = new Map(checkpoint.resources);
  const knownBefore = taskIdsIn(checkpoint);
  const process = startProcess(service, setup, step, adopt);
  const outcome: Outcome = { operations: {}, failures: [] };
  const ended = await Promise.race([
    process.killed,
    run(process.ctx, checkpoint, program, { ...step, beforeSaving: process.beforeSaving }, outcome),
  ]);
  process.end();
  const record: RunRecord = {
    step,
    program,
    start,
    end: service.now(),
    skew: step.skew ?? setup.skew ?? 0,
    killed: ended === "killed",
    operations: { ...outcome.operations },
    failures: [...outcome.failures],
    writes: [...process.writes],
    fired: [...process.fired],
    notices: process.ctx.notices.lines(),
    adopt,
    heldBefore,
    knownBefore,
  };
  history.runs.push(record);
  say(history, describe(record, process.ctx.calls));
  fallDue(history, owedDuring(history, record), start, record.end);
  history.owed = owedAfter(history, record);
  noteHarms(history, record);
  nothingElseIsTouched(history, record);
  failuresAreExplained(history, record);
  if (!record.killed) nothingIsLeft(history, record);
  return record;
}

function lastRunEnd({ runs }: History): number {
  return runs.at(-1)?.end ?? begin;
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

function recover(history: History): string[] {
  const { service, checkpoint } = history;
  service.advanceTo(service.now() + visibleAfter + 2);
  const found = findLeftTasks(service, checkpoint);
  checkpoint.pending = [];
  return found;
}

/** Which tasks in state no longer capture as the state has it, and which of those somebody has seen to. */
function noteHarms(history: History, record: RunRecord): void {
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
    const ended = record.writes.find((write) => write.taskId === taskId && write.action !== "CreateScreenshotTask");
    if (ended && record.operations[name] === undefined) harm(history, "half done", taskId, ended.at);
  }
}

function harm(history: History, cause: Harm["cause"], taskId: string, at: number): void {
  const task = history.service.task(taskId);
  if (!task) return;
  // Deleting does not stop what runs.
  const from = task.stoppedAt ?? (task.state === "running" ? task.endTime : at);
  const names = [...history.checkpoint.resources]
    .filter(([, { outputs }]) => outputs["taskId"] === taskId)
    .map(([name]) => name);
  history.harms.push({ cause, taskId, names, subject: task, at, from, end: task.endTime, to: Infinity });
}

function createInTheConsole({ program, service, foreign }: History, like: Name): void {
  const inputs = program[like];
  if (!inputs) return;
  const { start, end } = windowOf(inputs);
  try {
    const { TaskId } = service.call("CreateScreenshotTask", {
      DomainName: inputs["domainName"],
      AppName: inputs["appName"],
      StreamName: inputs["streamName"],
      TemplateId: inputs["templateId"],
      EndTime: end,
      ...(start !== undefined && start > service.now() && { StartTime: start }),
    });
    foreign.add(String(TaskId));
  } catch {
    // The console refuses what the service refuses.
  }
}

function endInTheConsole(history: History, act: "stop" | "delete", nth: number): void {
  const { service, checkpoint } = history;
  const tasks = service.tasks().filter((task) => isLive(task) && task.deletedAt === null);
  const task = tasks[nth % Math.max(1, tasks.length)];
  if (!task) return;
  try {
    service.call(act === "stop" ? "StopScreenshotTask" : "DeleteScreenshotTask", { TaskId: task.taskId });
  } catch {
    return;
  }
  if (act === "delete") history.deleted.add(task.taskId);
  if (taskIdsIn(checkpoint).has(task.taskId)) {
    harm(history, act === "stop" ? "stopped in the console" : "deleted in the console", task.taskId, service.now());
  }
}

/** Runs until no time passes in a run, as what waits for one task can bring the next one into reach. */
async function settle(history: History, refresh: boolean, skew: number): Promise<void> {
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

async function refreshChangesNothing(history: History, skew: number): Promise<void> {
  const outputs = () => new Map([...history.checkpoint.resources].map(([name, held]) => [name, held.outputs]));
  const before = outputs();
  await runOnce(history, { do: "run", verb: "refresh", skew });
  sameOutputs(before, outputs());
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

/** What lives here is neither changed nor forgotten by a run that talks to another emulator. */
async function elsewhere({ service, checkpoint, program, setup }: History, verb: RunStep["verb"]): Promise<void> {
  const other = createService({ now: service.now(), store: "11111111-1111-1111-1111-111111111111" });
  const copy = emptyCheckpoint(checkpoint.resources);
  copy.condemned = checkpoint.condemned;
  const process = startProcess(other, setup, { do: "run", verb }, []);
  await run(process.ctx, copy, program, { verb, refresh: verb === "up", continueOnError: true });
  const ended = process.writes.filter(({ action }) => action !== "CreateScreenshotTask");
  if (ended.length > 0) throw new Violation(`another world is left alone: ${JSON.stringify(ended)}`);
  const kept = taskIdsIn(copy);
  for (const taskId of taskIdsIn(checkpoint)) {
    const task = service.task(taskId);
    if (task && isLive(task) && task.endTime > service.now() + margin && !kept.has(taskId)) {
      throw new Violation(`what lives in another world is not forgotten: ${taskId} after ${verb}`);
    }
  }
}
