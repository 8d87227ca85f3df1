/** Finding one task in a listing: there is no look-up by id. */
import type { Context } from "../context.js";
import { type ListedTask, listTasks } from "../live/tasks.js";
import { margin } from "../window.js";
import type { TimedTaskKind } from "./kind.js";
import type { Subject, Task } from "./state.js";

/** Seconds between two listings that are taken for two looks. */
export const betweenListings = 8;

/** The service lists a task only where its whole window lies inside the question, so the question is a little wider. */
export async function findTask(
  ctx: Context,
  kind: TimedTaskKind,
  { taskId, window }: Task,
  stream: Subject,
): Promise<ListedTask | undefined> {
  const listed = await listTasks(ctx.api, kind.actions, {
    from: window.start - margin,
    to: window.end + margin,
    stream,
  });
  return listed.find((task) => task.taskId === taskId);
}
