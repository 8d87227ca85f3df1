/** One kill from its beginning to the run that makes it good, on a stack that serves many of them. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { parseStackExport } from "../../cli/stackExport.js";
import type { TaskView } from "../../emulator/index.js";
import { formatInstant } from "../../provider/window.js";
import type { Kept } from "../setUp/comparison.js";
import { addSetUp, declareSetUp } from "../setUp/parts.js";
import { ended, type Pipeline } from "../support/pipeline.js";
import { packageRoot } from "../support/stack.js";
import { capturesToBeLost, lostCaptures, owedAfterwards, owedInTheGap } from "./captures.js";
import { type Comparison, compare } from "./comparison.js";
import { createHistory, type History } from "./history.js";
import { type KilledRun, killRun } from "./killing.js";
import type { Declared, Scenario } from "./plan.js";
import { lineOf, streams } from "./program.js";

/** Those of the pipeline's program, `examples/pipeline/index.ts`. */
const place = { domainName: "5000.livepush.myqcloud.com", appName: "live" };

/** A stack that has not converged after so many runs never will. */
const mostRuns = 4;

/** About how long each command takes, of the time of the script. */
const shareOf: Readonly<Record<Scenario["command"], number>> = {
  "nightly.sh": 1,
  "pulumi up": 0.45,
  "pulumi destroy": 0.25,
};

export interface Named {
  readonly what: string;
  /** Which command names it to a person; status: the script, at its end. */
  readonly by: "status" | "orphans" | "nobody";
}

export interface Outcome extends KilledRun {
  readonly scenario: Scenario;
  readonly doubled: number;
  readonly lost: number;
  readonly orphans: readonly Named[];
  /** Templates and rules that no state knows. */
  readonly leftovers: readonly Named[];
  /** Of the pipeline's script; Infinity where it had not converged. */
  readonly runs: number;
  /** Real seconds for all of it. */
  readonly seconds: number;
  /** All that happened, for people. */
  readonly history: string;
}

/** What the script made of it, and what the last run said at its end. */
interface Healed extends Comparison {
  readonly runs: number;
  readonly status: string;
}

export interface Stage {
  perform(scenario: Scenario): Promise<Outcome>;
}

