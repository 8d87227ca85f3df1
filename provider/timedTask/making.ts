/** Making a task: for a new resource, and in place for one that has none (rows 4, 7 and 9 of the table). */
import type { Context } from "../context.js";
import type { Call } from "../live/api.js";
import { isLiveError, LiveError } from "../live/errors.js";
import { sameStream } from "../live/tasks.js";
import { assertAtHome, requireWorld } from "../live/world.js";
import {
  clockSkew,
  creatableFrom,
  day,
  formatInstant,
  formatLength,
  formatWindow,
  furthest,
  type Instant,
  longestWindow,
  mayBeInReach,
  mustRunBefore,
  surelyOver,
  type Window,
  within,
} from "../window.js";
import { adopt } from "./adopting.js";
import type { TimedTaskKind } from "./kind.js";
import type { Predecessor } from "./ledger.js";
import { isForRoom, makeRoom } from "./makingRoom.js";
import { createSurely, type Sent } from "./reconciling.js";
import { type Declared, describeStream, lostBefore, type Standing, type Task } from "./state.js";
import { requireTemplate } from "./template.js";

/** Seconds that the documents ask for between the creation of a task and the push that it is to capture. */
const beforeAPush = 3;

/** A window that the policy `ifPast` or `ifTooFar` refuses: nothing of the capture is lost by that. */
class RefusedByPolicy extends Error {}

/**
 * Makes the task where its window is in reach, and says what there is of the window otherwise. An update in place is
 * never refused by `ifPast` or `ifTooFar`: the resource exists already, and refusing would only stall the run.
 * @param former What the resource had until now, in place. What a new one replaces is known to the process.
 * @throws RefusedByPolicy where a policy says so, and otherwise where there is no task that is surely ours.
 */
export async function make(
  ctx: Context,
  kind: TimedTaskKind,
  declared: Declared,
  place: "new" | "in place",
  former?: Predecessor,
): Promise<Standing> {
  const { window, policies } = declared;
  const now = ctx.clock.now();
  const named = nameOf(kind, declared);

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
  if (!mayBeInReach(window, now)) {
    const deferred = defer(ctx, kind, declared);
    const from = creatableFrom(window);
    if (place === "new" && (policies.ifTooFar ?? ctx.settings.ifTooFar) === "error") {
      throw new RefusedByPolicy(
        `${named}: the service takes it from ${formatInstant(from)} on, which is in ${formatLength(from - now)}. Run ` +
          '`pulumi up` again then; or, where a pipeline runs it at least every 3 days, set ifTooFar to "defer" (or the ' +
          "setting tencentcloud-css:runEvery, such as P1D), and the first run in reach makes the task.",
      );
    }
    return deferred;
  }

  try {
    await refuseOtherWorld(ctx, kind, declared);
    await requireTemplate(ctx, kind, declared);
    // Making room makes the process forget it.
    const continued = former ?? ctx.ledger.predecessors(declared)[0];
    const task = await ctx.ledger.inTurn(
      declared,
      async () => (await adopt(ctx, kind, declared, former?.task)) ?? (await send(ctx, kind, declared)),
    );
    ctx.ledger.succeeded(declared);
    if (task === "over") return over();
    await passPushLead(ctx, task);
    return { kind: "task", task: continuing(declared, task, continued) };
  } catch (error) {
    if (!(error instanceof RefusedByPolicy)) ctx.ledger.failed(declared);
    throw error;
  }
}

/** A task that goes on where another one of the same resource and stream captured has lost only what lies between. */
function continuing(declared: Declared, task: Task, former: Predecessor | undefined): Task {
  const late = lostBefore(declared, task);
  if (late === 0 || !former || !sameStream(former.declared.subject, declared.subject)) return task;
  const endedAt = former.task.stoppedAt ?? former.task.window.end;
  const between = Math.max(0, task.window.start - endedAt);
  return { ...task, lost: Math.min(late, lostBefore(former.declared, former.task) + between) };
}

/**
 * The creation of a replacement is not told what it replaces, so a run in the wrong world is stopped here.
 * @throws naming both worlds, or where the account is not the pinned one.
 */
async function refuseOtherWorld(ctx: Context, kind: TimedTaskKind, declared: Declared): Promise<void> {
  for (const { task } of ctx.ledger.predecessors(declared)) {
    await requireWorld(ctx, task.world, `replace ${kind.noun} ${task.taskId} for ${describeStream(declared.subject)}`);
  }
  // Where an account is pinned, not even a listing is asked of another one.
  assertAtHome(await ctx.world(), ctx.homes, `make the ${nameOf(kind, declared)}`);
}

