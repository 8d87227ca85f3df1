import { deepEqual, equal, match, ok } from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { ScreenshotTask } from "pulumi-tencentcloud-css";
import { withStack } from "../support/stack.js";

const subject = { DomainName: "push.example.com", AppName: "live", StreamName: "final", TemplateId: 7 };
const window = { StartTime: 1797620400, EndTime: 1797627600 };

describe("under the real engine, ScreenshotTask.get", () => {
  it("reads what somebody else made, by TaskId or TaskId@start/end, and never changes it", () =>
    withStack(
      async () => {},
      async (trial) => {
        const { TaskId } = trial.emulator.service.call("CreateScreenshotTask", { ...subject, ...window });
        const read: Record<string, unknown> = {};
        const id = `${TaskId}@2026-12-18T19:00:00Z/2026-12-18T21:00:00Z`;
        trial.program = async () => {
          for (const [name, reference] of Object.entries({ bare: String(TaskId), exact: id })) {
            const task = ScreenshotTask.get(name, reference);
            const { streamName, templateId, taskId, effectiveEndTime } = task;
            output({ streamName, templateId, taskId, effectiveEndTime }).apply((values) => {
              read[name] = values;
            });
          }
        };
        const first = await trial.up();
        ok(!first.failed, first.output);
        for (const name of ["bare", "exact"]) {
          deepEqual(read[name], {
            streamName: "final",
            templateId: 7,
            taskId: TaskId,
            effectiveEndTime: "2026-12-18T21:00:00Z",
          });
        }
        ok(!(await trial.refresh()).failed);
        ok(!(await trial.destroy()).failed);
        equal(trial.liveTasks().length, 1);
      },
    ));

  it("fails clearly where there is no such task", () =>
    withStack(
      async () => {
        ScreenshotTask.get("none", "no-such-task@2026-12-18T19:00:00Z/2026-12-18T21:00:00Z");
      },
      async (trial) => {
        const outcome = await trial.up();
        ok(outcome.failed);
        match(
          outcome.output,
          /No screenshot task no-such-task with the window 2026-12-18T19:00:00Z to .*check the TaskId/s,
        );
      },
    ));
});
