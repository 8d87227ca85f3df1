import { execFile } from "node:child_process";

export interface CommandOptions {
  readonly cwd: string;
  /** All of its environment, beside PATH. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs a command to its end.
 *
 * @returns what it printed to standard output.
 * @throws Error with all that it printed.
 */
export function runCommand(file: string, args: readonly string[], { cwd, env }: CommandOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { cwd, env: { PATH: process.env["PATH"], ...env } }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${file} ${args.join(" ")} in ${cwd} failed: ${stdout}${stderr}${error.message}`));
      else resolve(stdout);
    });
  });
}
