import { createHash } from "node:crypto";
import { ApiError } from "./errors.js";
import { LISTING_SPAN, RECORD_KEPT } from "./limits.js";
import type { Request } from "./parameters.js";
import type { Switches } from "./switches.js";
import type { Task } from "./task.js";

type Question = Request<"DescribeScreenshotTask">;

/** One page of the tasks that a question is about (cloud.tencent.com/document/api/267/70279). */
export function list(
  question: Question,
  tasks: Iterable<Task>,
  now: number,
  switches: Switches,
): { ScrollToken: string; TaskList: Record<string, unknown>[] } {
  checkQuestion(question, now);
  const order = ORDERS[switches.listingOrder];
  const last = question.ScrollToken ? readScrollToken(question.ScrollToken, question) : undefined;
  const found = [...tasks]
    .filter((task) => isVisible(task, now, switches) && matches(task, question, switches))
    .filter((task) => !last || order(last, task) < 0)
    .sort(order);
  const page = found.slice(0, switches.pageSize);
  const end = page.at(-1);
  const more = found.length > page.length || switches.listingEnd === "page";
  return {
    ScrollToken: end && more ? writeScrollToken(end, question) : "",
    TaskList: page.map((task) => describe(task, now, switches)),
  };
}

function checkQuestion({ StartTime, EndTime }: Question, now: number): void {
  if (EndTime <= StartTime) throw new ApiError("InvalidParameter", "EndTime must be later than StartTime.");
  if (EndTime - StartTime > LISTING_SPAN) {
    throw new ApiError("InvalidParameter", "EndTime must not be more than 7 days after StartTime.");
  }
  if (StartTime < now - RECORD_KEPT) {
    throw new ApiError("InvalidParameter", "StartTime must not be more than 90 days ago.");
  }
}

function isVisible(task: Task, now: number, switches: Switches): boolean {
  if (now < task.created + switches.createVisibleAfter) return false;
  return task.deleted === null || now < task.deleted + switches.changeVisibleAfter;
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

function describe(task: Task, now: number, switches: Switches): Record<string, unknown> {
  const stopShows = task.stopped !== null && now >= task.stopped + switches.changeVisibleAfter;
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

const ORDERS: Readonly<Record<Switches["listingOrder"], (a: Position, b: Position) => number>> = {
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
