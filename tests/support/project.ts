/** A Pulumi project on disk, run by the CLI as its users run it, against an emulator of its own. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.js";
import { runCommand } from "./command.js";
import { engine, environmentFor, start } from "./stack.js";

export interface Project {
  readonly emulator: Emulator;
  /** What whoever runs Pulumi in the project's folder needs, PATH included. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Runs `pulumi` in the project's folder, where its stack "test" is selected.
   *
   * @returns what it printed to standard output.
   * @throws Error with all that it printed.
   */
  pulumi(...args: string[]): Promise<string>;
}

/** Files that are in the folder already, under other names, stay. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/**
 * @param options of the emulator. Default: its clock stands still where the tests begin.
 * @param settings Environment of `pulumi`, beside what it needs. Default: none.
 */
export async function withProject(
  folder: string,
  test: (project: Project) => Promise<void>,
  options: EmulatorOptions = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { path: pulumi, folder: engineFolder } = await engine();
  const home = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  const emulator = await startEmulator({ time: start, ...options });
  const env = {
    // The engine finds its hosts there.
    PATH: [engineFolder, process.env["PATH"]].join(delimiter),
    HOME: home,
    PULUMI_BACKEND_URL: `file://${home}`,
    ...environmentFor(emulator),
    ...settings,
  };
  const project: Project = {
    emulator,
    environment: env,
    pulumi: (...args) => runCommand(pulumi, [...args, "--non-interactive"], { cwd: folder, env }),
  };
  try {
    await project.pulumi("stack", "init", "test");
    await test(project);
  } finally {
    await emulator.close();
    await rm(home, { recursive: true, force: true });
  }
}
