/** Stopping and deleting. Deleting does not stop a running task, so a running one is stopped first. */
import type { Context } from "../context.js";
import { isAboutTheAccount, isLiveError, isUnpublished } from "../live/errors.js";
import { betweenListings } from "../live/listings.js";
import { writeRepeatedly } from "../live/repeatable.js";
import { requireWorld } from "../live/world.js";
import { clockSkew, formatInstant, formatWindow, type Instant, margin, type Window, within } from "../window.js";
import type { TimedTaskKind } from "./kind.js";
import { findTask } from "./listing.js";
import { describeStream, type Known, type Subject, type Task } from "./state.js";

/**
 * Removes what is in the service. Nothing is called for what has no task, is over (a finished record is evidence, and
 * the service drops it by itself), or was handed to another resource.
 * @throws where the task is kept because its successor failed, lives in another world, or could not be removed.
 */
export async function remove(ctx: Context, kind: TimedTaskKind, known: Known): Promise<void> {
  const { standing, declared } = known;
  if (standing.kind !== "task") return;
  const { task } = standing;
  const { window, taskId } = task;
  const now = ctx.clock.now();
  if (now >= window.end + margin || ctx.ledger.handedOver(task)) return;

  const named = `${kind.noun} ${taskId} for ${describeStream(declared.subject)}, window ${formatWindow(window)}`;
  // What a resource replaces may go first (`deleteBeforeReplace`), and a failure of that has the engine wait for ever.
  if (ctx.ledger.isAwaited(declared) && !ctx.ledger.isReplaced(task)) {
    throw new Error(
      `Kept the ${named}: what is to capture in its place was not made in this run, and without this one nothing would ` +
        "be captured. Mend what that resource depends on, then run again, for all resources: this one is deleted once " +
        "that one exists.",
    );
  }
  if (ctx.ledger.hasFailed(declared) && !ctx.ledger.wasReplaced(task)) {
    throw new Error(
      `Kept the ${named}: its successor failed in this run, and without this one nothing would be captured. Mend what ` +
        "the other resource reports, then run again: this one is deleted once that one exists.",
    );
  }
  await requireWorld(ctx, task.world, `delete the ${named}`);
  if (ctx.ledger.handedOver(task)) return;
  // What is being deleted is nobody's to adopt, though listings may show it a little longer.
  ctx.ledger.hold(task);

  await unlessUnpublished(ctx, named, task, async () => {
    if (now < window.start - margin) await write(ctx, kind, kind.actions.remove, task, declared.subject);
    else await stopAndDelete(ctx, kind, task, declared.subject);
  });
}

/**
 * The international site publishes neither stop nor delete. There a task is let go, or kept, as `ifUncancellable` says.
 * @returns whether the calls could be made.
 */
export async function unlessUnpublished(
  ctx: Context,
  named: string,
  { taskId, window }: Task,
  calls: () => Promise<void>,
): Promise<boolean> {
  try {
    await calls();
    return true;
  } catch (error) {
    if (!isUnpublished(error)) throw error;
    if (ctx.settings.ifUncancellable === "fail") {
      throw new Error(
        `${error.summary} This site publishes neither stop nor delete, so the ${named} cannot be cancelled, and ` +
          'ifUncancellable is "fail". Set it to "abandon" to let the task go, or wait until 10 minutes after its end.',
        { cause: error },
      );
    }
    ctx.notices.letGo(taskId, window.end);
    return false;
  }
}

/**
 * Ends a task that may be running, and keeps its record where it can. Where the service says that it has not begun, the
 * clocks differ, and only a deletion keeps it from beginning.
 */
export async function endTask(ctx: Context, kind: TimedTaskKind, task: Task, subject: Subject): Promise<void> {
  if ((await write(ctx, kind, kind.actions.stop, task, subject)) === "not begun") {
    await stopAndDelete(ctx, kind, task, subject);
  }
}

