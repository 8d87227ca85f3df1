/**
 * A stack under the real engine, against an emulator of its own on a virtual clock that stands still. State, plugins
 * and login live in a temporary folder: nothing of the user's Pulumi is touched.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type EngineEvent, LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { findEngine } from "../../cli/engine.js";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.js";
import { once } from "../../provider/once.js";
import { liveTasks } from "./tasks.js";

/** The folder of the package, from which `require("pulumi-tencentcloud-css")` finds it as a user's program does. */
export const packageRoot = resolve(__dirname, "../../..");

/** Friday; the tests' windows lie around it. */
export const start = "2026-12-18T18:00:00Z";

export const engine = once(() => findEngine({ environment: process.env, say: () => {} }));

/** What the engine needs to know to run unattended against an emulator. */
export function environmentFor(emulator: Emulator): Record<string, string> {
  return {
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    TENCENTCLOUD_CSS_ENDPOINT: emulator.endpoint,
    TENCENTCLOUD_CSS_CLOCK: "emulator",
    TENCENTCLOUD_SECRET_ID: emulator.secretId,
    TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
  };
}

export interface Trial {
  readonly stack: Stack;
  readonly emulator: Emulator;
  /** The program of the next operation. */
  program: PulumiFn;
  /** Settings of the next operation, beside the emulator's endpoint, keys and clock. */
  readonly environment: Record<string, string>;
  /** A step's outcome: what changed, what was printed, and whether it failed. */
  up(options?: Partial<Parameters<Stack["up"]>[0]>): Promise<Outcome>;
  preview(): Promise<Outcome>;
  refresh(): Promise<Outcome>;
  destroy(options?: Partial<Parameters<Stack["destroy"]>[0]>): Promise<Outcome>;
  /** The resources of ours in the exported state, those that are replaced and not deleted yet among them. */
  exported(): Promise<StateResource[]>;
  /** The same by name. */
  resources(): Promise<Record<string, StateResource>>;
  /** The state as it lies in its file, in which secrets are encrypted. */
  stateFile(): Promise<string>;
  /** The emulator's tasks that are neither deleted, stopped nor over. */
  liveTasks(): ReturnType<Emulator["service"]["tasks"]>;
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  /** URNs, each of a resource that stands before this one. */
  readonly dependencies?: readonly string[];
  /** `URN::ID` */
  readonly provider?: string;
  readonly delete?: boolean;
}

export interface Outcome {
  readonly failed: boolean;
  readonly output: string;
  /** How many resources of ours had which operation: `{ create: 1, same: 3 }`. */
  readonly changes: Record<string, number>;
}

export async function withStack(
  program: PulumiFn,
  test: (trial: Trial) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  const trial = await openStack(program, options);
  try {
    await test(trial);
  } finally {
    await trial.close();
  }
}

/** For several tests, one after the other; `withStack` for one. */
export async function openStack(
  program: PulumiFn,
  options: EmulatorOptions = {},
): Promise<Trial & { close(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  const emulator = await startEmulator({ time: start, ...options });
  const environment: Record<string, string> = {};
  const pulumiCommand = await (await engine()).pulumiCommand();
  const trial = { program, environment, emulator } as Trial & { stack: Stack; close(): Promise<void> };

  const stack = await LocalWorkspace.createStack(
    { stackName: "test", projectName: "trial", program: async () => trial.program() },
    {
      pulumiCommand,
      pulumiHome: join(home, "pulumi"),
      workDir: home,
      projectSettings: { name: "trial", runtime: "nodejs", main: packageRoot, backend: { url: `file://${home}` } },
      envVars: {
        ...environmentFor(emulator),
      },
    },
  );
  const { envVars } = stack.workspace;
  // Nobody reads what `up` and its like ask the CLI for afterwards, and it takes as long as they do.
  stack.outputs = async () => ({});
  stack.info = async () => undefined;

  const step = async (operate: (observe: Observer) => Promise<unknown>): Promise<Outcome> => {
    stack.workspace.envVars = { ...envVars, ...environment };
    const changes: Record<string, number> = {};
    let output = "";
    const observer: Observer = {
      onOutput: (text) => {
        output += text;
      },
      onError: (text) => {
        output += text;
      },
      onEvent: ({ resourcePreEvent }) => {
        const metadata = resourcePreEvent?.metadata;
        if (metadata?.urn.includes("tencentcloud-css:")) changes[metadata.op] = (changes[metadata.op] ?? 0) + 1;
      },
    };
    try {
      await operate(observer);
      return { failed: false, output, changes };
    } catch (error) {
      return { failed: true, output: `${output}\n${error instanceof Error ? error.message : String(error)}`, changes };
    }
  };

  trial.stack = stack;
  trial.up = (given) => step((observer) => stack.up({ ...observer, ...given }));
  trial.preview = () => step((observer) => stack.preview(observer));
  trial.refresh = () => step((observer) => stack.refresh({ ...observer }));
  trial.destroy = (given) => step((observer) => stack.destroy({ ...observer, ...given }));
  trial.exported = async () => {
    const { resources = [] } = (await stack.exportStack()).deployment as { resources?: StateResource[] };
    return resources.filter(({ type }) => type.includes("tencentcloud-css:"));
  };
  trial.resources = async () =>
    Object.fromEntries((await trial.exported()).map((resource) => [resource.urn.split("::").at(-1), resource]));
  trial.stateFile = () => readFile(join(home, ".pulumi", "stacks", "trial", "test.json"), "utf8");
  trial.liveTasks = () => liveTasks(emulator.service);

  trial.close = async () => {
    await emulator.close();
    await rm(home, { recursive: true, force: true });
  };
  return trial;
}

interface Observer {
  onOutput(text: string): void;
  onError(text: string): void;
  onEvent(event: EngineEvent): void;
}
