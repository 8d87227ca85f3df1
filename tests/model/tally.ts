/** How often what happened in the histories: a rule that was never put to the test holds for nothing. */
import type { History } from "./record.js";
import { whyFailed } from "./refusals.js";

export interface Tally {
  add(history: History): void;
  /** A table, the most frequent first. */
  lines(): string[];
}

export function createTally(): Tally {
  const counts = new Map<string, number>();
  const count = (what: string, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by);

  return {
    add: (history) => {
      const { runs, left, harms } = history;
      count("runs", runs.length);
      for (const run of runs) {
        if (run.killed) count("runs killed");
        if (run.step.parallel) count("runs with steps at the same time");
        if (run.adopt.length > 0) count("runs to which tasks were handed over");
        for (const { action, kind } of run.strikes) count(`faults: ${action} ${kind}`);
        for (const { action } of run.writes) count(`writes: ${action}`);
        for (const failure of run.failures) {
          const why = whyFailed(history, run, failure) ?? "unknown";
          count(`steps that failed: ${why}`);
        }
        if (run.notices.some((line) => /sent once more/.test(line))) count("creations sent once more");
      }
      for (const why of left.values()) count(`tasks in no state: ${why}`);
      for (const { cause } of harms) count(`tasks of ours ${cause}`);
    },
    lines: () =>
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([what, number]) => `${number.toLocaleString("en").padStart(12)}  ${what}`),
  };
}
