import { deepEqual, match, ok } from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { once } from "../../provider/once.js";
import { blocksIn, firstWith } from "../support/blocks.js";
import { installByNpm } from "../support/packed.js";
import { withProject, writeFiles } from "../support/project.js";

describe("the README's program", () => {
  it("runs as it is in a new project with the packed package: up, an up that changes nothing, destroy", async () => {
    await runs(({ ts }) => {
      const program = firstWith(ts, "new ScreenshotTask");
      return { program, files: {}, time: hoursBeforeFirstTime(program, 3) };
    });
  });

  it("of a calendar does so with the README's calendar", async () => {
    await runs(({ ts, ics }) => ({
      program: firstWith(ts, "new CaptureSchedule"),
      files: { "league.ics": firstWith(ics, "BEGIN:VCALENDAR") },
      time: "2026-12-24T08:00:00Z",
    }));
  });

  it("of a whole set-up does so", async () => {
    await runs(({ ts }) => {
      const program = firstWith(ts, "new SnapshotTemplate");
      const secrets = { callbackKey: "SecretOfCallbacks" };
      return { program, files: {}, secrets, time: hoursBeforeFirstTime(program, 3) };
    });
  });
});

interface Trial {
  readonly program: string;
  readonly files: Readonly<Record<string, string>>;
  /** Of the stack's configuration. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly time: string;
}

const installed = once(() => installByNpm());

/** So many were run; each has a folder of its own beside the one installation. */
let programs = 0;

/** @param choose What to run of the README's blocks, by their language. */
async function runs(choose: (blocks: Readonly<Record<"ts" | "ics", readonly string[]>>) => Trial): Promise<void> {
  const project = await installed();
  const readme = await readFile(join(project, "node_modules/pulumi-tencentcloud-css/README.md"), "utf8");
  const { program, files, secrets = {}, time } = choose({ ts: blocksIn(readme, "ts"), ics: blocksIn(readme, "ics") });
  programs += 1;
  const folder = join(project, `program-${programs}`);
  await writeFiles(folder, {
    ...files,
    "package.json": "{}",
    "Pulumi.yaml": "name: program\nruntime: nodejs\n",
    "tsconfig.json": JSON.stringify({
      compilerOptions: { strict: true, target: "es2020", module: "commonjs", moduleResolution: "node" },
    }),
    "index.ts": program,
  });
  await withProject(
    folder,
    async ({ pulumi, emulator }) => {
      for (const [name, value] of Object.entries(secrets)) await pulumi("config", "set", "--secret", name, value);
      const output = await pulumi("up", "--yes", "--skip-preview");
      const tasks = emulator.service.tasks();
      ok(tasks.length > 0, "it made no task");
      for (const { taskId } of tasks) match(output, new RegExp(`"${taskId}"`));
      await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
      await pulumi("destroy", "--yes", "--skip-preview");
      deepEqual(new Set(emulator.service.tasks().map(({ state }) => state)), new Set(["deleted"]));
    },
    { time },
  );
}

function hoursBeforeFirstTime(program: string, hours: number): string {
  const times = program.match(/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g) ?? [];
  ok(times.length > 0, "the program in README.md has no time with an offset");
  return new Date(Math.min(...times.map((time) => Date.parse(time))) - hours * 3600_000).toISOString();
}
