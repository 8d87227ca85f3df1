import { deepEqual, ok } from "node:assert/strict";
import { type FaultKind, faultKinds } from "../../emulator/index.js";
import { openEngineStage } from "./engineStage.js";
import { play, type Result } from "./play.js";
import { playRows } from "./processStage.js";
import { actions, engineRows, type Row, rows } from "./rows.js";
import type { Stage } from "./stage.js";
import { strikes } from "./strikes.js";
import { table } from "./table.js";

const results: Result[] = [];

function sentence({ action, strike: { what, fails, allowed } }: Row): string {
  const outcome = fails?.[action]
    ? "fails and says what to do, and the next one mends it"
    : `goes on${allowed?.[action] ? " and names a twin" : ""}, and the next one has nothing to do`;
  return `a ${action} ${what}: it ${outcome}`;
}

function judge(result: Result): void {
  results.push(result);
  deepEqual(result.complaints, []);
}

describe("the fault matrix", () => {
  after(() => console.log(`\n${table(results)}`));

  it("has a row for every fault that the emulator knows, and for each of its ways", () => {
    for (const kind of Object.keys(faultKinds) as FaultKind[]) {
      const { takes } = faultKinds[kind];
      const struck = strikes.flatMap(({ faults }) => faults).filter((fault) => fault.kind === kind);
      for (const field of takes.filter((name) => name !== "status")) {
        ok(
          struck.some((fault) => field in fault) && struck.some((fault) => !(field in fault)),
          `the rows of ${kind} should be with ${field} and without`,
        );
      }
      for (const action of actions.filter((each) => faultKinds[kind].actions.includes(each))) {
        ok(
          rows.some((row) => row.action === action && row.strike.faults.some((fault) => fault.kind === kind)),
          `there should be a row for ${action} and ${kind}`,
        );
      }
    }
  });

  describe("for the provider process, with a run in which", () => {
    for (const { row, played } of playRows()) it(sentence(row), async () => judge(await played()));
  });

  describe("under the real engine, with a run in which", () => {
    let stage: Stage & { close(): Promise<void> };
    before(async () => {
      stage = await openEngineStage();
    });
    after(() => stage.close());
    for (const row of engineRows) it(sentence(row), async () => judge(await play(row, stage)));
  });
});
