/**
 * An npm registry on the loopback that has the packages installed here, at the versions that the lock file names: npm
 * and pnpm install from it as they do from the public one, without a network.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";

export interface Registry {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

interface Installed {
  readonly manifest: Manifest;
  readonly folder: string;
}

/** @param roots folders with a `node_modules`; of a version that is in several, the first one is served. */
export async function startRegistry(roots: readonly string[]): Promise<Registry> {
  const packages = new Map<string, Map<string, Installed>>();
  for (const root of roots) {
    for await (const installed of installedIn(root)) {
      const { name, version } = installed.manifest;
      const versions = packages.get(name) ?? new Map<string, Installed>();
      if (!versions.has(version)) versions.set(version, installed);
      packages.set(name, versions);
    }
  }

  const server = createServer((request, response) => {
    // NAME asks for a package's versions, NAME/-/VERSION.tgz for one of them. npm escapes the slash of a scope.
    const [name = "", file] = decodeURIComponent((request.url ?? "").slice(1)).split("/-/");
    const versions = packages.get(name);
    const asked = file && versions?.get(basename(file, ".tgz"));
    if (asked) void sendArchive(asked.folder, response);
    else if (versions && !file) response.end(JSON.stringify(packument(name, [...versions.values()], url)));
    else response.writeHead(404).end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  // It lasts as long as its process, and keeps it from nothing.
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url };
}

/** Packages are laid out as npm does it: in `node_modules`, and in the `node_modules` of each. Links are left out. */
async function* installedIn(folder: string): AsyncGenerator<Installed> {
  const modules = join(folder, "node_modules");
  for (const entry of await foldersIn(modules)) {
    const names = entry.startsWith("@") ? await foldersIn(join(modules, entry)) : [""];
    for (const name of names) {
      const found = join(modules, entry, name);
      yield { manifest: JSON.parse(await readFile(join(found, "package.json"), "utf8")) as Manifest, folder: found };
      yield* installedIn(found);
    }
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
}

/** What a registry says of a package: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
function packument(name: string, versions: readonly Installed[], url: string) {
  const latest = versions.map(({ manifest }) => manifest.version).sort(byVersion);
  return {
    name,
    "dist-tags": { latest: latest.at(-1) },
    versions: Object.fromEntries(
      versions.map(({ manifest }) => [
        manifest.version,
        { ...manifest, dist: { tarball: `${url}${name}/-/${manifest.version}.tgz` } },
      ]),
    ),
  };
}

const byVersion = new Intl.Collator("en", { numeric: true }).compare;

/** Installers take an archive that is not compressed as well, and whatever its first folder is called. */
async function sendArchive(folder: string, response: ServerResponse): Promise<void> {
  const own = basename(folder);
  const tar = spawn("tar", ["-cf", "-", "-C", dirname(folder), `--exclude=${own}/node_modules`, own], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await pipeline(tar.stdout, response);
}
