/**
 * What to do where an equal task is there before ours is made: the policy `ifExists`, and the tasks that a killed run
 * left, which `recover` names in TENCENTCLOUD_CSS_ADOPT.
 */
import type { Context } from "../context.js";
import { isLiveError, isUnpublished } from "../live/errors.js";
import type { Look } from "../live/listings.js";
import type { ListedTask } from "../live/tasks.js";
import { clockSkew, formatWindow, longestWindow } from "../window.js";
import type { TimedTaskKind } from "./kind.js";
import { inOrder, isLike, startsLike } from "./matching.js";
import { type Declared, describeStream, type Task } from "./state.js";

/**
 * The equal task that is taken over: one that the environment names, or any where the policy is `adopt`, that nobody
 * in this process holds.
 * @param former What the resource had until now: where the clocks differ it may go on, but it is nobody else's.
 * @throws where the policy is `error` and there is one, or where the policy cannot be followed.
 */
export async function adopt(
  ctx: Context,
  kind: TimedTaskKind,
  declared: Declared,
  former: Task | undefined,
): Promise<Task | undefined> {
  const policy = declared.policies.ifExists ?? ctx.settings.ifExists;
  // Asked before the first creation of a process whatever the policy is: an ambiguous one needs it.
  const before = await whatWasThere(ctx, kind, policy === "create" && ctx.adopt.size === 0);
  if (!before) return undefined;
  const world = await ctx.world();

  const handed = before.tasks.filter((task) => isHandedTo(ctx, declared, task));
  const wanted = (task: ListedTask) => policy === "adopt" || (policy === "error" && task.taskId !== former?.taskId);
  const equal = before.tasks.filter((task) => wanted(task) && isThere(ctx, declared, task));
  const candidates = handed.length > 0 ? handed : equal;
  if (candidates.length === 0) return undefined;
  const found = await stillThere(ctx, declared, before, candidates);
  if (!found) return undefined;
  if (policy === "error" && handed.length === 0) {
    throw new Error(
      `An equal ${kind.noun} for ${describeStream(declared.subject)} is there already: ${found.taskId}, window ` +
        `${formatWindow(found.window)}, and ifExists is "error". Set it to "adopt" to take that one over, or to "create" to make another.`,
    );
  }
  // A start that is not reported lies 24 h before the end at the earliest.
  const start = found.window.start ?? found.window.end - longestWindow;
  const task = { taskId: found.taskId, window: { start, end: found.window.end }, owner: ctx.token(), world };
  ctx.ledger.hold(task);
  ctx.notices.adopted(task.taskId, declared);
  return task;
}

/**
 * What is about to be deleted, or was stopped a moment ago, may be listed a little longer. Nothing may come between this
 * look and the hold: another resource may have taken the task meanwhile.
 */
async function stillThere(
  ctx: Context,
  declared: Declared,
  before: Look,
  candidates: readonly ListedTask[],
): Promise<ListedTask | undefined> {
  const wanted = new Set(candidates.map(({ taskId }) => taskId));
  const again = await before.again();
  return inOrder(again).find((task) => wanted.has(task.taskId) && isFree(ctx, declared, task));
}

/** @param optional whether a creation can go on without: it is only an unclear answer that would then stay unclear. */
async function whatWasThere(ctx: Context, kind: TimedTaskKind, optional: boolean): Promise<Look | undefined> {
  const listings = ctx.listings(kind.actions);
  try {
    return await listings.before();
  } catch (error) {
    if (optional && isLiveError(error)) {
      listings.goWithoutBefore(error);
      return undefined;
    }
    if (!isUnpublished(error)) throw error;
    ctx.notices.say(
      `${kind.actions.describe} is not published on this site, so ifExists cannot be followed: tasks are made.`,
    );
    return undefined;
  }
}

/** The run that made it may have had a clock as far ahead of the service's as ours is behind. */
function isHandedTo(ctx: Context, declared: Declared, task: ListedTask): boolean {
  const now = ctx.clock.now();
  return (
    ctx.adopt.has(task.taskId) &&
    isFree(ctx, declared, task) &&
    startsLike(task, declared.window, now, now + 2 * clockSkew)
  );
}

function isThere(ctx: Context, declared: Declared, task: ListedTask): boolean {
  const now = ctx.clock.now();
  return isFree(ctx, declared, task) && startsLike(task, declared.window, now, now - clockSkew);
}

/**
 * Like ours, and of nobody in this process. What this capture replaces differs, be it in a field that is not reported.
 * @param end where the task is to end; what was sent may end earlier than what was declared.
 */
export function isFree(ctx: Context, declared: Declared, task: ListedTask, end = declared.window.end): boolean {
  const replaced = ctx.ledger.predecessors(declared).map((predecessor) => predecessor.task.taskId);
  return isLike(task, declared.subject, end) && !ctx.ledger.isHeld(task.taskId) && !replaced.includes(task.taskId);
}
