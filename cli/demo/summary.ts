/** What a demo did, told from the emulator's own tables. */
import type { Service, TaskView } from "../../emulator/index.js";
import { type Capture, capturesOf } from "./contactSheet.js";
import type { Receiver } from "./receiver.js";

/** Something that happened, at a Unix second of the emulator's clock. */
export interface Event {
  readonly at: number;
  readonly what: string;
}

/** How a window was captured that was moved while it ran. */
export interface Account {
  /** The window as it was in the end, in Unix seconds. */
  readonly start: number;
  readonly end: number;
  /** Captures of each task, in the order of the tasks. */
  readonly captures: readonly number[];
  readonly total: number;
  /** Seconds of the window in which no task captured. */
  readonly uncovered: number;
  /** Seconds in which more than one task captured. */
  readonly doubled: number;
  /** The longest time between one capture and the next, in seconds. */
  readonly longestGap: number;
}

/** @param tasks those of one window, each the successor of the one before. */
export function accountFor(service: Service, tasks: readonly TaskView[]): Account {
  const start = Math.min(...tasks.map(({ startTime }) => startTime));
  const end = tasks.at(-1)?.endTime ?? start;
  const captures = capturesOf(service, tasks);
  const times = captures.map(({ time }) => time);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const segments = tasks.flatMap((task) => task.segments);
  const running = (second: number) => segments.filter(({ from, to }) => from <= second && second < (to ?? end)).length;
  const seconds = Array.from({ length: end - start }, (_, index) => running(start + index));
  return {
    start,
    end,
    captures: tasks.map(({ captures }) => captures),
    total: captures.length,
    uncovered: seconds.filter((count) => count === 0).length,
    doubled: seconds.filter((count) => count > 1).length,
    longestGap: Math.max(0, ...gaps),
  };
}

/**
 * How many callbacks told of these captures.
 *
 * @throws Error where that was not once for each of them.
 */
export function countTold(
  captures: readonly Capture[],
  { pictures, refused }: Pick<Receiver, "pictures" | "refused">,
): number {
  const taken = captures.map(({ time }) => time).sort((a, b) => a - b);
  const seconds = new Set(taken);
  const told = pictures
    .map((picture) => picture.create_time)
    .filter((time) => seconds.has(time))
    .sort((a, b) => a - b);
  if (refused.length > 0 || told.join() !== taken.join()) {
    const problems = refused.length > 0 ? ` Refused were ${refused.length}: ${refused[0]}.` : "";
    throw new Error(`${taken.length} pictures were taken, and callbacks told of ${told.length}.${problems}`);
  }
  return told.length;
}

/** What became of the tasks, and the rest, in order of time. */
export function history(tasks: readonly TaskView[], others: readonly Event[], now: number): string[] {
  const ofTasks = tasks.flatMap((task) => {
    const name = `task ${task.sequence}`;
    const window = `${dateOf(task.startTime)} ${timeOf(task.startTime)} to ${timeOf(task.endTime)}`;
    const events: Event[] = [{ at: task.createdAt, what: `${name} was made, for ${window}` }];
    const [first] = task.segments;
    if (first && first.from > task.startTime) events.push({ at: first.from, what: `${name} captured from here on` });
    if (task.stoppedAt !== null) events.push({ at: task.stoppedAt, what: `${name} was stopped and deleted` });
    else if (task.endTime <= now) events.push({ at: task.endTime, what: `${name} was over, by itself` });
    return events;
  });
  return [...others, ...ofTasks]
    .sort((a, b) => a.at - b.at)
    .map(({ at, what }) => `${dateOf(at)} ${timeOf(at)}  ${what}`);
}

/**
 * The numbers of an account, each with what it means.
 *
 * @param told how many callbacks came.
 */
export function explain(account: Account, told: number): string[] {
  const { start, end, captures, total, uncovered, doubled, longestGap } = account;
  const length = end - start;
  const lines = [
    `${length} s  from ${timeOf(start)} to ${timeOf(end)}, the window with its new end`,
    `${uncovered} s  of that in which no task captured`,
    `${doubled} s  of that in which both tasks did, while one handed over to the other`,
    ...captures.map((count, index) => `${count}  captures of task ${index + 1}`),
    `${total}  captures together; one each 10 s would be ${Math.ceil(length / 10)}, and each task counts its 10 s anew`,
    `${told}  callbacks, one for each of them, and each signed with the template's key`,
    `${longestGap} s  at most between one capture and the next`,
  ];
  const width = Math.max(...lines.map((line) => line.indexOf("  ")));
  return lines.map((line) => " ".repeat(width - line.indexOf("  ")) + line);
}

export function dateOf(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 10);
}

export function timeOf(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(11, 19);
}