async function stopAndDelete(ctx: Context, kind: TimedTaskKind, task: Task, subject: Subject): Promise<void> {
  // A refusal says that there is nothing to stop, now.
  const stopIfPossible = () =>
    send(ctx, kind.actions.stop, task, subject).catch((error: unknown) => {
      if (!isLiveError(error, "refused") || isAboutTheAccount(error)) throw error;
    });
  const stopped = await write(ctx, kind, kind.actions.stop, task, subject);
  // It may have begun while it was looked for; once deleted it can perhaps not be stopped any more.
  if (stopped === "not begun") await stopIfPossible();
  await write(ctx, kind, kind.actions.remove, task, subject);
  // By the service's clock it may have begun between the two.
  if (within(margin, task.window.start, ctx.clock.now())) await stopIfPossible();
}

/**
 * Stops or deletes, and settles a refusal by a look at the listing.
 * @returns "not begun" where a stop is refused of a task that, as clocks differ, may not have begun yet.
 */
async function write(
  ctx: Context,
  kind: TimedTaskKind,
  action: string,
  task: Task,
  subject: Subject,
): Promise<"done" | "not begun"> {
  try {
    await send(ctx, action, task, subject);
    return "done";
  } catch (error) {
    if (isUnpublished(error) || !isLiveError(error, "refused") || isAboutTheAccount(error)) throw error;
    const mayNotHaveBegun = action === kind.actions.stop && ctx.clock.now() < task.window.start + clockSkew;
    // A window of a few minutes may be refused as over and as not begun; then the clock says nothing.
    const found = await whatBecameOf(ctx, kind, task, subject, mayNotHaveBegun);
    if (found === "absent" && action === kind.actions.stop) warnThatItMayRunOn(ctx, kind, task, subject);
    if (found !== "there") return "done";
    if (mayNotHaveBegun) return "not begun";
    throw error;
  }
}

/** Deleting does not stop what runs, and what is deleted may not be stoppable. */
function warnThatItMayRunOn(ctx: Context, { noun }: TimedTaskKind, { taskId, window }: Task, subject: Subject): void {
  const now = ctx.clock.now();
  // Its start may be known by the clock of the run that made it, and so be twice as far off.
  if (now < window.start - margin || now >= window.end) return;
  ctx.notices.say(
    `The ${noun} ${taskId} for ${describeStream(subject)} is not listed any more, and the service does not stop it: if ` +
      `it was deleted while it ran, it may capture until ${formatInstant(window.end)}, beside any successor.`,
  );
}

async function send(ctx: Context, action: string, task: Task, subject: Subject): Promise<void> {
  const object = `task ${task.taskId} of ${describeStream(subject)}`;
  await writeRepeatedly(ctx.api, { action, object, params: { TaskId: task.taskId } });
}

/** Whether a task that the service will not stop or delete is stopped or over, by two looks absent, or there. */
async function whatBecameOf(
  ctx: Context,
  kind: TimedTaskKind,
  task: Task,
  subject: Subject,
  mayNotHaveBegun: boolean,
): Promise<"ended" | "absent" | "there"> {
  const isOver = (window: Window, now: Instant) => !mayNotHaveBegun && window.end <= now + clockSkew;
  const look = async (): Promise<"ended" | "absent" | "there"> => {
    const now = ctx.clock.now();
    if (isOver(task.window, now)) return "ended";
    const found = await findTask(ctx, kind, task, subject);
    if (!found) return "absent";
    return found.stoppedAt !== undefined || isOver(found.window, now) ? "ended" : "there";
  };
  let before = await look();
  if (before === "ended") return before;
  // What was done a moment ago, by a call whose answer was lost, may be listed a little later, and so may a new task.
  for (let looks = 2; looks <= 3; looks += 1) {
    await ctx.clock.sleep(betweenListings);
    const found = await look();
    if (found === "ended" || (found === "absent" && before === "absent")) return found;
    before = found;
  }
  return "there";
}
