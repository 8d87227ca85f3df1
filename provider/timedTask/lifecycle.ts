/** How a timed task is born, changes and ends. */
import { absentFields, whole } from "../absent.js";
import type { Context } from "../context.js";
import { isUnknown, type Properties } from "../fields.js";
import { isLiveError } from "../live/errors.js";
import { assertSameWorld, requireWorld } from "../live/world.js";
import type { Created, Difference, Read } from "../resource.js";
import { expectedEvery } from "../settings.js";
import { isState } from "../state.js";
import { formatInstant, formatLength, longestWindow, phase, within } from "../window.js";
import { type Decision, decide } from "./diff.js";
import { endTask, remove, unlessUnpublished } from "./ending.js";
import type { TimedTaskKind } from "./kind.js";
import { defer, make } from "./making.js";
import { lookUp, parseReference, refresh } from "./reading.js";
import {
  type Declared,
  describeStream,
  editedProperties,
  endedByUs,
  fromState,
  type Known,
  type Standing,
  type Task,
  toState,
} from "./state.js";

export async function create(ctx: Context, kind: TimedTaskKind, inputs: Properties): Promise<Created> {
  const declared = kind.declare(whole(kind, inputs));
  ctx.ledger.begin(declared);
  const standing = await make(ctx, kind, declared, "new");
  // A handle, and no more: where the task comes later, the id stays what it was.
  const id = standing.kind === "task" ? standing.task.taskId : `window-${ctx.token()}`;
  if (standing.kind === "deferred") ctx.notices.deferred(id, standing.creatableFrom);
  if (standing.kind === "skipped")
    ctx.notices.because(isNews(ctx, declared) ? "skipped lately" : "skipped", id, declared);
  plan(ctx, id, declared);
  return { id, outs: toState({ declared, standing }) };
}

/** Until it is made, or is refused, what captures the stream in part of its window is kept. */
export function announce(ctx: Context, kind: TimedTaskKind, inputs: Properties): void {
  const others = absentFields(kind.fields, inputs).filter((name) => name !== "templateId");
  if (others.length > 0 || Object.values(inputs).some(isUnknown)) return;
  // Any template will do where it has none, as it does not count.
  ctx.ledger.announce(kind.declare({ templateId: 1, ...inputs }));
}

/** Says what is to be done, from state and clock alone. */
export function diff(ctx: Context, kind: TimedTaskKind, id: string, olds: Properties, news: Properties): Difference {
  const old = fromState(olds, kind.declare);
  const absent = absentFields(kind.fields, news);
  const unknown = [...Object.keys(kind.fields).filter((name) => isUnknown(news[name])), ...absent];
  const next = unknown.length > 0 ? { unknown } : kind.declare(news);
  // Never a replacement: the old task would be deleted, and none be made.
  const decision: Decision = absent.length > 0 ? { row: 1, action: "unknown" } : decideNow(ctx, old, next);
  ctx.notices.forget(id);
  explain(ctx, id, old, next, decision);

  const { standing } = old;
  if (standing.kind === "task") {
    const { task } = standing;
    goOnAtHome(ctx, kind, old, task);
    if (decision.action === "replace") {
      if (!("unknown" in next)) ctx.ledger.replacing({ task, declared: old.declared }, next);
      warnOfTheClock(ctx, old, task, next);
    } else if (decision.action !== "make" && !ctx.ledger.handedOver(task)) {
      ctx.ledger.hold(task);
    }
  }
  if (standing.kind === "deferred" && decision.row === 5) {
    ctx.notices.deferred(id, standing.creatableFrom);
  }
  if (decision.action !== "replace" && !("unknown" in next)) plan(ctx, id, next);
  return { changes: decision.action !== "none", replaces: decision.replaces ?? [] };
}

/** Carries out what the table says now, which may be another row than `diff` saw: time passes between the two. */
export async function update(
  ctx: Context,
  kind: TimedTaskKind,
  id: string,
  olds: Properties,
  news: Properties,
): Promise<Record<string, unknown>> {
  const old = fromState(olds, kind.declare);
  const next = kind.declare(whole(kind, news));
  const updated = await carryOut(ctx, kind, old, next, decideNow(ctx, old, next));
  if (updated.standing.kind === "task") ctx.ledger.hold(updated.standing.task);
  if (updated.standing.kind === "deferred") ctx.notices.deferred(id, updated.standing.creatableFrom);
  if (updated.standing.kind === "skipped" && old.standing.kind !== "skipped") {
    const skipped = isNews(ctx, next) ? "skipped lately" : "skipped";
    ctx.notices.because(updated.standing.missed ? "missed" : skipped, id, next);
  }
  return toState(updated);
}

