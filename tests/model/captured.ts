/** What the service captured, by the segments that it wrote: a task is taken up 3 s after its creation, and ends early where somebody ends it. */

import type { Service, TaskView } from "../../emulator/index.js";
import { startLead, tasksOnAStream } from "./rules.js";
import { type Span, sameStream } from "./spans.js";

export function captured(service: Service): Span[] {
  const now = service.now();
  return service
    .tasks()
    .flatMap((task) => task.segments.map(({ from, to }): Span => ({ subject: task, from, to: to ?? now })));
}

/**
 * The service starts three tasks on a stream at most, and what comes later waits, however it was made
 * (https://www.tencentcloud.com/document/product/267/54799).
 */
export function crowdedOut(service: Service): Span[] {
  const now = service.now();
  return service.tasks().flatMap((waiting, _index, all) => {
    const others = all.filter((task) => sameStream(task, waiting));
    if (others.length <= tasksOnAStream) return [];
    const places = others.filter((task) => task !== waiting).flatMap((task) => placesOf(task, now));
    const changes = places.flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b);
    return changes.flatMap((from, index): Span[] => {
      const taken = places.filter((place) => place.from <= from && from < place.to);
      return taken.length < tasksOnAStream ? [] : [{ subject: waiting, from, to: changes[index + 1] ?? from }];
    });
  });
}

/** A task's place is taken from when it could begin: before its first capture the service only takes it up. */
function placesOf(task: TaskView, now: number): Span[] {
  return task.segments.map(({ from, to }) => ({
    subject: task,
    from: from <= task.createdAt + startLead ? Math.max(task.startTime, task.createdAt) : from,
    to: to ?? now,
  }));
}
