import { ok } from "node:assert/strict";
import { withPipeline } from "../support/pipeline.js";
import { missed } from "./goals.js";
import { type Kind, planOf } from "./plan.js";
import { createStage, type Outcome } from "./stage.js";

/**
 * One whose nine kills come in the middle of what they hit, hold each write of a task once, end runs by both kinds of
 * signals, give Pulumi itself its second SIGINT while its creation is under way, and destroy in each way.
 */
const seed = 123_279;

const described: Readonly<Record<Kind, string>> = {
  random: "at any instant",
  held: "while the service holds what it sent",
  pipeline: "as pipelines end one",
};

/** Nothing is learnt from a kill that comes too late, or from a `pulumi` that ends in good order. */
function missedTheRun({ hit, scenario: { kill, command } }: Outcome): string[] {
  if (hit === "done") return ["the run was over before it was killed"];
  const gaveUp = kill.signals === "two SIGINTs" && command !== "nightly.sh";
  return gaveUp && hit !== "killed" ? ["`pulumi` ended before its second SIGINT"] : [];
}

describe("a stack that has a run killed in a create, a replacement and a destroy", () => {
  for (const [kind, when] of Object.entries(described) as [Kind, string][]) {
    it(`is right after one run of the pipeline's script, with nothing lost, doubled or left (${when})`, () =>
      withPipeline(async (pipeline) => {
        const { perform } = await createStage(pipeline);
        for (const scenario of planOf(seed, 3, kind)) {
          const outcome = await perform(scenario);
          const faults = [...missed(outcome), ...missedTheRun(outcome)];
          ok(faults.length === 0, `${faults.join(", ")}\n${outcome.history}`);
        }
      }));
  }
});
