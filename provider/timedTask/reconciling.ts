/**
 * A creation without a clear answer. It is never sent again blindly, as a second task would capture everything twice:
 * the service is asked whether there is a task that can only be ours.
 */
import type { Context } from "../context.js";
import { isLiveError, type LiveError } from "../live/errors.js";
import { lookForWhatCame, looks, sendings } from "../live/unclear.js";
import type { Instant } from "../window.js";
import { isFree } from "./adopting.js";
import type { TimedTaskKind } from "./kind.js";
import { inOrder, type Sending, startsAsSent } from "./matching.js";
import { type Declared, describeStream } from "./state.js";

/** What was sent: a start left out is the service's now. */
export interface Sent {
  readonly start: Instant | undefined;
  readonly end: Instant;
}

/**
 * Sends a creation, and where its outcome is unknown finds it out; where no task came of it, sends it again.
 * @returns the TaskId of a task that nobody else in this process holds.
 * @throws LiveError as `write` throws it; and an Error where a task may exist.
 */
export async function createSurely(
  ctx: Context,
  kind: TimedTaskKind,
  declared: Declared,
  sent: Sent,
  write: () => Promise<string>,
): Promise<string> {
  for (let sending = 1; ; sending += 1) {
    const came = await attempt(ctx, kind, declared, sent, write);
    if (typeof came === "string") return came;
    if (sending === sendings) {
      throw mayExist(came, kind, `it was sent ${sendings} times, and listings show no task of it`);
    }
    // Said whatever becomes of the next one: a refusal of that says nothing of this one.
    ctx.notices.say(
      `${describeStream(declared.subject)}: a creation got no clear answer and left no task within ` +
        `${looks.at(-1)} s, so it was sent once more. Should the first one be carried out after all, ` +
        "`npx pulumi-tencentcloud-css orphans` names its task.",
    );
  }
}

/** The TaskId, or why there is none: the service showed no such task. */
async function attempt(
  ctx: Context,
  kind: TimedTaskKind,
  declared: Declared,
  sent: Sent,
  write: () => Promise<string>,
): Promise<string | LiveError> {
  const sentAt = ctx.clock.now();
  try {
    return await write();
  } catch (error) {
    if (!isLiveError(error, "ambiguous")) throw error;
    // It may have waited for minutes for its turn.
    const sending = { from: sentAt, to: ctx.clock.now() };
    const found = await look(ctx, kind, declared, sent, sending, error);
    return found ?? error;
  }
}

async function look(
  ctx: Context,
  kind: TimedTaskKind,
  declared: Declared,
  sent: Sent,
  sending: Sending,
  failure: LiveError,
): Promise<string | undefined> {
  const before = await ctx
    .listings(kind.actions)
    .before()
    .catch((error: unknown) => {
      if (!isLiveError(error)) throw error;
      // What was there before cannot be told from what came of this call.
      throw mayExist(failure, kind);
    });
  const known = new Set(before.tasks.map(({ taskId }) => taskId));
  const window = { start: sent.start ?? sending.from, end: sent.end };
  const came = await lookForWhatCame(ctx.clock, async () => {
    const tasks = await ctx.listings(kind.actions).fresh(window, declared.subject);
    return inOrder(tasks)
      .filter(
        (task) =>
          !known.has(task.taskId) && startsAsSent(task, sent.start, sending) && isFree(ctx, declared, task, sent.end),
      )
      .map(({ taskId }) => taskId);
  });
  if (!came) throw mayExist(failure, kind);
  const [ours, ...others] = came;
  if (ours !== undefined && others.length > 0) sayOthers(ctx, declared, ours, others);
  return ours;
}

function sayOthers(ctx: Context, { subject }: Declared, taken: string, others: readonly string[]): void {
  ctx.notices.say(
    `${describeStream(subject)}: a creation got no clear answer, and several new tasks are equal to it. ${taken} was ` +
      `taken; of ${others.join(", ")} this run knows nothing: if nobody else made them, stop and delete them.`,
  );
}

/** Nothing can be listed, or nothing came of two calls: whoever runs this has to look. */
function mayExist(
  error: LiveError,
  kind: TimedTaskKind,
  why = "it was not sent again, so that nothing is captured twice",
): Error {
  return new Error(
    `${error.summary} The task may exist or not; ${why}. Look with ` +
      `\`npx pulumi-tencentcloud-css orphans\`, ${kind.actions.describe} or in the console for a task of this stream and window. If ` +
      "it is there, run again with TENCENTCLOUD_CSS_ADOPT=TASKID in the environment, which takes it over; if it is not, " +
      "just run again.",
    { cause: error },
  );
}
