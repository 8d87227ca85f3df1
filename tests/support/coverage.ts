import type { Service } from "../../emulator/index.js";

/** The first second of [start, end) in which no task of the stream was to capture. */
export function firstGap(service: Service, streamName: string, start: number, end: number): number | undefined {
  const spans = service
    .tasks()
    .filter((task) => task.streamName === streamName)
    .map((task) => {
      const ends = [
        task.endTime,
        task.stoppedAt ?? Infinity,
        task.startTime > (task.deletedAt ?? Infinity) ? 0 : Infinity,
      ];
      return { from: Math.max(task.startTime, task.createdAt), to: Math.min(...ends) };
    })
    .sort((a, b) => a.from - b.from);
  let covered = start;
  for (const span of spans) if (span.from <= covered) covered = Math.max(covered, span.to);
  return covered < end ? covered : undefined;
}
