/** What to do where an equal task is there before ours is made: the policy `ifExists`. */
import type { Context } from "../context.js";
import { isUnpublished } from "../live/errors.js";
import { type ListedTask, listTasks, startsLike } from "../live/tasks.js";
import { formatWindow, longestWindow, margin } from "../window.js";
import type { TimedTaskKind } from "./kind.js";
import { betweenListings } from "./listing.js";
import { type Declared, describeStream, type Task } from "./state.js";

/**
 * The equal task that is taken over, where the policy is `adopt` and there is one that nobody in this process holds.
 * @throws where the policy is `error` and there is one.
 */
export async function adopt(ctx: Context, kind: TimedTaskKind, declared: Declared): Promise<Task | undefined> {
  const policy = declared.policies.ifExists ?? ctx.settings.ifExists;
  if (policy === "create") return undefined;
  try {
    const world = await ctx.world();
    const equal = await equalTasks(ctx, kind, declared);
    const [found] = equal;
    if (!found) return undefined;
    const ids = new Set(equal.map(({ taskId }) => taskId));
    if (policy === "error") {
      throw new Error(
        `An equal ${kind.noun} for ${describeStream(declared.subject)} is there already: ${found.taskId}, window ` +
          `${formatWindow(found.window)}, and ifExists is "error". Set it to "adopt" to take that one over, or to "create" to make another.`,
      );
    }
    // What is about to be deleted may be listed a little longer.
    await ctx.clock.sleep(betweenListings);
    const twice = (await equalTasks(ctx, kind, declared)).filter(({ taskId }) => ids.has(taskId));
    // Nothing may come between this look and the hold: a twin in the same program is adopting too.
    const still = twice.find(({ taskId }) => !ctx.ledger.isHeld(taskId));
    if (!still) return undefined;
    // A start that is not reported lies 24 h before the end at the earliest.
    const start = still.window.start ?? still.window.end - longestWindow;
    const task = { taskId: still.taskId, window: { start, end: still.window.end }, owner: ctx.token(), world };
    ctx.ledger.hold(task);
    return task;
  } catch (error) {
    if (!isUnpublished(error)) throw error;
    ctx.notices.say(
      `${kind.actions.describe} is not published on this site, so ifExists cannot be followed: tasks are made.`,
    );
    return undefined;
  }
}

async function equalTasks(ctx: Context, kind: TimedTaskKind, declared: Declared): Promise<ListedTask[]> {
  const { subject, window } = declared;
  const { domainName, appName, streamName, templateId } = subject;
  const now = ctx.clock.now();
  const from = window.start !== undefined && window.start > now ? window.start : now - longestWindow;
  const listed = await listTasks(ctx.api, kind.actions, {
    from: from - margin,
    to: window.end + margin,
    stream: subject,
  });
  // What this capture replaces differs from it, be it in a field that is not reported.
  const replaced = new Set(ctx.ledger.predecessors(declared).map(({ task }) => task.taskId));
  return listed
    .filter(
      (task) =>
        task.domainName === domainName &&
        task.appName === appName &&
        task.streamName === streamName &&
        task.templateId === templateId &&
        task.window.end === window.end &&
        startsLike(task.window, window, now) &&
        task.stoppedAt === undefined &&
        !ctx.ledger.isHeld(task.taskId) &&
        !replaced.has(task.taskId),
    )
    .sort((a, b) => (a.taskId < b.taskId ? -1 : 1));
}
