import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { ScreenshotTask, type ScreenshotTaskArgs } from "pulumi-tencentcloud-css";
import { firstGap } from "../support/coverage.js";
import { type Trial, withStack } from "../support/stack.js";

/** Runs from half an hour before the trial's start to two hours after it. */
const final: ScreenshotTaskArgs = {
  domainName: "push.example.com",
  appName: "live",
  streamName: "final",
  templateId: 1,
  startTime: "2026-12-18T17:30:00Z",
  endTime: "2026-12-18T20:00:00Z",
};
const longer = { ...final, endTime: "2026-12-18T20:30:00Z" };

const declare = (name: string, args: ScreenshotTaskArgs, options?: CustomResourceOptions) => async () => {
  new ScreenshotTask(name, args, options);
};

const began = Date.parse("2026-12-18T18:00:00Z") / 1000;
const ends = Date.parse("2026-12-18T20:00:00Z") / 1000;

/** Exactly one task is left for each resource in state, and it is the one that the state names. */
async function stateIsTrue(trial: Trial): Promise<void> {
  const resources = Object.values(await trial.resources());
  const known = resources.map(({ outputs }) => outputs["taskId"]).filter((taskId) => taskId !== "");
  deepEqual(
    trial
      .liveTasks()
      .map(({ taskId }) => taskId)
      .sort(),
    known.sort(),
  );
  const again = await trial.up();
  ok(!again.failed, again.output);
  deepEqual(
    Object.keys(again.changes).filter((operation) => operation !== "same"),
    [],
  );
}

/** The stream was to be captured without a break from the first run until the end of the window. */
const nothingLost = (trial: Trial) => equal(firstGap(trial.emulator.service, "final", began, ends), undefined);

async function succeeds(step: Promise<Awaited<ReturnType<Trial["up"]>>>) {
  const outcome = await step;
  ok(!outcome.failed, outcome.output);
  return outcome;
}

