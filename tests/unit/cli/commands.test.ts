import { deepEqual, equal, match } from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator/index.js";
import { runCli as run } from "../../support/cli.js";
import { testContext } from "../../support/context.js";
import { exportText } from "../../support/exported.js";
import { up } from "../../support/program.js";
import { environmentFor, packageRoot, start } from "../../support/stack.js";
import { tonight } from "../../support/tonight.js";

/** A nobody: no emulator, no credentials, no home with files of them. */
const alone = { HOME: "/nonexistent" };
const nothing = exportText(new Map());

describe("the commands that look after a stack", () => {
  let emulator: Emulator;
  let env: Record<string, string>;
  let folder: string;

  beforeEach(async () => {
    emulator = await startEmulator({ time: start });
    env = environmentFor(emulator);
    folder = await mkdtemp(join(tmpdir(), "commands-"));
  });

  afterEach(async () => {
    await emulator.close();
    await rm(folder, { recursive: true });
  });

  const deployed = async (program: Record<string, Record<string, unknown>>) =>
    (await up(testContext(emulator.service), new Map(), program)).stack;

  const create = (end: string) =>
    String(
      emulator.service.call("CreateScreenshotTask", {
        DomainName: tonight.domainName,
        AppName: tonight.appName,
        StreamName: tonight.streamName,
        TemplateId: tonight.templateId,
        StartTime: Date.parse(tonight.startTime) / 1000,
        EndTime: Date.parse(end) / 1000,
      })["TaskId"],
    );

  it("recover prints TaskIds for TENCENTCLOUD_CSS_ADOPT alone on standard output, and the rest for people", async () => {
    const ids = [create(tonight.endTime), create(tonight.endTime)].sort();
    const pending = ["a", "b"].map((name) => ({ name, inputs: tonight }));
    const { out, err, code } = await run(["recover"], exportText(new Map(), pending), env);
    deepEqual([out, code], [`${ids.join(",")}\n`, 0]);
    match(err, /a \(creating; stream live\/final of push\.example\.com, .*\): its task was made \(task /);
  });

  it("recover prints an empty line, and needs neither account nor service, where nothing is pending", async () => {
    const { out, err, code } = await run(["recover"], nothing, alone);
    deepEqual([out, code], ["\n", 0]);
    match(err, /no run was killed while it made a task/);
  });

  it("recover ends with status 1 and says why where the service does not answer", async () => {
    const gone = { ...env, TENCENTCLOUD_CSS_ENDPOINT: "http://127.0.0.1:1" };
    const { out, err, code } = await run(["recover"], exportText(new Map(), [{ name: "a", inputs: tonight }]), gone);
    deepEqual([out, code], ["", 1]);
    match(err, /^Nothing answers at http:\/\/127\.0\.0\.1:1/);
  });

  it("recover reads a file, and with --json tells programs of every pending operation", async () => {
    const file = join(folder, "stack.json");
    await writeFile(file, exportText(new Map(), [{ name: "a", inputs: tonight }]));
    const { out, code } = await run(["recover", file, "--json"], "", env);
    const { adopt, operations } = JSON.parse(out);
    deepEqual([adopt, operations.length, operations[0].outcome, code], [[], 1, "none", 0]);
  });

  it("status says without an account what the state says, at the machine's time", async () => {
    const { out, code } = await run(["status"], exportText(await deployed({ final: tonight })), alone);
    equal(code, 0);
    match(out, /^trial\/test at .* UTC: 1 window \(1 (scheduled|running|over)\), lost 0 s, as the state says\./);
  });

  it("status asks the service with the account of the environment, and with --offline it does not", async () => {
    const exported = exportText(await deployed({ final: tonight }));
    const asked = JSON.parse((await run(["status", "--json"], exported, env)).out);
    deepEqual([asked.asked, emulator.requests().length > 0], [true, true]);
    emulator.reset();
    const offline = JSON.parse((await run(["status", "--json", "--offline"], exported, env)).out);
    deepEqual([offline.asked, emulator.requests().length], [false, 0]);
  });

  it("status --offline says that the time is the emulator's where that is gone, and what to do", async () => {
    const gone = { ...env, TENCENTCLOUD_CSS_ENDPOINT: "http://127.0.0.1:1" };
    const { out, err, code } = await run(["status", "--offline"], exportText(await deployed({ final: tonight })), gone);
    deepEqual([out, code], ["", 1]);
    match(
      err,
      /The setting clock is "emulator", so an emulator has to be there and is asked for the time, even by `status --offline`\. Start it again/,
    );
  });

  it("status asks with the credentials of a profile too, as a run does", async () => {
    const exported = exportText(await deployed({ final: tonight }));
    const { secretId, secretKey } = emulator;
    await mkdir(join(folder, ".tccli"));
    await writeFile(join(folder, ".tccli/default.credential"), JSON.stringify({ secretId, secretKey }));
    const { TENCENTCLOUD_SECRET_ID: _, TENCENTCLOUD_SECRET_KEY: __, ...rest } = env;
    const { out, err } = await run(["status", "--json"], exported, { ...rest, HOME: folder });
    equal(JSON.parse(out).asked, true, err);
  });

  it("status ends with status 3 for what --fail-on names, and names the windows", async () => {
    const late = { ...tonight, startTime: "2026-12-18T17:00:00Z" };
    const exported = exportText(await deployed({ late }));
    const { err, code } = await run(["status", "--fail-on", "missed,late"], exported, env);
    equal(code, 3);
    match(err, /Failed, as --fail-on asks: late \(late\)\./);
    equal((await run(["status", "--fail-on", "missed,skipped"], exported, env)).code, 0);
  });

  it("status names the file that cannot be read, and why", async () => {
    const { err, code } = await run(["status", packageRoot], nothing, alone);
    deepEqual(
      [err.trim(), code],
      [`${packageRoot} cannot be read: EISDIR: illegal operation on a directory, read.`, 1],
    );
  });

  it("status refuses words, durations and settings that do not exist", async () => {
    for (const [args, problem] of [
      [["--fail-on", "missed,lost"], /There is no "lost"; there are missed, skipped, late, stopped, uncovered/],
      [["--fail-on", "unseen"], /Whether a window is unseen only the service tells: give --evidence too/],
      [["--evidence", "--offline"], /--evidence asks the service, and --offline forbids it/],
      [["--since", "2 days"], /It must be an ISO 8601 duration/],
      [["--since", "-P2D"], /It must be an ISO 8601 duration that is not negative/],
      [
        ["--run-every", "P9D"],
        /--run-every <DURATION>' argument 'P9D' is invalid\. It must be an ISO 8601 duration up to P3D/,
      ],
    ] as const) {
      const { err, code } = await run(["status", ...args], nothing, alone);
      equal(code, 1);
      match(err, problem);
    }
  });

  it("orphans ends with status 0 where all is known, and 3 where something is found, over several files", async () => {
    const [one, two] = [join(folder, "one.json"), join(folder, "two.json")];
    await writeFile(one, exportText(await deployed({ final: tonight })));
    await writeFile(two, exportText(await deployed({ other: { ...tonight, streamName: "other" } })));
    equal((await run(["orphans", one, two], "", env)).code, 0);
    const stranger = create("2026-12-18T20:00:00Z");
    const { out, code } = await run(["orphans", one, two], "", env);
    equal(code, 3);
    match(out, new RegExp(`No state knows task ${stranger}`));
    deepEqual(JSON.parse((await run(["orphans", one, "--json"], "", env)).out).orphans.length, 2);
  });

  it("doctor ends with status 3 where something is wrong, for people and for programs, and shows no key", async () => {
    const place = { ...alone, TENCENTCLOUD_CSS_METADATA_ENDPOINT: "http://127.0.0.1:1" };
    const ill = await run(["doctor"], "", { ...place, TENCENTCLOUD_CSS_ENDPOINT: emulator.endpoint });
    equal(ill.code, 3);
    match(ill.out, /^credentials +PROBLEM +none$/m);
    match(ill.out, /What to do:\n {2}credentials: Give some/);
    const { out, code } = await run(["doctor", "--json"], "", { ...place, ...env });
    const { providers, installed } = JSON.parse(out);
    equal(providers[0].checks[0].verdict, "ok");
    deepEqual(
      installed.map(({ check }: { check: string }) => check),
      ["Node.js", "pulumi-tencentcloud-css", "@pulumi/pulumi", "Pulumi CLI"],
    );
    // Without a home no Pulumi CLI is found, and none is made.
    equal(code, 3);
    equal(out.includes(String(env["TENCENTCLOUD_SECRET_KEY"])), false);
  });

  it("doctor uses the settings of each provider instance of an export", async () => {
    const exported = exportText(await deployed({ final: tonight }));
    const { out } = await run(["doctor", "--read-only", "--json", "-"], exported, env);
    const { providers } = JSON.parse(out);
    equal(providers.length, 1);
    equal(providers[0].checks.find(({ check }: { check: string }) => check === "account").found, emulator.accountId);
  });

  it("doctor ends with status 3 where a template of the export needs what is denied", async () => {
    const switches = { fail: "DescribeLiveSnapshotTemplate:UnauthorizedOperation" };
    const denying = await startEmulator({ time: start, switches });
    try {
      const ofStack = JSON.parse(exportText(new Map()));
      const [provider] = ofStack.deployment.resources;
      const type = "pulumi-nodejs:dynamic/tencentcloud-css:SnapshotTemplate";
      ofStack.deployment.resources.push({
        urn: `urn:pulumi:test::trial::${type}::pictures`,
        type,
        provider: `${provider.urn}::${provider.id}`,
        outputs: { handle: "SnapshotTemplate:1", world: `emulator:${denying.store}` },
      });
      const verdictIn = async (exported: string) => {
        const { out, code } = await run(["doctor", "--read-only", "--json", "-"], exported, environmentFor(denying));
        const [{ checks }] = JSON.parse(out).providers;
        const asked = checks.find(({ check }: { check: string }) => check === "live:DescribeLiveSnapshotTemplate");
        return [asked.verdict, code];
      };
      deepEqual(await verdictIn(nothing), ["note", 0]);
      deepEqual(await verdictIn(JSON.stringify(ofStack)), ["problem", 3]);
      const elsewhere = JSON.stringify(ofStack).replace(`emulator:${denying.store}`, "account:1");
      const { out, code } = await run(["doctor", "--read-only", "-"], elsewhere, environmentFor(denying));
      equal(code, 3);
      match(out, /Refused to look after pictures: it lives in account 1 of Tencent Cloud, but this run talks to/);
    } finally {
      await denying.close();
    }
  });

  it("say that keys of the stack are encrypted in the export, before they ask with others", async () => {
    const exported = JSON.parse(exportText(await deployed({ final: tonight }), [{ name: "a", inputs: tonight }]));
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    const inputs = { "tencentcloud:secretId": "AKIDofTheStack", "tencentcloud:secretKey": secret };
    exported.deployment.resources[0].inputs = inputs;
    for (const command of ["tasks", "orphans", "status", "recover"]) {
      const { err } = await run([command, "-"], JSON.stringify(exported), env);
      match(
        err,
        /^What came on standard input has the keys that its runs sign with, but encrypted: .*--show-secrets`/m,
      );
    }
    const { out, code } = await run(["doctor", "-", "--read-only", "--json"], JSON.stringify(exported), env);
    const [{ credentials, checks }] = JSON.parse(out).providers;
    deepEqual([credentials[0].result, credentials[0].reason, code], ["unusable", "encrypted in this export", 3]);
    deepEqual([checks[0].verdict, checks[1].check, checks[1].verdict], ["ok", "the stack's keys", "unknown"]);
    match(checks[1].advice, /--show-secrets/);
    exported.deployment.resources[0].inputs = { ...inputs, "tencentcloud-css:profile": "work" };
    equal(/encrypted/.test((await run(["status", "-"], JSON.stringify(exported), env)).err), false);
  });

  it("tasks refuses a stack whose tasks are in another account, as orphans does", async () => {
    const exported = exportText(await deployed({ final: tonight }));
    const elsewhere = await startEmulator({ time: start });
    try {
      for (const command of ["tasks", "orphans"]) {
        const { out, err, code } = await run([command, "-"], exported, environmentFor(elsewhere));
        deepEqual([out, code], ["", 1]);
        match(
          err,
          /Refused to compare final of trial\/test: it lives in the emulator's store \S+, but this run talks to/,
        );
      }
    } finally {
      await elsewhere.close();
    }
  });

  it("say where a listing is not published that nothing can be told: recover lets the run go on, orphans fails", async () => {
    const international = await startEmulator({ time: start, switches: { site: "international" } });
    try {
      const environment = environmentFor(international);
      const pending = exportText(new Map(), [{ name: "a", inputs: tonight }]);
      const recover = await run(["recover"], pending, environment);
      deepEqual([recover.out, recover.code], ["\n", 0]);
      match(recover.err, /publishes no DescribeScreenshotTask/);
      const orphans = await run(["orphans"], pending, environment);
      deepEqual([orphans.out, orphans.code], ["", 1]);
      match(orphans.err, /publishes no DescribeScreenshotTask/);
    } finally {
      await international.close();
    }
  });

  it("read the settings that the export holds where the environment has none, and refuse what is no export", async () => {
    const { TENCENTCLOUD_CSS_ENDPOINT: _, TENCENTCLOUD_CSS_CLOCK: __, ...keys } = env;
    const exported = JSON.parse(exportText(new Map(), [{ name: "a", inputs: tonight }]));
    exported.deployment.resources[0].inputs = {
      "tencentcloud-css:endpoint": emulator.endpoint,
      "tencentcloud-css:clock": "emulator",
    };
    const taskId = create(tonight.endTime);
    equal((await run(["recover"], JSON.stringify(exported), keys)).out, `${taskId}\n`);
    for (const command of ["recover", "status", "orphans"]) {
      const { err, out, code } = await run([command], "error: no stack selected", env);
      deepEqual([out, code], ["", 1]);
      match(err, /^What came on standard input is not a stack's export: it is no JSON/);
    }
  });
});
