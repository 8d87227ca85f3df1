/** The service of examples/automation in a folder of its own, as a process, against an emulator of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { killProcessesWith } from "../../cli/demo/processes.js";
import { type Emulator, startEmulator } from "../../emulator/index.js";
import { engine, environmentFor, packageRoot, start } from "./stack.js";

export interface Service {
  readonly emulator: Emulator;
  readonly readme: string;
  /** Starts it, with these settings in its environment. @returns once it listens. */
  start(settings?: Readonly<Record<string, string>>): Promise<Running>;
}

export interface Running {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** As one who runs it: SIGTERM to it alone. @returns its exit code. */
  end(): Promise<number | null>;
  /** SIGKILL to it and to all that it started, as where a container ends. */
  kill(): Promise<void>;
}

export async function withService(test: (service: Service) => Promise<void>): Promise<void> {
  const { folder: engineFolder } = await engine();
  const home = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  const emulator = await startEmulator({ time: start });
  // What its processes, and no others, have in their environment.
  const mark = `DATA=${join(home, "data")}`;
  try {
    const folder = join(home, "automation");
    await cp(join(packageRoot, "examples/automation"), folder, {
      recursive: true,
      filter: (path) => !path.endsWith("node_modules"),
    });
    await symlink(join(packageRoot, "node_modules"), join(home, "node_modules"), "junction");
    const readme = await readFile(join(folder, "README.md"), "utf8");
    const env = {
      ...environmentFor(emulator),
      PATH: [engineFolder, process.env["PATH"]].join(delimiter),
      HOME: home,
      DATA: join(home, "data"),
      PORT: "0",
      TS_NODE_TRANSPILE_ONLY: "true",
    };
    const begin: Service["start"] = async (settings) => {
      const child = spawn(process.execPath, ["-r", "ts-node/register", "service.ts"], {
        cwd: folder,
        env: { ...env, ...settings },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
      return {
        url: await urlOf(child),
        end: () => {
          child.kill("SIGTERM");
          return ended;
        },
        kill: async () => {
          await killProcessesWith(mark);
          await ended;
        },
      };
    };
    await test({ emulator, readme, start: begin });
  } finally {
    await killProcessesWith(mark);
    await emulator.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function urlOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout) {
    for await (const line of createInterface({ input: stdout })) {
      const [, url] = /^Listening on (\S+)$/.exec(line) ?? [];
      if (url !== undefined) return url;
    }
  }
  throw new Error("The service ended before it listened");
}
