/** Finding one task in a listing: there is no look-up by id. */
import type { Context } from "../context.js";
import type { ListedTask } from "../live/tasks.js";
import type { TimedTaskKind } from "./kind.js";
import type { Subject, Task } from "./state.js";

/** Asked from now on: for what may have been changed a moment ago. */
export async function findTask(
  ctx: Context,
  kind: TimedTaskKind,
  { taskId, window }: Task,
  stream: Subject,
): Promise<ListedTask | undefined> {
  return withId(await ctx.listings(kind.actions).fresh(window, stream), taskId);
}

/** Looked for twice where it is absent: one listing is not enough to believe that. */
export async function findTaskTwice(
  ctx: Context,
  kind: TimedTaskKind,
  { taskId, window }: Task,
  stream: Subject,
): Promise<ListedTask | undefined> {
  const look = await ctx.listings(kind.actions).recent(window, stream);
  return withId(look.tasks, taskId) ?? withId(await look.again(), taskId);
}

function withId(tasks: readonly ListedTask[], taskId: string): ListedTask | undefined {
  return tasks.find((task) => task.taskId === taskId);
}
