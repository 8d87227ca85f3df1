import { deepEqual, doesNotMatch, equal, fail, match, ok, rejects } from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { killProcessesWith, processesWith } from "../../cli/demo/processes.js";
import type { Fault } from "../../emulator/index.js";
import { ended, killScript, type Pipeline, type Run, withPipeline } from "../support/pipeline.js";
import type { Project } from "../support/project.js";
import { liveTasks } from "../support/tasks.js";

/** It is 18:00 on 2026-12-18 when the tests begin. */
const tonight = "tonight,arena,2026-12-18T19:00:00Z,2026-12-18T21:00:00Z";
const running = "running,arena,2026-12-18T17:00:00Z,2026-12-18T20:00:00Z";
const nextWeek = "next-week,arena,2026-12-26T19:00:00Z,2026-12-26T21:00:00Z";
const in2028 = "typo,arena,2028-12-18T19:00:00Z,2028-12-18T21:00:00Z";

interface Started {
  readonly script: ChildProcess;
  readonly run: Promise<Run>;
}

const held: Fault = { kind: "held", action: "CreateScreenshotTask", count: 1 };

/** For longer than anything that a script could take for a deadline of its own. */
const heldForLong: Fault = { kind: "slow", action: "CreateScreenshotTask", count: 1, milliseconds: 6000 };

/** Starts the script, and resolves when the emulator holds a creation at its commit. */
async function untilCreationIsHeld({ emulator, start }: Pipeline, fault = held): Promise<Started> {
  emulator.faults.set(fault);
  const script = start();
  const run = ended(script);
  const [creation] = await Promise.race([emulator.faults.whenHeld(), run.then(({ output }) => fail(output))]);
  ok(creation);
  return { script, run };
}

/**
 * Kills the script, and all that it started, in a creation that is carried out all the same.
 * @returns the TaskId of what was made.
 */
async function killInCreation(pipeline: Pipeline): Promise<string> {
  const { script, run } = await untilCreationIsHeld(pipeline);
  killScript(script);
  await run;
  await killProcessesWith(pipeline.mark); // Pulumi's, which nobody ends.
  pipeline.emulator.faults.release();
  const [made, ...others] = taskIds(pipeline);
  deepEqual(others, []);
  return made ?? fail("nothing was made");
}

/** To the script's whole process group, as a terminal and many a runner do it. */
const signalGroup = ({ pid }: ChildProcess, signal: NodeJS.Signals) => process.kill(-(pid ?? fail()), signal);

/** Resolves when the script prints this from now on. */
function untilPrinted({ stdout }: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    stdout?.on("data", (chunk) => {
      output += String(chunk);
      if (output.includes(text)) resolve();
    });
    stdout?.once("end", () => reject(new Error(`It ended without "${text}": ${output}`)));
  });
}

/** Resolves when no process of the project's runs any more, or tells which did for half a minute. */
async function left({ mark }: Pipeline): Promise<readonly number[]> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const pids = await processesWith(mark);
    if (pids.length === 0 || performance.now() > deadline) return pids;
  }
}

/** One task was made and is in the state, nothing is pending, and nothing runs. */
async function isSaved(pipeline: Pipeline): Promise<void> {
  const [made, ...others] = taskIds(pipeline);
  ok(made);
  deepEqual(others, []);
  match(await pipeline.pulumi("stack", "export"), new RegExp(`"taskId": "${made}"`));
  equal(await operationsLeft(pipeline), 0);
  deepEqual(await left(pipeline), []);
}

const taskIds = ({ emulator }: Project) => emulator.service.tasks().map(({ taskId }) => taskId);

