/** An example as its readers have it: copied beside an installed package, and run by what its README says. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Project, withProject } from "./project.js";
import { packageRoot } from "./stack.js";

/** A block of code in a README: commands of a shell, or an edit of a file ("```diff FILE"). */
export interface Step {
  readonly kind: "sh" | "diff";
  readonly file: string;
  readonly lines: readonly string[];
}

export interface Example extends Project {
  /** The blocks of the README, in its order. */
  readonly steps: readonly Step[];
  /**
   * Does what a block says: its commands, with nobody there to say yes, or the edit and then `pulumi up`.
   *
   * @returns what the last command printed.
   */
  take(step: Step): Promise<string>;
}

/** The emulator's clock stands still at the time that the README starts one at. */
export async function withExample(name: string, test: (example: Example) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  try {
    await cp(join(packageRoot, "examples", name), folder, {
      recursive: true,
      filter: (path) => !path.endsWith("node_modules"),
    });
    await symlink(join(packageRoot, "node_modules"), join(folder, "node_modules"), "junction");
    const readme = await readFile(join(folder, "README.md"), "utf8");
    const [, time] = /tencentcloud-css\s+emulator\s[^`]*--time (\S+?)`/.exec(readme) ?? [];
    if (time === undefined) throw new Error(`${name}/README.md starts no emulator with --time`);
    await withProject(
      folder,
      (project) =>
        test({
          ...project,
          steps: stepsOf(readme),
          take: async ({ kind, file, lines }) => {
            if (kind === "diff") await edit(join(folder, file), lines);
            let output = "";
            for (const command of kind === "diff" ? ["pulumi up"] : lines) {
              output = await run(project, command);
            }
            return output;
          },
        }),
      { time },
      // Types have a test of their own.
      { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function stepsOf(markdown: string): Step[] {
  return [...markdown.matchAll(/^```(sh|diff) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, kind, file = "", code = ""]) => ({
    kind: kind === "diff" ? "diff" : "sh",
    file,
    lines: code.trimEnd().split("\n"),
  }));
}

/** Of a README's commands those of Pulumi, and what is asked of the emulator, which listens elsewhere here. */
async function run({ pulumi, emulator }: Project, command: string): Promise<string> {
  const [, body, path] = /^curl (?:-d '(.+)' )?http:\/\/127\.0\.0\.1:7788(\S+)$/.exec(command) ?? [];
  if (path !== undefined) {
    const response = await fetch(`${emulator.endpoint}${path}`, body === undefined ? {} : { method: "POST", body });
    if (!response.ok) throw new Error(`${command}: HTTP ${response.status}: ${await response.text()}`);
    return response.text();
  }
  const [program, operation = "", ...rest] = command.split(/\s+/);
  if (program !== "pulumi") throw new Error(`The README's "${command}" is no command that this can run`);
  return pulumi(operation, ...rest, ...(operation === "up" ? ["--yes", "--skip-preview"] : []));
}

/** As a person does it, who finds the lines that are to go: they must be there, once. */
async function edit(file: string, diff: readonly string[]): Promise<void> {
  const text = await readFile(file, "utf8");
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const part = (sign: string) =>
    diff.filter((line) => line.startsWith(sign) || line.startsWith(" ")).map((line) => line.slice(1) + end);
  const pieces = text.split(part("-").join(""));
  if (pieces.length !== 2) throw new Error(`${file} has these lines ${pieces.length - 1} times: ${diff.join("\n")}`);
  await writeFile(file, pieces.join(part("+").join("")));
}
