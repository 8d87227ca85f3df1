/** Night after night: the place lives, the pipeline's script runs (or does not), and what came of it is judged. */
import { spawn } from "node:child_process";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { StatusJson } from "../../cli/status/json.js";
import { day, formatInstant, type Instant } from "../../provider/window.js";
import { ended, type Pipeline, withPipeline } from "../support/pipeline.js";
import { packageRoot, start } from "../support/stack.js";
import type { Happening, Night } from "./calendar.js";
import { describeFault, type Fault, type Judgement, judge } from "./judging.js";
import { createLedger, type Ledger } from "./ledger.js";
import { callTimeout, mishaps } from "./mishaps.js";
import { type Operation, readOutput } from "./output.js";
import { createPlace, csvLine, describeRow, type Edit, type Place, type Row, venues } from "./place.js";
import { createRandom, type Random } from "./random.js";
import type { Span } from "./spans.js";
import { createStreams, type Streams } from "./streams.js";

const began = Date.parse(start) / 1000;
const minute = 60;
const hour = 60 * minute;

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
export interface Ran {
  readonly night: number;
  /** Between two nights, as something was edited while it ran. */
  readonly byDay: boolean;
  readonly throttled: boolean;
  readonly seconds: number;
  readonly calls: number;
  readonly faults: number;
  readonly windows: number;
  readonly stateBytes: number;
}

/** Something that must not be, and when it was noticed. */
export interface Violation {
  readonly night: number;
  readonly kind: "failed run" | "false diff" | "forgotten" | "false alarm" | "no alarm" | "unwarned" | Fault["kind"];
  readonly text: string;
}

export interface Season {
  readonly runs: readonly Ran[];
  readonly violations: readonly Violation[];
  readonly judgement: Judgement;
  /** How often something was done. */
  readonly done: ReadonlyMap<Happening, number>;
  /** Of the windows that a broken pipeline lost: how many, and how long before its start each was named, at the least. */
  readonly warned: { readonly windows: number; readonly leastSeconds: number };
}

