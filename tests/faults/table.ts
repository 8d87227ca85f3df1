import { formatTable } from "../../cli/table.js";
import type { Result } from "./play.js";

const heads = ["action", "fault", "tier", "run", "calls", "doubled", "lost", "orphans", "forgotten", "runs"];

/** What came of the rows, as aligned text; below it what is allowed, and what is wrong. */
export function table(results: readonly Result[]): string {
  const rows = results.map(({ row, tier, outcome, calls, doubled, lost, orphans, forgotten, runs }) =>
    [row.action, row.strike.what, tier, outcome, calls, doubled, lost, orphans, forgotten, runs ?? "more"].map(String),
  );
  return [
    formatTable(heads, rows),
    "",
    "doubled, lost, orphans, forgotten: after the next run. runs: until nothing was left to do, the struck one included.",
    ...results.flatMap(remarks),
  ].join("\n");
}

function remarks({ row: { action, strike }, tier, complaints }: Result): string[] {
  const allowed = strike.allowed?.[action];
  return [
    ...(allowed ? [`Allowed (${tier}, ${action} ${strike.what}): ${allowed.because}.`] : []),
    ...complaints.map((complaint) => `WRONG (${tier}, ${action} ${strike.what}): ${complaint}`),
  ];
}
