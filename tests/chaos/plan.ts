/**
 * What is done to a stack, kill after kill: all of it from the seed, so that each can be done again without the others.
 * Only what a random instant hits, and how long a run takes, is the machine's.
 */
import type { FaultAction } from "../../emulator/index.js";
import type { Instant } from "../../provider/window.js";
import { allCreations, allDeletions, editSetUp, type SetUp, setUpEdits, usual, writesOf } from "../setUp/parts.js";
import { type Draws, drawsOf } from "./draws.js";
import { edit, freePlace, newRow, type Program, type Row } from "./program.js";

export const kinds = ["random", "held", "pipeline"] as const;

/**
 * random: SIGKILL at any instant. held: SIGKILL while the service holds a write at its commit. pipeline: as pipelines end
 * a run, at any instant or while a write is held.
 */
export type Kind = (typeof kinds)[number];

const operations = ["create", "replacement", "destroy"] as const;

export type Operation = (typeof operations)[number];

export interface Kill {
  /** The share of a whole run's time after which it comes, or the write that is held then. */
  readonly when: number | FaultAction;
  /** SIGTERM: and SIGKILL for what is left of it 10 s later. */
  readonly signals: "SIGKILL" | "SIGTERM" | "two SIGINTs";
  /** Who gets what asks the run to end: its whole process group, or what the pipeline has started alone. */
  readonly to: "group" | "process";
  /** When a held write is carried out: while the run is being ended, or when nothing of it is left. */
  readonly release: "during" | "after";
}

/** What is declared: windows, and the templates and rules around them. */
export interface Declared {
  readonly windows: Program;
  readonly setUp: SetUp;
}

export interface Scenario {
  /** From 1. */
  readonly number: number;
  readonly kind: Kind;
  readonly operation: Operation;
  /** When the run begins that is killed. The virtual clock stands still in a run. */
  readonly at: Instant;
  /** What the stack has converged to. */
  readonly before: Declared;
  readonly command: "nightly.sh" | "pulumi up" | "pulumi destroy";
  /** What the killed run finds declared. */
  readonly killed: Declared;
  readonly kill: Kill;
  /** Virtual seconds between the kill and the next run. */
  readonly gap: number;
  /** What the next run finds declared; another program than the killed one where `edited`. */
  readonly next: Declared;
  readonly edited: boolean;
  /** Virtual seconds after it, in which everything that is declared has to be captured. */
  readonly after: number;
}

const nothing: Declared = { windows: [], setUp: [] };

/** Friday, 18:00. */
const begin = Date.parse("2026-12-18T18:00:00Z") / 1000;

/** @param only kills of this kind alone; other ones than among those of all kinds. */
export function planOf(seed: number, kills: number, only?: Kind): readonly Scenario[] {
  const scenarios: Scenario[] = [];
  for (let index = 0; index < kills; index += 1) {
    const last = scenarios.at(-1);
    const at = last ? last.at + last.gap + last.after : begin;
    const kind = only ?? kinds[index % kinds.length] ?? "random";
    const round = Math.floor(index / (only ? 1 : kinds.length));
    const number = index + 1;
    const draws = drawsOf(seed, only ? `${only} ${number}` : `${number}`);
    scenarios.push(scenario({ draws, number, kind, round, at, before: last?.next ?? nothing }));
  }
  return scenarios;
}

interface Circumstances {
  readonly draws: Draws;
  readonly number: number;
  readonly kind: Kind;
  readonly round: number;
  readonly at: Instant;
  readonly before: Declared;
}

