/** The package as its users have it: packed by npm, and installed in each of the ways in which they do that. */
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "../../provider/once.js";
import { runCommand } from "./command.js";
import { startRegistry } from "./registry.js";
import { packageRoot } from "./stack.js";

/** What `pulumi new typescript` writes. It is a workspace of this repository, so the lock file names its versions. */
const newProject = join(packageRoot, "tests/fixtures/project");

export interface Tarball {
  readonly file: string;
  /** In bytes, as it is downloaded. */
  readonly size: number;
  /** The names of its files, from the package's folder on. */
  readonly contents: readonly string[];
}

/** Packed once for all tests. Nothing is compiled for it: what is tested is what lies in `dist`. */
export const tarball = once(async (): Promise<Tarball> => {
  const folder = await makeFolder();
  const printed = await run("npm", ["pack", "--json", "--pack-destination", folder], packageRoot);
  const [packed] = JSON.parse(printed) as [{ filename: string; size: number; files: { path: string }[] }];
  return { file: join(folder, packed.filename), size: packed.size, contents: packed.files.map(({ path }) => path) };
});

/**
 * Makes a project and installs the package in it, with others beside it.
 *
 * @returns the project's folder. A program in it, or in a folder below, finds the package.
 */
export type Install = (...others: string[]) => Promise<string>;

export const installByNpm: Install = async (...others) => {
  const { file } = await tarball();
  const project = await makeFolder();
  await writeManifest(project);
  await run("npm", ["install", file, ...others], project);
  return project;
};

export const installByPnpm: Install = async (...others) => {
  const { file } = await tarball();
  const project = await makeFolder();
  await writeManifest(project);
  const store = join((await workshop()).root, "store");
  await run(join(packageRoot, "node_modules/.bin/pnpm"), ["add", "--store-dir", store, file, ...others], project);
  return project;
};

/** In an npm workspace: `node_modules` has a link to the package, which lies beside the project. */
export const linkInWorkspace: Install = async (...others) => {
  const { file } = await tarball();
  const workspace = await makeFolder();
  const [own, project] = [join(workspace, "packages/own"), join(workspace, "packages/project")];
  await mkdir(own, { recursive: true });
  await mkdir(project);
  await writeFile(join(workspace, "package.json"), JSON.stringify({ private: true, workspaces: ["packages/*"] }));
  await run("tar", ["-xzf", file, "-C", own, "--strip-components=1"], workspace);
  await writeManifest(project, { "pulumi-tencentcloud-css": "*" });
  await run("npm", ["install", "--workspace", "project", ...others], workspace);
  return project;
};

async function writeManifest(project: string, dependencies: Readonly<Record<string, string>> = {}): Promise<void> {
  const manifest = JSON.parse(await readFile(join(newProject, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  Object.assign(manifest.dependencies, dependencies);
  await writeFile(join(project, "package.json"), JSON.stringify(manifest));
}

/** Runs a command without anything of this machine's npm or pnpm: no settings, no caches, no login, no network. */
export async function run(file: string, args: readonly string[], cwd: string): Promise<string> {
  const { root, registry } = await workshop();
  const env = {
    HOME: join(root, "home"),
    npm_config_registry: registry.url,
    npm_config_cache: join(root, "cache"),
    npm_config_update_notifier: "false",
  };
  return runCommand(file, args, { cwd, env });
}

/** Where all is packed and installed, and where it is installed from. Test files of one process share it. */
const workshop = once(async () => {
  const registry = await startRegistry([packageRoot, newProject]);
  const root = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  process.once("exit", () => rmSync(root, { recursive: true, force: true }));
  return { root, registry };
});

async function makeFolder(): Promise<string> {
  return mkdtemp(join((await workshop()).root, "made-"));
}
