/** The stack of all captures: how a run brings it to what is wanted, right after whatever happened to the run before. */
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { type EngineEvent, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { ScreenshotTask } from "pulumi-tencentcloud-css";
import { screenshotTask } from "pulumi-tencentcloud-css/provider";

/** What a request may say of a capture. */
export interface Capture {
  readonly streamName: string;
  /** ISO 8601 with an offset. Default: as soon as the task is made. */
  readonly startTime?: string;
  readonly endTime: string;
}

// The push domain, the push path and the snapshot template: those of your account. What is too far ahead is made by the
// run of the day on which it no longer is.
const common = {
  domainName: "5000.livepush.myqcloud.com",
  appName: "live",
  templateId: 1000,
  ifTooFar: "defer",
} as const;

/** What is wrong with a capture by itself. Such a one is not let in, as it would fail the run of all the others. */
export async function problemsOf(capture: Partial<Capture>): Promise<string[]> {
  // To the provider what is absent may be an output that is still to come.
  const missing = (["streamName", "endTime"] as const).filter((name) => capture[name] === undefined);
  const { failures = [] } = await screenshotTask.check({}, { ...common, ...capture });
  return [
    ...missing.map((name) => `${name} is required`),
    ...failures.map(({ property, reason }) => `${property} ${reason}`),
  ];
}

/** @param folder keeps the stack. No other process may use it; the lock of one that was killed is dropped. */
export async function openStack(folder: string): Promise<Stack> {
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "captures", projectName: "captures", program: async () => {} },
    {
      workDir: folder,
      // Pulumi looks for the package from `main` upwards.
      projectSettings: { name: "captures", runtime: "nodejs", main: __dirname, backend: { url: `file://${folder}` } },
    },
  );
  await dropLock(stack);
  return stack;
}

/** It fails where there is none. */
async function dropLock(stack: Stack): Promise<void> {
  await stack.cancel().catch(() => {});
}

export interface Run {
  /** What is to be in the stack afterwards, by name. */
  readonly wanted: Readonly<Record<string, Capture>>;
  /** Whether to find out first what somebody deleted or stopped. */
  readonly refresh: boolean;
  /** Interrupts it: what it has begun it ends and saves. */
  readonly signal: AbortSignal;
  onEvent(event: EngineEvent): void;
}

/** @throws where anything of the run failed; the events say what. */
export async function bring(stack: Stack, { wanted, refresh, signal, onEvent }: Run): Promise<void> {
  const left = await leftByAKilledRun(stack);
  // Where one task cannot be read, what is due is made all the same.
  if (refresh && left === undefined) await stack.refresh().catch((error: unknown) => console.error(String(error)));
  Object.assign(stack.workspace.envVars, { TENCENTCLOUD_CSS_ADOPT: left ?? "" });
  signal.throwIfAborted();
  const program = async () => {
    for (const [name, capture] of Object.entries(wanted)) new ScreenshotTask(name, { ...common, ...capture });
  };
  try {
    await stack.up({ program, continueOnError: true, signal, onEvent });
  } catch (error) {
    await dropLock(stack); // Interrupted as it began, it may have left one.
    throw error;
  }
  // Of the stack's root alone: listings may not show yet what has just been made.
  if (left !== undefined) await stack.refresh({ clearPendingCreates: true, target: ["**pulumi:pulumi:Stack::**"] });
}

/** The TaskIds of what was made and could not be saved, for the next run to adopt; `undefined` where nothing is pending. */
async function leftByAKilledRun(stack: Stack): Promise<string | undefined> {
  const state = await stack.exportStack();
  if (!state.deployment.pending_operations?.length) return undefined;
  const command = join(dirname(require.resolve("pulumi-tencentcloud-css/package.json")), "dist/cli/main.js");
  return new Promise((resolve, reject) => {
    const recover = execFile(process.execPath, [command, "recover"], (error, printed) =>
      error ? reject(error) : resolve(printed.trim()),
    );
    recover.stdin?.end(JSON.stringify(state));
  });
}
