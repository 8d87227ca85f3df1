/** One run of the pipeline's script, and what it took. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Fault } from "../../emulator/index.js";
import type { Instant } from "../../provider/window.js";
import type { Pipeline, WholeRun } from "../support/pipeline.js";
import { csvLine, type Table } from "./place.js";

export interface ScriptRun extends WholeRun {
  /** By the service's clock. */
  readonly began: Instant;
  readonly ended: Instant;
  /** Real time. */
  readonly seconds: number;
  readonly calls: number;
  /** Calls that a fault struck. */
  readonly struck: number;
  /** The state that it left, as it lies in its file. */
  readonly stateBytes: number;
}

export interface Conditions {
  readonly table: Table;
  /** By how many seconds the runner's clock is ahead. */
  readonly skew: number;
  readonly faults: readonly Fault[];
}

export async function runScript(pipeline: Pipeline, { table, skew, faults }: Conditions): Promise<ScriptRun> {
  const { emulator, settings } = pipeline;
  settings["TENCENTCLOUD_CSS_CLOCK"] = `emulator${skew < 0 ? "-" : "+"}${Math.abs(skew)}s`;
  await pipeline.declare(...[...table.values()].map(csvLine));
  emulator.faults.set(faults);
  const struckBefore = emulator.faults.fired().length;
  const lastCall = emulator.requests().at(-1)?.requestId;
  const began = emulator.clock.now();

  // Time passes in a run: a task captures 3 s after its creation, and the one that it replaces has to go on until then.
  await emulator.clock.rate(1);
  const startedAt = performance.now();
  const run = await pipeline.run();
  const seconds = (performance.now() - startedAt) / 1000;
  await emulator.clock.rate(0);
  emulator.faults.clear();

  const requests = emulator.requests();
  return {
    ...run,
    began,
    ended: emulator.clock.now(),
    seconds,
    calls: requests.length - 1 - requests.findLastIndex(({ requestId }) => requestId === lastCall),
    struck: emulator.faults.fired().length - struckBefore,
    stateBytes: await stateBytes(pipeline),
  };
}

async function stateBytes({ environment }: Pipeline): Promise<number> {
  const file = join(environment["HOME"] ?? "", ".pulumi/stacks/captures/test.json");
  return (await stat(file)).size;
}
