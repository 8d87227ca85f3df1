/** Where a program of the user's own is to install this package from: from where the running one was installed. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

export interface Source {
  /** What stands in the program's package.json: a range of versions, or the address of a tarball. */
  readonly dependency: string;
  /** The tarball that the address names, where it is not there (any more). */
  readonly missingTarball?: string;
}

/** @param root the running package's folder. */
export async function installedFrom(root: string): Promise<Source> {
  const { name, version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Record<string, string>;
  const modules = dirname(root);
  // In a clone, or linked to one: a tarball of it, as a link would bring its own @pulumi/pulumi.
  if (basename(modules) !== "node_modules") return fromTarball(join(root, `${name}-${version}.tgz`));
  const resolved = await resolvedByNpm(modules, `node_modules/${name}`);
  if (resolved?.startsWith("file:")) return fromTarball(resolve(dirname(modules), resolved.slice("file:".length)));
  return { dependency: resolved === undefined || isOfARegistry(resolved) ? `^${version}` : resolved };
}

function fromTarball(file: string): Source {
  return { dependency: `file:${file}`, ...(!existsSync(file) && { missingTarball: file }) };
}

/** npm notes in each node_modules what it installed from where; other installers, and npm where it is told so, do not. */
async function resolvedByNpm(modules: string, entry: string): Promise<string | undefined> {
  const text = await readFile(join(modules, ".package-lock.json"), "utf8").catch(() => "{}");
  const { packages } = JSON.parse(text) as { packages?: Record<string, { resolved?: string }> };
  return packages?.[entry]?.resolved;
}

/** Registries have their tarballs at NAME/-/NAME-VERSION.tgz. */
function isOfARegistry(address: string): boolean {
  return /^https?:.*\/-\/[^/]+\.tgz$/.test(address);
}
