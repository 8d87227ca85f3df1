import { runningPerStream, startLead } from "../limits.js";
import type { CallbackTemplate } from "../templates/callbackTemplates.js";
import type { PictureSettings, Segment } from "./captures.js";
import type { StreamNames, Task } from "./task.js";

/** A stream: since when it is pushed, and those of its tasks that may still capture. */
export interface Channel {
  readonly stream: StreamNames;
  pushedSince: number | null;
  /** What was in effect for its callbacks when this push began; null: nothing is told. */
  callbacks: CallbackTemplate | null;
  tasks: Task[];
}

/** When a task can capture at the earliest, apart from its window: the service needs a moment to take it up. */
export function readyAt(task: Task): number {
  return task.created + startLead;
}

/**
 * Brings a stream's tasks into the state that holds from `now` on: lets go of those that are done, gives free places to
 * those that wait, in the order of their starts, and begins or ends their captures.
 *
 * @param waits whether a task that finds no free place waits for one.
 * @param settingsOf what the template of a task says now; undefined where the service knows no such template.
 * @returns the captures that began.
 */
export function settle(
  channel: Channel,
  now: number,
  waits: boolean,
  settingsOf: (task: Task) => PictureSettings | undefined,
): [Task, Segment][] {
  for (const task of channel.tasks.filter((task) => isDone(task, channel, now))) {
    task.running = false;
    endSegment(task, now);
  }
  channel.tasks = channel.tasks.filter((task) => !isDone(task, channel, now));

  const open = channel.tasks.filter((task) => task.start <= now).sort(byStart);
  let free = runningPerStream - open.filter((task) => task.running).length;
  for (const task of open) {
    if (task.running || task.turnedAway) continue;
    if (free > 0) {
      task.running = true;
      free -= 1;
    } else if (!waits) {
      task.turnedAway = true;
    }
  }

  const begun: [Task, Segment][] = [];
  for (const task of open) {
    if (task.running && channel.pushedSince !== null && readyAt(task) <= now) {
      const segment = beginSegment(task, now, settingsOf);
      if (segment) begun.push([task, segment]);
    } else {
      endSegment(task, now);
    }
  }
  return begun;
}

/**
 * A deleted task goes on only where it was running when it was deleted, and until the push of that moment ends: the
 * action's page says that a deletion matters for later pushes only (cloud.tencent.com/document/api/267/70280).
 */
function isDone(task: Task, channel: Channel, now: number): boolean {
  if (task.end <= now || task.stopped !== null) return true;
  return task.deleted !== null && !(task.running && channel.pushedSince !== null);
}

function byStart(a: Task, b: Task): number {
  return a.start - b.start || a.sequence - b.sequence;
}

/**
 * A task of an unknown template runs and takes nothing, which neither the service nor its documentation calls an error
 * (cloud.tencent.com/document/api/267/70281).
 */
function beginSegment(
  task: Task,
  now: number,
  settingsOf: (task: Task) => PictureSettings | undefined,
): Segment | undefined {
  if (task.segments.at(-1)?.to === null) return undefined;
  const settings = settingsOf(task);
  if (!settings) return undefined;
  const segment = { from: now, to: null, ...settings };
  task.segments.push(segment);
  return segment;
}

function endSegment(task: Task, now: number): void {
  const last = task.segments.at(-1);
  if (last?.to !== null) return;
  last.to = now;
  if (last.from === now) task.segments.pop();
}
