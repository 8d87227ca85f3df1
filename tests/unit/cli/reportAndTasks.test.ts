import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator/index.js";
import { runCli } from "../../support/cli.js";
import { testContext } from "../../support/context.js";
import { exportText } from "../../support/exported.js";
import { previewedAt } from "../../support/previews.js";
import { up } from "../../support/program.js";
import { environmentFor, packageRoot } from "../../support/stack.js";
import { tonight } from "../../support/tonight.js";

const recorded = (file: string) => join(packageRoot, "tests/fixtures/previews", file);

describe("the commands report and tasks", () => {
  let emulator: Emulator;
  let env: Record<string, string>;

  beforeEach(async () => {
    emulator = await startEmulator({ time: previewedAt });
    env = environmentFor(emulator);
  });

  afterEach(() => emulator.close());

  it("report reads the settings and the clock of what it is given, and calls nothing", async () => {
    const { out, code } = await runCli(["report", recorded("sames.json")], "", env);
    equal(code, 0);
    match(out, /^trial\/test: What the run would do, as of 2026-12-19 18:00 UTC: /);
    match(out, / deferred +far-ahead /);
    equal(out.includes("\u001b"), false);
    deepEqual(emulator.requests(), []);
  });

  it("report reads standard input, and prints Markdown or JSON as asked", async () => {
    const input = JSON.stringify({ steps: [] });
    match(
      (await runCli(["report", "--markdown"], input, env)).out,
      /^<!-- tencentcloud-css report an_empty_stack -->\n/,
    );
    const { out } = await runCli(["report", "--json", recorded("up.log"), "--interval", "60"], "", env);
    const { total, windows } = JSON.parse(out);
    deepEqual([total.unknown, windows.length], [0, 20]);
  });

  it("report ends with status 3 for what --fail-on names, and 1 for input that is none", async () => {
    const file = recorded("preview.log");
    const { err, code } = await runCli(["report", file, "--fail-on", "overlap,refused,deleted"], "", env);
    deepEqual([code, err], [3, "Failed, as --fail-on asks: deleted, overlap.\n"]);
    equal((await runCli(["report", file, "--fail-on", "refused,failed,error"], "", env)).code, 0);
    const wrong = await runCli(["report"], "error: no stack selected", env);
    deepEqual([wrong.code, wrong.out], [1, ""]);
    match(wrong.err, /^What came on standard input is no preview, event log or export: it is no JSON/);
    for (const [args, problem] of [
      [["--interval", "often"], /It must be a number of seconds above 0/],
      [["--fail-on", "lost"], /There is no "lost"; there are failed, refused/],
      [["--markdown", "--json"], /option .--markdown. cannot be used with option .--json./],
    ] as const) {
      match((await runCli(["report", ...args], "", env)).err, problem);
    }
  });

  it("tasks lists without a stack what the account of the environment has, and narrows it", async () => {
    await up(testContext(emulator.service), new Map(), {
      final: { ...tonight, startTime: "2026-12-19T19:00:00Z", endTime: "2026-12-19T21:00:00Z" },
    });
    const { out, err, code } = await runCli(["tasks"], "", env);
    deepEqual([code, err.replace(/^Emulator at .*\n/, "")], [0, ""]);
    match(out, /: 1 task \(1 scheduled\)\.\n\nSTATE {6}DOMAIN /);
    const count = async (...args: string[]) =>
      JSON.parse((await runCli(["tasks", "--json", ...args], "", env)).out).tasks.length;
    deepEqual(
      [await count("--state", "running,over"), await count("--stream", "final"), await count("--past")],
      [0, 1, 0],
    );
    equal(await count("--from", "PT2H", "--to", "PT4H"), 1);
    equal(await count("--from", "2026-12-19T21:00:00Z"), 0);
  });

  it("tasks names with a stack's export the resource that holds a task", async () => {
    const { stack } = await up(testContext(emulator.service), new Map(), {
      final: { ...tonight, startTime: "2026-12-19T19:00:00Z", endTime: "2026-12-19T21:00:00Z" },
    });
    const { out } = await runCli(["tasks", "-"], exportText(stack), env);
    match(out, /RESOURCE\n.* final of trial\/test\n$/);
  });

  it("tasks ends with status 1 where there is nothing to ask with, nobody to ask, or no listing", async () => {
    const international = await startEmulator({ time: previewedAt, switches: { site: "international" } });
    try {
      for (const [args, environment, problem] of [
        [[], {}, /^No credentials for Tencent Cloud, so nothing was called/],
        [
          [],
          { ...env, TENCENTCLOUD_CSS_ENDPOINT: "http://127.0.0.1:1" },
          /^Nothing answers at http:\/\/127\.0\.0\.1:1/,
        ],
        [[], environmentFor(international), /publishes no DescribeScreenshotTask.*list of tasks in the console/],
        [["--from", "-P100D"], env, /tells of tasks for 90 days/],
        [["--from", "P1D", "--to", "P1D"], env, /There is no time between --from and --to/],
        [["--from", "yesterday"], env, /It must be a time with an offset/],
        [["--state", "lost"], env, /There is no "lost"; there are scheduled, running, over, stopped/],
      ] as const) {
        const { out, err, code } = await runCli(["tasks", ...args], "", environment);
        deepEqual([out, code], ["", 1]);
        match(err, problem);
      }
    } finally {
      await international.close();
    }
  });
});
