/** Night after night: the place lives, the pipeline's script runs (or does not), and what came of it is judged. */
import { day, formatInstant, type Instant } from "../../provider/window.js";
import { addSetUp } from "../setUp/parts.js";
import { type Pipeline, withPipeline } from "../support/pipeline.js";
import { start } from "../support/stack.js";
import { type Around, createAround } from "./around.js";
import type { Happening, Night } from "./calendar.js";
import { type Chronicle, createChronicle, type Violation } from "./chronicle.js";
import { describeFault, describeTasks, type Judgement, judge } from "./judging.js";
import { createLedger, type Ledger } from "./ledger.js";
import { callTimeout, mishaps, shortLivedCredentials } from "./mishaps.js";
import { createOutages, type Outages } from "./outage.js";
import { type Operation, readOutput } from "./output.js";
import { createPlace, describeRow, type Edit, edits, type Place, type Row, streamNames } from "./place.js";
import { createRandom, type Random } from "./random.js";
import { type Outputs, runScript, type ScriptRun } from "./scriptRun.js";
import { createStreams, type Streams } from "./streams.js";

const began = Date.parse(start) / 1000;
const minute = 60;
const hour = 60 * minute;

/** The service's own records end so long after a task's start. */
const forgottenAfter = 90 * day;

export interface SeasonOptions {
  readonly seed: number;
  readonly nights: readonly Night[];
  /** The most windows in a day. */
  readonly most: number;
  /** So many days ahead windows are known. */
  readonly ahead: number;
  readonly say: (line: string) => void;
}

/** One run of the script. */
export interface Ran
  extends Pick<ScriptRun, "seconds" | "processorSeconds" | "calls" | "struck" | "credentials" | "stateBytes"> {
  readonly night: number;
  /** Between two nights, as something was edited while it ran. */
  readonly byDay: boolean;
  readonly throttled: boolean;
  /** In the table. */
  readonly windows: number;
  /** Those of them that the service has forgotten: what began 90 days ago. */
  readonly forgotten: number;
}

export interface Season {
  readonly runs: readonly Ran[];
  readonly violations: readonly Violation[];
  readonly judgement: Judgement;
  /** How often something was done. */
  readonly done: ReadonlyMap<Happening, number>;
  /** How many seconds before its start `status` named each window that a broken pipeline lost. */
  readonly warnings: readonly number[];
}

export async function liveSeason(options: SeasonOptions): Promise<Season> {
  let season: Season | undefined;
  await withPipeline(
    async (pipeline) => {
      await addSetUp(pipeline);
      season = await new SeasonRunner(pipeline, options).live();
    },
    // Small pages, so that there are several.
    { switches: { pageSize: 20 } },
  );
  if (!season) throw new Error("The season was not lived to its end.");
  return season;
}

class SeasonRunner {
  private readonly random: Random;
  private readonly place: Place;
  private readonly ledger: Ledger = createLedger();
  private readonly streams: Streams;
  private readonly around: Around;
  private readonly runs: Ran[] = [];
  private outputs: Outputs = new Map();
  private readonly known = new Set<string>();
  private readonly done = new Map<Happening, number>();
  private readonly chronicle: Chronicle;
  private readonly outages: Outages;

  constructor(
    private readonly pipeline: Pipeline,
    private readonly options: SeasonOptions,
  ) {
    this.random = createRandom(options.seed);
    this.place = createPlace(this.random, { ...options, began });
    this.streams = createStreams(pipeline.emulator, streamNames);
    // With draws of its own, so that it moves nothing of what happens to windows.
    this.around = createAround(pipeline.emulator, createRandom(options.seed + 1_000_000));
    this.chronicle = createChronicle(options.seed, options.say);
    this.outages = createOutages(pipeline);
    Object.assign(pipeline.settings, {
      TENCENTCLOUD_CSS_RUN_EVERY: "P1D",
      TENCENTCLOUD_CSS_CALL_TIMEOUT: callTimeout,
      ...shortLivedCredentials,
    });
  }

  async live(): Promise<Season> {
    for (let ahead = 0; ahead < this.options.ahead; ahead += 1) this.place.announce(began + ahead * day);
    for (const [index, night] of this.options.nights.entries()) await this.liveNight(index, night);
    return {
      runs: this.runs,
      violations: this.chronicle.violations(),
      judgement: this.judge(),
      done: this.done,
      warnings: this.outages.warnings(),
    };
  }

