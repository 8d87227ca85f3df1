import { deepEqual, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { ScreenshotTask, type ScreenshotTaskArgs } from "pulumi-tencentcloud-css";
import { formatInstant } from "../../provider/window.js";
import { packageRoot, type StateResource, type Trial, withStack } from "../support/stack.js";

/** One folder for each release that was published, which `npm run record` wrote. */
const recordings = join(packageRoot, "tests/fixtures/recordings");

const readJson = <Content>(...path: string[]) => JSON.parse(readFileSync(join(recordings, ...path), "utf8")) as Content;

/** The declarations that a state came from: they are its inputs. */
function declaredIn(deployment: Deployment): Record<string, ScreenshotTaskArgs> {
  const { resources } = deployment.deployment as { resources: StateResource[] };
  const ours = resources.filter(({ type }) => type.includes("tencentcloud-css:"));
  return Object.fromEntries(
    ours.map(({ urn, inputs: { __provider: _, ...inputs } }) => [
      String(urn.split("::").at(-1)),
      inputs as unknown as ScreenshotTaskArgs,
    ]),
  );
}

/** What of a resource is ours: beside it the engine keeps times and places of its own. */
async function oursIn(trial: Trial): Promise<Record<string, Pick<StateResource, "id" | "inputs" | "outputs">>> {
  const resources = Object.entries(await trial.resources());
  return Object.fromEntries(resources.map(([name, { id, inputs, outputs }]) => [name, { id, inputs, outputs }]));
}

describe("under the real engine, the state that was written by", () => {
  for (const version of readdirSync(recordings)) {
    it(`${version} is imported, previewed and refreshed without a change, and destroyed`, async () => {
      const deployment = readJson<Deployment>(version, "stack.json");
      const { service } = readJson<{ service: { now: number } }>(version, "emulator.json");
      const declared = declaredIn(deployment);
      const count = Object.keys(declared).length;

      const folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
      const data = join(folder, "emulator.json");
      await copyFile(join(recordings, version, "emulator.json"), data);
      try {
        await withStack(
          async () => {
            for (const [name, args] of Object.entries(declared)) new ScreenshotTask(name, args);
          },
          async (trial) => {
            await trial.stack.importStack(deployment);
            const before = await oursIn(trial);

            const preview = await trial.preview();
            ok(!preview.failed, preview.output);
            deepEqual(preview.changes, { same: count });
            const refreshed = await trial.refresh();
            ok(!refreshed.failed, refreshed.output);
            deepEqual(await oursIn(trial), before);
            const up = await trial.up();
            deepEqual(up.changes, { same: count }, up.output);

            const destroyed = await trial.destroy();
            ok(!destroyed.failed, destroyed.output);
            deepEqual(await trial.resources(), {});
            deepEqual(trial.liveTasks(), []);
          },
          { data, time: formatInstant(service.now) },
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});