describe("under the real engine, a running capture", () => {
  it("is replaced by --replace without a lost second", () =>
    withStack(declare("a", final), async (trial) => {
      await succeeds(trial.up());
      const [urn] = Object.values(await trial.resources()).map((resource) => resource.urn);
      await trial.emulator.clock.advance("PT10M");
      const { changes } = await succeeds(trial.up({ replace: [String(urn)] }));
      equal(changes["create-replacement"], 1);
      nothingLost(trial);
      await stateIsTrue(trial);
    }));

  it("is changed by --target alone, and its neighbour later", () =>
    withStack(
      async () => {
        new ScreenshotTask("a", final);
        new ScreenshotTask("b", { ...final, streamName: "other" });
      },
      async (trial) => {
        await succeeds(trial.up());
        trial.program = async () => {
          new ScreenshotTask("a", longer);
          new ScreenshotTask("b", { ...longer, streamName: "other" });
        };
        const { a } = await trial.resources();
        const { changes } = await succeeds(trial.up({ target: [String(a?.urn)] }));
        equal(changes["create-replacement"], 1);
        equal((await trial.resources())["b"]?.outputs["endTime"], final.endTime);
        await succeeds(trial.up());
        nothingLost(trial);
        await stateIsTrue(trial);
      },
    ));

  it("that was deleted in the console is restored by up --refresh", () =>
    withStack(declare("a", final), async (trial) => {
      await succeeds(trial.up());
      const [task] = trial.liveTasks();
      trial.emulator.service.call("DeleteScreenshotTask", { TaskId: task?.taskId });
      await trial.emulator.clock.advance("PT10M");
      const { output } = await succeeds(trial.up({ refresh: true }));
      match(output, /Deleted by somebody else, so .* a new task is due for what is left of the window: 1/);
      match(output, /it may capture until 2026-12-18T20:00:00Z, beside any successor/);
      nothingLost(trial);
      await stateIsTrue(trial);
    }));

  it("that was stopped in the console is restored by up --refresh", () =>
    withStack(declare("a", final), async (trial) => {
      await succeeds(trial.up());
      const [task] = trial.liveTasks();
      await trial.emulator.clock.advance("PT10M");
      trial.emulator.service.call("StopScreenshotTask", { TaskId: task?.taskId });
      const { output } = await succeeds(trial.up({ refresh: true }));
      match(output, /Stopped by somebody else/);
      nothingLost(trial);
      await stateIsTrue(trial);
    }));

  it("is left alone where ignoreChanges names its end", () =>
    withStack(declare("a", final), async (trial) => {
      await succeeds(trial.up());
      trial.program = declare("a", longer, { ignoreChanges: ["endTime"] });
      deepEqual((await succeeds(trial.up())).changes, { same: 1 });
      nothingLost(trial);
      await stateIsTrue(trial);
    }));

  it("keeps running where protect refuses its replacement", () =>
    withStack(declare("a", final, { protect: true }), async (trial) => {
      await succeeds(trial.up());
      trial.program = declare("a", longer, { protect: true });
      const outcome = await trial.up();
      ok(outcome.failed);
      match(outcome.output, /protect/);
      equal(trial.liveTasks().length, 1);
      trial.program = declare("a", final, { protect: true });
      nothingLost(trial);
      await stateIsTrue(trial);
    }));

  it("goes on in the service where retainOnDelete lets go of it", () =>
    withStack(declare("a", final, { retainOnDelete: true }), async (trial) => {
      await succeeds(trial.up());
      trial.program = async () => {};
      await succeeds(trial.up());
      deepEqual(await trial.resources(), {});
      equal(trial.liveTasks().length, 1);
      nothingLost(trial);
    }));

  it("is deleted before it is replaced where deleteBeforeReplace says so", () =>
    withStack(declare("a", final, { deleteBeforeReplace: true }), async (trial) => {
      await succeeds(trial.up());
      trial.program = declare("a", longer, { deleteBeforeReplace: true });
      await succeeds(trial.up());
      const order = trial.emulator.requests().map(({ action }) => action);
      ok(order.lastIndexOf("DeleteScreenshotTask") < order.lastIndexOf("CreateScreenshotTask"), order.join());
      nothingLost(trial);
      await stateIsTrue(trial);
    }));

  it("is renamed with an alias without a call", () =>
    withStack(declare("a", final), async (trial) => {
      await succeeds(trial.up());
      const calls = trial.emulator.requests().length;
      trial.program = declare("b", final, { aliases: [{ name: "a" }] });
      deepEqual((await succeeds(trial.up())).changes, { same: 1 });
      equal(trial.emulator.requests().length, calls);
      await stateIsTrue(trial);
    }));

  it("is renamed without an alias: the new task first, and then the old one goes", () =>
    withStack(declare("a", final), async (trial) => {
      await succeeds(trial.up());
      await trial.emulator.clock.advance("PT10M");
      trial.program = declare("b", final);
      deepEqual((await succeeds(trial.up())).changes, { create: 1, delete: 1 });
      nothingLost(trial);
      await stateIsTrue(trial);
    }));

  it("is renamed without an alias under ifExists adopt: one task, handed over and not deleted", () =>
    withStack(declare("a", final), async (trial) => {
      await succeeds(trial.up());
      const [task] = trial.liveTasks();
      await trial.emulator.clock.advance("PT10M");
      trial.program = declare("b", { ...final, ifExists: "adopt" });
      deepEqual((await succeeds(trial.up())).changes, { create: 1, delete: 1 });
      equal((await trial.resources())["b"]?.outputs["taskId"], task?.taskId);
      equal(trial.emulator.service.tasks().length, 1);
      nothingLost(trial);
      await stateIsTrue(trial);
    }));

  it("is edited and edited back", () =>
    withStack(declare("a", final), async (trial) => {
      await succeeds(trial.up());
      await trial.emulator.clock.advance("PT10M");
      trial.program = declare("a", longer);
      await succeeds(trial.up());
      await trial.emulator.clock.advance("PT10M");
      trial.program = declare("a", final);
      await succeeds(trial.up());
      nothingLost(trial);
      await stateIsTrue(trial);
    }));

  it("is kept where its renamed successor cannot be made, even with --continue-on-error", () =>
    withStack(declare("a", final), async (trial) => {
      await succeeds(trial.up());
      const [task] = trial.liveTasks();
      await trial.emulator.clock.advance("PT10M");
      trial.program = declare("b", { ...final, ifExists: "error" });
      const outcome = await trial.up({ continueOnError: true });
      ok(outcome.failed);
      match(outcome.output, /is there already: \S+, window .*and ifExists is "error"/);
      match(outcome.output, /Kept the screenshot task \S+ .*: its successor failed in this run/);
      deepEqual(
        trial.liveTasks().map(({ taskId }) => taskId),
        [task?.taskId],
      );
      trial.program = declare("b", final);
      await succeeds(trial.up());
      nothingLost(trial);
      await stateIsTrue(trial);
    }));

  it("is kept where its renamed successor waits for something that failed, which has the engine skip it", () =>
    withStack(declare("a", final), async (trial) => {
      await succeeds(trial.up());
      const [task] = trial.liveTasks();
      trial.program = async () => {
        const endTime = "2027-01-01T00:00:00Z";
        const impossible = { ...final, streamName: "other", startTime: "2026-12-31T23:00:00Z", endTime };
        const first = new ScreenshotTask("impossible", { ...impossible, ifTooFar: "error" });
        new ScreenshotTask("b", final, { dependsOn: first });
      };
      const outcome = await trial.up({ continueOnError: true });
      ok(outcome.failed);
      match(
        outcome.output,
        /Kept the screenshot task \S+ .*: what is to capture in its place was not made in this run/,
      );
      deepEqual(
        trial.liveTasks().map(({ taskId }) => taskId),
        [task?.taskId],
      );
      trial.program = declare("b", final);
      await succeeds(trial.up());
      nothingLost(trial);
      await stateIsTrue(trial);
    }));

  it("declared by two resources has two tasks, and each goes with its own", () =>
    withStack(
      async () => {
        new ScreenshotTask("a", final);
        new ScreenshotTask("b", final);
      },
      async (trial) => {
        await succeeds(trial.up());
        equal(trial.liveTasks().length, 2);
        await stateIsTrue(trial);
        trial.program = declare("b", final);
        await succeeds(trial.up());
        nothingLost(trial);
        await stateIsTrue(trial);
      },
    ));

  it("is gone after a destroy, and nothing captures any more", () =>
    withStack(declare("a", final), async (trial) => {
      await succeeds(trial.up());
      await succeeds(trial.destroy());
      deepEqual(trial.liveTasks(), []);
      deepEqual(await trial.resources(), {});
    }));
});
