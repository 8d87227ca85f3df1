import { type FixedWindow, formatInstant, type Instant } from "../window.js";

/** The service runs at most three tasks on a stream at a time: https://www.tencentcloud.com/document/product/267/54799 */
export const tasksOnAStream = 3;

const shown = 10;

/** A line for people. @param stream as messages name it. @param names of the windows that are open at once. */
export function describeCrowd(stream: string, at: Instant, names: readonly string[]): string {
  const rest = names.length - shown;
  return (
    `${names.length} windows are open at once on the ${stream} from ${formatInstant(at)} on: ` +
    `${names.slice(0, shown).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}. The service runs ${tasksOnAStream} tasks ` +
    "on a stream at a time, and the others take no pictures until one of them ends."
  );
}

export interface Crowd<Item> {
  readonly at: Instant;
  readonly items: readonly Item[];
}

/** The first moment at which more than so many windows are open, and what has them. */
export function moreThan<Item extends { readonly window: FixedWindow }>(
  count: number,
  items: readonly Item[],
): Crowd<Item> | undefined {
  for (const crowd of crowds(count, items)) return crowd;
  return undefined;
}

/** Every start at which more than so many windows are open: their number rises nowhere else. */
export function* crowds<Item extends { readonly window: FixedWindow }>(
  count: number,
  items: readonly Item[],
): Generator<Crowd<Item>> {
  // Up to the first crowd never more than one too many are kept, so that thousands are quick.
  let open: Item[] = [];
  for (const item of items.toSorted((a, b) => a.window.start - b.window.start)) {
    const at = item.window.start;
    const isOpen = ({ window }: Item) => window.start <= at && at < window.end;
    open = [...open, item].filter(isOpen);
    if (open.length > count) yield { at, items: items.filter(isOpen) };
  }
}