async function carryOut(
  ctx: Context,
  kind: TimedTaskKind,
  old: Known,
  next: Declared,
  decision: Decision,
): Promise<Known> {
  const task = old.standing.kind === "task" ? old.standing.task : undefined;
  switch (decision.action) {
    case "keep":
      return { declared: next, standing: old.standing };
    case "defer":
      return { declared: next, standing: defer(ctx, kind, next) };
    case "skip":
      return { declared: next, standing: skippedAfter(old.standing) };
    case "make": {
      const standing = await make(ctx, kind, next, "in place", task && { task, declared: old.declared });
      if (standing.kind !== "skipped") return { declared: next, standing };
      // Its time ran out on the way. The record of a finished task is worth more than the news that it has none.
      if (task && decision.row === 7) return { declared: next, standing: old.standing };
      return { declared: next, standing: skippedAfter(old.standing) };
    }
    case "stop":
      return task ? { declared: next, standing: await stopNow(ctx, kind, old, task) } : old;
    case "restore":
      return task ? restore(ctx, kind, old, next, task) : old;
    case "none":
    case "unknown":
    case "replace":
      // Only an update that the engine asks for by itself comes here (after a failed one). The old window stays in
      // state, so that the next diff sees what is still to be done.
      return decision.row === 14 ? { declared: next, standing: old.standing } : old;
  }
}

/** The end was moved to the past while the task runs: it is stopped, and its window ends now. */
async function stopNow(ctx: Context, kind: TimedTaskKind, old: Known, task: Task): Promise<Standing> {
  const { subject } = old.declared;
  const named = `${kind.noun} ${task.taskId} for ${describeStream(subject)}`;
  await requireWorld(ctx, task.world, `stop the ${named}`);
  const { missing: _ended, ...ended } = task;
  if (task.stoppedAt !== undefined) {
    return { kind: "task", task: { ...ended, window: { ...task.window, end: task.stoppedAt } } };
  }
  const stopped = await unlessUnpublished(ctx, named, task, () => endTask(ctx, kind, task, subject));
  const now = ctx.clock.now();
  // What cannot be stopped is let go of: it is over for this resource, and said to run on.
  return {
    kind: "task",
    task: { ...ended, window: { ...task.window, end: now }, ...(stopped && { stoppedAt: now }) },
  };
}

/** A window that was deferred until it was over was missed, and stays so. */
function skippedAfter(standing: Standing): Standing {
  const missed = standing.kind === "deferred" || (standing.kind === "skipped" && standing.missed);
  return { kind: "skipped", missed };
}

/** A task that somebody else ended: a new one first, for what is left of the window, and only then the old one is stopped. */
async function restore(ctx: Context, kind: TimedTaskKind, old: Known, next: Declared, task: Task): Promise<Known> {
  const named = `${kind.noun} ${task.taskId} for ${describeStream(old.declared.subject)}`;
  await requireWorld(ctx, task.world, `restore the ${named}`);
  const standing = await make(ctx, kind, next, "in place", { task, declared: old.declared });
  if (standing.kind === "deferred") {
    if (task.stoppedAt !== undefined) return { declared: next, standing };
    // Forgotten, nobody would stop it: what is deleted while it runs may go on.
    ctx.notices.say(
      `The ${named} was deleted by somebody, and the service takes a new one for what is left of its window from ` +
        `${formatInstant(standing.creatableFrom)} on: the first run after that makes it.`,
    );
    return { declared: next, standing: old.standing };
  }
  if (standing.kind === "skipped") {
    // By the service's clock it is over, so that it is over here too, and not restored again and again.
    return {
      declared: next,
      standing: { kind: "task", task: { ...task, window: { ...task.window, end: ctx.clock.now() } } },
    };
  }
  if (task.stoppedAt === undefined) {
    try {
      await endTask(ctx, kind, task, old.declared.subject);
    } catch (error) {
      if (!isLiveError(error)) throw error;
      ctx.notices.say(
        `The ${named} was deleted by somebody while it ran, and has a successor now (${standing.task.taskId}), but it ` +
          `could not be stopped: both may capture until ${formatInstant(task.window.end)}. ${error.summary}`,
      );
    }
  }
  return { declared: next, standing };
}

/** What the engine reads back: nothing where the task is gone, so that the next `up` makes it again. */
export async function read(
  ctx: Context,
  kind: TimedTaskKind,
  id: string,
  state: Properties,
): Promise<Read | undefined> {
  if (!isState(state)) return get(ctx, kind, id);
  const known = fromState(state, kind.declare);
  const standing = await refresh(ctx, kind, known);
  return standing && { id, props: toState({ declared: known.declared, standing }) };
}