/** All streams are pushed from the beginning. */
export async function createStage(pipeline: Pipeline): Promise<Stage> {
  await addSetUp(pipeline);
  const { emulator, environment } = pipeline;
  const { service, clock, faults } = emulator;
  for (const streamName of streams) service.push({ ...place, streamName });
  /** How long each command takes when nobody kills it, in real milliseconds. */
  const lengths = new Map<Scenario["command"], number>();
  let converged: Declared = { windows: [], setUp: [] };
  let exported: string | undefined;

  const exportText = () => pipeline.pulumi("stack", "export");
  const declare = async ({ windows, setUp }: Declared) => {
    await pipeline.declare(...windows.map(lineOf));
    await declareSetUp(pipeline, setUp);
  };

  async function night(): Promise<{ code: number | null; output: string }> {
    const began = performance.now();
    const run = await pipeline.run();
    if (run.code === 0) lengths.set("nightly.sh", performance.now() - began);
    return run;
  }

  function begin(command: Scenario["command"]): ChildProcess {
    if (command === "nightly.sh") return pipeline.start();
    const [, operation = ""] = command.split(" ");
    const flags = operation === "up" ? ["--refresh", "--continue-on-error"] : [];
    return pipeline.startPulumi(operation, ...flags, "--yes", "--skip-preview", "--stack", "test");
  }

  function lengthOf(command: Scenario["command"]): number {
    return lengths.get(command) ?? (lengths.get("nightly.sh") ?? 6_000) * shareOf[command];
  }

  /** What people see who ask: each orphan, and which command names it. */
  async function ask(orphans: readonly TaskView[], status: string): Promise<Named[]> {
    if (orphans.length === 0) return [];
    await pipeline.write("export.json", await exportText());
    const command = join(packageRoot, "dist/cli/main.js");
    const { output } = await ended(
      spawn(process.execPath, [command, "orphans", "export.json"], { cwd: pipeline.folder, env: { ...environment } }),
    );
    return orphans.map(({ taskId }) => ({
      what: taskId,
      by: status.includes(taskId) ? "status" : output.includes(taskId) ? "orphans" : "nobody",
    }));
  }

  /** As a person does who was told of it. */
  function end({ taskId, startTime }: TaskView): void {
    if (startTime <= service.now()) service.call("StopScreenshotTask", { TaskId: taskId });
    service.call("DeleteScreenshotTask", { TaskId: taskId });
  }

  function remove({ type, raw }: Kept): void {
    const { DomainName, AppName, StreamName, TemplateId } = raw;
    const isTemplate = type === "SnapshotTemplate" || type === "CallbackTemplate";
    const stream = StreamName === undefined ? {} : { StreamName };
    service.call(`DeleteLive${type}`, isTemplate ? { TemplateId } : { DomainName, AppName, ...stream });
  }

  async function perform(scenario: Scenario): Promise<Outcome> {
    const began = performance.now();
    const history = createHistory(scenario, emulator);
    await clock.set(formatInstant(scenario.at));
    await prepare(scenario, history);
    const killedRun = await killOne(scenario, history);
    await clock.advance(scenario.gap);
    const healed = await heal(scenario, history);

    const orphans = await ask(healed.orphans, healed.status);
    const leftovers = healed.left.map(({ handle }) => ({
      what: handle,
      by: healed.status.includes(handle) ? ("status" as const) : ("nobody" as const),
    }));
    for (const { what, by } of [...orphans, ...leftovers]) history.say(`orphan ${what}, named by ${by}`);
    for (const task of healed.orphans) end(task);
    for (const kept of healed.left.toReversed()) remove(kept);

    const toBeLost = capturesToBeLost(service, scenario.next.windows);
    await clock.advance(scenario.after);
    const lost = lostCaptures(service, [...owedInTheGap(scenario), ...owedAfterwards(scenario)]);
    history.look("at the end");
    history.say(`captures lost: ${lost}, and ${toBeLost} to come`);
    return {
      ...killedRun,
      scenario,
      doubled: healed.doubled.length,
      lost: lost + toBeLost,
      orphans,
      leftovers,
      runs: healed.runs,
      seconds: (performance.now() - began) / 1000,
      history: history.text(),
    };
  }

  /** Played alone, a kill needs first what the kills before it made of the stack. */
  async function prepare({ before }: Scenario, history: History): Promise<void> {
    if (JSON.stringify(converged) !== JSON.stringify(before)) {
      await declare(before);
      history.tell("a run to begin with", (await night()).output);
      exported = await exportText();
    }
    history.look("before", exported);
  }

  async function killOne({ killed, kill, command }: Scenario, history: History): Promise<KilledRun> {
    await declare(killed);
    if (typeof kill.when === "string") faults.set({ kind: "held", action: kill.when, count: 1 });
    const began = performance.now();
    const child = begin(command);
    const output = ended(child);
    const isScript = command === "nightly.sh";
    const victim = { child, isScript, variable: pipeline.mark, length: lengthOf(command), emulator, say: history.say };
    const killedRun = await killRun(victim, kill);
    if (killedRun.hit === "done") lengths.set(command, performance.now() - began);
    history.tell(`${command}, which was killed`, (await output).output);
    // Nobody can read it where the kill came in the middle of saving.
    history.look("after the kill", await exportText().catch(() => undefined));
    return killedRun;
  }

  /** Runs the pipeline's script until the stack is what the program declares. */
  async function heal(scenario: Scenario, history: History): Promise<Healed> {
    const { next } = scenario;
    await declare(next);
    for (let runs = 1; ; runs += 1) {
      const { code, output } = await night();
      history.tell(`nightly.sh, run ${runs}`, output);
      exported = await exportText();
      history.look(`after run ${runs}`, exported);
      const comparison = compare(service, parseStackExport(exported, "the exported state"), scenario);
      for (const difference of comparison.differences) history.say(`difference: ${difference}`);
      const isWell = code === 0 && comparison.differences.length === 0;
      if (!isWell && runs < mostRuns) continue;
      converged = next;
      const [, status = ""] = output.split("== What came of it:");
      return { ...comparison, runs: isWell ? runs : Number.POSITIVE_INFINITY, status };
    }
  }

  return { perform };
}
