/** `npm run model -- [--runs N] [--seed S]`, or `--play SCRIPT` for one history as it was printed. */
import { parseArgs } from "node:util";
import { search, tell } from "./report.js";
import type { Script } from "./steps.js";
import { createTally } from "./tally.js";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "200000" },
      seed: { type: "string" },
      play: { type: "string" },
    },
  });
  if (values.play !== undefined) {
    console.log(await tell(JSON.parse(values.play) as Script));
    return;
  }
  const runs = Number(values.runs);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  console.log(`${runs} histories, seed ${seed}`);
  const tally = createTally();
  const startedAt = performance.now();
  let held = 0;
  const broken = await search({
    runs,
    seed,
    onHeld: (history) => {
      tally.add(history);
      held += 1;
      if (held % Math.ceil(runs / 20) === 0) {
        console.log(`${held} held after ${Math.round((performance.now() - startedAt) / 1000)} s`);
      }
    },
  });
  for (const line of tally.lines()) console.log(line);
  console.log(broken ?? `${runs} histories, seed ${seed}: none breaks a rule.`);
  if (broken) process.exitCode = 1;
}

void main();
