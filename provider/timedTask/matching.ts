/** Which listed tasks can be the task of a declared capture: equal in every field that a listing reports. */
import { type ListedTask, sameStream } from "../live/tasks.js";
import { clockSkew, type Instant, type Window } from "../window.js";
import type { Subject } from "./state.js";

/** The same stream, template and end, and not stopped; of the start see the rules below. */
export function isLike(listed: ListedTask, subject: Subject, end: Instant): boolean {
  return (
    sameStream(listed, subject) &&
    listed.templateId === subject.templateId &&
    listed.window.end === end &&
    listed.stoppedAt === undefined
  );
}

/** A task that was there before: it starts when ours is to start, or has begun by then where ours starts now. */
export function startsLike({ window }: ListedTask, declared: Window, now: Instant, begun: Instant): boolean {
  if (window.start !== undefined && window.start === declared.start) return true;
  const startsNow = declared.start === undefined || declared.start <= Math.max(now, begun);
  return startsNow && (window.start === undefined || window.start <= begun);
}

/** When a creation may have reached the service: from the moment in which it was its turn to its failure. */
export interface Sending {
  readonly from: Instant;
  readonly to: Instant;
}

/** A task that a creation of ours may have made: its start is what was sent or, left out, the service's now. */
export function startsAsSent({ window }: ListedTask, sent: Instant | undefined, { from, to }: Sending): boolean {
  if (sent !== undefined && window.start === sent) return true;
  const isNear = (start: Instant) => start >= from - clockSkew && start <= to + clockSkew;
  // A start that the service's clock has passed already may be listed as its now.
  const startsNow = sent === undefined || isNear(sent);
  return startsNow && (window.start === undefined || isNear(window.start));
}

/** The lowest TaskId first: of several that are interchangeable, every process then takes the same. */
export function inOrder(tasks: readonly ListedTask[]): ListedTask[] {
  return tasks.toSorted((a, b) => (a.taskId < b.taskId ? -1 : 1));
}
