import type { FixedWindow, Instant } from "../provider/window.js";

/** Seconds from `start` to `end` that lie in none of these; of them one that ends before it begins captures nothing. */
export function secondsOutside(captured: readonly FixedWindow[], start: Instant, end: Instant): number {
  let seconds = 0;
  let from = start;
  const windows = captured.filter((window) => window.end > window.start);
  for (const each of windows.toSorted((a, b) => a.start - b.start)) {
    seconds += Math.max(0, Math.min(each.start, end) - from);
    from = Math.max(from, each.end);
  }
  return seconds + Math.max(0, end - from);
}
