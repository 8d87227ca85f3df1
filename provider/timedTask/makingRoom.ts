/** A creation that is refused because three tasks run on the stream already. */
import type { Context } from "../context.js";
import { isLiveError, type LiveError } from "../live/errors.js";
import { listTasks } from "../live/tasks.js";
import { type FixedWindow, formatInstant, formatWindow, longestWindow } from "../window.js";
import { endTask } from "./ending.js";
import type { TimedTaskKind } from "./kind.js";
import type { Predecessor } from "./ledger.js";
import { moreThan, tasksOnAStream } from "./overlap.js";
import { type Declared, describeStream, type Subject } from "./state.js";

export function isForRoom(error: unknown): error is LiveError {
  return isLiveError(error, "refused") && error.code === "LimitExceeded.MaximumRunningTask";
}

/**
 * Stops what this very creation replaces, and says so; but only where the stream is full indeed. The same code may mean
 * a limit of the account, and then a stopped task would be lost for nothing.
 * @throws naming what runs there, where nothing gives way.
 */
export async function makeRoom(
  ctx: Context,
  kind: TimedTaskKind,
  declared: Declared,
  wanted: FixedWindow,
  refusal: LiveError,
): Promise<void> {
  const { subject } = declared;
  const others = await tasksWithin(ctx, kind, subject, wanted);
  const isFull = others !== undefined && moreThan(tasksOnAStream - 1, others) !== undefined;
  const predecessor = ctx.ledger.predecessors(declared).find(({ task }) => !ctx.ledger.handedOver(task));
  if (isFull && predecessor && others.some(({ taskId }) => taskId === predecessor.task.taskId)) {
    ctx.ledger.gaveWay(predecessor);
    if (await couldEnd(ctx, kind, predecessor)) {
      ctx.notices.say(
        `${describeStream(subject)}: three tasks run on it, so ${predecessor.task.taskId} was stopped at ` +
          `${formatInstant(ctx.clock.now())}, before its successor was made and not after; a few seconds are lost.`,
      );
      return;
    }
  }
  throw new Error(`${refusal.summary} ${explain(others, isFull)}`, { cause: refusal });
}

function explain(others: readonly RunningTask[] | undefined, isFull: boolean): string {
  if (!others) return "At most three tasks run on a stream; which ones do could not be listed. Look in the console.";
  const names = others.map(({ taskId, window }) => `${taskId} (${formatWindow(window)})`).join(", ");
  const listed = names === "" ? "No other task is listed in this window" : `On this stream there are ${names}`;
  return isFull
    ? `${listed}. At most three tasks run on a stream at a time: end one of them, or shorten this window; if one of ` +
        "them is what this resource replaces, set deleteBeforeReplace on it."
    : `${listed}. That is fewer than the three which a stream takes, so the limit is the account's: wait until tasks ` +
        "are over, or ask Tencent Cloud to raise it.";
}

async function couldEnd(ctx: Context, kind: TimedTaskKind, { task, declared }: Predecessor): Promise<boolean> {
  try {
    await endTask(ctx, kind, task, declared.subject);
    return true;
  } catch (error) {
    if (isLiveError(error, "refused")) return false;
    throw error;
  }
}

interface RunningTask {
  readonly taskId: string;
  readonly window: FixedWindow;
}

/** What runs on a stream within a window, cut to it; `undefined` where that cannot be listed. */
async function tasksWithin(
  ctx: Context,
  kind: TimedTaskKind,
  stream: Subject,
  wanted: FixedWindow,
): Promise<readonly RunningTask[] | undefined> {
  const question = { from: wanted.start - longestWindow, to: wanted.end + longestWindow, stream };
  const listed = await listTasks(ctx.api, kind.actions, question).catch(() => undefined);
  return listed
    ?.filter(({ stoppedAt }) => stoppedAt === undefined)
    .map(({ taskId, window }) => ({
      taskId,
      window: {
        start: Math.max(window.start ?? wanted.start, wanted.start),
        end: Math.min(window.end, wanted.end),
      },
    }))
    .filter(({ window }) => window.start < window.end);
}
