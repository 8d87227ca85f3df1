import { CAPTURE_INTERVAL } from "./limits.js";

/** A stretch of time, in whole Unix seconds, in which a task captures: [from, to), open while `to` is null. */
export interface Segment {
  from: number;
  to: number | null;
}

/** How many captures the segments hold at `now`. */
export function countCaptures(segments: readonly Segment[], now: number): number {
  return segments.reduce((sum, segment) => sum + Math.ceil((endOf(segment, now) - segment.from) / CAPTURE_INTERVAL), 0);
}

/** The Unix seconds of the captures: one at the beginning of each segment and one every interval after it. */
export function captureTimes(segments: readonly Segment[], now: number): number[] {
  return segments.flatMap((segment) => {
    const count = countCaptures([segment], now);
    return Array.from({ length: count }, (_, index) => segment.from + index * CAPTURE_INTERVAL);
  });
}

/** Whether a capture was taken at `time`. */
export function hasCapture(segments: readonly Segment[], time: number, now: number): boolean {
  return segments.some(
    (segment) => time >= segment.from && time < endOf(segment, now) && (time - segment.from) % CAPTURE_INTERVAL === 0,
  );
}

/** The present second is not over, so what it may bring is not counted: a task can still be stopped within it. */
function endOf(segment: Segment, now: number): number {
  return segment.to ?? now;
}
