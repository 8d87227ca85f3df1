/**
 * What was declared when, and which run has seen it: from that alone follows what a run has to change, and what must be
 * captured from then on. It knows the service's reach, and nothing of the provider's code.
 */
import type { Instant } from "../../provider/window.js";
import type { Operation } from "./output.js";
import { describeRow, type Row, sameRow, type Table } from "./place.js";
import { common, type Span, without } from "./spans.js";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A run makes what starts within 6 days; 10 minutes less, as README and design promise it. */
const reach = 6 * day - 10 * minute;

/** How far clocks may differ: what is over by less may still be asked for. */
const clockSkew = 5 * minute;

/** `status` fails for what ended no longer ago: twice the time between two runs. */
const failsFor = 2 * day;

/** A run of the pipeline, by the service's clock. */
export interface NightRun {
  readonly table: Table;
  readonly began: Instant;
  readonly ended: Instant;
  /** By how many seconds the runner's clock was ahead. */
  readonly skew: number;
  readonly operations: ReadonlyMap<string, Operation>;
  /** Windows of which it left other outputs in the state than it found, as `pulumi refresh` may too. */
  readonly changed: ReadonlySet<string>;
  /** Whether a step of it failed. */
  readonly failed: boolean;
}

/** deferred: not in reach yet. made: has a task, or had one. missed: over, and never made. skipped: over when first seen. */
type Standing = "deferred" | "made" | "missed" | "skipped";

/** What somebody did in the console to a window's task since the last run. */
interface Interference {
  readonly kind: "stopped" | "deleted";
  readonly at: Instant;
}

/** A change that nothing explains, or one that did not come. */
export interface Surprise {
  readonly kind: "false diff" | "forgotten";
  readonly row: Row;
  readonly text: string;
}

export interface Ledger {
  /** Somebody stopped or deleted the task of a window. */
  interfered(name: string, kind: Interference["kind"], at: Instant): void;
  /** Takes down a run. @returns where it changed something else than what had to change. */
  ran(run: NightRun): readonly Surprise[];
  /** Whether the last run left a task for this window as it is. */
  hasTask(row: Row): boolean;
  /** The windows that have no task yet. */
  deferred(): readonly Row[];
  /** The windows for which `status` has to fail; where that is a matter of minutes, it may. */
  alarms(now: Instant): { readonly must: readonly string[]; readonly may: readonly string[] };
  /** What had to be captured on a stream until now. */
  promised(stream: string, now: Instant): readonly Span[];
  /** Where windows were declared on a stream, as runs have seen it. */
  declared(stream: string, now: Instant): readonly Span[];
  /** When somebody had stopped the task of a window on a stream. */
  stopped(stream: string): readonly Span[];
}

