import { deepEqual, equal } from "node:assert/strict";
import { createService } from "../../emulator/index.js";
import { formatInstant } from "../../provider/window.js";
import { testContext } from "../support/context.js";
import { firstGap } from "../support/coverage.js";
import { refresh, type Stack, up } from "../support/program.js";

const now = Date.parse("2026-12-18T18:00:00Z") / 1000;
const hour = 3600;

/** The window lasts from one hour to three hours after the task was made. */
const moments = { scheduled: 0, running: 2 * hour, over: 4 * hour };

interface Expectation {
  readonly operation: "create" | "update" | "same" | undefined;
  /** Tasks that were made in all. */
  readonly tasks: number;
  readonly captured: boolean;
}

const kept: Expectation = { operation: "same", tasks: 1, captured: false };
const finished: Expectation = { operation: "same", tasks: 1, captured: true };
const restored: Expectation = { operation: "update", tasks: 2, captured: true };
// Nothing was captured yet, and nothing is there that could be: the engine makes it anew, whatever the policy is.
const madeAnew: Expectation = { operation: "create", tasks: 2, captured: true };

const table: [
  what: "DeleteScreenshotTask" | "StopScreenshotTask",
  when: keyof typeof moments,
  ifStopped: "restore" | "keep",
  Expectation,
][] = [
  ["StopScreenshotTask", "scheduled", "restore", restored],
  ["StopScreenshotTask", "scheduled", "keep", kept],
  ["StopScreenshotTask", "running", "restore", restored],
  ["StopScreenshotTask", "running", "keep", kept],
  ["StopScreenshotTask", "over", "restore", finished],
  ["StopScreenshotTask", "over", "keep", finished],
  ["DeleteScreenshotTask", "scheduled", "restore", madeAnew],
  ["DeleteScreenshotTask", "scheduled", "keep", madeAnew],
  ["DeleteScreenshotTask", "running", "restore", restored],
  // A deletion does not stop a running task.
  ["DeleteScreenshotTask", "running", "keep", { ...kept, captured: true }],
  ["DeleteScreenshotTask", "over", "restore", finished],
  ["DeleteScreenshotTask", "over", "keep", finished],
];

describe("a task that somebody else ended", () => {
  for (const [action, when, ifStopped, { operation, tasks, captured }] of table) {
    it(`${action} while ${when}, ifStopped ${ifStopped}: ${operation}, ${captured ? "captured" : "not captured"}`, async () => {
      // What is over cannot be ended: the emulator's default refuses it, and nothing follows from it in either case.
      const service = createService({ now, switches: { stopFinished: "accepted", deleteFinished: "accepted" } });
      const window = { startTime: formatInstant(now + hour), endTime: formatInstant(now + 3 * hour) };
      const program = {
        final: {
          domainName: "push.example.com",
          appName: "live",
          streamName: "final",
          templateId: 1,
          ifStopped,
          ...window,
        },
      };
      let stack: Stack = (await up(testContext(service), new Map(), program)).stack;
      service.advanceTo(now + moments[when]);
      service.call(action, { TaskId: stack.get("final")?.outputs["taskId"] });

      stack = await refresh(testContext(service), stack);
      const next = await up(testContext(service), stack, program);
      equal(next.operations["final"], operation);
      equal(service.tasks().length, tasks);

      const settled = await refresh(testContext(service), next.stack);
      deepEqual((await up(testContext(service), settled, program)).operations, { final: "same" });
      service.advanceTo(now + 5 * hour);
      const from = when === "running" ? now + moments.running : now + hour;
      equal(firstGap(service, "final", from, now + 3 * hour) === undefined, captured);
      await up(testContext(service), settled, {});
    });
  }
});
