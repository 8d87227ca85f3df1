/** A creation that is refused because three tasks run on the stream already. */
import type { Context } from "../context.js";
import { isLiveError, type LiveError } from "../live/errors.js";
import { type ListedTask, listTasks } from "../live/tasks.js";
import { type FixedWindow, formatInstant, formatWindow, longestWindow } from "../window.js";
import { stopTask } from "./ending.js";
import type { TimedTaskKind } from "./kind.js";
import { tasksOnAStream } from "./overlap.js";
import { describeStream, type Subject, type Task } from "./state.js";

export function isForRoom(error: unknown): error is LiveError {
  return isLiveError(error, "refused") && error.code === "LimitExceeded.MaximumRunningTask";
}

/**
 * Stops what this process is replacing anyway, and says so; but only where the stream is full indeed. The same code may
 * mean a limit of the account, and then a stopped task would be lost for nothing.
 * @throws naming what runs there, where there is nothing to stop.
 */
export async function makeRoom(
  ctx: Context,
  kind: TimedTaskKind,
  subject: Subject,
  wanted: FixedWindow,
  refusal: LiveError,
): Promise<void> {
  const overlaps = ({ window }: { window: FixedWindow }) => window.start < wanted.end && wanted.start < window.end;
  const others = (await runningOn(ctx, kind, subject, wanted)).filter((task) => overlaps(task) && !task.stoppedAt);
  const replaced = ctx.ledger.replaced(subject).find(overlaps);
  const isFull = others.length >= tasksOnAStream;
  if (isFull && replaced && (await couldStop(ctx, kind, replaced, subject))) {
    ctx.notices.say(
      `${describeStream(subject)}: three tasks run on it, so ${replaced.taskId} was stopped at ` +
        `${formatInstant(ctx.clock.now())}, before its successor was made and not after; a few seconds are lost.`,
    );
    return;
  }
  const names = others.map((task) => `${task.taskId} (${formatWindow(task.window)})`).join(", ");
  throw new Error(
    `${refusal.message} ${names === "" ? "No other task is listed for this stream and window" : `On this stream there are ${names}`}. ` +
      (isFull
        ? "At most three tasks run on a stream at a time: end one of them, or shorten this window; if one of them is " +
          "what this resource replaces, set deleteBeforeReplace on it."
        : "That is fewer than the three which a stream takes, so the limit is the account's: wait until tasks are over, " +
          "or ask Tencent Cloud to raise it."),
    { cause: refusal },
  );
}

async function couldStop(ctx: Context, kind: TimedTaskKind, task: Task, subject: Subject): Promise<boolean> {
  try {
    await stopTask(ctx, kind, task, subject);
    return true;
  } catch (error) {
    if (isLiveError(error, "refused")) return false;
    throw error;
  }
}

async function runningOn(
  ctx: Context,
  kind: TimedTaskKind,
  subject: Subject,
  around: FixedWindow,
): Promise<readonly ListedTask[]> {
  try {
    const question = { from: around.start - longestWindow, to: around.end + longestWindow, stream: subject };
    return await listTasks(ctx.api, kind.actions, question);
  } catch {
    return [];
  }
}