export function createLedger(): Ledger {
  let table: Table = new Map();
  let standings = new Map<string, Standing>();
  let seenAt = 0;
  /** What the last run began, where it failed: the next one may have to do the same. */
  let unfinished: NightRun["operations"] = new Map();
  const interferences = new Map<string, Interference>();
  const kept = new Map<string, { promised: Span[]; declared: Span[]; stopped: Span[] }>();

  const of = (stream: string) => {
    const found = kept.get(stream) ?? { promised: [], declared: [], stopped: [] };
    kept.set(stream, found);
    return found;
  };
  const onStream = (rows: Iterable<Row>, stream: string): Span[] =>
    [...rows].filter((row) => row.stream === stream).map(({ start, end }) => ({ from: start, to: end }));
  const held = () => [...table.values()].filter(({ name }) => standings.get(name) === "made");
  const sinceLastRun = (now: Instant) => [{ from: seenAt, to: now }];

  /** Between two runs what the earlier one saw holds; while a run goes on, what both have in common. */
  function close(before: { held: readonly Row[]; table: Table }, run: NightRun): void {
    const during = [{ from: run.began, to: run.ended }];
    const streams = new Set([...before.table.values(), ...run.table.values()].map(({ stream }) => stream));
    for (const stream of streams) {
      const { promised, declared } = of(stream);
      const old = onStream(before.held, stream);
      promised.push(...common(old, [{ from: seenAt, to: run.began }]));
      promised.push(...common(common(old, onStream(held(), stream)), during));
      declared.push(...common(onStream(before.table.values(), stream), [{ from: seenAt, to: run.ended }]));
      declared.push(...common(onStream(run.table.values(), stream), during));
    }
    for (const [name, { kind, at }] of interferences) {
      const row = before.table.get(name);
      if (row && kind === "stopped") of(row.stream).stopped.push({ from: at, to: run.ended });
    }
  }

  function expect(
    row: Row,
    run: NightRun,
  ): { operations: readonly Operation[]; may: readonly Operation[]; why: string } {
    const old = table.get(row.name);
    const now = run.began + run.skew;
    if (!old) return must(["create"], "it is new");
    if (!run.table.has(row.name)) return must(["delete"], "it is no longer declared");
    const interference = interferences.get(row.name);
    if (interference?.kind === "deleted") return must(["create"], "its task was deleted in the console");
    if (!sameRow(old, row)) return must(["update", "replace"], "it was edited");
    if (interference?.kind === "stopped" && row.end > now + clockSkew) return must(["update"], "its task was stopped");
    if (standings.get(row.name) === "deferred") {
      if (row.start - reach <= now) return must(["update"], "it has come within reach");
      if (row.start - reach <= run.ended + run.skew) return { operations: [], may: ["update"], why: "" };
    }
    return { operations: [], may: interference ? ["update"] : [], why: "" };
  }

  function standingAfter(row: Row, run: NightRun): Standing {
    const old = table.get(row.name);
    const before = standings.get(row.name);
    const now = run.began + run.skew;
    if (old && sameRow(old, row) && before !== undefined && before !== "deferred") return before;
    if (row.end <= now - clockSkew) return before === "deferred" ? "missed" : (before ?? "skipped");
    if (row.start - reach <= now) return "made";
    return run.operations.get(row.name) === "update" && row.start - reach <= run.ended + run.skew ? "made" : "deferred";
  }

  return {
    interfered: (name, kind, at) => void interferences.set(name, { kind, at }),
    ran: (run) => {
      const before = { held: held(), table };
      const surprises: Surprise[] = [];
      for (const row of new Map([...table, ...run.table]).values()) {
        const { operations, may, why } = expect(row, run);
        const done = run.operations.get(row.name);
        const allowed = [...operations, ...may, unfinished.get(row.name)];
        if (done !== undefined && !allowed.includes(done)) {
          surprises.push({
            kind: "false diff",
            row,
            text: `${done} of ${describeRow(row)}: ${why || "nothing was changed"}`,
          });
        } else if (done === undefined && operations.length > 0) {
          surprises.push({
            kind: "forgotten",
            row,
            text: `no ${operations.join(" or ")} of ${describeRow(row)}: ${why}`,
          });
        } else if (done === undefined && run.changed.has(row.name) && !interferences.has(row.name)) {
          surprises.push({ kind: "false diff", row, text: `refresh changed ${describeRow(row)}: nothing else did` });
        }
      }
      const after = new Map([...run.table.values()].map((row) => [row.name, standingAfter(row, run)]));
      standings = after;
      table = run.table;
      close(before, run);
      interferences.clear();
      unfinished = run.failed ? run.operations : new Map();
      seenAt = run.ended;
      return surprises;
    },
    hasTask: (row) => {
      const seen = table.get(row.name);
      return seen !== undefined && sameRow(seen, row) && standings.get(row.name) === "made";
    },
    deferred: () => [...table.values()].filter(({ name }) => standings.get(name) === "deferred"),
    alarms: (now) => {
      const missed = [...table.values()].filter(({ name }) => standings.get(name) === "missed");
      const within = (seconds: number) => missed.filter(({ end }) => end > now - seconds).map(({ name }) => name);
      return { must: within(failsFor - 10 * minute), may: within(failsFor + 10 * minute) };
    },
    promised: (stream, now) => {
      const running = common(onStream(held(), stream), sinceLastRun(now));
      return without([...of(stream).promised, ...running], stoppedOn(stream, now));
    },
    declared: (stream, now) => [...of(stream).declared, ...common(onStream(table.values(), stream), sinceLastRun(now))],
    stopped: (stream) => of(stream).stopped,
  };

  function stoppedOn(stream: string, now: Instant): Span[] {
    const open = [...interferences].flatMap(([name, { kind, at }]) =>
      kind === "stopped" && table.get(name)?.stream === stream ? [{ from: at, to: now }] : [],
    );
    return [...of(stream).stopped, ...open];
  }
}

function must(operations: readonly Operation[], why: string) {
  return { operations, may: [], why };
}
