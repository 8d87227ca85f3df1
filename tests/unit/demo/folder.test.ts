import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareFolder } from "../../../cli/demo/project.js";

describe("the folder of a demo", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is made where there is none", async () => {
    const data = await prepareFolder(join(folder, "demo"));
    assert.equal(data, join(folder, "demo", "emulator.json"));
    assert.deepEqual(await readdir(join(folder, "demo")), []);
  });

  it("is emptied of an earlier demo", async () => {
    await mkdir(join(folder, "captures"));
    await writeFile(join(folder, "captures", "1.png"), "");
    await writeFile(join(folder, "emulator.json"), "{}");
    await prepareFolder(folder);
    assert.deepEqual(await readdir(folder), []);
  });

  it("is refused, and left as it is, where no demo made it", async () => {
    await mkdir(join(folder, "captures"));
    await assert.rejects(prepareFolder(folder), /there is something else in it, which is not touched/);
    assert.deepEqual(await readdir(folder), ["captures"]);
  });
});
