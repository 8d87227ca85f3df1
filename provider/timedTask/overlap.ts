import type { FixedWindow, Instant } from "../window.js";

/** The service runs at most three tasks on a stream at a time: https://www.tencentcloud.com/document/product/267/54799 */
export const tasksOnAStream = 3;

/** The first moment at which more than so many windows are open, and what has them. */
export function moreThan<Item extends { readonly window: FixedWindow }>(
  count: number,
  items: readonly Item[],
): { readonly at: Instant; readonly items: readonly Item[] } | undefined {
  // The number of open windows only rises at a start.
  for (const at of items.map(({ window }) => window.start).sort((a, b) => a - b)) {
    const open = items.filter(({ window }) => window.start <= at && at < window.end);
    if (open.length > count) return { at, items: open };
  }
  return undefined;
}
