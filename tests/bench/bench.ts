/**
 * Speed and memory, as ratios and differences within one run against a dynamic provider that does nothing: `npm run
 * bench`, or with `-- --json` one object a line. Run by hand, on a machine with nothing else to do; about a quarter of an
 * hour.
 */
import { measureCalls, measureState } from "./calls.js";
import { measureDemo } from "./demo.js";
import { measureReport } from "./report.js";
import type { Result } from "./result.js";
import { measureSchedule } from "./schedule.js";
import { compareLives, compareSizes } from "./season.js";
import { compareStartUp } from "./startUp.js";

async function main(): Promise<void> {
  const json = process.argv.includes("--json");
  const results: Result[] = [];
  for (const measure of [
    measureCalls,
    measureSchedule,
    measureReport,
    measureDemo,
    compareStartUp,
    async () => measureState(),
    compareLives,
    compareSizes,
  ]) {
    for (const result of await measure()) {
      results.push(result);
      if (json) console.log(JSON.stringify(result));
    }
  }
  if (!json) console.table(results);
  if (results.some(({ ok }) => !ok)) process.exitCode = 1;
}

void main();
