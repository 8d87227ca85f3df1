import { deepEqual, equal, match, ok } from "node:assert/strict";
import { Provider, ScreenshotTask } from "pulumi-tencentcloud-css";
import { startEmulator } from "../../emulator/index.js";
import { countConnections } from "../support/listener.js";
import { start, withStack } from "../support/stack.js";
import { tonight as final } from "../support/tonight.js";

describe("under the real engine, a program", () => {
  it("can use an output of another resource as an input, though it is unknown at preview", () =>
    withStack(
      async () => {
        const first = new ScreenshotTask("first", final);
        new ScreenshotTask("second", { ...final, streamName: "second", extension: first.taskId });
      },
      async (trial) => {
        const preview = await trial.preview();
        ok(!preview.failed, preview.output);
        deepEqual(preview.changes, { create: 2 });
        const up = await trial.up();
        ok(!up.failed, up.output);
        const { first, second } = await trial.resources();
        equal(second?.outputs["extension"], first?.outputs["taskId"]);
        deepEqual((await trial.up()).changes, { same: 2 });

        // The id, and so what depends on it, is unknown at preview where the first one is replaced.
        trial.program = async () => {
          const replaced = new ScreenshotTask("first", { ...final, endTime: "2026-12-18T22:00:00Z" });
          new ScreenshotTask("second", { ...final, streamName: "second", extension: replaced.taskId });
        };
        const again = await trial.up();
        ok(!again.failed, again.output);
        equal(trial.liveTasks().length, 2);
        deepEqual((await trial.up()).changes, { same: 2 });
      },
    ));

  it("is previewed without a connection and without a credential", async () => {
    const connections = await countConnections((endpoint) =>
      withStack(
        async () => {
          new ScreenshotTask("final", final);
        },
        async (trial) => {
          trial.environment["TENCENTCLOUD_CSS_ENDPOINT"] = endpoint;
          for (const name of ["TENCENTCLOUD_CSS_CLOCK", "TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"]) {
            trial.environment[name] = "";
          }
          const preview = await trial.preview();
          ok(!preview.failed, preview.output);
          deepEqual(preview.changes, { create: 1 });
        },
      ),
    );
    equal(connections, 0);
  });

  it("is refused what is wrong in form, at preview, naming the resource and the property", () =>
    withStack(
      async () => {
        new ScreenshotTask("final", { ...final, endTime: "2026-12-18T21:00:00" });
      },
      async (trial) => {
        const preview = await trial.preview();
        ok(preview.failed);
        match(preview.output, /ScreenshotTask final.*property endTime.*has no offset, so it could mean any time zone/s);
      },
    ));

  it("is refused a key in plain text in the stack's configuration, and takes one that is a secret", () =>
    withStack(
      async () => {
        new ScreenshotTask("final", final);
      },
      async (trial) => {
        await trial.stack.setConfig("tencentcloud:secretId", { value: trial.emulator.secretId });
        await trial.stack.setConfig("tencentcloud:secretKey", { value: trial.emulator.secretKey });
        const plain = await trial.up();
        ok(plain.failed);
        match(
          plain.output,
          /tencentcloud:secretKey is in the stack's configuration in plain text.*config set --secret/s,
        );

        await trial.stack.setConfig("tencentcloud:secretKey", { value: trial.emulator.secretKey, secret: true });
        trial.environment["TENCENTCLOUD_SECRET_ID"] = "";
        trial.environment["TENCENTCLOUD_SECRET_KEY"] = "";
        const secret = await trial.up();
        ok(!secret.failed, secret.output);
        ok(!(await trial.stateFile()).includes(trial.emulator.secretKey));
        ok(!secret.output.includes(trial.emulator.secretKey));
      },
    ));

  it("can use two accounts at once, and each task stays in its own world", async () => {
    const other = await startEmulator({ time: start });
    try {
      await withStack(
        async () => {
          const provider = new Provider("other", { endpoint: other.endpoint, accountId: other.accountId });
          new ScreenshotTask("here", final);
          new ScreenshotTask("there", final, { provider });
        },
        async (trial) => {
          // The stack's keys are for the stack's account, and those of the environment for the other one.
          const { emulator, stack, environment } = trial;
          await stack.setConfig("tencentcloud-css:endpoint", { value: emulator.endpoint });
          await stack.setConfig("tencentcloud:secretId", { value: emulator.secretId });
          await stack.setConfig("tencentcloud:secretKey", { value: emulator.secretKey, secret: true });
          environment["TENCENTCLOUD_CSS_ENDPOINT"] = "";
          environment["TENCENTCLOUD_SECRET_ID"] = other.secretId;
          environment["TENCENTCLOUD_SECRET_KEY"] = other.secretKey;

          const up = await trial.up();
          ok(!up.failed, up.output);
          const { here, there } = await trial.resources();
          equal(here?.outputs["world"], `emulator:${emulator.store}`);
          equal(there?.outputs["world"], `emulator:${other.store}`);
          deepEqual(
            [emulator, other].map(({ service }) => service.tasks().length),
            [1, 1],
          );
          deepEqual((await trial.up()).changes, { same: 2 });
          const destroyed = await trial.destroy();
          ok(!destroyed.failed, destroyed.output);
          deepEqual(
            [emulator, other].map(({ service }) => service.tasks()[0]?.state),
            ["deleted", "deleted"],
          );
        },
      );
    } finally {
      await other.close();
    }
  });

  it("writes state without code, secret, path or undefined, and few bytes", () =>
    withStack(
      async () => {
        new ScreenshotTask("final", final);
      },
      async (trial) => {
        await trial.up();
        const { final: resource } = await trial.resources();
        const text = JSON.stringify({ inputs: resource?.inputs, outputs: resource?.outputs });
        ok(!/undefined|NaN|\/home|\/root|\/tmp|node_modules/.test(text), text);
        const file = await trial.stateFile();
        ok(!file.includes(trial.emulator.secretKey) && !file.includes(trial.emulator.secretId));
        const bytes = JSON.stringify(resource?.inputs).length + JSON.stringify(resource?.outputs).length;
        ok(bytes <= 900, `${bytes} bytes of inputs and outputs`);
      },
    ));
});