/** Each kind meets each operation equally often, and each pair of them an edit one time in three. */
function scenario({ draws, number, kind, round, at, before }: Circumstances): Scenario {
  // What has been over for so long costs no call any more, and nobody declares it for ever.
  const current = before.windows.filter(({ end }) => end > at - 15 * 60);
  const editable = current.filter(({ end }) => end > at + 30 * 60);
  const wanted = operations[round % operations.length] ?? "create";
  const operation = wanted === "create" || editable.length > 0 ? wanted : "create";
  const row = editable[Math.floor(draws.fraction("row") * editable.length)];

  const command = commandOf(operation, current, draws);
  const killed = command === "pulumi destroy" ? current : operate(operation, current, row, at, number, draws);
  const around = operateAround(command, before.setUp, number, draws);
  const gap = draws.oneOf([0, 60, 900], "gap");
  const edited = (kinds.indexOf(kind) + round + Math.floor(round / operations.length)) % 3 === 2;
  const next = edited ? editedAgain(current, killed, at + gap, draws) : killed;
  const takenBack = edited && before.setUp.length > 0 && draws.once(2, "set-up taken back");
  const running = (row ?? killed.at(-1))?.start ?? at;
  return {
    number,
    kind,
    operation,
    at,
    before,
    command,
    killed: { windows: killed, setUp: around.setUp },
    kill: killOf(kind, [...taskWritesOf(operation, running <= at + 10 * 60), ...around.writes], draws),
    gap,
    next: { windows: next, setUp: takenBack ? before.setUp : around.setUp },
    edited,
    after: draws.oneOf([30, 300, 600], "after"),
  };
}

function commandOf(operation: Operation, program: Program, draws: Draws): Scenario["command"] {
  if (operation === "destroy" && program.length > 0 && draws.once(3, "destroy all")) return "pulumi destroy";
  return draws.oneOf(["nightly.sh", "pulumi up"], "command");
}

/** What the killed run has to do to the templates and rules: nothing, one time in two. */
function operateAround(
  command: Scenario["command"],
  before: SetUp,
  number: number,
  draws: Draws,
): { readonly setUp: SetUp; readonly writes: readonly FaultAction[] } {
  if (before.length === 0) return { setUp: usual, writes: allCreations };
  if (command === "pulumi destroy") return { setUp: before, writes: allDeletions };
  const edit = draws.oneOf(setUpEdits, "set-up edit");
  const setUp = draws.once(2, "set-up") ? editSetUp(before, edit, number) : undefined;
  return setUp ? { setUp, writes: writesOf(edit) } : { setUp: before, writes: [] };
}

function operate(
  operation: Operation,
  program: Program,
  row: Row | undefined,
  at: Instant,
  number: number,
  draws: Draws,
): Program {
  if (operation === "create" || !row) {
    const place = freePlace(program);
    // With no place left the first one makes room.
    if (!place) return operate(operation, program.slice(1), row, at, number, draws);
    return [...program, newRow(`w${number}`, draws.oneOf(place, "stream"), at, draws)];
  }
  const others = program.filter((each) => each !== row);
  return operation === "destroy" ? others : [...others, edit(row, at, draws, "edit")];
}

/**
 * What a person does to the program between the two runs: takes the change back, or changes more. A `pulumi destroy`
 * changed nothing in it that could be taken back.
 */
function editedAgain(before: Program, killed: Program, now: Instant, draws: Draws): Program {
  const changed = killed !== before;
  if (changed && draws.once(2, "taken back")) return before;
  const others = killed.slice(0, -1);
  const last = killed.at(-1);
  if (last && last.end >= now + 30 * 60) return [...others, edit(last, now, draws, "edited again")];
  return changed ? before : others;
}

type Writes = readonly [FaultAction, ...FaultAction[]];

function taskWritesOf(operation: Operation, mayRun: boolean): Writes {
  const ending: Writes = mayRun ? ["DeleteScreenshotTask", "StopScreenshotTask"] : ["DeleteScreenshotTask"];
  if (operation === "create") return ["CreateScreenshotTask"];
  return operation === "destroy" ? ending : [...ending, "CreateScreenshotTask"];
}

function killOf(kind: Kind, writes: Writes, draws: Draws): Kill {
  const held = kind === "held" || (kind === "pipeline" && draws.once(2, "held"));
  return {
    when: held ? draws.oneOf(writes, "write") : draws.fraction("instant"),
    signals: kind === "pipeline" ? draws.oneOf(["SIGTERM", "two SIGINTs"], "signals") : "SIGKILL",
    to: kind === "pipeline" ? draws.oneOf(["group", "process"], "to") : "group",
    release: draws.oneOf(["during", "after"], "release"),
  };
}
