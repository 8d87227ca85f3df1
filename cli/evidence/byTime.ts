/** Things in the order of their times, so that those of a span are found without a look at all of them. Pure. */
import type { Instant } from "../../provider/window.js";

export interface ByTime<Item> {
  /** In the order of their times. */
  readonly all: readonly Item[];
  /** Those from one time on, and before another. */
  within(from: Instant, to: Instant): readonly Item[];
  /** The last one before a time. */
  before(time: Instant): Item | undefined;
  /** The first one at a time, or after it. */
  from(time: Instant): Item | undefined;
}

export function byTime<Item>(items: readonly Item[], timeOf: (item: Item) => Instant): ByTime<Item> {
  const entries = items.map((item) => ({ item, time: timeOf(item) })).sort((a, b) => a.time - b.time);
  const all = entries.map(({ item }) => item);

  /** How many are before a time. */
  function countBefore(time: Instant): number {
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = entries[middle];
      if (entry && entry.time < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    all,
    within: (from, to) => all.slice(countBefore(from), countBefore(to)),
    before: (time) => all[countBefore(time) - 1],
    from: (time) => all[countBefore(time)],
  };
}
