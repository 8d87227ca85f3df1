import { deepEqual, ok } from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Provider, ScreenshotTask } from "pulumi-tencentcloud-css";
import { withStack } from "../support/stack.js";
import { tonight } from "../support/tonight.js";

const roleArn = "qcs::cam::uin/100000000002:roleName/captures";

describe("under the real engine, a Provider with a profile and a role", () => {
  it("uses that profile and assumes that role, and nothing of their credentials is in state", async () => {
    const folder = await mkdtemp(join(tmpdir(), "credentials-"));
    try {
      await withStack(
        async () => {
          const provider = new Provider("agency", { profile: "agency", roleArn });
          new ScreenshotTask("final", tonight, { provider });
        },
        async (trial) => {
          const { secretId, secretKey } = trial.emulator;
          await writeFile(join(folder, "agency.credential"), JSON.stringify({ secretId, secretKey }));
          // Keys of the environment are not what the profile says.
          Object.assign(trial.environment, {
            TENCENTCLOUD_SHARED_CREDENTIALS_DIR: folder,
            TENCENTCLOUD_SECRET_ID: "AKIDsomebody",
            TENCENTCLOUD_SECRET_KEY: "key-of-somebody",
          });
          const up = await trial.up();
          ok(!up.failed, up.output);
          const destroyed = await trial.destroy();
          ok(!destroyed.failed, destroyed.output);
          const asked = trial.emulator.requests().map(({ action }) => action);
          deepEqual(
            asked.filter((action) => action !== "DescribeScreenshotTask"),
            [
              "AssumeRole",
              "DescribeLiveSnapshotTemplates",
              "CreateScreenshotTask",
              "AssumeRole",
              "DeleteScreenshotTask",
            ],
          );
          const state = await trial.stateFile();
          for (const secret of [secretId, secretKey, "AKIDissued"]) ok(!state.includes(secret), secret);
        },
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
