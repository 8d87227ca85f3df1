/** What is wrong with a schedule, for the person who wrote it: it names the field, or the line of the calendar. */
export class ScheduleProblem extends Error {}

/** Enough to see what the mistake is; a calendar that is wrong throughout is not shown throughout. */
const shown = 5;

/**
 * Does the same for each item, and afterwards fails once for all that could not be done: whoever mends a calendar
 * should not have to run the program once for each line.
 */
export function eachOrAllProblems<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => readonly Result[],
): Result[] {
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
  if (problems.length === 0) return results;
  const rest = problems.length - shown;
  throw new ScheduleProblem([...problems.slice(0, shown), ...(rest > 0 ? [`and ${rest} more`] : [])].join("; "));
}
