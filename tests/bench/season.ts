/** A thousand and four thousand tasks under the real engine, against as many resources that do nothing. */
import { execFileSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { ScreenshotTask } from "pulumi-tencentcloud-css";
import { type Outcome, openStack, type Trial, withStack } from "../support/stack.js";
import { atMost, median, type Result, told } from "./result.js";
import { final, Idle, IdleWithOutputs } from "./subjects.js";

/** As the service is: 20 calls a second, and 30 ms for each. */
const service = {
  time: "2036-12-18T18:00:00Z",
  callsPerSecond: 20,
  faults: [{ kind: "slow", milliseconds: 30 }],
} as const;

const pageSize = 100;

type Declare = (name: string, inputs: typeof final) => unknown;

const subjects: Record<"nothing" | "nothingOfThatSize" | "ours", Declare> = {
  nothing: (name, inputs) => new Idle(name, inputs),
  nothingOfThatSize: (name, inputs) => new IdleWithOutputs(name, inputs),
  ours: (name, inputs) => new ScreenshotTask(name, inputs),
};

const program = (declare: Declare, count: number) => async () => {
  for (let index = 0; index < count; index += 1) declare(`task-${index}`, { ...final, streamName: `stream-${index}` });
};

type Subject = keyof typeof subjects;

interface Times {
  readonly create: number;
  readonly noOp: number;
  readonly refresh: number;
  readonly destroy: number;
  readonly refreshCalls: number;
  readonly refused: number;
}

async function timed(step: () => Promise<Outcome>): Promise<number> {
  const began = performance.now();
  const outcome = await step();
  if (outcome.failed) throw new Error(outcome.output);
  return (performance.now() - began) / 1000;
}

/** How often the steps are measured that take seconds; the median counts. */
const rounds = 3;

/** Each step of one after that of the others: a machine is faster now and slower then, by more than the goals allow. */
async function measureLives(count: number): Promise<Record<Subject, Times>> {
  const names = Object.keys(subjects) as Subject[];
  const trials: { readonly name: Subject; readonly trial: Awaited<ReturnType<typeof openStack>> }[] = [];
  /** @returns seconds by subject. */
  const byTurns = async (times: number, step: (trial: Trial) => Promise<Outcome>) => {
    const seconds = new Map<Subject, number[]>(names.map((name) => [name, []]));
    for (let round = 0; round < times; round += 1) {
      for (const { name, trial } of trials) seconds.get(name)?.push(await timed(() => step(trial)));
    }
    return (name: Subject) => median(seconds.get(name) ?? []);
  };
  try {
    for (const name of names) trials.push({ name, trial: await openStack(program(subjects[name], count), service) });
    const create = await byTurns(1, (trial) => trial.up());
    const noOp = await byTurns(rounds, (trial) => trial.up());
    const calls = ({ emulator }: Trial) => emulator.requests().length;
    const before = trials.map(({ trial }) => calls(trial));
    const refresh = await byTurns(rounds, (trial) => trial.refresh());
    const refreshCalls = trials.map(({ trial }, index) => (calls(trial) - (before[index] ?? 0)) / rounds);
    const destroy = await byTurns(1, (trial) => trial.destroy());
    const timesOf = ({ name, trial }: (typeof trials)[number], index: number): Times => ({
      create: create(name),
      noOp: noOp(name),
      refresh: refresh(name),
      destroy: destroy(name),
      refreshCalls: refreshCalls[index] ?? Number.NaN,
      refused: trial.emulator.requests().filter(({ code }) => code === "RequestLimitExceeded").length,
    });
    return Object.fromEntries(trials.map((each, index) => [each.name, timesOf(each, index)])) as Record<Subject, Times>;
  } finally {
    for (const { trial } of trials) await trial.close();
  }
}

/** Goals: what the service's rate alone takes is 50 s for a thousand calls, and no engine is faster than its floor. */
export async function compareLives(): Promise<Result[]> {
  const count = 1000;
  const { nothing: floor, nothingOfThatSize: floorOfThatSize, ours } = await measureLives(count);
  const against = (step: "create" | "noOp" | "refresh" | "destroy") =>
    told("the same, against 1,000 with as many properties that do nothing", ours[step] / floorOfThatSize[step], "x");
  const atRate = (seconds: number) => Math.max(count / 20, seconds);
  return [
    told("create of 1,000 that do nothing", floor.create, "s"),
    atMost("create of 1,000, against the larger of that and 50 s", ours.create / atRate(floor.create), "x", 1.1),
    against("create"),
    atMost("calls refused as too many", ours.refused, "", 0),
    told("no-op up of 1,000 that do nothing", floor.noOp, "s"),
    atMost("no-op up of 1,000, against that", ours.noOp / floor.noOp, "x", 1.15),
    against("noOp"),
    told("refresh of 1,000 that do nothing", floor.refresh, "s"),
    atMost("refresh of 1,000, against that", ours.refresh / floor.refresh, "x", 1.3),
    against("refresh"),
    atMost("calls of a refresh of 1,000", ours.refreshCalls, "", count / pageSize + 2),
    told("destroy of 1,000 that do nothing", floor.destroy, "s"),
    atMost("destroy of 1,000, against the larger of that and 50 s", ours.destroy / atRate(floor.destroy), "x", 1.1),
    against("destroy"),
  ];
}

/** A stack of many, imported: creating it would take an hour of checkpoints, and is not what is measured. */
async function importMany(trial: Trial, count: number): Promise<void> {
  const created = await trial.up();
  if (created.failed) throw new Error(created.output);
  const exported = await trial.stack.exportStack();
  const { resources } = exported.deployment as { resources: Record<string, unknown>[] };
  const model = resources.find(({ urn }) => String(urn).endsWith("::task-0"));
  if (!model) throw new Error("The stack has no resource to copy.");
  const copies = Array.from({ length: count - 1 }, (_, at) => {
    const streamName = `stream-${at + 1}`;
    const { TaskId: taskId } = trial.emulator.service.call("CreateScreenshotTask", {
      DomainName: final.domainName,
      AppName: final.appName,
      StreamName: streamName,
      TemplateId: final.templateId,
      StartTime: Date.parse(final.startTime) / 1000,
      EndTime: Date.parse(final.endTime) / 1000,
    });
    const outputs = model["outputs"] as Record<string, unknown>;
    return {
      ...model,
      urn: String(model["urn"]).replace(/::task-0$/, `::task-${at + 1}`),
      id: "taskId" in outputs ? taskId : "x",
      inputs: { ...(model["inputs"] as object), streamName },
      outputs: { ...outputs, streamName, ...("taskId" in outputs && { taskId }) },
    };
  });
  resources.push(...copies);
  await trial.stack.importStack(exported);
}

interface Size {
  readonly noOp: number;
  readonly refresh: number;
  /** The most memory that the provider's process held in the refresh, in MiB. */
  readonly memory: number;
}

async function measureSize(declare: Declare, count: number): Promise<Size> {
  let size: Size | undefined;
  await withStack(
    program(declare, 1),
    async (trial) => {
      await importMany(trial, count);
      trial.program = program(declare, count);
      const noOp = await timed(() => trial.up());
      const peak = watchMemory();
      const refresh = await timed(() => trial.refresh());
      size = { noOp, refresh, memory: peak() };
    },
    service,
  );
  if (!size) throw new Error("Nothing was measured.");
  return size;
}

/** Of all processes that host dynamic providers, which is one. */
function watchMemory(): () => number {
  let peak = 0;
  const timer = setInterval(() => {
    const lines = execFileSync("ps", ["-axo", "rss=,args="], { encoding: "utf8" }).split("\n");
    for (const line of lines.filter((each) => each.includes("cmd/dynamic-provider"))) {
      peak = Math.max(peak, Number.parseInt(line, 10) / 1024);
    }
  }, 100);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

export async function compareSizes(): Promise<Result[]> {
  const [few, many] = [1000, 4000];
  const floor = await measureSize(subjects.nothing, many);
  const small = await measureSize(subjects.ours, few);
  const large = await measureSize(subjects.ours, many);
  const growth = (of: "noOp" | "refresh") => large[of] / many / (small[of] / few);
  return [
    atMost("no-op up: cost of each of 4,000, against each of 1,000", growth("noOp"), "x", 1.2),
    atMost("refresh: cost of each of 4,000, against each of 1,000", growth("refresh"), "x", 1.2),
    told("no-op up of 4,000, against 4,000 that do nothing", large.noOp / floor.noOp, "x"),
    told("refresh of 4,000, against 4,000 that do nothing", large.refresh / floor.refresh, "x"),
    told("memory of the provider at 4,000 reads, peak", large.memory, "MiB"),
    told("memory of a provider that does nothing at 4,000 reads, peak", floor.memory, "MiB"),
  ];
}
