import type { FixedWindow, Instant } from "../provider/window.js";

/** Seconds from `start` to `end` that lie in none of these. */
export function secondsOutside(captured: readonly FixedWindow[], start: Instant, end: Instant): number {
  let seconds = 0;
  let from = start;
  for (const each of captured.toSorted((a, b) => a.start - b.start)) {
    seconds += Math.max(0, Math.min(each.start, end) - from);
    from = Math.max(from, each.end);
  }
  return seconds + Math.max(0, end - from);
}
