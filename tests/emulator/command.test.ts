import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { faultKinds, switchTable } from "../../emulator/index.js";

const command = join(__dirname, "../../cli/main.js");

function run(...options: string[]): ChildProcess {
  return spawn(process.execPath, [command, "emulator", ...options], { stdio: ["ignore", "pipe", "pipe"] });
}

/** Everything that a command prints until it ends, and its status. */
async function output(child: ChildProcess): Promise<{ out: string; err: string; status: number | null }> {
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  await once(child, "close");
  return { out, err, status: child.exitCode };
}

async function firstLine(child: ChildProcess): Promise<string> {
  assert.ok(child.stdout);
  const [line] = await once(createInterface(child.stdout), "line");
  return line;
}

describe("tencentcloud-css emulator", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "emulator-"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it("with --json prints one object first, and on SIGTERM saves and ends with status 0", async () => {
    const data = join(folder, "store.json");
    const child = run("--json", "--data", data, "--time", "2026-12-18T18:00:00Z");
    const { endpoint, secretId, secretKey, region, ...others } = JSON.parse(await firstLine(child));
    assert.match(endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.match(secretId, /^AKIDemulator/);
    assert.equal(secretKey.length, 32);
    assert.equal(region, "ap-guangzhou");
    assert.deepEqual(others, {});
    await fetch(`${endpoint}/_emulator/clock`, { method: "POST", body: '{"advance":"PT2H"}' });
    child.kill("SIGTERM");
    await once(child, "close");
    assert.deepEqual([child.exitCode, child.signalCode], [0, null]);
    const passed = JSON.parse(await readFile(data, "utf8")).service.now - Date.parse("2026-12-18T18:00:00Z") / 1000;
    assert.ok(passed >= 7200 && passed < 7260, "two hours, and the moments in which it ran on");
  });

  it("prints the same for a person, and what to export", async () => {
    const child = run();
    const printed = output(child);
    await once(child.stdout ?? child, "data");
    child.kill("SIGINT");
    const { out, status } = await printed;
    assert.equal(status, 0);
    const endpoint = /export TENCENTCLOUD_CSS_ENDPOINT=(http:\/\/127\.0\.0\.1:\d+)/.exec(out)?.[1];
    assert.ok(endpoint && out.includes(`answers at ${endpoint}. No cloud is called.`), out);
    assert.match(out, /export TENCENTCLOUD_SECRET_ID=AKIDemulator/);
    assert.match(out, /export TENCENTCLOUD_SECRET_KEY=\w{32}/);
    assert.match(out, /export TENCENTCLOUD_REGION=ap-guangzhou/);
    assert.match(out, /export TENCENTCLOUD_CSS_CLOCK=emulator/);
  });

  it("answers on loopback alone", async () => {
    const child = run("--json");
    const { port } = new URL(JSON.parse(await firstLine(child)).endpoint);
    const elsewhere = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal);
    for (const { address } of elsewhere) {
      await assert.rejects(fetch(`http://${address}:${port}/_emulator`));
    }
    child.kill("SIGTERM");
    await once(child, "close");
  });

  it("takes switches", async () => {
    const child = run("--json", "--set", "account=frozen", "--set", "fail=StopScreenshotTask:InternalError");
    assert.ok(JSON.parse(await firstLine(child)).endpoint);
    child.kill("SIGTERM");
    await once(child, "close");
    assert.equal(child.exitCode, 0);
  });

  it("takes faults, as JSON or in a file", async () => {
    const file = join(folder, "faults.json");
    const faults = [{ kind: "throttled", nth: 1 }];
    await writeFile(file, JSON.stringify(faults));
    for (const given of [file, JSON.stringify(faults)]) {
      const child = run("--json", "--faults", given);
      const { endpoint } = JSON.parse(await firstLine(child));
      const set = await (await fetch(`${endpoint}/_emulator/faults`)).json();
      assert.deepEqual(set, { faults: [{ id: 1, fault: faults[0], calls: 0, fired: 0 }], fired: [], held: [] });
      child.kill("SIGTERM");
      await once(child, "close");
    }
  });

  it("lists every kind of fault with an example in --help", async () => {
    const { out } = await output(run("--help"));
    for (const [kind, { about, example }] of Object.entries(faultKinds)) {
      for (const text of [kind, about, JSON.stringify(example)]) assert.ok(out.includes(text), text);
    }
  });

  it("lists every switch with its default and its reason in --help", async () => {
    const { out, status } = await output(run("--help"));
    assert.equal(status, 0);
    for (const [name, { default: by, about, takes, reason }] of Object.entries(switchTable)) {
      for (const text of [`${name}=${by}`, about, takes, reason]) assert.ok(out.includes(text), text);
    }
  });

  it("refuses wrong options with a sentence and status 1", async () => {
    const wrong: [options: string[], sentence: RegExp][] = [
      [["--port", "x"], /It must be a number from 0 to 65535/],
      [["--port", "65536"], /It must be a number from 0 to 65535/],
      [["--set", "pageSize"], /It must have the form NAME=VALUE/],
      [["--set", "page=1"], /There is no switch "page"/],
      [["--set", "pageSize=0"], /The switch pageSize takes a whole number from 1 on/],
      [["--faults", "nowhere.json"], /It must be JSON, or a file that holds JSON \(ENOENT/],
      [["--faults", "{"], /It must be JSON, or a file that holds JSON/],
      [["--faults", '{"kind":"lost"}'], /The fault has no known kind \("lost"\)\. There are: refused, /],
      [["--time", "now"], /"now" is not a time with an offset/],
    ];
    for (const [options, sentence] of wrong) {
      const { err, status } = await output(run(...options));
      assert.match(err, sentence);
      assert.equal(status, 1);
    }
  });
});
