/** What is wrong with a schedule, for the person who wrote it: it names the field, or the line of the calendar. */
export class ScheduleProblem extends Error {}

/** What could be done, and what of the rest is wrong: one bad event must not keep the others from being captured. */
export interface Partly<Result> {
  readonly results: readonly Result[];
  readonly problems: readonly string[];
  /** What is left out though nothing is wrong with it. */
  readonly warnings?: readonly string[];
}

/**
 * Does the same for each item, whatever comes of the others: whoever mends a calendar should not have to run the program
 * once for each line.
 */
export function forEach<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => readonly Result[],
): Partly<Result> {
  const results: Result[] = [];
  const problems: string[] = [];
  items.forEach((item, index) => {
    try {
      for (const result of work(item, index)) results.push(result);
    } catch (error) {
      if (!(error instanceof ScheduleProblem)) throw error;
      problems.push(error.message);
    }
  });
  return { results, problems };
}

/** Enough to see what the mistake is; a calendar that is wrong throughout is not shown throughout. */
const shown = 5;

/** @param separator What stands between two. */
export function list(items: readonly string[], separator: string): string {
  const rest = items.length - shown;
  return [...items.slice(0, shown), ...(rest > 0 ? [`and ${rest} more`] : [])].join(separator);
}
