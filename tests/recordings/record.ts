/**
 * `npm run record`: what this version writes, as a stack's export and the emulator's data file in which its tasks,
 * templates and rules live. Both are kept for ever, so that later versions are tested with them; run it once for each
 * release that is published.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatInstant } from "../../provider/window.js";
import { type Outcome, packageRoot, type Trial, withStack } from "../support/stack.js";
import { adopted, evening, late, minute, programs } from "./declared.js";

function succeeded(outcome: Outcome): void {
  ok(!outcome.failed, outcome.output);
}

async function play(trial: Trial): Promise<void> {
  const { clock, service } = trial.emulator;
  trial.environment["TENCENTCLOUD_CSS_RUN_EVERY"] = "P1D";
  succeeded(await trial.up());

  await clock.set(formatInstant(evening));
  service.call("CreateScreenshotTask", adopted);
  trial.program = programs.inTheEvening;
  succeeded(await trial.up());

  const taskOf = (streamName: string) => ({
    TaskId: service.tasks().find((task) => task.streamName === streamName)?.taskId,
  });
  await clock.set(formatInstant(late - 10 * minute));
  for (const stream of ["stopped-by-others", "stopped-and-restored", "kept-by-its-provider"]) {
    service.call("StopScreenshotTask", taskOf(stream));
  }
  service.call("DeleteScreenshotTask", taskOf("deleted-by-others"));
  await clock.set(formatInstant(late));
  succeeded(await trial.refresh());
  trial.program = programs.atLast;
  succeeded(await trial.up());
}

/** Where a task of the recording stands, as its outputs say. */
const marks = {
  missed: "missed",
  skipped: "skipped",
  deferred: "creatableFrom",
  "stopped-by-an-edit": "stoppedAt",
  "stopped-by-others": "stoppedAt",
  "kept-by-its-provider": "stoppedAt",
  "deleted-by-others": "missing",
  "stopped-and-restored": "lostSeconds",
  "replaced-while-it-ran": "lostSeconds",
};

/** Of each kind that there is, one is in the recording. */
const kinds = ["CallbackRule", "CallbackTemplate", "ScreenshotTask", "SnapshotRule", "SnapshotTemplate"];

async function assertWhole(trial: Trial): Promise<void> {
  const resources = await trial.resources();
  for (const [name, output] of Object.entries(marks)) ok(output in (resources[name]?.outputs ?? {}), name);
  const found = Object.values(resources).map(({ type }) => String(type.split(":").at(-1)));
  deepEqual([...new Set(found)].sort(), kinds);
  equal(trial.emulator.service.tasks().filter(({ streamName }) => streamName === "adopted").length, 1);
}

async function record(): Promise<void> {
  const { version } = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8")) as { version: string };
  const folder = join(packageRoot, "tests/fixtures/recordings", version);
  const scratch = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  const data = join(scratch, "emulator.json");
  // Where in a program a resource was registered is of this machine, and nothing reads it.
  const kept = (key: string, value: unknown) => (["sourcePosition", "stackTrace"].includes(key) ? undefined : value);
  const write = (name: string, value: unknown) => writeFile(join(folder, name), `${JSON.stringify(value, kept, 2)}\n`);
  try {
    await withStack(
      programs.atFirst,
      async (trial) => {
        await play(trial);
        await assertWhole(trial);
        await mkdir(folder, { recursive: true });
        await write("stack.json", await trial.stack.exportStack());
        // The data file is written whenever the clock is set.
        await trial.emulator.clock.set(formatInstant(late));
        await write("emulator.json", JSON.parse(await readFile(data, "utf8")));
      },
      { data, store: `recording-${version}` },
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  console.log(`recorded in ${folder}`);
}

void record();
