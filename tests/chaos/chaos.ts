/**
 * Runs that are killed, and what the pipeline's script makes of what they leave: `npm run chaos -- --kills 200 --seed 1`,
 * or with `--only N` one kill of these alone, with all that happened around it. A kill takes 8 s or so on a machine with
 * nothing else to do. The status is 1 where a goal was missed, with all that happened around each such kill. SIGINT lets
 * the present one come to its end.
 */
import { parseArgs } from "node:util";
import { formatInstant } from "../../provider/window.js";
import { withPipeline } from "../support/pipeline.js";
import { missed, tableOf } from "./goals.js";
import { planOf, type Scenario } from "./plan.js";
import { createStage, type Outcome } from "./stage.js";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
    },
  });
  const [kills, seed, only] = [Number(values.kills), Number(values.seed), Number(values.only ?? 0)];
  const plan = planOf(seed, Math.max(kills, only)).filter(({ number }) => only === 0 || number === only);
  const [first] = plan;
  if (!first) throw new Error("--kills, --seed and --only take whole numbers; there must be at least one kill.");

  const outcomes: Outcome[] = [];
  let enough = false;
  process.once("SIGINT", () => {
    enough = true;
  });
  await withPipeline(
    async (pipeline) => {
      const { perform } = await createStage(pipeline);
      for (const scenario of plan) {
        if (enough) break;
        const outcome = await perform(scenario);
        outcomes.push(outcome);
        tell(seed, scenario, outcome, plan.length === 1);
      }
    },
    { time: formatInstant(first.at) },
  );
  console.log(`Seed ${seed}, ${outcomes.length} kills:`);
  console.table(tableOf(outcomes));
  if (outcomes.some((outcome) => missed(outcome).length > 0)) process.exitCode = 1;
}

function tell(
  seed: number,
  { number, kind, operation, command, kill }: Scenario,
  outcome: Outcome,
  whole: boolean,
): void {
  const faults = missed(outcome);
  const when = typeof kill.when === "number" ? `at ${kill.when.toFixed(2)} of its time` : `in ${kill.when}`;
  const verdict = faults.length === 0 ? "well" : faults.join(", ");
  console.log(
    `${number}. ${kind}, ${operation}: ${command} ${outcome.hit} (${kill.signals} ${when}), ` +
      `${outcome.orphans.length + outcome.leftovers.length} orphans, ${outcome.seconds.toFixed(1)} s: ${verdict}`,
  );
  if (faults.length > 0) console.log(`Again: npm run chaos -- --seed ${seed} --only ${number}`);
  if (faults.length > 0 || whole) console.log(`${outcome.history}\n`);
}

void main();