function nameOf(kind: TimedTaskKind, { subject, window }: Declared): string {
  return `${kind.noun} for ${describeStream(subject)}, window ${formatWindow(window)}`;
}

/**
 * A window that is kept in state until it is in reach.
 * @throws where it is more than 400 days ahead.
 */
export function defer(ctx: Context, kind: TimedTaskKind, declared: Declared): Standing {
  const { window } = declared;
  const [edge, at] = window.start === undefined ? ["endTime", window.end] : ["startTime", window.start];
  const ahead = at - ctx.clock.now();
  if (ahead > furthest) {
    throw new Error(
      `${nameOf(kind, declared)}: its ${edge} is ${Math.floor(ahead / day)} days ahead. More than 400 days is taken ` +
        "for an error; check the year.",
    );
  }
  return { kind: "deferred", creatableFrom: creatableFrom(window), mustRunBefore: mustRunBefore(window) };
}

/** Sends the creation, and where it is refused at an edge that the clocks' difference explains, once more. */
async function send(ctx: Context, kind: TimedTaskKind, declared: Declared): Promise<Task | "over"> {
  const { window } = declared;
  const now = ctx.clock.now();
  // Whether a start in the past is accepted is not documented; left out it means the same.
  const start = window.start !== undefined && window.start > now ? window.start : undefined;
  try {
    return await sendOnce(ctx, kind, declared, { start, end: window.end });
  } catch (error) {
    if (!isRefusedWindow(error)) throw error;
    try {
      return await sendInTurn(ctx, kind, declared, otherWayAround(window, start, now), error);
    } catch (last) {
      // Refused in every way: by the service's clock it is over.
      if (isRefusedWindow(last) && window.end <= ctx.clock.now() + clockSkew) return "over";
      throw last;
    }
  }
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
  declared: Declared,
  ways: readonly Sent[],
  refusal: LiveError,
): Promise<Task> {
  let last = refusal;
  for (const way of ways) {
    try {
      const task = await sendOnce(ctx, kind, declared, way);
      if (way.end < declared.window.end) sayCutShort(ctx, declared, way.end);
      return task;
    } catch (error) {
      if (!isRefusedWindow(error)) throw error;
      last = error;
    }
  }
  throw last;
}

function sayCutShort(ctx: Context, { subject, window }: Declared, end: Instant): void {
  ctx.notices.say(
    `${describeStream(subject)}: the service takes 24 h at most from its own now on, so this task ends at ` +
      `${formatInstant(end)}, ${formatLength(window.end - end)} earlier than declared.`,
  );
}

/** No code is documented for a refused window; these two are what is left of the action's list. */
function isRefusedWindow(error: unknown): error is LiveError {
  return isLiveError(error, "refused") && /^(InvalidParameter|UnsupportedOperation)/.test(error.code ?? "");
}

async function sendOnce(ctx: Context, kind: TimedTaskKind, declared: Declared, { start, end }: Sent): Promise<Task> {
  const { subject } = declared;
  const world = await ctx.world();
  const call = {
    action: kind.actions.create,
    object: `${describeStream(subject)}, window ${formatWindow({ ...(start !== undefined && { start }), end })}`,
    params: kind.createParams(subject, start, end),
  };
  const create = async (): Promise<Task> => {
    const write = async () => taskIdOf(await ctx.api.write(call), call);
    const taskId = await createSurely(ctx, kind, declared, { start, end }, write);
    // Left out, the start is the moment in which the service took it, which may be minutes after it was to be sent.
    const task = { taskId, window: { start: start ?? ctx.clock.now(), end }, owner: ctx.token(), world };
    ctx.ledger.hold(task);
    return task;
  };
  return create().catch(async (error: unknown) => {
    if (!isForRoom(error)) throw error;
    await makeRoom(ctx, kind, declared, { start: start ?? ctx.clock.now(), end }, error);
    return create();
  });
}

/**
 * So that what depends on the resource may push at once, and a predecessor is stopped only when this one runs, by
 * whichever clock. What begins later has time.
 */
async function passPushLead(ctx: Context, { window }: Task): Promise<void> {
  if (window.start <= ctx.clock.now() + clockSkew + beforeAPush) await ctx.clock.sleep(beforeAPush);
}

function taskIdOf(
  answer: Readonly<Record<string, unknown>>,
  { action, object }: Pick<Call, "action" | "object">,
): string {
  const taskId = answer["TaskId"];
  if (typeof taskId === "string" && taskId !== "") return taskId;
  throw new LiveError({ action, object, outcome: "ambiguous", message: "the answer has no TaskId" });
}
