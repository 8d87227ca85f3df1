import type { Result } from "./play.js";

const heads = ["action", "fault", "tier", "run", "calls", "doubled", "lost", "orphans", "forgotten", "runs"] as const;

/** What came of the rows, as aligned text; below it what is allowed, and what is wrong. */
export function table(results: readonly Result[]): string {
  const lines = [
    heads,
    ...results.map(({ row, tier, outcome, calls, doubled, lost, orphans, forgotten, runs }) =>
      [row.action, row.strike.what, tier, outcome, calls, doubled, lost, orphans, forgotten, runs ?? "more"].map(
        String,
      ),
    ),
  ];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return [
    ...lines.map((line) => line.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")),
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
