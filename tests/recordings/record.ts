/**
 * `npm run record`: what this version writes, as a stack's export and the emulator's data file in which its tasks live.
 * Both are kept for ever, so that later versions are tested with them; run it once for each release that is published.
 */
import { equal, ok } from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ScreenshotTask, type ScreenshotTaskArgs } from "pulumi-tencentcloud-css";
import { formatInstant } from "../../provider/window.js";
import { type Outcome, packageRoot, start, type Trial, withStack } from "../support/stack.js";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** The first run, the last run but one, and the last one. */
const first = Date.parse(start) / 1000;
const evening = first + 10 * day;
const late = evening + 2 * hour;

type Window = Pick<ScreenshotTaskArgs, "startTime" | "endTime">;

const between = (from: number, to: number): Window => ({ startTime: formatInstant(from), endTime: formatInstant(to) });

/** A stream of its own for each: the service runs three tasks of one at most. */
const capture = (streamName: string, window: Window, more: Partial<ScreenshotTaskArgs> = {}): ScreenshotTaskArgs => ({
  domainName: "push.example.com",
  appName: "live",
  streamName,
  templateId: 1,
  ...window,
  ...more,
});

const declaredAtFirst = {
  over: capture("over", between(first + hour, first + 3 * hour)),
  missed: capture("missed", between(first + 7 * day, first + 7 * day + hour)),
  "made-in-place": capture("made-in-place", between(first + 12 * day, first + 12 * day + hour)),
  deferred: capture("deferred", between(first + 40 * day, first + 40 * day + hour)),
  "in-unix-seconds": capture("in-unix-seconds", { startTime: first + 41 * day, endTime: first + 41 * day + hour }),
};

const declaredInTheEvening = {
  ...declaredAtFirst,
  skipped: capture("skipped", between(first - day, first - day + hour)),
  scheduled: capture("scheduled", between(late + 5 * hour, late + 6 * hour), { streamType: 1, extension: "e" }),
  "with-an-offset": capture("with-an-offset", {
    startTime: "2026-12-29T09:00:00.5+08:00",
    endTime: "2026-12-29T11:00:00.5+08:00",
  }),
  adopted: capture("adopted", between(late + 8 * hour, late + 9 * hour), { ifExists: "adopt" }),
  running: capture("running", between(late - hour, late + hour)),
  "running-from-the-run-on": capture("running-from-the-run-on", { endTime: formatInstant(late + 3 * hour) }),
  "stopped-by-an-edit": capture("stopped-by-an-edit", between(late - hour, late + hour)),
  "stopped-by-others": capture("stopped-by-others", between(late - hour, late + hour), { ifStopped: "keep" }),
  "deleted-by-others": capture("deleted-by-others", between(late - hour, late + hour), { ifStopped: "keep" }),
};

const declaredLate = {
  ...declaredInTheEvening,
  "stopped-by-an-edit": capture("stopped-by-an-edit", between(late - hour, late - 10 * minute)),
};

const program = (declared: Readonly<Record<string, ScreenshotTaskArgs>>) => async () => {
  for (const [name, args] of Object.entries(declared)) new ScreenshotTask(name, args);
};

function succeeded(outcome: Outcome): void {
  ok(!outcome.failed, outcome.output);
}

async function play(trial: Trial): Promise<void> {
  const { clock, service } = trial.emulator;
  trial.environment["TENCENTCLOUD_CSS_RUN_EVERY"] = "P1D";
  succeeded(await trial.up());

  await clock.set(formatInstant(evening));
  service.call("CreateScreenshotTask", {
    DomainName: "push.example.com",
    AppName: "live",
    StreamName: "adopted",
    TemplateId: 1,
    StartTime: late + 8 * hour,
    EndTime: late + 9 * hour,
  });
  trial.program = program(declaredInTheEvening);
  succeeded(await trial.up());

  await clock.set(formatInstant(late));
  const taskOf = (streamName: string) => ({
    TaskId: service.tasks().find((task) => task.streamName === streamName)?.taskId,
  });
  service.call("StopScreenshotTask", taskOf("stopped-by-others"));
  service.call("DeleteScreenshotTask", taskOf("deleted-by-others"));
  succeeded(await trial.refresh());
  trial.program = program(declaredLate);
  succeeded(await trial.up());
}

/** Where a task of the recording stands, as its outputs say. */
const marks = {
  missed: "missed",
  skipped: "skipped",
  deferred: "creatableFrom",
  "stopped-by-an-edit": "stoppedAt",
  "stopped-by-others": "stoppedAt",
  "deleted-by-others": "missing",
};

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
      program(declaredAtFirst),
      async (trial) => {
        await play(trial);
        const resources = await trial.resources();
        for (const [name, output] of Object.entries(marks)) ok(output in (resources[name]?.outputs ?? {}), name);
        equal(trial.emulator.service.tasks().filter(({ streamName }) => streamName === "adopted").length, 1);
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
