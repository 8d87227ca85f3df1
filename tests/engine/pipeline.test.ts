import { deepEqual, equal, fail, match, ok } from "node:assert/strict";
import { ended, type Pipeline, type Run, withPipeline } from "../support/pipeline.js";
import type { Project } from "../support/project.js";

/** It is 18:00 on 2026-12-18 when the tests begin. */
const tonight = "tonight,arena,2026-12-18T19:00:00Z,2026-12-18T21:00:00Z";
const running = "running,arena,2026-12-18T17:00:00Z,2026-12-18T20:00:00Z";
const nextWeek = "next-week,arena,2026-12-26T19:00:00Z,2026-12-26T21:00:00Z";
const in2028 = "typo,arena,2028-12-18T19:00:00Z,2028-12-18T21:00:00Z";

/** Starts the script, and resolves when the emulator holds a creation at its commit. */
async function untilCreationIsHeld({ emulator, start }: Pipeline): Promise<{ group: number; run: Promise<Run> }> {
  emulator.faults.set({ kind: "held", action: "CreateScreenshotTask", count: 1 });
  const child = start();
  const run = ended(child);
  const [held] = await Promise.race([emulator.faults.whenHeld(), run.then(({ output }) => fail(output))]);
  ok(held);
  return { group: -(child.pid ?? 0), run };
}

/** Kills the script, and all that it started, in a creation that is carried out all the same. */
async function killInCreation(pipeline: Pipeline): Promise<void> {
  const { group, run } = await untilCreationIsHeld(pipeline);
  process.kill(group, "SIGKILL");
  await run;
  pipeline.emulator.faults.release();
  equal(pipeline.emulator.service.tasks().length, 1);
}

const live = ({ emulator }: Project) =>
  emulator.service.tasks().filter(({ state }) => ["scheduled", "running", "waiting"].includes(state)).length;

const operationsLeft = async ({ pulumi }: Project) => {
  const exported = JSON.parse(await pulumi("stack", "export"));
  return exported.deployment.pending_operations?.length ?? 0;
};

describe("the pipeline's script", () => {
  it("runs a stack that has no state yet, changes nothing the next night, and fails for what was missed", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(tonight, nextWeek);
      const first = await pipeline.run();
      equal(first.code, 0, first.output);
      deepEqual(first.output.match(/^== .*/gm), [
        "== Dropping the lock of a killed run, if there is one.",
        "== Reading the state of test.",
        "== Looking for tasks that a killed run made and could not save.",
        "== pulumi up",
        "== What came of it:",
      ]);
      match(first.output, /^tonight +live\/arena +2026-12-18 19:00 – 21:00 +as declared +scheduled /m);
      match(first.output, /^next-week +live\/arena +2026-12-26 19:00 – 21:00 +- +deferred /m);
      const second = await pipeline.run();
      equal(second.code, 0, second.output);
      match(second.output, /3 unchanged/);
      equal(pipeline.emulator.service.tasks().length, 1);
      await pipeline.emulator.clock.set("2026-12-26T22:00:00Z");
      const late = await pipeline.run();
      equal(late.code, 3, late.output);
      match(late.output, /Failed, as --fail-on asks: next-week \(missed\)/);
    }));

  it("after a run that was killed drops its lock, and adopts what it made: nothing is lost and nothing doubled", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(running);
      await killInCreation(pipeline);
      equal(await operationsLeft(pipeline), 1);
      const [made] = pipeline.emulator.service.tasks();
      const { code, output } = await pipeline.run();
      equal(code, 0, output);
      match(output, new RegExp(`its task was made \\(task ${made?.taskId}\\)`));
      match(output, /== Clearing what the killed run left pending/);
      match(output, /1 running/);
      equal(pipeline.emulator.service.tasks().length, 1);
      equal(await operationsLeft(pipeline), 0);
    }));

  it("names what a killed run made where its window is not declared any more", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(running);
      await killInCreation(pipeline);
      const [made] = pipeline.emulator.service.tasks();
      await pipeline.declare(nextWeek);
      const { code, output } = await pipeline.run();
      equal(code, 0, output);
      match(
        output,
        new RegExp(`Task ${made?.taskId}, which a killed run made, is in no state: .*tencentcloud-css orphans`),
      );
    }));

  it("makes what it can where a window is refused, says all the same what came of it, and ends as `pulumi up` did", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(tonight, in2028);
      const { code, output } = await pipeline.run();
      equal(code, 1, output);
      match(output, /More than 400 days/);
      match(output, /failed \(exit code 1\)\n== What came of it:/);
      match(output, /1 window \(1 scheduled\)/);
      equal(live(pipeline), 1);
    }));

  it("with --before leaves `pulumi up` to others, and hands what they are to adopt to their environment", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(running);
      await killInCreation(pipeline);
      const [made] = pipeline.emulator.service.tasks();
      const { code, output } = await pipeline.run("test", "--before", "environment");
      equal(code, 0, output);
      equal(await pipeline.read("environment"), `TENCENTCLOUD_CSS_ADOPT=${made?.taskId}\n`);
      ok(!output.includes("== pulumi up"));
      equal(await operationsLeft(pipeline), 0);
    }));

  it("asked to end lets what is being made be saved, and ends with nothing left running", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(running);
      const { group, run } = await untilCreationIsHeld(pipeline);
      process.kill(group, "SIGTERM");
      pipeline.emulator.faults.release();
      const { code, output } = await run;
      equal(code, 143, output);
      equal(await operationsLeft(pipeline), 0);
      match(
        await pipeline.pulumi("stack", "export"),
        new RegExp(`"taskId": "${pipeline.emulator.service.tasks()[0]?.taskId}"`),
      );
    }));

  it("stops where the stack does not exist: a misspelt one would declare everything a second time", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(tonight);
      const { code, output } = await pipeline.run("prud");
      equal(code, 6, output);
      match(output, /no stack named 'prud' found/);
      equal(pipeline.emulator.service.tasks().length, 0);
    }));
});