export async function liveSeason(options: SeasonOptions): Promise<Season> {
  let season: Season | undefined;
  await withPipeline(
    async (pipeline) => {
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
  private readonly runs: Ran[] = [];
  private readonly violations: Violation[] = [];
  private readonly known = new Set<string>();
  private readonly history: string[] = [];
  private readonly done = new Map<Happening, number>();
  private readonly gaps: { from: Instant; to: Instant }[] = [];
  /** When `status` first failed for a window, while the pipeline did not run. */
  private readonly named = new Map<string, Instant>();
  private readonly leads: number[] = [];
  private broken = false;

  constructor(
    private readonly pipeline: Pipeline,
    private readonly options: SeasonOptions,
  ) {
    this.random = createRandom(options.seed);
    this.place = createPlace(this.random, options);
    this.streams = createStreams(pipeline.emulator, venues);
    Object.assign(pipeline.settings, { TENCENTCLOUD_CSS_RUN_EVERY: "P1D", TENCENTCLOUD_CSS_CALL_TIMEOUT: callTimeout });
  }

  async live(): Promise<Season> {
    for (let ahead = 0; ahead < this.options.ahead; ahead += 1) this.place.announce(began + ahead * day);
    for (const [index, night] of this.options.nights.entries()) await this.liveNight(index, night);
    const { leads } = this;
    return {
      runs: this.runs,
      violations: this.violations,
      judgement: this.judge(),
      done: this.done,
      warned: { windows: leads.length, leastSeconds: leads.length > 0 ? Math.min(...leads) : 0 },
    };
  }

  private async liveNight(index: number, night: Night): Promise<void> {
    const at = began + index * day;
    const waiting: Happening[] = [];
    if (index > 0) {
      await this.streams.advanceTo(at - 20 * minute);
      for (const happening of night.happenings) {
        if (isInTheConsole(happening) && !this.interfere(index, happening)) waiting.push(happening);
      }
      await this.streams.advanceTo(at);
    }
    this.place.announce(at + this.options.ahead * day);
    if (index % 7 === 6) this.place.tidyUp(at);
    for (const happening of night.happenings) {
      if (!isInTheConsole(happening) && !this.edit(index, happening)) waiting.push(happening);
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
    } else if (!this.edit(index, happening)) return;
    this.streams.follow(this.place.table());
    await this.run(index, night, true);
  }

  private edit(index: number, edit: Edit): boolean {
    return this.happened(index, edit, this.place.edit(edit, this.pipeline.emulator.clock.now()));
  }

  /** Somebody clicks in the console. */
  private interfere(index: number, happening: "stopped in the console" | "deleted in the console"): boolean {
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
    this.note(index, text);
    return true;
  }

  private async run(night: number, { throttled }: Night, byDay: boolean): Promise<void> {
    const { pipeline, ledger } = this;
    const { emulator } = pipeline;
    const table = this.place.table();
    const skew = this.random.whole(-240, 240);
    pipeline.settings["TENCENTCLOUD_CSS_CLOCK"] = `emulator${skew < 0 ? "-" : "+"}${Math.abs(skew)}s`;
    await pipeline.declare(...[...table.values()].map(csvLine));
    emulator.faults.set(mishaps(this.options.seed * 1000 + this.runs.length, throttled));
    const firedBefore = emulator.faults.fired().length;
    const lastCall = emulator.requests().at(-1)?.requestId;

    const from = emulator.clock.now();
    // Time passes in a run, as it does for a provider that waits until a task can capture.
    await emulator.clock.rate(1);
    const startedAt = performance.now();
    const outcome = await pipeline.run();
    const taken = (performance.now() - startedAt) / 1000;
    await emulator.clock.rate(0);
    emulator.faults.clear();

    const to = emulator.clock.now();
    const { operations, failures, alarms } = readOutput(outcome);
    if (failures.length > 0) {
      this.violate(night, "failed run", `a run failed (exit codes ${failures.join(", ")}):\n${outcome.output}`);
    }
    this.endGap(night, to);
    for (const { kind, row, text } of ledger.ran({ table, began: from, ended: to, skew, operations })) {
      this.violate(night, kind, text, [row.name, row.stream], outcome.output);
    }
    this.compareAlarms(night, alarms, to);
    const requests = emulator.requests();
    const calls = requests.length - 1 - requests.findLastIndex(({ requestId }) => requestId === lastCall);
    const ran: Ran = {
      night,
      byDay,
      throttled,
      seconds: taken,
      calls,
      faults: emulator.faults.fired().length - firedBefore,
      windows: table.size,
      stateBytes: await this.stateBytes(),
    };
    this.runs.push(ran);
    this.note(night, describeRun(ran, from, skew, operations, alarms));
    this.judge(night);
  }

  /** The pipeline is broken. Somebody else asks every day what would be lost. */
  private async miss(night: number): Promise<void> {
    const now = this.pipeline.emulator.clock.now();
    if (!this.broken) this.gaps.push({ from: now, to: now });
    this.broken = true;
    const failing = await this.askStatus();
    for (const name of failing) if (!this.named.has(name)) this.named.set(name, now);
    this.note(night, `no run; status fails for ${failing.join(", ") || "nothing"}`);
    this.judge(night);
  }

  /** The real command, run from somewhere else. */
  private async askStatus(): Promise<string[]> {
    const { environment, settings, pulumi } = this.pipeline;
    const file = join(environment["HOME"] ?? "", "export.json");
    await writeFile(file, await pulumi("stack", "export"));
    const args = ["dist/cli/main.js", "status", file, "--offline", "--json", "--fail-on", "missed,uncovered"];
    const env = { ...environment, ...settings, TENCENTCLOUD_CSS_CLOCK: "emulator" };
    const { output } = await ended(spawn(process.execPath, args, { cwd: packageRoot, env }));
    const { failing, windows } = JSON.parse(
      output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1),
    ) as StatusJson;
    return windows.filter(({ urn }) => failing.includes(urn)).map(({ name }) => name);
  }

  /** What came to its start without a task must have been named before. */
  private endGap(night: number, now: Instant): void {
    if (!this.broken) return;
    this.broken = false;
    const gap = this.gaps.at(-1);
    if (gap) gap.to = now;
    for (const row of this.ledger.deferred().filter(({ start: starts }) => starts < now)) {
      const named = this.named.get(row.name);
      if (named !== undefined && named < row.start) this.leads.push(row.start - named);
      else this.violate(night, "unwarned", `status did not name ${describeRow(row)} before it was lost`, [row.name]);
    }
    this.named.clear();
  }

  private compareAlarms(night: number, alarms: readonly string[], now: Instant): void {
    const { must, may } = this.ledger.alarms(now);
    for (const name of alarms) {
      if (!may.includes(name)) this.violate(night, "false alarm", `status failed for ${name}`, [name]);
    }
    for (const name of must) {
      if (!alarms.includes(name)) this.violate(night, "no alarm", `status did not fail for ${name}`, [name]);
    }
  }

  private judge(night?: number): Judgement {
    const gaps: Span[] = this.gaps.map(({ from, to }) => ({ from, to: Math.max(from, to) }));
    const judgement = judge(this.pipeline.emulator.service, this.ledger, this.streams, venues, gaps);
    for (const fault of judgement.faults) {
      const key = `${fault.kind} ${fault.stream} ${fault.span.from}`;
      if (this.known.has(key) || night === undefined) continue;
      this.known.add(key);
      this.violate(night, fault.kind, describeFault(fault), [fault.stream], this.tasksAround(fault));
    }
    return judgement;
  }

  private tasksAround({ stream, span }: Fault): string {
    const time = (at: number | null) => (at === null ? "-" : formatInstant(at));
    return this.pipeline.emulator.service
      .tasks()
      .filter(
        ({ streamName, startTime, endTime }) => streamName === stream && startTime < span.to && endTime > span.from,
      )
      .map(
        (task) =>
          `${task.taskId.slice(0, 6)} ${time(task.startTime)} to ${time(task.endTime)}, created ${time(task.createdAt)}, ` +
          `stopped ${time(task.stoppedAt)}, deleted ${time(task.deletedAt)}, captured ${task.segments
            .map(({ from, to }) => `${time(from)} to ${time(to)}`)
            .join(" and ")}`,
      )
      .join("\n");
  }

  private async stateBytes(): Promise<number> {
    const file = join(this.pipeline.environment["HOME"] ?? "", ".pulumi/stacks/captures/test.json");
    return (await stat(file)).size;
  }

  private note(night: number, text: string): void {
    const line = `night ${String(night).padStart(3)}  ${text}`;
    this.history.push(line);
    this.options.say(line);
  }

  /** @param about names and streams; what the history has of them is shown. */
  private violate(
    night: number,
    kind: Violation["kind"],
    text: string,
    about: readonly string[] = [],
    more = "",
  ): void {
    this.violations.push({ night, kind, text });
    const history = this.history.filter((line) => about.some((name) => line.includes(name))).slice(-12);
    const { say, seed } = this.options;
    say([`!! ${kind} (seed ${seed}, night ${night}): ${text}`, ...history, more].filter(Boolean).join("\n   "));
  }
}

function isInTheConsole(happening: Happening): happening is Exclude<Happening, Edit> {
  return happening === "stopped in the console" || happening === "deleted in the console";
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
    `${ran.calls} calls, ${ran.faults} struck`,
    `state ${Math.round(ran.stateBytes / 1000)} kB`,
    `${ran.seconds.toFixed(1)} s`,
    changes || "no change",
    ...(alarms.length > 0 ? [`status fails for ${alarms.join(", ")}`] : []),
  ].join("; ");
}
