import { deepEqual, equal, match, ok } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Emulator, startEmulator } from "../../emulator/index.js";

const nothingMade = ["--tasks", "0", "--templates", "0", "--rules", "0"];

describe("npm run conformance", () => {
  let emulator: Emulator;
  let folder: string;

  beforeEach(async () => {
    emulator = await startEmulator();
    folder = await mkdtemp(join(tmpdir(), "conformance-"));
  });

  afterEach(async () => {
    await emulator.close();
    await rm(folder, { recursive: true });
  });

  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, [join(__dirname, "main.js"), ...args], {
      cwd: folder,
      env: { TENCENTCLOUD_SECRET_ID: emulator.secretId, TENCENTCLOUD_SECRET_KEY: emulator.secretKey },
    });
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    return { out, err, code, files: await readdir(folder) };
  };

  /** This machine by an address that the program does not know for its own, and so takes for a cloud. */
  const cloud = () => `http://[::ffff:127.0.0.1]:${new URL(emulator.endpoint).port}`;

  it("says first what it will make, and writes what came back of an emulator only where it is told to", async () => {
    const { out, err, code, files } = await run("--endpoint", emulator.endpoint, "--templates", "3", "--tasks", "2");
    match(
      out,
      /^\d+ scenarios against 127\.0\.0\.1:\d+: at most [12] tasks on streams of push\.example\.com .*, [1-3] templates and \d+ rules, .*; time is moved\.\n/,
    );
    deepEqual([err, code, files], ["", 0, []]);
    ok(emulator.requests().length > 0);
  });

  it("calls no cloud without --yes, whatever keys there are, and says what it would make", async () => {
    for (const place of [
      ["--endpoint", cloud()],
      ["--site", "mainland"],
    ]) {
      const { out, code, files } = await run(...place);
      match(
        out,
        /^\d+ scenarios against \S+: at most \d+ tasks .*, \d+ templates and \d+ rules, .* about \d+ minutes\.\n/,
      );
      match(out, /\nNothing was called\. Say --yes to go on, .*\n$/);
      deepEqual([code, files], [0, []]);
    }
    deepEqual(emulator.requests(), []);
  });

  it("keeps what a cloud answered, in a file that is named by its day and says it", async () => {
    const { out, err, code, files } = await run("--endpoint", cloud(), "--yes", ...nothingMade);
    deepEqual([err, code, files.length], ["", 0, 1]);
    const [file = ""] = files;
    const [, day] = /^conformance-[\w.-]+-(\d{4}-\d\d-\d\d)T[\d-]+\.json$/.exec(file) ?? [];
    match(out, new RegExp(`^What came back, without names and ids, is in ${file}\\.$`, "m"));
    const recorded = JSON.parse(await readFile(join(folder, file), "utf8"));
    equal(recorded.recorded, day);
    ok(recorded.exchanges.length > 0 && emulator.requests().length > 0);
    deepEqual(emulator.service.tasks(), []);
  });
});
