/** The fault matrix alone, as its table: `npm run faults`. `npm test` runs the same rows. */
import { openEngineStage } from "./engineStage.js";
import { play, type Result } from "./play.js";
import { playRows } from "./processStage.js";
import { engineRows } from "./rows.js";
import { table } from "./table.js";

async function main(): Promise<void> {
  const results: Result[] = [];
  for (const { played } of playRows()) results.push(await played());
  const stage = await openEngineStage();
  try {
    for (const row of engineRows) results.push(await play(row, stage));
  } finally {
    await stage.close();
  }
  console.log(table(results));
  if (results.some(({ complaints }) => complaints.length > 0)) process.exitCode = 1;
}

void main();
