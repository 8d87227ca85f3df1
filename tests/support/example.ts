/** An example as its readers have it: copied beside an installed package, and run by what its README says. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/index.js";
import { type Project, withProject, writeFiles } from "./project.js";
import { packageRoot } from "./stack.js";

/** A block of code in a README: commands of a shell, or an edit of a file ("```diff FILE"). */
export interface Step {
  readonly kind: "sh" | "diff";
  readonly file: string;
  readonly lines: readonly string[];
}

export interface Example extends Project {
  /** Those that the README starts, in its order; `emulator` is the first. */
  readonly emulators: readonly Emulator[];
  /** The blocks of the README, in its order. */
  readonly steps: readonly Step[];
  /**
   * Does what a block says: its commands, with nobody there to say yes, or the edit and then `pulumi up`.
   *
   * @returns what the last command printed.
   */
  take(step: Step): Promise<string>;
}

/** The emulators' clocks stand still at the time that the README starts them at. */
export async function withExample(name: string, test: (example: Example) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  const home = join(folder, "home");
  const others: Emulator[] = [];
  try {
    await cp(join(packageRoot, "examples", name), folder, {
      recursive: true,
      filter: (path) => !path.endsWith("node_modules"),
    });
    await symlink(join(packageRoot, "node_modules"), join(folder, "node_modules"), "junction");
    const readme = await readFile(join(folder, "README.md"), "utf8");
    const starts = [...readme.matchAll(/tencentcloud-css\s+emulator\s+--port (\d+) --time (\S+?)`/g)];
    const [time, ...times] = starts.map(([, , at = ""]) => at);
    if (time === undefined) throw new Error(`${name}/README.md starts no emulator with --port and --time`);
    for (const at of times) others.push(await startEmulator({ time: at }));
    await withProject(
      folder,
      async (project) => {
        const emulators = [project.emulator, ...others];
        const here = hereFor(new Map(emulators.map((emulator, index) => [starts[index]?.[1] ?? "", emulator])));
        await writeFiles(home, filesOf(here(readme)));
        await test({
          ...project,
          emulators,
          steps: stepsOf(readme),
          take: async ({ kind, file, lines }) => {
            if (kind === "diff") await edit(join(folder, file), lines);
            let output = "";
            for (const command of kind === "diff" ? ["pulumi up"] : lines) {
              output = await run(project, here(command));
            }
            return output;
          },
        });
      },
      { time },
      {
        HOME: home,
        ...(!readme.includes("Paste the `export` lines") && nothingExported),
        // Types have a test of their own.
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      },
    );
  } finally {
    for (const emulator of others) await emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What an emulator prints to be exported, as it is for whoever did not. */
const nothingExported = {
  TENCENTCLOUD_CSS_ENDPOINT: "",
  TENCENTCLOUD_CSS_CLOCK: "",
  TENCENTCLOUD_SECRET_ID: "",
  TENCENTCLOUD_SECRET_KEY: "",
};

function stepsOf(markdown: string): Step[] {
  return [...markdown.matchAll(/^```(sh|diff) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, kind, file = "", code = ""]) => ({
    kind: kind === "diff" ? "diff" : "sh",
    file,
    lines: code.trimEnd().split("\n"),
  }));
}

/** The files that a README has one write at home ("```ini ~/FILE"). */
function filesOf(markdown: string): Record<string, string> {
  const blocks = markdown.matchAll(/^```ini ~\/(.+)\n([\s\S]*?)^```$/gm);
  return Object.fromEntries([...blocks].map(([, file = "", text = ""]) => [file, text]));
}

/** Puts the addresses, accounts and keys of the emulators that run here for those that a README has on its ports. */
function hereFor(emulators: ReadonlyMap<string, Emulator>): (text: string) => string {
  const on = (port: string): Emulator => {
    const emulator = emulators.get(port);
    if (emulator === undefined) throw new Error(`The README starts no emulator on port ${port}`);
    return emulator;
  };
  return (text) =>
    text
      .replace(/http:\/\/127\.0\.0\.1:(\d+)/g, (_, port: string) => on(port).endpoint)
      .replace(/ACCOUNT_OF_(\d+)/g, (_, port: string) => on(port).accountId)
      .replace(/SECRET_ID_OF_(\d+)/g, (_, port: string) => on(port).secretId)
      .replace(/SECRET_KEY_OF_(\d+)/g, (_, port: string) => on(port).secretKey);
}

/** Of a README's commands those of Pulumi, and what is asked of an emulator. */
async function run({ pulumi }: Project, command: string): Promise<string> {
  const [, body, url] = /^curl (?:-d '(.+)' )?(http:\S+)$/.exec(command) ?? [];
  if (url !== undefined) {
    const response = await fetch(url, body === undefined ? {} : { method: "POST", body });
    if (!response.ok) throw new Error(`${command}: HTTP ${response.status}: ${await response.text()}`);
    return response.text();
  }
  const [program, operation = "", ...rest] = command.split(/\s+/);
  if (program !== "pulumi") throw new Error(`The README's "${command}" is no command that this can run`);
  return pulumi(operation, ...rest, ...(operation === "up" ? ["--yes", "--skip-preview"] : []));
}

/** As a person does it, who finds the lines that are to go: they must be there, once. */
async function edit(file: string, diff: readonly string[]): Promise<void> {
  const text = await readFile(file, "utf8");
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const part = (sign: string) =>
    diff.filter((line) => line.startsWith(sign) || line.startsWith(" ")).map((line) => line.slice(1) + end);
  const pieces = text.split(part("-").join(""));
  if (pieces.length !== 2) throw new Error(`${file} has these lines ${pieces.length - 1} times: ${diff.join("\n")}`);
  await writeFile(file, pieces.join(part("+").join("")));
}
