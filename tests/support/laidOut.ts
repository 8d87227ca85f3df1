/** What a demo runs from, in a folder of its own: the `.demo` of the real clone stays as it is. */
import { cp, mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "./stack.js";

/** What is in a clone after `npm ci` and the compiler. */
export async function layOutClone(folder: string): Promise<string> {
  const clone = join(folder, "clone");
  await copy(["package.json", "Pulumi.yaml", "examples", ...compiled], clone);
  await symlink(join(packageRoot, "node_modules"), join(clone, "node_modules"));
  return clone;
}

/** What is in a user's folder after `npm install pulumi-tencentcloud-css`. */
export async function layOutPackage(folder: string): Promise<string> {
  const modules = join(folder, "node_modules");
  await mkdir(modules);
  for (const name of await readdir(join(packageRoot, "node_modules"))) {
    const isOwn = name === "pulumi-tencentcloud-css" || name.startsWith(".");
    // Neither of them is a dependency of the package: Pulumi brings what it needs to run TypeScript.
    const isMissing = name === "typescript" || name === "ts-node";
    if (!isOwn && !isMissing) await symlink(join(packageRoot, "node_modules", name), join(modules, name));
  }
  const installed = join(modules, "pulumi-tencentcloud-css");
  await copy(["package.json", "examples/demo", ...compiled], installed);
  return installed;
}

const compiled = ["dist/sdk", "dist/provider", "dist/emulator", "dist/callbacks", "dist/cli"];

async function copy(names: readonly string[], to: string): Promise<void> {
  for (const name of names) await cp(join(packageRoot, name), join(to, name), { recursive: true });
}
