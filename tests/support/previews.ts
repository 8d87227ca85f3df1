/**
 * What the real engine prints of one change of a stack in which everything happens that a report tells of: a preview's
 * JSON, the event logs of a preview and of the update, and the states before and after it.
 */
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "./command.js";
import { withProject, writeFiles } from "./project.js";
import { engine, packageRoot } from "./stack.js";

/** The time of the preview and the update; what changes there was deployed a day before. */
export const previewedAt = "2026-12-19T18:00:00Z";

const stream = (streamName: string, startTime: string, endTime: string, more: object = {}) => ({
  domainName: "push.example.com",
  appName: "live",
  templateId: 1,
  streamName,
  startTime: `2026-12-${startTime}:00Z`,
  endTime: `2026-12-${endTime}:00Z`,
  ...more,
});

const deployed = {
  unchanged: stream("north-hall", "19T19:00", "19T21:00"),
  moved: stream("south-hall", "19T19:00", "19T21:00"),
  shortened: stream("east-hall", "19T17:00", "19T21:00"),
  stopped: stream("west-hall", "19T17:00", "19T20:00"),
  "other-stream": stream("studio-1", "20T10:00", "20T11:00"),
  "other-template": stream("studio-2", "20T10:00", "20T11:00"),
  policy: stream("studio-3", "20T10:00", "20T11:00"),
  ended: stream("court-1", "19T17:00", "19T21:00"),
  removed: stream("studio-4", "20T10:00", "20T11:00"),
  due: stream("studio-5", "25T17:30", "25T19:30"),
  later: stream("studio-6", "30T19:00", "30T21:00"),
};

const declared = {
  ...deployed,
  removed: undefined,
  moved: stream("south-hall", "19T20:00", "19T22:00"),
  shortened: stream("east-hall", "19T17:00", "19T20:30"),
  stopped: stream("west-hall", "19T17:00", "19T17:30"),
  "other-stream": stream("studio-7", "20T10:00", "20T11:00"),
  "other-template": stream("studio-2", "20T10:00", "20T11:00", { templateId: 2 }),
  policy: stream("studio-3", "20T10:00", "20T11:00", { ifStopped: "keep" }),
  "created | <b>`now`</b>": stream("north-hall", "19T19:30", "19T20:30"),
  "at-once": { ...stream("north-hall", "19T19:30", "19T20:00"), startTime: undefined },
  "far-ahead": stream("studio-6", "31T19:00", "31T21:00"),
  "in-the-past": stream("studio-6", "18T19:00", "18T21:00"),
  "third-at-once": stream("north-hall", "19T19:15", "19T22:00"),
};

/** The program takes its windows from a file, and makes beside them what JSON cannot say. */
const program = `
const pulumi = require("@pulumi/pulumi");
const { ScreenshotTask, SnapshotTemplate } = require("pulumi-tencentcloud-css");
const { base, windows, changed } = require("./declared.json");

class Later extends pulumi.CustomResource {
  constructor(name) {
    super("pulumi-nodejs:dynamic/test:Later", name, { streamName: undefined, __provider:
      "exports.handler=()=>({create:async()=>({id:'1',outs:{streamName:'studio-8'}}),delete:async()=>{}})" });
  }
}

for (const [name, args] of Object.entries(windows)) new ScreenshotTask(name, args);

const bucket = { cosAppId: 1250000000, cosBucket: "pictures", cosRegion: "ap-guangzhou" };
const often = new SnapshotTemplate("often", { templateName: "often", ...bucket, snapshotInterval: changed ? 6 : 5 });
new ScreenshotTask("templated", { ...base, streamName: "studio-9", templateId: often.templateId });
new ScreenshotTask("secret", { ...base, streamName: pulumi.secret(changed ? "hush-b" : "hush-a") });
if (changed) {
  const fresh = new SnapshotTemplate("fresh", { templateName: "fresh", ...bucket, snapshotInterval: 20 });
  new ScreenshotTask("templated-anew", { ...base, streamName: "studio-10", templateId: fresh.templateId });
  new ScreenshotTask("unknown-stream", { ...base, streamName: new Later("later").streamName });
}
`;

/** The files of a recording, as `tests/fixtures/previews` keeps one. */
export const recordedFiles = [
  "before.json",
  "preview.json",
  "sames.json",
  "preview.log",
  "up.log",
  "after.json",
] as const;

export type Recorded = Readonly<Record<(typeof recordedFiles)[number], string>>;

/** One run of the real engine over all of it. */
export async function recordPreviews(): Promise<Recorded> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  try {
    await symlink(join(packageRoot, "node_modules"), join(folder, "node_modules"), "junction");
    await writeFiles(folder, {
      "Pulumi.yaml": "name: trial\nruntime: nodejs\n",
      "package.json": JSON.stringify({ name: "trial", main: "index.js" }),
      "index.js": program,
    });
    const declare = (windows: object, changed: boolean) =>
      writeFiles(folder, { "declared.json": JSON.stringify({ base: deployed.unchanged, windows, changed }) });
    let recorded: Recorded | undefined;
    await withProject(folder, async ({ emulator, environment }) => {
      const { path } = await engine();
      const pulumi = (...args: string[]) =>
        runCommand(path, [...args, "--non-interactive"], {
          cwd: folder,
          env: { ...environment, PULUMI_DEBUG_COMMANDS: "true" },
        });
      const logOf = async (...args: string[]) => {
        const file = join(folder, "event.log");
        await pulumi(...args, "--event-log", file);
        return withoutNoise(await readFile(file, "utf8"));
      };
      const jsonOf = async (...args: string[]) => withoutPlaces(await pulumi(...args));
      await pulumi("config", "set", "tencentcloud-css:runEvery", "P1D");
      await declare(deployed, false);
      await pulumi("up", "--yes", "--skip-preview");
      await emulator.clock.set(previewedAt);
      const ended = emulator.service.tasks().find(({ streamName }) => streamName === deployed.ended.streamName);
      emulator.service.call("StopScreenshotTask", { TaskId: ended?.taskId });
      await pulumi("refresh", "--yes", "--skip-preview");
      await declare(declared, true);
      recorded = {
        "before.json": await jsonOf("stack", "export"),
        "preview.json": await jsonOf("preview", "--json"),
        "sames.json": await jsonOf("preview", "--json", "--show-sames"),
        "preview.log": await logOf("preview"),
        "up.log": await logOf("up", "--yes", "--skip-preview"),
        "after.json": await jsonOf("stack", "export"),
      };
    });
    if (!recorded) throw new Error("nothing was recorded");
    return recorded;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where the program lies on this machine. */
const places = new Set(["sourcePosition", "stackTrace"]);

function withoutPlaces(json: string): string {
  const all: unknown = JSON.parse(json, (name, value: unknown) => (places.has(name) ? undefined : value));
  return `${JSON.stringify(all, null, 2)}\n`;
}

/** Most of a log is what the engine tells for its own developers. */
function withoutNoise(log: string): string {
  const lines = log.split("\n").filter((line) => line !== "" && !line.includes('"severity":"debug"'));
  return `${lines.join("\n")}\n`;
}
