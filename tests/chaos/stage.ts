/** One kill from its beginning to the run that makes it good, on a stack that serves many of them. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { parseStackExport, type StackExport } from "../../cli/stackExport.js";
import type { TaskView } from "../../emulator/index.js";
import { formatInstant } from "../../provider/window.js";
import { ended, type Pipeline } from "../support/pipeline.js";
import { packageRoot } from "../support/stack.js";
import { capturesToBeLost, lostCaptures, owedAfterwards, owedInTheGap } from "./captures.js";
import { type Comparison, compare } from "./comparison.js";
import { createHistory } from "./history.js";
import { type KilledRun, killRun } from "./killing.js";
import type { Scenario } from "./plan.js";
import { lineOf, type Program, streams } from "./program.js";

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
  readonly taskId: string;
  /** Which command names it to a person. */
  readonly by: "status" | "orphans" | "nobody";
}

export interface Outcome extends KilledRun {
  readonly scenario: Scenario;
  readonly doubled: number;
  readonly lost: number;
  readonly orphans: readonly Named[];
  /** Of the pipeline's script; Infinity where it had not converged. */
  readonly runs: number;
  /** Real seconds for all of it. */
  readonly seconds: number;
  /** All that happened, for people. */
  readonly history: string;
}

export interface Stage {
  perform(scenario: Scenario): Promise<Outcome>;
}

/** All streams are pushed from the beginning. */
export function createStage(pipeline: Pipeline): Stage {
  const { emulator, environment } = pipeline;
  const { service, clock, faults } = emulator;
  const variable = `PULUMI_BACKEND_URL=${environment["PULUMI_BACKEND_URL"]}`;
  for (const streamName of streams) service.push({ ...place, streamName });
  /** How long each command takes when nobody kills it, in real milliseconds. */
  const lengths = new Map<Scenario["command"], number>();
  let converged: Program = [];

  const exportText = () => pipeline.pulumi("stack", "export");
  const declare = (program: Program) => pipeline.declare(...program.map(lineOf));

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
      taskId,
      by: status.includes(taskId) ? "status" : output.includes(taskId) ? "orphans" : "nobody",
    }));
  }

  /** As a person does who was told of it. */
  function end({ taskId, startTime }: TaskView): void {
    if (startTime <= service.now()) service.call("StopScreenshotTask", { TaskId: taskId });
    service.call("DeleteScreenshotTask", { TaskId: taskId });
  }

  async function perform(scenario: Scenario): Promise<Outcome> {
    const began = performance.now();
    const history = createHistory(scenario, emulator);
    await clock.set(formatInstant(scenario.at));
    if (JSON.stringify(converged) !== JSON.stringify(scenario.before)) {
      // Played alone: the stack has to be first what the kills before made of it.
      await declare(scenario.before);
      history.tell("a run to begin with", (await night()).output);
      converged = scenario.before;
    }
    history.look("before", await exportText());

    await declare(scenario.killed);
    const { kill } = scenario;
    if (typeof kill.when === "string") faults.set({ kind: "held", action: kill.when, count: 1 });
    const startedAt = performance.now();
    const child = begin(scenario.command);
    const output = ended(child);
    const killedRun = await killRun(
      { child, variable, length: lengthOf(scenario.command), emulator, say: history.say },
      kill,
    );
    if (killedRun.hit === "done") lengths.set(scenario.command, performance.now() - startedAt);
    history.tell(`${scenario.command}, which was killed`, (await output).output);
    history.look("after the kill", await exportText());
    await clock.advance(scenario.gap);

    await declare(scenario.next);
    let runs = 0;
    let found: Comparison & { readonly well: boolean };
    let status = "";
    do {
      const { code, output: said } = await night();
      runs += 1;
      history.tell(`nightly.sh, run ${runs}`, said);
      const text = await exportText();
      history.look(`after run ${runs}`, text);
      status = said.split("== What came of it:")[1] ?? "";
      const comparison = compare(service, parse(text), scenario.next);
      for (const difference of comparison.differences) history.say(`difference: ${difference}`);
      found = { ...comparison, well: code === 0 && comparison.differences.length === 0 };
    } while (!found.well && runs < mostRuns);
    converged = scenario.next;

    const orphans = await ask(found.orphans, status);
    for (const { taskId, by } of orphans) history.say(`orphan ${taskId}, named by ${by}`);
    for (const task of found.orphans) end(task);
    const toBeLost = capturesToBeLost(service, scenario.next);
    await clock.advance(scenario.after);
    const lost = lostCaptures(service, [...owedInTheGap(scenario), ...owedAfterwards(scenario)]);
    history.look("at the end", await exportText());
    history.say(`captures lost: ${lost}, and ${toBeLost} to come`);
    return {
      ...killedRun,
      scenario,
      doubled: found.doubled.length,
      lost: lost + toBeLost,
      orphans,
      runs: found.well ? runs : Number.POSITIVE_INFINITY,
      seconds: (performance.now() - began) / 1000,
      history: history.text(),
    };
  }

  return { perform };
}

const parse = (text: string): StackExport => parseStackExport(text, "the exported state");
