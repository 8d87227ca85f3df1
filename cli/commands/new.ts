import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { Temporal } from "temporal-polyfill";
import { packageRoot } from "../demo/project.js";
import { installedFrom, type Source } from "../installedFrom.js";
import { quoteForShell } from "../shell.js";

/** The program that is written. */
const quickstart = join(packageRoot, "examples/quickstart");

/** Where the new program's emulator listens. Fixed, as the project's settings name it. */
const emulatorPort = 7788;

/** `tencentcloud-css new DIR`: the quickstart as a program of the user's own. */
export function newCommand(): Command {
  return new Command("new")
    .argument("<DIR>", "a folder that is empty or not there yet")
    .description("Write a program of your own: the quickstart, with a window for tonight, set to the emulator.")
    .option("--json", "print one object instead: {folder, files, installs, missingTarball}; its shape is stable")
    .addHelpText(
      "after",
      "\nThe status is 0 where it was written, and 1 where it could not be, as where the folder is not empty.",
    )
    .action(async (directory: string, { json }: { json?: true }) => {
      const source = await installedFrom(packageRoot);
      const files = await writeProgram(directory, Temporal.Now.zonedDateTimeISO(), source.dependency);
      console.log(json ? JSON.stringify(newJson(directory, files, source), null, 2) : nextCommands(directory, source));
    });
}

/** The shape of `--json`. It is stable: fields may be added, and none changes its meaning. */
export interface NewJson {
  /** Its absolute path. */
  readonly folder: string;
  /** What was written there. */
  readonly files: readonly string[];
  /** What the program installs this package from, as its package.json has it. */
  readonly installs: string;
  /** The tarball that this names, where it has to be made first (`npm pack`). */
  readonly missingTarball: string | null;
}

function newJson(directory: string, files: readonly string[], { dependency, missingTarball }: Source): NewJson {
  return { folder: resolve(directory), files, installs: dependency, missingTarball: missingTarball ?? null };
}

/**
 * Writes the program, its settings and a README.
 *
 * @param now the window is that evening from 19:00 to 21:00 in its time zone, or the next one's where it is past 19:00.
 * @param own what it installs this package from.
 * @returns the names of the files.
 * @throws Error where there is something in the folder.
 */
export async function writeProgram(directory: string, now: Temporal.ZonedDateTime, own: string): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) {
    throw new Error(`${directory} is not empty, so nothing was written. Name a folder that is empty or not there yet.`);
  }
  const name = projectName(directory);
  const files = {
    "package.json": await manifest(name, own),
    "Pulumi.yaml": projectSettings(name),
    "tsconfig.json": await readFile(join(quickstart, "tsconfig.json"), "utf8"),
    "index.ts": programFor(await readFile(join(quickstart, "index.ts"), "utf8"), now),
    "README.md": readme(name, eveningFrom(now)),
    ".gitignore": "node_modules/\nemulator.json\n",
  };
  for (const [file, text] of Object.entries(files)) await writeFile(join(directory, file), text);
  return Object.keys(files);
}

/** 19:00 of this evening, or of the next one where it is past that. */
function eveningFrom(now: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const tonight = now.with({ hour: 19, minute: 0, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 });
  return Temporal.ZonedDateTime.compare(now, tonight) < 0 ? tonight : tonight.add({ days: 1 });
}

/** The quickstart with the next evening's times in place of its own. */
function programFor(program: string, now: Temporal.ZonedDateTime): string {
  const start = eveningFrom(now);
  return program.replaceAll(/2026-12-18T(\d\d):(\d\d):00Z/g, (_, hour: string, minute: string) =>
    start
      .with({ hour: Number(hour), minute: Number(minute) })
      .toString({ timeZoneName: "never", smallestUnit: "second" }),
  );
}

/** The versions are those that this package is tested with. */
async function manifest(name: string, own: string): Promise<string> {
  const { devDependencies } = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  const tested = (dependency: string) => devDependencies[dependency];
  const written = {
    name: name.toLowerCase(),
    private: true,
    scripts: { emulator: `tencentcloud-css emulator --port ${emulatorPort} --data emulator.json` },
    dependencies: { "@pulumi/pulumi": tested("@pulumi/pulumi"), "pulumi-tencentcloud-css": own },
    devDependencies: { "ts-node": tested("ts-node"), typescript: tested("typescript") },
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

function projectSettings(name: string): string {
  return `name: ${name}
runtime: nodejs
config:
  # The emulator on this machine, and its clock. README.md says how to turn to the real cloud.
  tencentcloud-css:endpoint:
    value: http://127.0.0.1:${emulatorPort}
  tencentcloud-css:clock:
    value: emulator
`;
}

function readme(name: string, start: Temporal.ZonedDateTime): string {
  const emulator = `http://127.0.0.1:${emulatorPort}/_emulator`;
  const anHourIn = start.add({ hours: 1 }).toString({ timeZoneName: "never", smallestUnit: "second" });
  return `# ${name}

Timed screenshot captures of a live stream, declared in \`index.ts\`. As it stands no cloud is called.

## Against the emulator

In a terminal of its own, after \`npm install\`:

    npm run emulator

It prints a few lines with \`export\`. Paste them where you run Pulumi, then:

    pulumi stack init dev
    pulumi up

Where there is no Pulumi CLI, this makes one: \`npx pulumi-tencentcloud-css engine\`; put its folder on PATH. Where there
is no Pulumi account, run this first:

    pulumi login --local
    export PULUMI_CONFIG_PASSPHRASE=choose-one

To see pictures, push the stream and move the emulator's clock into the window:

    curl -d '{"push": {"domainName": "5000.livepush.myqcloud.com", "appName": "live", "streamName": "stream1"}}' ${emulator}/streams
    curl -d '{"set": "${anHourIn}"}' ${emulator}/clock
    curl ${emulator}/tasks
    curl ${emulator}/tasks/TASKID/captures

## On the real cloud

1. \`index.ts\`: your own push domain, app, stream and template id in the place of the example's.
2. \`Pulumi.yaml\`: remove \`config\` and all under it, and start with a new stack: \`pulumi stack init live\`.
3. A new terminal: export TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY of your account, then \`pulumi up\`.
`;
}

/** Pulumi and npm allow few characters in a name. */
function projectName(directory: string): string {
  const name = basename(resolve(directory))
    .replaceAll(/[^\w.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
  return name || "captures";
}

function nextCommands(directory: string, { missingTarball }: Source): string {
  return `${directory} holds a Pulumi program, set to the emulator. Next:

${missingTarball === undefined ? "" : packFirst(missingTarball)}  cd ${quoteForShell(directory)}
  npm install
  npm run emulator        in a terminal of its own; paste the export lines that it prints into yours
  pulumi stack init dev
  pulumi up

README.md there says what to do without a Pulumi CLI or account, how to see pictures, and how to turn it to the real
cloud.`;
}

/** What runs here is no release, so what the program installs has to be made. */
function packFirst(tarball: string): string {
  const folder = dirname(tarball);
  return folder === packageRoot
    ? `  (cd ${quoteForShell(folder)} && npm pack)        what package.json installs: this is a clone, and no release\n`
    : `  put back ${tarball}, which package.json installs, or name a release there\n`;
}
