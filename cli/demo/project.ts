/**
 * The Pulumi project that the demo runs, and the folder that takes all that it makes. In a clone that is the root
 * `Pulumi.yaml` as it stands, and `.demo` beside it; in an installed package a copy of the program in a folder where the
 * user is.
 */
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** From dist/cli/demo, where this file is compiled to. */
export const packageRoot = join(__dirname, "../../..");

/** The program that the demo runs. */
const program = join(packageRoot, "examples/demo");

/** The emulator's own account of the demo. It is the first file that a demo makes, so it tells whose folder it is. */
const emulatorData = "emulator.json";

export interface DemoProject {
  /** Where `pulumi` is run. */
  readonly directory: string;
  /** Where everything is kept that the demo makes: state, configuration, pictures. */
  readonly folder: string;
}

export function demoProject(workingDirectory: string): DemoProject {
  // The package ships without the root Pulumi.yaml.
  if (existsSync(join(packageRoot, "Pulumi.yaml")))
    return { directory: packageRoot, folder: join(packageRoot, ".demo") };
  const folder = join(workingDirectory, "tencentcloud-css-demo");
  return { directory: folder, folder };
}

/**
 * Empties the folder of an earlier demo, or makes it.
 *
 * @returns the file for the emulator's state.
 * @throws Error where the folder holds something that no demo made.
 */
export async function prepareFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder);
  if (entries.length > 0 && !entries.includes(emulatorData)) {
    throw new Error(
      `The demo keeps its state and pictures in ${folder}, but there is something else in it, which is not ` +
        "touched. Move it away, or run the demo in another folder.",
    );
  }
  // The emulator's file goes last: whatever is interrupted, what is left is known as a demo's.
  for (const entry of [...entries.filter((name) => name !== emulatorData), emulatorData]) {
    await rm(join(folder, entry), { recursive: true, force: true });
  }
  return join(folder, emulatorData);
}

/** Writes the program where there is no clone to run it in. */
export async function writeProject({ directory, folder }: DemoProject): Promise<void> {
  if (directory !== folder) return;
  await cp(program, directory, { recursive: true });
  await writeFile(join(directory, "Pulumi.yaml"), "name: evening\nruntime: nodejs\n");
  // Both the program and `__provider` resolve the package from here upwards. A copy is needed, as ts-node compiles
  // nothing that lies under node_modules.
  const installed = dirname(packageRoot);
  if (basename(installed) !== "node_modules") {
    throw new Error(
      `The demo runs in a clone, or installed in a folder named node_modules, but not in ${packageRoot}.`,
    );
  }
  await symlink(installed, join(directory, "node_modules"), "junction");
}
