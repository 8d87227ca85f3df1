/** Making a task: for a new resource, and in place for one that has none (rows 4, 7 and 9 of the table). */
import type { Context } from "../context.js";
import { isLiveError, type LiveError } from "../live/errors.js";
import { assertSameWorld } from "../live/world.js";
import {
  clockSkew,
  creatableFrom,
  day,
  formatInstant,
  formatLength,
  formatWindow,
  furthest,
  type Instant,
  inReach,
  longestWindow,
  mustRunBefore,
  surelyOver,
  type Window,
  within,
} from "../window.js";
import { adopt } from "./adopting.js";
import type { TimedTaskKind } from "./kind.js";
import { isForRoom, makeRoom } from "./makingRoom.js";
import { type Declared, describeStream, type Standing, type Subject, type Task } from "./state.js";

/** The documents ask for 3 s between the creation of a task and the push that it is to capture. */
const beforeAPush = 3;

/** A window that the policy `ifPast` or `ifTooFar` refuses: nothing of the capture is lost by that. */
export class RefusedByPolicy extends Error {}

/**
 * Makes the task where its window is in reach, and says what there is of the window otherwise. An update in place is
 * never refused by `ifPast` or `ifTooFar`: the resource exists already, and refusing would only stall the run.
 * @throws RefusedByPolicy, or LiveError where the service did not make it.
 */
export async function make(
  ctx: Context,
  kind: TimedTaskKind,
  declared: Declared,
  place: "new" | "in place",
): Promise<Standing> {
  const { window, policies } = declared;
  const now = ctx.clock.now();
  const named = `${kind.noun} for ${describeStream(declared.subject)}, window ${formatWindow(window)}`;

  const furthestEdge = window.start ?? window.end;
  if (furthestEdge > now + furthest) {
    const days = Math.floor((furthestEdge - now) / day);
    throw new Error(`${named}: it is ${days} days ahead. More than 400 days is taken for an error; check the year.`);
  }

  const over = (): Standing => {
    if (place === "new" && (policies.ifPast ?? ctx.settings.ifPast) === "error") {
      throw new RefusedByPolicy(
        `${named}: it was over at ${formatInstant(now)}, and ifPast is "error". Declare a later window, or set ifPast ` +
          'to "skip" to keep it in state without a task.',
      );
    }
    return { kind: "skipped", missed: false };
  };

  if (surelyOver(window.end, now)) return over();
  if (!inReach(window, now)) {
    const from = creatableFrom(window);
    if (place === "new" && (policies.ifTooFar ?? ctx.settings.ifTooFar) === "error") {
      throw new RefusedByPolicy(
        `${named}: the service takes it from ${formatInstant(from)} on, which is in ${formatLength(from - now)}. Run ` +
          '`pulumi up` again then; or, where a pipeline runs it at least every 3 days, set ifTooFar to "defer" (or the ' +
          "setting tencentcloud-css:runEvery, such as P1D), and the first run in reach makes the task.",
      );
    }
    return waiting(window);
  }

  try {
    const adopted = await adopt(ctx, kind, declared);
    if (adopted) return { kind: "task", task: adopted };
    const made = await send(ctx, kind, declared);
    return made === "over" ? over() : { kind: "task", task: made };
  } catch (error) {
    if (!(error instanceof RefusedByPolicy)) ctx.ledger.failed(declared.subject, window);
    throw error;
  }
}

/** A window that is kept in state until it is in reach. */
export function waiting(window: Window): Standing {
  return { kind: "deferred", creatableFrom: creatableFrom(window), mustRunBefore: mustRunBefore(window) };
}

