/** Where more windows are open on a stream than the service runs tasks on it. */
import { tasksOnAStream } from "../../provider/timedTask/overlap.js";
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
  const edges = items
    .filter(({ window }) => window.end > window.start)
    .flatMap((item) => [
      { at: item.window.start, opens: true, item },
      { at: item.window.end, opens: false, item },
    ])
    // Windows that touch do not overlap.
    .toSorted((a, b) => a.at - b.at || Number(a.opens) - Number(b.opens));

  const found: Overlap<Item>[] = [];
  const open = new Set<Item>();
  let crowd: { start: number; most: number; items: Set<Item> } | undefined;
  for (const { at, opens, item } of edges) {
    if (opens) open.add(item);
    else open.delete(item);
    if (open.size > tasksOnAStream) {
      crowd ??= { start: at, most: 0, items: new Set(open) };
      crowd.most = Math.max(crowd.most, open.size);
      if (opens) crowd.items.add(item);
    } else if (crowd) {
      found.push({ window: { start: crowd.start, end: at }, most: crowd.most, items: [...crowd.items] });
      crowd = undefined;
    }
  }
  return found;
}