/**
 * A task that this program does not manage.
 * @throws where there is none: the engine would take an empty answer for a success.
 */
async function get(ctx: Context, kind: TimedTaskKind, id: string): Promise<Read> {
  const reference = parseReference(id);
  const world = await ctx.world();
  const { taskId, window, stoppedAt, ...subject } = await lookUp(ctx, kind, reference);
  const start = window.start ?? reference.window?.start;
  const inputs = {
    ...subject,
    ...(start !== undefined && { startTime: formatInstant(start) }),
    endTime: formatInstant(window.end),
  };
  // A start that is not reported lies 24 h before the end at the earliest.
  const task = {
    taskId,
    window: { start: start ?? window.end - longestWindow, end: window.end },
    owner: "",
    world,
    ...(stoppedAt !== undefined && { stoppedAt }),
  };
  return { id, props: toState({ declared: kind.declare(inputs), standing: { kind: "task", task } }) };
}

export async function destroy(ctx: Context, kind: TimedTaskKind, state: Properties): Promise<void> {
  await remove(ctx, kind, fromState(state, kind.declare));
}

type Next = Declared | { readonly unknown: readonly string[] };

function decideNow(ctx: Context, old: Known, next: Next): Decision {
  const { standing } = old;
  return decide({
    old,
    next,
    now: ctx.clock.now(),
    ifStopped: ("policies" in next ? next.policies.ifStopped : undefined) ?? ctx.settings.ifStopped,
    handedOver: standing.kind === "task" && ctx.ledger.handedOver(standing.task),
  });
}

/**
 * Whether a window that was over when it was first seen ended when the last two runs should have come. Then more is
 * likely than a stack that is built anew: a creation that failed leaves no trace in any state.
 */
function isNews(ctx: Context, { window }: Declared): boolean {
  return window.end > ctx.clock.now() - 2 * expectedEvery(ctx.settings);
}

/** Counts a window that is not over among those that its stream is to be captured in. */
function plan(ctx: Context, id: string, { subject, window }: Declared): void {
  const now = ctx.clock.now();
  if (window.end > now) ctx.notices.planned(id, subject, { start: window.start ?? now, end: window.end });
}

/** "No change" would say that all is well, while nothing is captured where this run looks. */
function goOnAtHome(ctx: Context, kind: TimedTaskKind, old: Known, task: Task): void {
  if (endedByUs(task) || phase(task.window, ctx.clock.now()) === "over") return;
  ctx.homes.add(task.world);
  if (ctx.knownWorld === undefined) return;
  const named = `${kind.noun} ${task.taskId} for ${describeStream(old.declared.subject)}`;
  assertSameWorld(ctx.knownWorld, task.world, `go on with the ${named}`);
}

/** What no input explains is said in a line, as nothing else that Pulumi displays would. */
function explain(ctx: Context, id: string, old: Known, next: Next, decision: Decision): void {
  const { declared, standing } = old;
  const isLate = declared.window.start !== undefined && declared.window.start < ctx.clock.now();
  switch (decision.row) {
    case 3:
      if (decision.action === "skip" && standing.kind === "deferred") ctx.notices.because("missed", id, declared);
      return;
    case 4:
      if ("unknown" in next || editedProperties(declared, next).length > 0) return;
      ctx.notices.because(standing.kind === "task" ? "handed over" : isLate ? "late" : "in reach", id, declared);
      return;
    case 8:
      ctx.notices.because("ends now", id, declared);
      return;
    case 9:
      if (standing.kind !== "task") return;
      if (decision.action !== "restore") ctx.notices.because("left", id, declared, standing.task.taskId);
      else
        ctx.notices.because(standing.task.missing === true ? "deleted" : "stopped", id, declared, standing.task.taskId);
      return;
    case 11:
      ctx.notices.because("end waits", id, declared);
      return;
    default:
  }
}

/** A window that keeps its length and moves with each run is `Date.now()` in the program: it never ends. */
function warnOfTheClock(ctx: Context, old: Known, task: Task, next: Next): void {
  if ("unknown" in next || next.window.start !== undefined || old.declared.window.start !== undefined) return;
  const now = ctx.clock.now();
  if (phase(task.window, now) !== "running") return;
  const length = task.window.end - task.window.start;
  if (!within(60, next.window.end - now, length)) return;
  ctx.notices.say(
    `${describeStream(next.subject)}: its end is ${formatLength(length)} from now in each run, so each run replaces the ` +
      "task. Is it Date.now() in the program? Declare a fixed endTime.",
  );
}
