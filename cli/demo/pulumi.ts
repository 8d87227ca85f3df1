/**
 * The Pulumi CLI and this package's own as child processes, with their own output on the screen, in an environment where
 * nothing of the user's Pulumi or Tencent Cloud is seen.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Emulator } from "../../emulator/index.js";
import type { Engine } from "../engine.js";
import { killProcessesWith } from "./processes.js";
import { type DemoProject, packageRoot } from "./project.js";

/** How long an interrupted command has to save its state. */
const graceMs = 10_000;

const windows = process.platform === "win32";

export interface PulumiOptions {
  readonly engine: Engine;
  readonly project: DemoProject;
  readonly emulator: Emulator;
  readonly environment: NodeJS.ProcessEnv;
  readonly colours: boolean;
  /** Interrupts the command that runs. */
  readonly signal: AbortSignal;
}

export interface Pulumi {
  /** Runs one command of Pulumi. @throws Error where it fails, or the signal's reason. */
  run(...args: string[]): Promise<void>;
  /** Runs one command of this package, in UTC. @throws Error where it fails, or the signal's reason. */
  runOwn(...args: string[]): Promise<void>;
  /** Ends whatever the commands have left running: where the CLI is killed, its provider's process lives on. */
  end(): Promise<void>;
}

export async function preparePulumi(options: PulumiOptions): Promise<Pulumi> {
  const { engine, project, colours, signal } = options;
  const home = join(project.folder, "pulumi");
  const state = join(project.folder, "state");
  await mkdir(state);
  const env = engineEnvironment(options, home, state);

  const run = async (command: string, path: string, args: string[], settings: NodeJS.ProcessEnv = {}) => {
    signal.throwIfAborted();
    const child = spawn(path, args, {
      cwd: project.directory,
      env: { ...env, ...settings },
      stdio: ["ignore", "inherit", "inherit"],
      // A process group of its own, so that Ctrl-C in the terminal reaches it once, by way of the demo: at the second
      // interrupt the Pulumi CLI gives up without saving.
      detached: !windows,
    });
    const code = await exitCode(child, signal);
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`${command} failed; what it said is above.`);
  };
  // By itself the Pulumi CLI writes in colour only where it may also read from the terminal.
  const colour = ["--color", colours ? "always" : "never"];
  const main = join(packageRoot, "dist/cli/main.js");

  return {
    run: (...args) => run(`pulumi ${args.join(" ")}`, engine.path, [...args, ...colour]),
    runOwn: (...args) => run(`tencentcloud-css ${args.join(" ")}`, process.execPath, [main, ...args], { TZ: "UTC" }),
    end: () => killProcessesWith(`PULUMI_HOME=${home}`),
  };
}

function engineEnvironment(
  { engine, emulator, environment }: PulumiOptions,
  home: string,
  state: string,
): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(([name]) => !/^(PULUMI|TENCENTCLOUD)_/.test(name));
  return {
    ...Object.fromEntries(others),
    PATH: [engine.folder, environment["PATH"]].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    // The state holds no other secret than the key of the demo's own callbacks.
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_CONFIRMATIONS: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    TENCENTCLOUD_CSS_ENDPOINT: emulator.endpoint,
    TENCENTCLOUD_CSS_CLOCK: "emulator",
    TENCENTCLOUD_SECRET_ID: emulator.secretId,
    TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
  };
}

async function exitCode(child: ChildProcess, signal: AbortSignal): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    child.kill("SIGINT");
    timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    return code;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
