import { createHash } from "node:crypto";
import type { Task } from "./captures/task.js";
import { ApiError } from "./errors.js";
import { listingSpan, recordKept } from "./limits.js";
import type { Request } from "./parameters.js";
import type { Switches } from "./switches.js";

type Question = Request<"DescribeScreenshotTask">;

/** What changes about a task, a template or a rule while it lives, apart from the time. */
export type Change = "created" | "stopped" | "changed" | "deleted";

/**
 * What a further page holds: what follows the page before; the page before, once more; all but the first task that
 * follows; or the last task of the page before, and what follows.
 */
export type Page = "right" | "repeated" | "skipping" | "doubling";

/** How a listing may depart from the things as they are. */
export interface ListingView {
  /** Called once for each listing, not for each page, with all things that it asks about: TaskIds, see `listedAs`. */
  begin(ids: readonly string[]): void;
  /** Whether a change of a thing does not show. */
  hides(id: string, change: Change, now: number): boolean;
  readonly page: Page;
}

/** Everything shows as it is. */
export const trueView: ListingView = { begin: () => {}, hides: () => false, page: "right" };

/** One page of the tasks that a question is about (cloud.tencent.com/document/api/267/70279). */
export function list(
  question: Question,
  tasks: Iterable<Task>,
  now: number,
  switches: Switches,
  view: ListingView,
): { ScrollToken: string; TaskList: Record<string, unknown>[] } {
  checkQuestion(question, now);
  const asked = [...tasks].filter((task) => matches(task, question, switches));
  if (!question.ScrollToken) view.begin(asked.map(({ taskId }) => taskId));
  const order = orders[switches.listingOrder];
  const all = asked.filter((task) => isVisible(task, now, switches, view)).sort(order);
  const last = question.ScrollToken ? readScrollToken(question.ScrollToken, question) : undefined;
  const from = last ? beginOf(view.page, all.filter((task) => order(last, task) >= 0).length, switches.pageSize) : 0;
  const page = all.slice(from, from + switches.pageSize);
  const end = page.at(-1);
  const more = all.length > from + page.length || switches.listingEnd === "page";
  return {
    ScrollToken: end && more ? writeScrollToken(end, question) : "",
    TaskList: page.map((task) => describe(task, now, switches, view)),
  };
}

/** Where a page begins, when so many tasks have come before it. */
function beginOf(page: Page, before: number, pageSize: number): number {
  switch (page) {
    case "right":
      return before;
    case "repeated":
      return Math.max(0, before - pageSize);
    case "skipping":
      return before + 1;
    case "doubling":
      return Math.max(0, before - 1);
  }
}

function checkQuestion({ StartTime, EndTime }: Question, now: number): void {
  if (EndTime <= StartTime) throw new ApiError("InvalidParameter", "EndTime must be later than StartTime.");
  if (EndTime - StartTime > listingSpan) {
    throw new ApiError("InvalidParameter", "EndTime must not be more than 7 days after StartTime.");
  }
  if (StartTime < now - recordKept) {
    throw new ApiError("InvalidParameter", "StartTime must not be more than 90 days ago.");
  }
}

function isVisible(task: Task, now: number, switches: Switches, view: ListingView): boolean {
  if (now < task.created + switches.createVisibleAfter || view.hides(task.taskId, "created", now)) return false;
  return task.deleted === null || !changeShows("deleted", task.deleted, task, now, switches, view);
}

function changeShows(
  change: "stopped" | "deleted",
  at: number,
  { taskId }: Task,
  now: number,
  { changeVisibleAfter }: Switches,
  view: ListingView,
): boolean {
  return now >= at + changeVisibleAfter && !view.hides(taskId, change, now);
}

/** The service lists a task where its whole window lies within the question, not where the two merely touch. */
function matches(task: Task, question: Question, { listingBounds }: Switches): boolean {
  const begins = listingBounds === "exclusive" ? task.start > question.StartTime : task.start >= question.StartTime;
  const ends = listingBounds === "inclusive" ? task.end <= question.EndTime : task.end < question.EndTime;
  return (
    begins &&
    ends &&
    isWanted(question.StreamName, task.streamName) &&
    isWanted(question.DomainName, task.domainName) &&
    isWanted(question.AppName, task.appName)
  );
}

function isWanted(filter: string | undefined, name: string): boolean {
  return filter === undefined || filter === "" || filter === name;
}

function describe(task: Task, now: number, switches: Switches, view: ListingView): Record<string, unknown> {
  const stopShows = task.stopped !== null && changeShows("stopped", task.stopped, task, now, switches, view);
  return {
    TaskId: task.taskId,
    DomainName: task.domainName,
    AppName: task.appName,
    StreamName: task.streamName,
    StartTime: task.startGiven || switches.omittedStart === "created" ? task.start : 0,
    EndTime: task.end,
    TemplateId: task.templateId,
    Stopped: stopShows ? task.stopped : 0,
  };
}

/** What orders the tasks of a listing, and so what a page's last task leaves in its token. */
type Position = Pick<Task, "start" | "sequence">;

const orders: Readonly<Record<Switches["listingOrder"], (a: Position, b: Position) => number>> = {
  newest: (a, b) => b.sequence - a.sequence,
  oldest: (a, b) => a.sequence - b.sequence,
  start: (a, b) => a.start - b.start || a.sequence - b.sequence,
};

// A token holds a position, not a number of tasks to skip: what is created or deleted between two pages neither
// doubles nor hides another task. It is good for the question that gave it, and after a restart as well.

function writeScrollToken({ start, sequence }: Position, question: Question): string {
  return Buffer.from(`${fingerprint(question)}.${start}.${sequence}`).toString("base64");
}

function readScrollToken(token: string, question: Question): Position {
  const [print, start, sequence] = Buffer.from(token, "base64").toString("latin1").split(".");
  const position = { start: Number(start), sequence: Number(sequence) };
  if (print !== fingerprint(question) || !Number.isInteger(position.start) || !Number.isInteger(position.sequence)) {
    throw new ApiError("InvalidParameter", "ScrollToken does not belong to this question.");
  }
  return position;
}

function fingerprint({ StartTime, EndTime, StreamName, DomainName, AppName }: Question): string {
  const question = JSON.stringify([StartTime, EndTime, StreamName ?? "", DomainName ?? "", AppName ?? ""]);
  return createHash("sha256").update(question).digest("hex").slice(0, 12);
}