  /** Edits are made just before the run that sees them; what is done in the console, some time before. */
  private async liveNight(index: number, night: Night): Promise<void> {
    const at = began + index * day;
    const waiting: Happening[] = [];
    if (index > 0) {
      await this.streams.advanceTo(at - 20 * minute);
      for (const happening of night.happenings) {
        if (isInTheConsole(happening) && !this.interfere(index, happening)) waiting.push(happening);
      }
      if (night.happenings.includes("template or rule changed in the console")) {
        this.happened(index, "template or rule changed in the console", this.around.interfere());
      }
      await this.streams.advanceTo(at);
    }
    this.place.announce(at + this.options.ahead * day);
    if (index % 7 === 6) this.place.tidyUp(at);
    for (const happening of night.happenings) {
      if (isEdit(happening) && !this.edit(index, happening)) waiting.push(happening);
    }
    if (night.happenings.includes("template or rule edited")) {
      this.happened(index, "template or rule edited", this.around.edit());
    }
    this.streams.follow(this.place.table());
    if (night.runs) await this.run(index, night, false);
    else await this.miss(index);
    // What needs a window that runs waits for the day.
    if (night.runs) for (const happening of waiting) await this.byDay(index, night, happening);
  }

  private async byDay(index: number, night: Night, happening: Happening): Promise<void> {
    const now = this.pipeline.emulator.clock.now();
    const evening = began + index * day + 22 * hour;
    const soon = [...this.place.table().values()].filter(
      (row) => row.start > now && row.end < evening && row.end - row.start >= 2 * hour && this.ledger.hasTask(row),
    );
    const row = this.random.pick(soon);
    if (!row) return;
    await this.streams.advanceTo(row.start + hour);
    if (isInTheConsole(happening)) {
      if (!this.interfere(index, happening)) return;
      await this.streams.advanceTo(row.start + hour + 20 * minute);
    } else if (!isEdit(happening) || !this.edit(index, happening)) return;
    this.streams.follow(this.place.table());
    await this.run(index, night, true);
  }

  private edit(index: number, edit: Edit): boolean {
    return this.happened(index, edit, this.place.edit(edit, this.pipeline.emulator.clock.now()));
  }

  /** Somebody clicks in the console. */
  private interfere(index: number, happening: InTheConsole): boolean {
    const { service, clock } = this.pipeline.emulator;
    const now = clock.now();
    const stopping = happening === "stopped in the console";
    const fits = ({ start, end }: Row) => (stopping ? start < now && end > now + hour : start > now + 3 * hour);
    const rows = [...this.place.table().values()].filter((row) => this.ledger.hasTask(row) && fits(row));
    const row = this.random.pick(rows);
    const task = service
      .tasks()
      .find(
        ({ streamName, endTime, state }) =>
          streamName === row?.stream && endTime === row.end && state === (stopping ? "running" : "scheduled"),
      );
    if (!row || !task) return false;
    service.call(stopping ? "StopScreenshotTask" : "DeleteScreenshotTask", { TaskId: task.taskId });
    this.ledger.interfered(row.name, stopping ? "stopped" : "deleted", now);
    return this.happened(index, happening, `${happening}: ${describeRow(row)}`);
  }

  private happened(index: number, happening: Happening, text: string | undefined): boolean {
    if (text === undefined) return false;
    this.done.set(happening, (this.done.get(happening) ?? 0) + 1);
    this.chronicle.note(index, text);
    return true;
  }

