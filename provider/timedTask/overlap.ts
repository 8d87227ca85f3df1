import type { FixedWindow, Instant } from "../window.js";

/** The service runs at most three tasks on a stream at a time: https://www.tencentcloud.com/document/product/267/54799 */
export const tasksOnAStream = 3;

/** The first moment at which more windows are open than the service runs tasks, and which ones they are. */
export function tooManyAtOnce(
  windows: readonly FixedWindow[],
): { readonly at: Instant; readonly windows: readonly FixedWindow[] } | undefined {
  // The number of open windows only rises at a start.
  for (const at of windows.map(({ start }) => start).sort((a, b) => a - b)) {
    const open = windows.filter(({ start, end }) => start <= at && at < end);
    if (open.length > tasksOnAStream) return { at, windows: open };
  }
  return undefined;
}
