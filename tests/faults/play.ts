/** Plays one row: the run that is struck, and the next one; and compares after each. */
import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "../../emulator/index.js";
import type { Row } from "./rows.js";
import { type Program, scenarios } from "./scenarios.js";
import type { Run, Stage } from "./stage.js";
import type { Failure } from "./strikes.js";
import { count, isSettled, orphansAndNamed, type State, type Tally } from "./tally.js";

/** What came of a row, as it is printed. */
export interface Result extends Tally {
  readonly row: Row;
  readonly tier: Stage["tier"];
  readonly outcome: string;
  /** Calls of the struck run. */
  readonly calls: number;
  /** Runs until there was nothing left to do, the struck one included; undefined where more than two are needed. */
  readonly runs: number | undefined;
  /** What is not as it should be, for a person. */
  readonly complaints: readonly string[];
}

/** Between two runs, so that what a run left undone costs something. */
const pause = "PT10M";

export async function play(row: Row, stage: Stage): Promise<Result> {
  const { action, strike } = row;
  const { before, after } = scenarios[action];
  const { emulator } = stage;
  await stage.prepare(before);
  const since = emulator.clock.now();
  await emulator.clock.advance(pause);

  const callsBefore = emulator.requests().length;
  const firedBefore = emulator.faults.fired().length;
  emulator.faults.set(strike.faults.map((fault) => ({ action, ...fault })));
  await emulator.clock.rate(strike.rate ?? 0);
  const struck = await stage.run(after, environmentOf(row));
  const fired = emulator.faults.fired().slice(firedBefore);
  await calm(emulator);
  const calls = emulator.requests().length - callsBefore;
  const first = compare(emulator, after, await stage.state(), since);
  await emulator.clock.advance(pause);

  const next = await stage.runAgain(after);
  const kept = await stage.state();
  const last = compare(emulator, after, kept, since);

  const isExpected = ({ tally, settled }: Comparison) => settled && isDeepStrictEqual(tally, expected(row));
  const runs = !struck.failed && isExpected(first) ? 1 : isExpected(last) ? 2 : undefined;
  const afterwards = (which: string, comparison: Comparison) =>
    isExpected(comparison)
      ? []
      : [`After the ${which} run there is ${JSON.stringify(comparison)}, instead of ${JSON.stringify(expected(row))}.`];
  return {
    row,
    tier: stage.tier,
    ...last.tally,
    outcome: struck.failed ? `failed: ${codeIn(struck.said) ?? "no clear answer"}` : "went on",
    calls,
    runs,
    complaints: [
      ...strike.faults
        .filter(({ kind }) => !fired.some((one) => one.kind === kind))
        .map(({ kind }) => `The fault ${kind} struck no call.`),
      ...complainOf(struck, row, emulator),
      ...(struck.failed ? [] : afterwards("struck", first)),
      ...(next.failed ? [`The next run failed: ${next.said}`] : []),
      ...(struck.failed || next.written.length === 0
        ? []
        : [`The next run had something to do: ${next.written.join(", ")}.`]),
      ...afterwards("next", last),
      ...(await complainOfOrphans(emulator.service, kept)),
    ],
  };
}

interface Comparison {
  readonly tally: Tally;
  readonly settled: boolean;
}

function compare({ service }: Emulator, program: Program, kept: State, since: number): Comparison {
  return { tally: count(service, program, kept, since), settled: isSettled(service, program, kept) };
}

async function complainOfOrphans(service: Emulator["service"], kept: State): Promise<string[]> {
  const { orphans, named } = await orphansAndNamed(service, kept);
  return isDeepStrictEqual(new Set(named), new Set(orphans))
    ? []
    : [
        `\`tencentcloud-css orphans\` names ${named.join(", ") || "none"} where there are ${orphans.join(", ") || "none"}.`,
      ];
}

/** All that is held is carried out now, and nothing goes wrong any more. */
async function calm(emulator: Emulator): Promise<void> {
  emulator.faults.clear();
  emulator.faults.release();
  await emulator.faults.listenAgain();
  await emulator.clock.rate(0);
}

function environmentOf({ strike: { callTimeout } }: Row): Record<string, string> {
  return callTimeout === undefined ? {} : { TENCENTCLOUD_CSS_CALL_TIMEOUT: callTimeout };
}

function expected({ action, strike }: Row): Tally {
  const { doubled, orphans } = strike.allowed?.[action] ?? { doubled: 0, orphans: 0 };
  return { lost: 0, orphans, doubled, forgotten: 0 };
}

/** What the struck run did not say, or should not have said. */
function complainOf(run: Run, { action, strike }: Row, emulator: Emulator): string[] {
  const failure = strike.fails?.[action];
  const said = run.said.replace(/\s+/g, " ");
  if (run.failed !== (failure !== undefined)) {
    return [run.failed ? `The run failed, but could go on: ${said}` : "The run went on, though it could not."];
  }
  const toSay = [
    ...(failure ? partsOf(failure, action, emulator) : []),
    ...(strike.allowed?.[action] ? [strike.allowed[action].said] : []),
  ];
  return toSay.filter((part) => !part.test(said)).map((part) => `The run does not say ${part}: ${said}`);
}

/** What an error is to name: the action, the object, the code and the RequestId, and what to do now. */
function partsOf({ code, remedy }: Failure, action: Row["action"], emulator: Emulator): RegExp[] {
  const answered = emulator.requests().filter((request) => request.action === action && request.code === code);
  return [
    new RegExp(`${action} ${scenarios[action].object.source}`),
    remedy,
    ...(code === undefined ? [] : [new RegExp(code.replaceAll(".", "\\."))]),
    ...answered.slice(-1).map(({ requestId }) => new RegExp(`\\(RequestId ${requestId}\\)`)),
  ];
}

function codeIn(said: string): string | undefined {
  return /was refused: ([\w.]+):|(HTTP \d+)/.exec(said)?.slice(1).find(Boolean);
}
