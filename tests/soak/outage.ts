/** Nights without a run, on which somebody else asks `tencentcloud-css status` what will be lost. */
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StatusJson } from "../../cli/status/json.js";
import type { Instant } from "../../provider/window.js";
import { ended, type Pipeline } from "../support/pipeline.js";
import { packageRoot } from "../support/stack.js";
import type { Row } from "./place.js";
import type { Span } from "./spans.js";

export interface Outages {
  /** A night passes without a run. @returns the names of the windows that `status` fails for. */
  miss(now: Instant): Promise<readonly string[]>;
  /**
   * A run has come again.
   * @param waiting the windows that had no task.
   * @returns those of them that began before, and were not named by then.
   */
  over(now: Instant, waiting: readonly Row[]): readonly Row[];
  spans(): readonly Span[];
  /** How many seconds before its start each lost window was named. */
  warnings(): readonly number[];
}

export function createOutages(pipeline: Pipeline): Outages {
  const spans: Span[] = [];
  const warnings: number[] = [];
  const named = new Map<string, Instant>();
  let since: Instant | undefined;

  return {
    miss: async (now) => {
      since ??= now;
      const failing = await askStatus(pipeline);
      for (const name of failing) if (!named.has(name)) named.set(name, now);
      return failing;
    },
    over: (now, waiting) => {
      if (since === undefined) return [];
      spans.push({ from: since, to: now });
      const lost = waiting.filter(({ start }) => start < now);
      const lead = ({ name, start }: Row) => start - (named.get(name) ?? start);
      warnings.push(...lost.map(lead).filter((seconds) => seconds > 0));
      const unwarned = lost.filter((row) => lead(row) <= 0);
      named.clear();
      since = undefined;
      return unwarned;
    },
    spans: () => spans,
    warnings: () => warnings,
  };
}

/** The real command, with the state alone. */
async function askStatus({ environment, settings, pulumi }: Pipeline): Promise<string[]> {
  const file = join(environment["HOME"] ?? "", "export.json");
  await writeFile(file, await pulumi("stack", "export"));
  const args = ["dist/cli/main.js", "status", file, "--offline", "--json", "--fail-on", "missed,uncovered"];
  const env = { ...environment, ...settings, TENCENTCLOUD_CSS_CLOCK: "emulator" };
  const { output } = await ended(spawn(process.execPath, args, { cwd: packageRoot, env }));
  // What it says to a person follows on standard error.
  const { failing, windows } = JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)) as StatusJson;
  return windows.filter(({ urn }) => failing.includes(urn)).map(({ name }) => name);
}
