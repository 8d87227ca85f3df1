/** When more windows are open on a stream than the service runs tasks on it. */
import { crowds, tasksOnAStream } from "../../provider/timedTask/overlap.js";
import type { FixedWindow } from "../../provider/window.js";

/** A time in which there are too many, from the first moment of that to the last. */
export interface Overlap<Item> {
  readonly window: FixedWindow;
  /** The most that are open at once. */
  readonly most: number;
  /** All that are open at any time of it. */
  readonly items: readonly Item[];
}

/** @param items of one stream. */
export function overlapsAmong<Item extends { readonly window: FixedWindow }>(items: readonly Item[]): Overlap<Item>[] {
  const found: Overlap<Item>[] = [];
  for (const crowd of crowds(tasksOnAStream, items)) {
    const ends = crowd.items.map(({ window }) => window.end).sort((a, b) => a - b);
    // There are too many until the last of those goes that are one too many.
    const end = ends.at(-tasksOnAStream - 1) ?? crowd.at;
    const before = found.at(-1);
    if (before && crowd.at <= before.window.end) {
      found[found.length - 1] = {
        window: { start: before.window.start, end },
        most: Math.max(before.most, crowd.items.length),
        items: [...new Set([...before.items, ...crowd.items])],
      };
    } else {
      found.push({ window: { start: crowd.at, end }, most: crowd.items.length, items: crowd.items });
    }
  }
  return found;
}
