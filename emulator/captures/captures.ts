import type { Timeline } from "../time/timeline.js";

/** A stretch of time, in whole Unix seconds: [from, to), open while `to` is null. */
export interface Span {
  from: number;
  to: number | null;
}

/** What a template says of the pictures. */
export interface PictureSettings {
  /** Seconds between two pictures. */
  interval: number;
  /** In pixels; 0: as wide as the stream. */
  width: number;
  /** In pixels; 0: as high as the stream. */
  height: number;
  /** Where they lie in their bucket; null: as the service has it, see `objectPath.ts`. */
  prefix: string | null;
  fileName: string | null;
}

/** A stretch of time in which pictures are taken, as the template was when it began. */
export interface Segment extends Span, PictureSettings {}

/** How many captures the segments hold before a time, which is now or earlier. */
export function countCaptures(segments: readonly Segment[], before: number): number {
  return segments.reduce((sum, segment) => {
    const seconds = Math.min(endOf(segment, before), before) - segment.from;
    return sum + Math.max(0, Math.ceil(seconds / segment.interval));
  }, 0);
}

/** The Unix seconds of the captures: one at the beginning of each segment and one every interval after it. */
export function captureTimes(segments: readonly Segment[], now: number): number[] {
  return segments.flatMap((segment) => {
    const count = countCaptures([segment], now);
    return Array.from({ length: count }, (_, index) => segment.from + index * segment.interval);
  });
}

/** The segment that holds a capture of just that time, or undefined where none was taken. */
export function captureAt(segments: readonly Segment[], time: number, now: number): Segment | undefined {
  return segments.find(
    (segment) => time >= segment.from && time < endOf(segment, now) && (time - segment.from) % segment.interval === 0,
  );
}

/**
 * Acts at each picture of an open segment from `time` on, when the second of the picture is over: until then the capture
 * can still be ended.
 */
export function atEachPicture(timeline: Timeline, segment: Segment, time: number, act: (time: number) => void): void {
  timeline.at(time + 1, () => {
    if (segment.to !== null && time >= segment.to) return;
    act(time);
    atEachPicture(timeline, segment, time + segment.interval, act);
  });
}

/** The first picture of a segment that is not over at `now`. */
export function nextPicture({ from, interval }: Segment, now: number): number {
  return from + Math.ceil((now - from) / interval) * interval;
}

/** The present second is not over, so what it may bring is not counted: a task can still be stopped within it. */
function endOf(segment: Span, now: number): number {
  return segment.to ?? now;
}
