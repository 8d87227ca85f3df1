import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { capturesOf, drawContactSheet } from "../../../cli/demo/contactSheet.js";
import { writePictures } from "../../../cli/demo/pictures.js";
import { at, evening } from "./evening.js";

describe("the pictures of a demo", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("are one in six of the captures, and every one within a minute of a stop", async () => {
    const { service, first, second } = evening();
    const written = await writePictures(folder, service, [first, second]);
    const files = await readdir(folder);
    assert.equal(files.length, written);
    const near = capturesOf(service, [first, second]).filter(({ time }) => Math.abs(time - at("20:00:12")) <= 60);
    assert.equal(near.length, 13);
    assert.equal(files.filter((file) => file > "2026-12-18T19-59-12" && file < "2026-12-18T20-01-13").length, 13);
    // Of the 13, two are among the 151 that are one in six of 901.
    assert.equal(written, 151 + 11);
  });

  it("are PNG files named by the time and the task, so that a listing shows them in order", async () => {
    const { service, first, second } = evening();
    await writePictures(folder, service, [first, second]);
    const files = (await readdir(folder)).sort();
    assert.equal(files[0], "2026-12-18T19-00-00Z-task-1.png");
    assert.equal(files.at(-1), "2026-12-18T21-29-51Z-task-2.png");
    const { width, height } = PNG.sync.read(await readFile(join(folder, files[0] ?? "")));
    assert.deepEqual([width, height], [320, 180]);
  });
});

describe("the contact sheet", () => {
  it("is one PNG of four columns and six rows, small enough for a README", () => {
    const { service, first, second } = evening();
    const file = drawContactSheet(service, first, second);
    const { width, height } = PNG.sync.read(file);
    assert.ok(width > 4 * 320 && width < 5 * 320, `${width} pixels wide`);
    assert.ok(height > 6 * 180, `${height} pixels high`);
    assert.ok(file.length < 200_000, `${file.length} bytes`);
  });

  it("is always the same for the same evening", () => {
    const sheets = [evening(), evening()].map(({ service, first, second }) => drawContactSheet(service, first, second));
    assert.deepEqual(sheets[0], sheets[1]);
  });

  it("shows both tasks, each in a colour of its own, in the order of the hand-over", () => {
    const { service, first, second } = evening();
    const { data, width, height } = PNG.sync.read(drawContactSheet(service, first, second));
    const colours = Array.from({ length: height }, (_, y) => data.subarray((y * width + 20) * 4).readUIntBE(0, 3));
    const bars = colours.filter((colour, y) => colour !== colours[y - 1] && isBar(colour));
    assert.equal(new Set(bars).size, 2);
    assert.deepEqual(
      bars.map((colour) => (colour === bars[0] ? 1 : 2)),
      [1, 1, 1, 2, 2, 2],
    );
  });
});

/** Neither paper nor ink nor a picture's dark ground. */
function isBar(colour: number): boolean {
  const [red, green, blue] = [colour >> 16, (colour >> 8) & 255, colour & 255];
  return Math.max(red, green, blue) > 150 && Math.max(red, green, blue) - Math.min(red, green, blue) > 80;
}
