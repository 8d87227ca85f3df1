/**
 * The demo as a user starts it: in a clone, and installed. Both are laid out in a temporary folder; HOME is another one,
 * which must stay as it is.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { PNG } from "pngjs";
import { processesWith } from "../../cli/demo/processes.js";
import { accountFor } from "../../cli/demo/summary.js";
import { createService, type ServiceState } from "../../emulator/index.js";
import { runCommand } from "../support/command.js";
import { layOutClone, layOutPackage } from "../support/laidOut.js";
import { engine, packageRoot } from "../support/stack.js";

describe("the demo", () => {
  let folder: string;
  /** In the environment of the demo, and so of all that it starts. */
  let mark: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
    await mkdir(join(folder, "home"));
    mark = randomUUID();
  });

  afterEach(async () => {
    assert.deepEqual(await processesWith(`DEMO_MARK=${mark}`), [], "a process was left behind");
    assert.deepEqual(await readdir(join(folder, "home")), [], "HOME was touched");
    await rm(folder, { recursive: true, force: true });
  });

  it("shows a window from its set-up to its evidence, with pictures, callbacks and numbers that agree with the emulator", async () => {
    const clone = await layOutClone(folder);
    const demo = await start(clone, clone);
    assert.equal(await demo.ended, 0, demo.output());
    const output = demo.output();

    assert.deepEqual(
      [...output.matchAll(/^\[(\d+)\/11\] /gm)].map(([, number]) => Number(number)),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    );
    assert.match(output, /~ endTime +: "2026-12-18T21:00:00Z" => "2026-12-18T21:30:00Z"/);
    assert.ok(output.indexOf("created replacement") < output.indexOf("deleting original"));
    assert.match(output, /deferred 1 \(the next can be made from 2027-01-09T19:10:00Z on\)/);
    assert.match(output, /\+ taskId +:/);
    assert.match(output, /- 6 deleted/);

    const made = join(clone, ".demo");
    const state = await savedState(made);
    const service = createService({ state });
    const [first, second, third, ...others] = service.tasks();
    assert.ok(first && second && third);
    assert.deepEqual(others, []);
    assert.deepEqual([first.state, second.state, third.state], ["stopped", "over", "stopped"]);
    assert.ok(second.createdAt < (first.stoppedAt ?? 0));

    const account = accountFor(service, [first, second]);
    assert.equal(account.uncovered, 0);
    assert.equal(account.longestGap, 10);
    for (const [number, meaning] of [
      [first.captures, "captures of task 1"],
      [second.captures, "captures of task 2"],
      [first.captures + second.captures, "captures together"],
    ] as const) {
      assert.match(output, new RegExp(`^ +${number} +${meaning}`, "m"));
    }
    const all = first.captures + second.captures + third.captures;

    const told = state.outbox?.deliveries ?? [];
    assert.deepEqual(new Set(told.map(({ status }) => status)), new Set([200]));
    assert.equal(told.filter(({ eventType }) => eventType === 1).length, 1);
    assert.equal(told.filter(({ eventType }) => eventType === 200).length, all);
    assert.match(output, new RegExp(`^ +${first.captures + second.captures}  callbacks, one for each of them`, "m"));
    assert.match(output, /^tonight .* over .* (\d+) of \d+$/m);
    assert.match(output, /^Pictures of what is over: 1 as expected\./m);

    const pictures = await readdir(join(made, "captures"));
    assert.match(output, new RegExp(`${pictures.length} pictures: one in 6 of the ${all} captures`));
    assert.ok(PNG.sync.read(await readFile(join(made, "contact-sheet.png"))).width > 1000);
  });

  for (const [moment, signal] of [
    ["$ pulumi up", "SIGTERM"],
    ["tonight creating (0s)", "SIGINT"],
    ["creating replacement", "SIGINT"],
  ] as const) {
    it(`leaves no process behind when it gets ${signal} at "${moment}", installed as a package`, async () => {
      const installed = await layOutPackage(folder);
      const demo = await start(installed, folder);
      await demo.printed(moment);
      demo.child.kill(signal);
      assert.equal(await demo.ended, signal);
      assert.match(demo.output(), new RegExp(`Interrupted by ${signal}. Nothing is left running`));
      assert.ok((await readdir(join(folder, "tencentcloud-css-demo"))).includes("emulator.json"));
    });
  }

  it("ends, and leaves no process behind, when nobody reads its output any more", async () => {
    const installed = await layOutPackage(folder);
    const demo = await start(installed, folder);
    await demo.printed("[3/11]");
    demo.child.stdout?.destroy();
    assert.equal(await demo.ended, 1);
  });

  it("has a program whose types are right", () =>
    runCommand(
      process.execPath,
      [join(packageRoot, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", "examples/demo"],
      { cwd: packageRoot, env: {} },
    ).then(() => {}));

  interface Demo {
    readonly child: ChildProcess;
    /** The status, or the signal that ended it. */
    readonly ended: Promise<number | NodeJS.Signals>;
    output(): string;
    /** Resolves once the output has this text. */
    printed(text: string): Promise<void>;
  }

  async function start(root: string, workingDirectory: string): Promise<Demo> {
    const { folder: engineFolder } = await engine();
    const child = spawn(process.execPath, [join(root, "dist/cli/main.js"), "demo"], {
      cwd: workingDirectory,
      env: {
        PATH: [engineFolder, process.env["PATH"]].join(delimiter),
        HOME: join(folder, "home"),
        DEMO_MARK: mark,
        // Settings of the user's that must not be seen.
        PULUMI_BACKEND_URL: "https://api.pulumi.invalid",
        TENCENTCLOUD_CSS_ENDPOINT: "https://live.invalid.tencentcloudapi.com",
        TENCENTCLOUD_SECURITY_TOKEN: "a token of the user's",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        child.emit("printed");
      });
    }
    const ended = once(child, "close").then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);
    return {
      child,
      ended,
      output: () => output,
      printed: async (text) => {
        while (!output.includes(text)) {
          const over = await Promise.race([once(child, "printed").then(() => false), ended.then(() => true)]);
          assert.ok(!over || output.includes(text), `the demo ended without "${text}": ${output}`);
        }
      },
    };
  }
});

/** The service as the demo's emulator left it. */
async function savedState(folder: string): Promise<ServiceState> {
  const saved = JSON.parse(await readFile(join(folder, "emulator.json"), "utf8")) as { service: ServiceState };
  return saved.service;
}
