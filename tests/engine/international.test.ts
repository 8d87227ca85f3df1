import { deepEqual, equal, match, ok } from "node:assert/strict";
import { ScreenshotTask, type ScreenshotTaskArgs } from "pulumi-tencentcloud-css";
import { type Outcome, withStack } from "../support/stack.js";
import { tonight } from "../support/tonight.js";

const declare = (args: ScreenshotTaskArgs) => async () => {
  new ScreenshotTask("final", args);
};

function succeeded(outcome: Outcome): Outcome {
  ok(!outcome.failed, outcome.output);
  return outcome;
}

describe("under the real engine, on the international site as it is published", () => {
  it("a task is made, kept, refreshed, moved and let go, and each time it is said what cannot be done", () =>
    withStack(
      declare(tonight),
      async (trial) => {
        deepEqual(succeeded(await trial.up()).changes, { create: 1 });
        deepEqual(succeeded(await trial.up()).changes, { same: 1 });

        const refreshed = succeeded(await trial.refresh());
        equal(refreshed.changes["update"] ?? 0, 0);
        match(
          refreshed.output,
          /DescribeScreenshotTask is not published on this site, so what is in state is believed/,
        );

        trial.program = declare({ ...tonight, endTime: "2026-12-18T21:30:00Z" });
        const [first] = trial.emulator.service.tasks();
        const moved = succeeded(await trial.up());
        equal(moved.changes["create-replacement"], 1);
        match(
          moved.output,
          new RegExp(
            `publishes neither stop nor delete, so these tasks were let go, and run on: ${first?.taskId} until 2026-12-18T21:00:00Z`,
          ),
        );

        await trial.emulator.clock.set("2026-12-18T20:00:00Z");
        trial.environment["TENCENTCLOUD_CSS_IF_UNCANCELLABLE"] = "fail";
        const kept = await trial.destroy();
        ok(kept.failed);
        match(kept.output, /cannot be cancelled, and ifUncancellable is "fail"\. Set it to "abandon"/);
        equal(Object.keys(await trial.resources()).length, 1);

        await trial.emulator.clock.set("2026-12-18T21:45:00Z");
        succeeded(await trial.destroy());
        equal(Object.keys(await trial.resources()).length, 0);
      },
      { switches: { site: "international" } },
    ));
});