/** Sends the creation, and where it is refused at an edge that the clocks' difference explains, once more. */
async function send(ctx: Context, kind: TimedTaskKind, declared: Declared): Promise<Task | "over"> {
  const { subject, window } = declared;
  const now = ctx.clock.now();
  // Whether a start in the past is accepted is not documented; left out it means the same.
  const start = window.start !== undefined && window.start > now ? window.start : undefined;
  try {
    return await sendOnce(ctx, kind, subject, { start, end: window.end });
  } catch (error) {
    if (!isRefusedWindow(error)) throw error;
    if (within(clockSkew, window.end, now)) return "over";
    const again = otherWayAround(window, start, now);
    if (again.length === 0) throw error;
    return sendInTurn(ctx, kind, subject, again, window);
  }
}

interface Sent {
  readonly start: Instant | undefined;
  readonly end: Instant;
}

/** The ways in which the same window can be told to a clock that differs from ours. */
function otherWayAround(window: Window, start: Instant | undefined, now: Instant): Sent[] {
  const ways: Sent[] = [];
  if (window.start !== undefined && within(clockSkew, window.start, now)) {
    ways.push({ start: start === undefined ? window.start : undefined, end: window.end });
  }
  if (start === undefined && within(clockSkew, window.end, now + longestWindow)) {
    ways.push({ start: undefined, end: now + longestWindow - clockSkew });
  }
  return ways;
}

async function sendInTurn(
  ctx: Context,
  kind: TimedTaskKind,
  subject: Subject,
  ways: readonly Sent[],
  declared: Window,
): Promise<Task> {
  const [way, ...others] = ways;
  if (!way) throw new Error("unreachable: there is a way to try");
  try {
    const task = await sendOnce(ctx, kind, subject, way);
    if (way.end < declared.end) {
      ctx.notices.say(
        `${describeStream(subject)}: the service takes 24 h at most from its own now on, so this task ends at ` +
          `${formatInstant(way.end)}, ${formatLength(declared.end - way.end)} earlier than declared.`,
      );
    }
    return task;
  } catch (error) {
    if (!isRefusedWindow(error) || others.length === 0) throw error;
    return sendInTurn(ctx, kind, subject, others, declared);
  }
}

/** No code is documented for a refused window; these two are what is left of the action's list. */
function isRefusedWindow(error: unknown): error is LiveError {
  return isLiveError(error, "refused") && /^(InvalidParameter|UnsupportedOperation)/.test(error.code ?? "");
}

async function sendOnce(ctx: Context, kind: TimedTaskKind, subject: Subject, { start, end }: Sent): Promise<Task> {
  const world = await ctx.world();
  // The creation of a replacement knows nothing of what it replaces, so a run in the wrong world is stopped here.
  for (const replaced of ctx.ledger.replaced())
    assertSameWorld(world, replaced.world, `replace task ${replaced.taskId}`);
  const call = {
    action: kind.actions.create,
    object: `${describeStream(subject)}, window ${formatWindow({ ...(start !== undefined && { start }), end })}`,
    params: kind.createParams(subject, start, end),
  };
  const create = async (): Promise<Task> => {
    const sentAt = ctx.clock.now();
    const answer = await ctx.api.write(call).catch((error: unknown) => {
      throw isLiveError(error, "ambiguous") ? mayExist(error, kind) : error;
    });
    const task = {
      taskId: String(answer["TaskId"]),
      window: { start: start ?? sentAt, end },
      owner: ctx.token(),
      world,
    };
    ctx.ledger.hold(task);
    return task;
  };
  const task = await create().catch(async (error: unknown) => {
    if (!isForRoom(error)) throw error;
    await makeRoom(ctx, kind, subject, { start: start ?? ctx.clock.now(), end }, error);
    return create();
  });
  if (start === undefined) await ctx.clock.sleep(beforeAPush);
  return task;
}

/** A write that may have been carried out is never sent again: a second task would capture everything twice. */
function mayExist(error: LiveError, kind: TimedTaskKind): Error {
  return new Error(
    `${error.message} The task may exist or not; it was not sent again, so that nothing is captured twice. Look with ` +
      `${kind.actions.describe} (or in the console) for a task of this stream and window. If it is there, set ifExists ` +
      'to "adopt" on this resource and run again, which takes it over; if it is not, just run again.',
    { cause: error },
  );
}