const live = ({ emulator }: Project) => liveTasks(emulator.service).length;

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
        "== pulumi refresh",
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

  it("after a run that was killed while it saved drops its lock, and adopts what it made: nothing is lost or doubled", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(running);
      const made = await killInCreation(pipeline);
      equal(await operationsLeft(pipeline), 1);
      // As it is between two system calls of the CLI's.
      const besideTheState = join(pipeline.environment["HOME"] ?? "", ".pulumi/stacks/captures/test.json.attrs");
      await truncate(besideTheState);
      await rejects(pipeline.pulumi("stack", "export"), /EOF/);
      const { code, output } = await pipeline.run();
      equal(code, 0, output);
      match(output, new RegExp(`its task was made \\(task ${made}\\)`));
      match(output, /== Clearing what the killed run left pending/);
      match(output, /1 running/);
      equal(pipeline.emulator.service.tasks().length, 1);
      equal(await operationsLeft(pipeline), 0);
    }));

  it("remembers what a killed run made over a night whose program fails as a whole, and adopts it the next night", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(running);
      const made = await killInCreation(pipeline);
      const program = await pipeline.read("index.ts");
      await pipeline.write("index.ts", "this is no program");
      const failed = await pipeline.run();
      equal(failed.code, 1, failed.output);
      match(failed.output, new RegExp(`What a killed run made, ${made}, is in no state yet`));
      await pipeline.write("index.ts", program);
      const { code, output } = await pipeline.run();
      equal(code, 0, output);
      await isSaved(pipeline);
    }));

  it("says what to set where a night fails as a whole and Pulumi forgets what a killed update made", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(nextWeek);
      equal((await pipeline.run()).code, 0);
      await pipeline.emulator.clock.set("2026-12-22T18:00:00Z");
      const made = await killInCreation(pipeline);
      const program = await pipeline.read("index.ts");
      await pipeline.write("index.ts", "this is no program");
      const failed = await pipeline.run();
      equal(failed.code, 1, failed.output);
      match(failed.output, new RegExp(`TENCENTCLOUD_CSS_ADOPT=${made}`));
      await pipeline.write("index.ts", program);
      pipeline.settings["TENCENTCLOUD_CSS_ADOPT"] = made;
      const { code, output } = await pipeline.run();
      equal(code, 0, output);
      await isSaved(pipeline);
    }));

  it("names what a killed run made where its window is not declared any more", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(running);
      const made = await killInCreation(pipeline);
      await pipeline.declare(nextWeek);
      const { code, output } = await pipeline.run();
      equal(code, 0, output);
      match(output, new RegExp(`What a killed run made, ${made}, is in no state: .*tencentcloud-css orphans`));
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

  it("names file, line and field of what is wrong in the table, makes the other windows, and deletes nothing", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(tonight);
      equal((await pipeline.run()).code, 0);
      const [name, stream, start] = tonight.split(",");
      await pipeline.declare(
        `${name},${stream},${start}`,
        running,
        running,
        "c,x,2026-12-18T19:00:00,2026-12-18T21:00:00Z",
        "d,x,2026-02-30T19:00:00Z,2026-12-18T21:00:00Z",
        "e,x,2026-12-18T19:00:00Z,2026-12-19T20:00:00Z",
        "f,main stage,2026-12-18T19:00:00Z,2026-12-18T21:00:00Z",
      );
      const { code, output } = await pipeline.run();
      equal(code, 1, output);
      match(output, /windows\.csv, line 3: end missing, in "tonight,/);
      match(output, /windows\.csv, line 5: name \S+ is on another line already/);
      match(output, /windows\.csv, line 6: startTime "2026-12-18T19:00:00" has no offset/);
      match(output, /windows\.csv, line 7: startTime "2026-02-30T19:00:00Z" is not a time that exists/);
      match(output, /windows\.csv, line 8: endTime is 1 d 1 h after startTime/);
      match(output, /windows\.csv, line 9: streamName must be a name without blanks/);
      doesNotMatch(output, /^ +at /m);
      equal(live(pipeline), 2);
    }));

  it("makes what is due though what there is cannot be read", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(tonight);
      equal((await pipeline.run()).code, 0);
      await pipeline.declare(tonight, running);
      pipeline.emulator.faults.set({ kind: "token-expired", action: "DescribeScreenshotTask" });
      const { code, output } = await pipeline.run();
      equal(code, 1, output);
      match(output, /== pulumi refresh[\s\S]*failed \(exit code \d+\)\n +What somebody stopped or deleted/);
      equal(live(pipeline), 2);
    }));

  it("with --before hands what `pulumi up` is to adopt to its environment, and clears it the next night", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(running);
      const made = await killInCreation(pipeline);
      const first = await pipeline.run("test", "--before", "environment");
      equal(first.code, 0, first.output);
      equal(await pipeline.read("environment"), `TENCENTCLOUD_CSS_ADOPT=${made}\n`);
      doesNotMatch(first.output, /== pulumi up/);
      equal(await operationsLeft(pipeline), 1);
      pipeline.settings["TENCENTCLOUD_CSS_ADOPT"] = made;
      const up = await ended(pipeline.startPulumi("up", "--refresh", "--yes", "--skip-preview", "--stack", "test"));
      equal(up.code, 0, up.output);
      delete pipeline.settings["TENCENTCLOUD_CSS_ADOPT"];
      const second = await pipeline.run("test", "--before", "environment of the next night");
      equal(second.code, 0, second.output);
      equal(await pipeline.read("environment of the next night"), "TENCENTCLOUD_CSS_ADOPT=\n");
      await isSaved(pipeline);
    }));

  it("with --before does not keep `pulumi up` from running where a step fails, and says what that means", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(running);
      await killInCreation(pipeline);
      pipeline.emulator.faults.set({ kind: "token-expired", action: "DescribeScreenshotTask" });
      const { code, output } = await pipeline.run("test", "--before", "environment");
      equal(code, 0, output);
      match(output, /failed \(exit code 1\)\n.*may make it a second time/);
      equal(await pipeline.read("environment"), "TENCENTCLOUD_CSS_ADOPT=\n");
      equal(await operationsLeft(pipeline), 1);
    }));

  it("asked to end waits for what is being made to be saved, however long that takes, and leaves nothing running", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(running);
      const { script, run } = await untilCreationIsHeld(pipeline, heldForLong);
      signalGroup(script, "SIGTERM");
      const { code, output } = await run;
      equal(code, 143, output);
      await isSaved(pipeline);
    }));

  it("hands on one signal of all that it gets: at a second one Pulumi would give up what is being made", () =>
    withPipeline(async (pipeline) => {
      await pipeline.declare(running);
      const { script, run } = await untilCreationIsHeld(pipeline);
      const isInterrupted = untilPrinted(script, "== Interrupted");
      signalGroup(script, "SIGINT");
      await isInterrupted;
      signalGroup(script, "SIGINT");
      signalGroup(script, "SIGTERM");
      pipeline.emulator.faults.release();
      const { code, output } = await run;
      equal(code, 130, output);
      await isSaved(pipeline);
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
