/** The pipeline's script in a folder of its own, run as a runner runs it, against an emulator of its own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EmulatorOptions } from "../../emulator/index.js";
import { type Project, withProject } from "./project.js";
import { packageRoot } from "./stack.js";

export interface Pipeline extends Project {
  /** Settings of the next run, beside the project's own. */
  readonly settings: Record<string, string>;
  /** Lines of `windows.csv`: name, stream, start, end. */
  declare(...windows: string[]): Promise<void>;
  /** Runs the script to its end. */
  run(...args: string[]): Promise<WholeRun>;
  /** Starts it in a process group of its own, as a runner does. */
  start(): ChildProcess;
  /** Starts `pulumi` alone, in the same way. */
  startPulumi(...args: string[]): ChildProcess;
  readonly folder: string;
  /** What its processes, and no others, have in their environment. */
  readonly mark: string;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
}

export interface Run {
  readonly code: number | null;
  readonly output: string;
}

export interface WholeRun extends Run {
  /** Seconds that processors spent on it and on all that it started: what else the machine did hardly changes that. */
  readonly processorSeconds: number;
}

/**
 * The example as its users copy it, beside an installed package.
 * @param options of the emulator. Default: as in `withProject`.
 */
export async function withPipeline(
  test: (pipeline: Pipeline) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  try {
    await cp(join(packageRoot, "examples/pipeline"), folder, { recursive: true });
    await symlink(join(packageRoot, "node_modules"), join(folder, "node_modules"), "junction");
    const stage = async (project: Project) => {
      const settings: Record<string, string> = {};
      // One stream for all that is printed, as two pipes would not keep its order.
      const startAlone = (file: string, args: readonly string[]) =>
        spawn("sh", ["-c", 'exec "$0" "$@" 2>&1', file, ...args], {
          cwd: folder,
          env: { ...project.environment, ...settings, PULUMI_NODEJS_TRANSPILE_ONLY: "true", TZ: "UTC" },
          stdio: ["ignore", "pipe", "ignore"],
          detached: true,
        });
      const script = join(folder, "nightly.sh");
      const argsOr = (args: readonly string[]) => (args.length === 0 ? ["test"] : args);
      const start = (...args: string[]) => startAlone(script, argsOr(args));
      await test({
        ...project,
        settings,
        declare: (...windows) =>
          writeFile(join(folder, "windows.csv"), ["name,stream,start,end", "", ...windows].join("\n")),
        run: async (...args) => readTimes(await ended(startAlone("sh", ["-c", timed, script, ...argsOr(args)]))),
        start,
        startPulumi: (...args) => startAlone("pulumi", [...args, "--non-interactive"]),
        folder,
        mark: `PULUMI_BACKEND_URL=${project.environment["PULUMI_BACKEND_URL"]}`,
        read: (file) => readFile(join(folder, file), "utf8"),
        write: (file, text) => writeFile(join(folder, file), text),
      });
    };
    await withProject(folder, stage, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * SIGKILL to the script's process group and to those of its children, as where a runner ends a container. Pulumi's
 * plugins have groups of their own again, and are left to notice it.
 */
export function killScript({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  signalGroup(pid, "SIGSTOP"); // It starts nothing while its children are looked for.
  const children = execFileSync("ps", ["-A", "-o", "ppid=,pid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([parent, child]) => (parent === pid && child !== undefined ? child : []));
  for (const group of [pid, ...children]) signalGroup(group, "SIGKILL");
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // It has ended, or is a process that leads no group.
  }
}

export async function ended(child: ChildProcess): Promise<Run> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

/** Runs what it is given, and prints what POSIX shells know of it: minutes and seconds of itself, and of its children. */
const timed = '"$0" "$@"; code=$?; times; exit $code';

function readTimes({ code, output }: Run): WholeRun {
  const times = /^(?:\d+m[\d.]+s ?){2}\n((?:\d+m[\d.]+s ?){2})\n*$/m.exec(output);
  if (!times?.[1]) throw new Error(`The shell did not say how long it took:\n${output}`);
  const seconds = times[1].matchAll(/(\d+)m([\d.]+)s/g);
  const processorSeconds = [...seconds].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
  return { code, output: output.slice(0, times.index), processorSeconds };
}
