import { ok } from "node:assert/strict";
import { withPipeline } from "../support/pipeline.js";
import { missed } from "./goals.js";
import { type Kind, planOf } from "./plan.js";
import { createStage } from "./stage.js";

/** One whose nine kills hold each write once, end runs by both kinds of signals, and destroy in each way. */
const seed = 15;

const described: Readonly<Record<Kind, string>> = {
  random: "at any instant",
  held: "while the service holds what it sent",
  pipeline: "as pipelines end one",
};

describe("a stack that has a run killed in a create, a replacement and a destroy", () => {
  for (const [kind, when] of Object.entries(described) as [Kind, string][]) {
    it(`is right after one run of the pipeline's script, with nothing lost, doubled or left (${when})`, () =>
      withPipeline(async (pipeline) => {
        const { perform } = await createStage(pipeline);
        for (const scenario of planOf(seed, 3, kind)) {
          const outcome = await perform(scenario);
          const faults = missed(outcome);
          ok(faults.length === 0, `${faults.join(", ")}\n${outcome.history}`);
        }
      }));
  }
});
