import type { Service } from "../../emulator/index.js";

/** The first second of [start, end) in which no task of the stream was to capture. */
export function firstGap(service: Service, streamName: string, start: number, end: number): number | undefined {
  const spans = taskSpans(service, streamName).toSorted((a, b) => a.from - b.from);
  let covered = start;
  for (const span of spans) if (span.from <= covered) covered = Math.max(covered, span.to);
  return covered < end ? covered : undefined;
}

/** When a stream was captured, by whichever task: [from, to), until now where one still captures. */
export function capturedSpans(service: Service, streamName: string): { from: number; to: number }[] {
  return service
    .tasks()
    .filter((task) => task.streamName === streamName)
    .flatMap(({ segments }) => segments.map(({ from, to }) => ({ from, to: to ?? service.now() })));
}

/** When each task of a stream was to capture; a deletion ends only what has not begun. */
export function taskSpans(service: Service, streamName: string): { taskId: string; from: number; to: number }[] {
  return service
    .tasks()
    .filter((task) => task.streamName === streamName && task.startTime <= (task.deletedAt ?? Infinity))
    .map(({ taskId, startTime, createdAt, endTime, stoppedAt }) => ({
      taskId,
      from: Math.max(startTime, createdAt),
      to: Math.min(endTime, stoppedAt ?? Infinity),
    }));
}
