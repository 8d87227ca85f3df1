/**
 * Processes known by a variable of their environment, which children inherit at whatever remove. Pulumi's plugins are in
 * process groups of their own, and outlive a CLI that is killed, so neither group nor parent tells where they are from.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** Kills every process that has `variable`, such as `NAME=value`, in its environment. */
export async function killProcessesWith(variable: string): Promise<void> {
  for (let left = await processesWith(variable); left.length > 0; left = await processesWith(variable)) {
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
  }
}

/** The ids of the processes that were started with `variable`. None on Windows, which does not tell. */
export async function processesWith(variable: string): Promise<number[]> {
  if (process.platform === "win32") return [];
  return existsSync("/proc/self/environ") ? fromProc(variable) : fromPs(variable);
}

async function fromProc(variable: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const matches = await Promise.all(
    pids.map(async (pid) => {
      // Empty for a process that has ended, unreadable for another user's.
      const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      return environment.split("\0").includes(variable);
    }),
  );
  return pids.filter((_, index) => matches[index]).map(Number);
}

async function fromPs(variable: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-E", "-ww", "-o", "pid=,command="], {
    maxBuffer: 2 ** 26,
  });
  const lines = stdout.split("\n").filter((line) => `${line} `.includes(` ${variable} `));
  return lines.map((line) => Number.parseInt(line, 10));
}
