import { deepEqual } from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installedFrom } from "../../../cli/installedFrom.js";

const name = "pulumi-tencentcloud-css";

describe("where a new program installs the package from", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** @param resolved what npm notes of it. */
  async function packageIn(parent: string, resolved?: string): Promise<string> {
    const root = join(folder, parent, name);
    await mkdir(root, { recursive: true });
    await writeFile(join(root, "package.json"), JSON.stringify({ name, version: "1.2.3" }));
    const packages = { [`node_modules/${name}`]: { version: "1.2.3", resolved } };
    await writeFile(join(dirname(root), ".package-lock.json"), JSON.stringify({ packages }));
    return root;
  }

  it("is a registry where this one came from there, or where nothing is known", async () => {
    for (const resolved of ["https://registry.example/pulumi-tencentcloud-css/-/p-1.2.3.tgz", undefined]) {
      deepEqual(await installedFrom(await packageIn("node_modules", resolved)), { dependency: "^1.2.3" });
    }
  });

  it("is the same tarball, wherever the program lies, and it is said where that is gone", async () => {
    const root = await packageIn("node_modules", "file:../packed.tgz");
    const file = join(dirname(folder), "packed.tgz");
    deepEqual(await installedFrom(root), { dependency: `file:${file}`, missingTarball: file });
    const inside = await packageIn("node_modules", "file:packed.tgz");
    await writeFile(join(folder, "packed.tgz"), "");
    deepEqual(await installedFrom(inside), { dependency: `file:${join(folder, "packed.tgz")}` });
  });

  it("is the same address elsewhere, or the same commit", async () => {
    for (const resolved of ["https://example.com/packed.tgz", "git+ssh://git@example.com/css.git#0123abc"]) {
      deepEqual(await installedFrom(await packageIn("node_modules", resolved)), { dependency: resolved });
    }
  });

  it("is what `npm pack` makes of a clone", async () => {
    const file = join(await packageIn("clone"), `${name}-1.2.3.tgz`);
    deepEqual(await installedFrom(dirname(file)), { dependency: `file:${file}`, missingTarball: file });
  });
});
