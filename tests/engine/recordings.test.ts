import { deepEqual, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import type { Deployment, PulumiFn } from "@pulumi/pulumi/automation/index.js";
import {
  CallbackRule,
  CallbackTemplate,
  Provider,
  ScreenshotTask,
  SnapshotRule,
  SnapshotTemplate,
} from "pulumi-tencentcloud-css";
import { formatInstant } from "../../provider/window.js";
import { packageRoot, type StateResource, type Trial, withStack } from "../support/stack.js";

/** One folder for each release that was published, which `npm run record` wrote. */
const recordings = join(packageRoot, "tests/fixtures/recordings");

const readJson = <Content>(...path: string[]) => JSON.parse(readFileSync(join(recordings, ...path), "utf8")) as Content;

const kinds = { ScreenshotTask, SnapshotTemplate, SnapshotRule, CallbackTemplate, CallbackRule };

const isOfOurKinds = ({ type }: StateResource) => type.includes("tencentcloud-css:");

const isDeclaredProvider = ({ type, urn }: StateResource) =>
  type === "pulumi:providers:pulumi-nodejs" && !urn.endsWith("::default");

/** Our resources, and the providers that the program declares. */
function oursIn({ deployment }: Deployment): StateResource[] {
  const { resources = [] } = deployment as { resources?: StateResource[] };
  return resources.filter((resource) => isOfOurKinds(resource) || isDeclaredProvider(resource));
}

/** Secrets as they were given. */
const plain = (value: unknown): unknown => {
  const { plaintext } = Object(value) as { plaintext?: string };
  return plaintext === undefined ? value : JSON.parse(plaintext);
};

/** The program that a state came from: its inputs are what was declared, in an order in which it can be. */
const programOf =
  (deployment: Deployment): PulumiFn =>
  async () => {
    const made = new Map<string, pulumi.Resource>();
    for (const resource of oursIn(deployment)) made.set(resource.urn, declare(resource, made));
  };

function declare({ urn, type, inputs, ...resource }: StateResource, made: ReadonlyMap<string, pulumi.Resource>) {
  const name = String(urn.split("::").at(-1));
  const { __provider: _, ...given } = inputs;
  const args = Object.fromEntries(
    Object.entries(given).map(([property, value]) => [property.replace("tencentcloud-css:", ""), plain(value)]),
  );
  const kind = kinds[type.split(":").at(-1) as keyof typeof kinds];
  if (!kind) return new Provider(name, args);
  const provider = made.get(resource.provider?.replace(/::[^:]*$/, "") ?? "") as Provider | undefined;
  const dependsOn = (resource.dependencies ?? []).flatMap((dependency) => made.get(dependency) ?? []);
  return new kind(name, args as never, { dependsOn, ...(provider && { provider }) });
}

/** What of a resource is ours: beside it the engine keeps times and places of its own. */
async function stateOf(trial: Trial): Promise<Record<string, Pick<StateResource, "id" | "inputs" | "outputs">>> {
  const resources = oursIn(await trial.stack.exportStack());
  return Object.fromEntries(resources.map(({ urn, id, inputs, outputs }) => [urn, { id, inputs, outputs }]));
}

describe("under the real engine, the state that was written by", () => {
  for (const version of readdirSync(recordings)) {
    it(`${version} is imported, previewed and refreshed without a change, and destroyed`, async () => {
      const deployment = readJson<Deployment>(version, "stack.json");
      const { service } = readJson<{ service: { now: number } }>(version, "emulator.json");
      const count = oursIn(deployment).filter(isOfOurKinds).length;

      const folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
      const data = join(folder, "emulator.json");
      await copyFile(join(recordings, version, "emulator.json"), data);
      try {
        await withStack(
          programOf(deployment),
          async (trial) => {
            await trial.stack.importStack(deployment);
            const before = await stateOf(trial);

            const preview = await trial.preview();
            ok(!preview.failed, preview.output);
            deepEqual(preview.changes, { same: count });
            const refreshed = await trial.refresh();
            ok(!refreshed.failed, refreshed.output);
            deepEqual(await stateOf(trial), before);
            const up = await trial.up();
            deepEqual(up.changes, { same: count }, up.output);
            deepEqual(await stateOf(trial), before);

            const destroyed = await trial.destroy();
            ok(!destroyed.failed, destroyed.output);
            deepEqual(await stateOf(trial), {});
            deepEqual(trial.liveTasks(), []);
            const { snapshotTemplates, ...others } = trial.emulator.service.configured();
            deepEqual(others, { snapshotRules: [], callbackTemplates: [], callbackRules: [] });
            deepEqual(
              snapshotTemplates.filter(({ TemplateName }) => TemplateName === "pictures"),
              [],
            );
          },
          { data, time: formatInstant(service.now) },
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});
