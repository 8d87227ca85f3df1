/** `npm run fuzz -- --runs 100000 --seed S`: what `npm test` does for a second. A failure names its seed and the least inputs. */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { inputs } from "./inputs.js";
import { play } from "./play.js";

const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" } } });
const numRuns = Number(values.runs ?? 100_000);
const seed = Number(values.seed ?? Math.trunc(Math.random() * 2 ** 31));

console.log(`${numRuns} pairs of inputs through check, diff and create, seed ${seed}`);
const began = performance.now();
void fc.assert(fc.asyncProperty(inputs, inputs, play), { numRuns, seed }).then(
  () => console.log(`held, in ${Math.round((performance.now() - began) / 1000)} s`),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
