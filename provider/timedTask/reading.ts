/**
 * Reading a task back. There is no look-up by id: a listing is asked for the task's window. Absence is believed only
 * after two complete listings, and even then it is not deletion where the service may simply have forgotten.
 */
import type { Context } from "../context.js";
import { isUnpublished } from "../live/errors.js";
import { type ListedTask, type ListingQuestion, listedSpan, listTasks, questionsOver } from "../live/tasks.js";
import { livesHere, requireWorld } from "../live/world.js";
import {
  type FixedWindow,
  formatInstant,
  formatWindow,
  type Instant,
  listable,
  margin,
  parseInstant,
  phase,
  settled,
  within,
} from "../window.js";
import type { TimedTaskKind } from "./kind.js";
import { findTaskTwice } from "./listing.js";
import { describeStream, endedByUs, type Known, type Standing, type Task } from "./state.js";

/**
 * What there is of a resource now, or `undefined` where the task is gone and the next `up` can make it again.
 * @throws where the service fails: an absence must never be taken from a failure.
 */
export async function refresh(ctx: Context, kind: TimedTaskKind, known: Known): Promise<Standing | undefined> {
  const { standing, declared } = known;
  if (standing.kind !== "task" || settled(standing.task.window, ctx.clock.now()) || endedByUs(standing.task)) {
    return standing;
  }
  const { task } = standing;
  // What is over is evidence, and needs nothing more: a program goes on elsewhere without it.
  const isOver = phase(task.window, ctx.clock.now()) === "over";
  if (isOver && !(await livesHere(ctx, task.world))) return standing;
  const named = `${kind.noun} ${task.taskId} for ${describeStream(declared.subject)}`;
  await requireWorld(ctx, task.world, `read the ${named}`);

  let listed: ListedTask | undefined;
  try {
    listed = await findTaskTwice(ctx, kind, task, declared.subject);
  } catch (error) {
    if (!isUnpublished(error)) throw error;
    ctx.notices.say(`${kind.actions.describe} is not published on this site, so what is in state is believed.`);
    return standing;
  }
  if (listed) return { kind: "task", task: withReading(task, listed) };

  const now = ctx.clock.now();
  if (phase(task.window, now) === "over") return standing;
  if (task.window.start > now + margin) return undefined;
  // Deleting does not stop a running task, so it may still capture: kept, and restored or not as `ifStopped` says.
  return { kind: "task", task: { ...task, missing: true } };
}

/** Times that differ by less than the clocks may differ say nothing new, and change nothing. */
function withReading(task: Task, listed: ListedTask): Task {
  const { missing: _found, stoppedAt: knownStop, ...kept } = task;
  const stop = closest(knownStop, listed.stoppedAt);
  return {
    ...kept,
    window: {
      start: closest(task.window.start, listed.window.start) ?? task.window.start,
      end: closest(task.window.end, listed.window.end) ?? task.window.end,
    },
    ...(stop !== undefined && { stoppedAt: stop }),
  };
}

function closest(known: Instant | undefined, read: Instant | undefined): Instant | undefined {
  return known !== undefined && read !== undefined && within(margin, known, read) ? known : read;
}

/** A task that somebody else made, asked for by `get`: "TASKID", or "TASKID@START/END". */
export interface Reference {
  readonly taskId: string;
  readonly window?: FixedWindow;
}

/** @throws where what follows the "@" is no window. */
export function parseReference(id: string): Reference {
  const at = id.lastIndexOf("@");
  if (at === -1) return { taskId: id };
  const [start, end, ...rest] = id
    .slice(at + 1)
    .split("/")
    .map((text) => {
      const value = /^\d+$/.test(text) ? Number(text) : text;
      return parseInstant(value);
    });
  if (start && end && rest.length === 0 && "instant" in start && "instant" in end && end.instant > start.instant) {
    return { taskId: id.slice(0, at), window: { start: start.instant, end: end.instant } };
  }
  throw new Error(
    `"${id}" is not a task: write TASKID, or TASKID@START/END with the task's window, such as ` +
      "abc@2026-12-24T11:00:00Z/2026-12-24T13:00:00Z. The window saves about 16 calls at each preview.",
  );
}

/**
 * The task that a reference names. Without a window all that can be listed is gone through: 90 days back and 7 ahead,
 * 7 days at a time, a day of which overlaps, as only a task that lies wholly inside a question is answered.
 * @throws where there is none.
 */
export async function lookUp(ctx: Context, kind: TimedTaskKind, reference: Reference): Promise<ListedTask> {
  for (const question of questionsFor(reference, ctx.clock.now())) {
    const found = (await listTasks(ctx.api, kind.actions, question)).find(({ taskId }) => taskId === reference.taskId);
    if (found) return found;
  }
  const where = reference.window
    ? `with the window ${formatWindow(reference.window)}`
    : "in the last 90 or the next 7 days";
  throw new Error(
    `No ${kind.noun} ${reference.taskId} ${where}. It may have been deleted, or be in another account: check the ` +
      "TaskId, the window and the credentials.",
  );
}

function questionsFor(reference: Reference, now: Instant): ListingQuestion[] {
  if (reference.window && !listable(reference.window, now)) {
    throw new Error(
      `${reference.taskId} cannot be read any more: the service lists a task for 90 days after its start, which was ` +
        `${formatInstant(reference.window.start)}. Take its \`get\` out of the program.`,
    );
  }
  if (reference.window) return [{ from: reference.window.start - margin, to: reference.window.end + margin }];
  return questionsOver(listedSpan(now));
}
