import { deepEqual } from "node:assert/strict";
import { withPipeline } from "../support/pipeline.js";
import { missed } from "./goals.js";
import { type Kind, planOf } from "./plan.js";
import { createStage } from "./stage.js";

const seed = 1;

const described: Readonly<Record<Kind, string>> = {
  random: "at any instant",
  held: "while the service holds what it sent",
  pipeline: "as pipelines end a run",
};

describe("a stack whose runs are killed", () => {
  for (const [kind, when] of Object.entries(described) as [Kind, string][]) {
    it(`is right after one run of the pipeline's script: nothing lost, doubled or left (${when})`, () =>
      withPipeline(async (pipeline) => {
        const { perform } = createStage(pipeline);
        for (const scenario of planOf(seed, 3, kind)) {
          const outcome = await perform(scenario);
          deepEqual(missed(outcome), [], outcome.history);
        }
      }));
  }
});
