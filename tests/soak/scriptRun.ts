/** One run of the pipeline's script, and what it took. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Fault } from "../../emulator/index.js";
import type { Instant } from "../../provider/window.js";
import { declareSetUp, type SetUp } from "../setUp/parts.js";
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
  /** The outputs in it by the names of windows. */
  readonly outputs: Outputs;
  /** Credentials of the role that the service gave, and that nothing struck. */
  readonly credentials: number;
  /** The templates and rules in it, as TENCENTCLOUD_CSS_ADOPT names them. */
  readonly handles: readonly string[];
}

/** As JSON. */
export type Outputs = ReadonlyMap<string, string>;

export interface Conditions {
  readonly table: Table;
  readonly setUp: SetUp;
  /** By how many seconds the runner's clock is ahead. */
  readonly skew: number;
  readonly faults: readonly Fault[];
}

export async function runScript(pipeline: Pipeline, { table, setUp, skew, faults }: Conditions): Promise<ScriptRun> {
  const { emulator, settings } = pipeline;
  settings["TENCENTCLOUD_CSS_CLOCK"] = `emulator${skew < 0 ? "-" : "+"}${Math.abs(skew)}s`;
  await pipeline.declare(...[...table.values()].map(csvLine));
  await declareSetUp(pipeline, setUp);
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

  const all = emulator.requests();
  const requests = all.slice(all.findLastIndex(({ requestId }) => requestId === lastCall) + 1);
  return {
    ...run,
    began,
    ended: emulator.clock.now(),
    seconds,
    calls: requests.length,
    credentials: requests.filter(({ action, code, faults }) => action === "AssumeRole" && !code && !faults).length,
    struck: emulator.faults.fired().length - struckBefore,
    ...(await readState(pipeline)),
  };
}

async function readState({ environment }: Pipeline): Promise<Pick<ScriptRun, "stateBytes" | "handles" | "outputs">> {
  const text = await readFile(join(environment["HOME"] ?? "", ".pulumi/stacks/captures/test.json"), "utf8");
  const { checkpoint } = JSON.parse(text) as Checkpoint;
  const resources = checkpoint.latest.resources ?? [];
  const windows = resources.filter(({ type }) => type.endsWith(":ScreenshotTask"));
  return {
    stateBytes: Buffer.byteLength(text),
    handles: resources.flatMap(({ outputs }) => outputs?.handle ?? []),
    outputs: new Map(windows.map(({ urn, outputs }) => [urn.split("::").at(-1) ?? urn, JSON.stringify(outputs)])),
  };
}

interface Checkpoint {
  readonly checkpoint: {
    readonly latest: { readonly resources?: readonly Kept[] };
  };
}

interface Kept {
  readonly type: string;
  readonly urn: string;
  readonly outputs?: { readonly handle?: string };
}
