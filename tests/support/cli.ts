import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { packageRoot } from "./stack.js";

export interface Ended {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

/**
 * Runs the `tencentcloud-css` command to its end, with `input` on standard input.
 * @param env all of its environment, beside the time zone.
 */
export async function runCli(
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const child = spawn(process.execPath, [join(packageRoot, "dist/cli/main.js"), ...args], {
    env: { TZ: "UTC", ...env },
  });
  child.stdin.end(input);
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { out, err, code };
}
