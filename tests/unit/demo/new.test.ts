import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Temporal } from "temporal-polyfill";
import { writeProgram } from "../../../cli/commands/new.js";
import { packageRoot } from "../../../cli/demo/project.js";
import { runCli } from "../../support/cli.js";

const afternoon = Temporal.ZonedDateTime.from("2026-07-01T15:30:00+08:00[Asia/Shanghai]");
const release = "^1.2.3";

describe("tencentcloud-css new", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const written = (directory: string, file: string) => readFile(join(directory, file), "utf8");

  it("writes the quickstart with a window for tonight, in the user's own time zone", async () => {
    const directory = join(folder, "captures");
    await writeProgram(directory, afternoon, release);
    const program = await written(directory, "index.ts");
    assert.match(program, /startTime: "2026-07-01T19:00:00\+08:00"/);
    assert.match(program, /\?\? "2026-07-01T21:00:00\+08:00"/);
    assert.match(program, /config set endTime 2026-07-01T21:30:00\+08:00/);
    assert.equal(
      program.replaceAll(/2026-07-01T(\d\d:\d\d:00)\+08:00/g, "2026-12-18T$1Z"),
      await readFile(join(packageRoot, "examples/quickstart/index.ts"), "utf8"),
    );
  });

  it("takes the next evening where tonight's window would have begun", async () => {
    const directory = join(folder, "captures");
    await writeProgram(directory, afternoon.with({ hour: 19, minute: 0 }), release);
    assert.match(await written(directory, "index.ts"), /startTime: "2026-07-02T19:00:00\+08:00"/);
  });

  it("depends on this package from where it is told, and on the rest as it was tested", async () => {
    const directory = join(folder, "captures");
    await writeProgram(directory, afternoon, release);
    const { name, dependencies, devDependencies } = JSON.parse(await written(directory, "package.json"));
    const own = JSON.parse(await written(packageRoot, "package.json"));
    assert.equal(name, "captures");
    assert.deepEqual(dependencies, {
      "@pulumi/pulumi": own.devDependencies["@pulumi/pulumi"],
      "pulumi-tencentcloud-css": release,
    });
    assert.deepEqual(Object.keys(devDependencies), ["ts-node", "typescript"]);
  });

  it("is set to the emulator, and tells in three lines how to turn to the real cloud", async () => {
    const directory = join(folder, "captures");
    await writeProgram(directory, afternoon, release);
    assert.match(await written(directory, "Pulumi.yaml"), /endpoint:\n {4}value: http:\/\/127\.0\.0\.1:7788\n/);
    const [, realCloud = ""] = (await written(directory, "README.md")).split("## On the real cloud\n\n");
    assert.equal(realCloud.trim().split("\n").length, 3);
  });

  it("tells programs with --json where it is, what was written, and what it installs", async () => {
    const directory = join(folder, "captures");
    const { out, code } = await runCli(["new", directory, "--json"], "", {});
    const told = JSON.parse(out);
    assert.deepEqual([told.folder, code], [directory, 0]);
    assert.deepEqual(told.files.toSorted(), (await readdir(directory)).toSorted());
    const { dependencies } = JSON.parse(await written(directory, "package.json"));
    assert.equal(told.installs, dependencies["pulumi-tencentcloud-css"]);
  });

  it("gives the project a name that Pulumi and npm take, whatever the folder's", async () => {
    for (const [named, name] of [
      ["My captures!", "My-captures"],
      ["_live", "live"],
      ["录像", "captures"],
    ] as const) {
      const directory = join(folder, named);
      await writeProgram(directory, afternoon, release);
      assert.match(await written(directory, "Pulumi.yaml"), new RegExp(`^name: ${name}\n`));
      assert.equal(JSON.parse(await written(directory, "package.json")).name, name.toLowerCase());
    }
  });

  it("refuses a folder that is not empty, and leaves it as it is", async () => {
    await writeFile(join(folder, "notes.txt"), "mine");
    await assert.rejects(writeProgram(folder, afternoon, release), {
      message: `${folder} is not empty, so nothing was written. Name a folder that is empty or not there yet.`,
    });
    assert.deepEqual(await readdir(folder), ["notes.txt"]);
  });
});
