/** What the service captured, by the segments that it wrote: a task is taken up 3 s after its creation, and ends early where somebody ends it. */
import type { Service, TaskView } from "../../emulator/index.js";
import { sameStream } from "../../provider/live/tasks.js";
import { tasksOnAStream } from "../../provider/timedTask/overlap.js";
import type { Span } from "./spans.js";

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
    const places = others.flatMap((task) => placesOf(task, now));
    return places.flatMap(({ from }): Span[] => {
      const taken = places.filter((place) => place.from <= from && from < place.to);
      if (taken.length < tasksOnAStream || taken.some(({ subject }) => subject === waiting)) return [];
      return [{ subject: waiting, from, to: Math.min(...taken.map(({ to }) => to)) }];
    });
  });
}

/** Seconds from a task's creation to its first capture: its place is taken meanwhile. */
const startLead = 3;

function placesOf(task: TaskView, now: number): Span[] {
  return task.segments.map(({ from, to }) => ({
    subject: task,
    from: from <= task.createdAt + startLead ? Math.max(task.startTime, task.createdAt) : from,
    to: to ?? now,
  }));
}
