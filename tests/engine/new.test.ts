import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { Temporal } from "temporal-polyfill";
import { writeProgram } from "../../cli/commands/new.js";
import { startEmulator } from "../../emulator/index.js";
import { engine, packageRoot } from "../support/stack.js";

describe("the program that `tencentcloud-css new` writes", () => {
  it("runs as it is, with types checked, against the emulator that its settings name", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
    const now = Temporal.ZonedDateTime.from("2026-12-18T18:00:00+08:00[Asia/Shanghai]");
    const emulator = await startEmulator({ time: now.toInstant().toString() });
    try {
      const directory = join(folder, "captures");
      await writeProgram(directory, now, "^0.1.0");
      await symlink(join(packageRoot, "node_modules"), join(directory, "node_modules"));
      // The port that it names may be in use on this machine.
      const settings = await readFile(join(directory, "Pulumi.yaml"), "utf8");
      await writeFile(
        join(directory, "Pulumi.yaml"),
        settings
          .replace("http://127.0.0.1:7788", emulator.endpoint)
          .replace(/$/, `backend:\n  url: file://${folder}\n`),
      );
      const stack = await LocalWorkspace.createStack(
        { stackName: "dev", workDir: directory },
        {
          pulumiCommand: await (await engine()).pulumiCommand(),
          pulumiHome: join(folder, "pulumi"),
          envVars: {
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            TENCENTCLOUD_SECRET_ID: emulator.secretId,
            TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
          },
        },
      );
      const quiet = { onOutput: () => {} };
      await stack.up(quiet);
      const [task] = emulator.service.tasks();
      assert.equal(task?.startTime, Date.parse("2026-12-18T19:00:00+08:00") / 1000);
      assert.equal(task?.endTime, Date.parse("2026-12-18T21:00:00+08:00") / 1000);
      await stack.up({ ...quiet, expectNoChanges: true });
      await stack.destroy();
      assert.deepEqual(
        emulator.service.tasks().map(({ state }) => state),
        ["deleted"],
      );
    } finally {
      await emulator.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