  private async run(night: number, { throttled }: Night, byDay: boolean): Promise<void> {
    const { chronicle, ledger } = this;
    const table = this.place.table();
    const skew = this.random.whole(-240, 240);
    const faults = mishaps(this.options.seed * 1000 + this.runs.length, throttled);
    const run = await runScript(this.pipeline, { table, setUp: this.around.setUp(), skew, faults });
    const { operations, failures, alarms } = readOutput(run);

    if (failures.length > 0) {
      const text = `a run failed (exit codes ${failures.join(", ")}):\n${run.output}`;
      chronicle.violate({ night, kind: "failed run", text });
    }
    for (const row of this.outages.over(run.ended, ledger.deferred())) {
      const text = `status did not name ${describeRow(row)} before it was lost`;
      chronicle.violate({ night, kind: "unwarned", text }, [row.name]);
    }
    const failed = failures.length > 0;
    const before = this.outputs;
    const changed = new Set([...run.outputs.keys()].filter((name) => isOther(before.get(name), run.outputs.get(name))));
    this.outputs = run.outputs;
    for (const { kind, row, text } of ledger.ran({ ...run, table, skew, operations, changed, failed })) {
      chronicle.violate({ night, kind, text }, [row.name, row.stream], run.output);
    }
    const { surprises, differences } = this.around.ran({ operations, failed, handles: run.handles });
    for (const { kind, name, text } of surprises) chronicle.violate({ night, kind, text }, [name], run.output);
    for (const text of differences) chronicle.violate({ night, kind: "not as declared", text }, [], run.output);
    this.compareAlarms(night, alarms, run.ended);

    const { seconds, processorSeconds, calls, struck, credentials, stateBytes } = run;
    const ran: Ran = {
      night,
      byDay,
      throttled,
      seconds,
      processorSeconds,
      calls,
      struck,
      credentials,
      stateBytes,
      windows: table.size,
      forgotten: [...table.values()].filter(({ start }) => start < run.began - forgottenAfter).length,
    };
    this.runs.push(ran);
    chronicle.note(night, describeRun(ran, run.began, skew, operations, alarms));
    this.judge(night);
  }

  private async miss(night: number): Promise<void> {
    const failing = await this.outages.miss(this.pipeline.emulator.clock.now());
    this.chronicle.note(night, `no run; status fails for ${failing.join(", ") || "nothing"}`);
    this.judge(night);
  }

  private compareAlarms(night: number, alarms: readonly string[], now: Instant): void {
    const { must, may } = this.ledger.alarms(now);
    for (const name of alarms.filter((each) => !may.includes(each))) {
      this.chronicle.violate({ night, kind: "false alarm", text: `status failed for ${name}` }, [name]);
    }
    for (const name of must.filter((each) => !alarms.includes(each))) {
      this.chronicle.violate({ night, kind: "no alarm", text: `status did not fail for ${name}` }, [name]);
    }
  }

  private judge(night?: number): Judgement {
    const judgement = judge(
      this.pipeline.emulator.service,
      this.ledger,
      this.streams,
      streamNames,
      this.outages.spans(),
    );
    for (const fault of judgement.faults) {
      const key = `${fault.kind} ${fault.stream} ${fault.span.from}`;
      if (this.known.has(key) || night === undefined) continue;
      this.known.add(key);
      const text = describeFault(fault);
      const tasks = describeTasks(this.pipeline.emulator.service, fault);
      this.chronicle.violate({ night, kind: fault.kind, text }, [fault.stream], tasks);
    }
    return judgement;
  }
}

/** What was in no state before was not changed in it. */
const isOther = (before: string | undefined, after: string | undefined) => before !== undefined && before !== after;

type InTheConsole = Extract<Happening, "stopped in the console" | "deleted in the console">;

function isInTheConsole(happening: Happening): happening is InTheConsole {
  return happening === "stopped in the console" || happening === "deleted in the console";
}

function isEdit(happening: Happening): happening is Edit {
  return edits.includes(happening);
}

function describeRun(
  ran: Ran,
  at: Instant,
  skew: number,
  operations: ReadonlyMap<string, Operation>,
  alarms: readonly string[],
): string {
  const changes = [...operations].map(([name, operation]) => `${operation} ${name}`).join(", ");
  return [
    `${ran.byDay ? "run by day " : "run "}${formatInstant(at)} (clock ${skew} s)${ran.throttled ? ", throttled" : ""}`,
    `${ran.windows} windows`,
    `${ran.calls} calls, ${ran.struck} struck, ${ran.credentials} credentials`,
    `state ${Math.round(ran.stateBytes / 1000)} kB`,
    `${ran.seconds.toFixed(1)} s, ${ran.processorSeconds.toFixed(1)} of a processor`,
    changes || "no change",
    ...(alarms.length > 0 ? [`status fails for ${alarms.join(", ")}`] : []),
  ].join("; ");
}
