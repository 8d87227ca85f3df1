import { deepEqual } from "node:assert/strict";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import "pulumi-tencentcloud-css";
import { startEmulator } from "../../emulator/index.js";
import { startProvider } from "../support/process.js";
import { tonight } from "../support/tonight.js";

/** The one that a program and its provider's process are to share. */
const installed = realpathSync(dirname(require.resolve("@pulumi/pulumi/package.json")));

/** Loaded before everything else: writes down each file that the process loads. */
const watcher = `
const { appendFileSync } = require("node:fs");
const { prototype } = require("node:module");
const { load } = prototype;
prototype.load = function (file) {
  appendFileSync(process.env.LOADED_FILES, file + "\\n");
  return load.call(this, file);
};`;

/** The folders of all copies of `@pulumi/pulumi` that files were loaded from, whatever the folders are called. */
function copiesAmong(files: Iterable<string>): string[] {
  const copies = new Set<string>();
  for (const file of files) {
    const folder = packageOf(dirname(file));
    if (folder !== undefined && nameOf(folder) === "@pulumi/pulumi") copies.add(folder);
  }
  return [...copies];
}

function packageOf(folder: string): string | undefined {
  if (existsSync(join(folder, "package.json"))) return folder;
  return dirname(folder) === folder ? undefined : packageOf(dirname(folder));
}

const nameOf = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: string }).name;

describe("of @pulumi/pulumi", () => {
  it("a program loads the copy that is installed, and no other", () => {
    deepEqual(copiesAmong(Object.keys(require.cache)), [installed]);
  });

  it("the provider's process loads the same copy, and no other", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
    const [hook, list] = [join(folder, "watcher.cjs"), join(folder, "loaded")];
    await writeFile(hook, watcher);
    const emulator = await startEmulator({ time: "2026-12-18T18:00:00Z" });
    const provider = await startProvider(
      { "tencentcloud-css:endpoint": emulator.endpoint, "tencentcloud-css:clock": "emulator" },
      {
        TENCENTCLOUD_SECRET_ID: emulator.secretId,
        TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
        NODE_OPTIONS: `--require ${hook}`,
        LOADED_FILES: list,
      },
    );
    try {
      // What a creation needs is loaded at the first one.
      await provider.create(tonight);
    } finally {
      await provider.end();
      await emulator.close();
    }
    deepEqual(copiesAmong((await readFile(list, "utf8")).trim().split("\n")), [installed]);
    await rm(folder, { recursive: true });
  });
});
