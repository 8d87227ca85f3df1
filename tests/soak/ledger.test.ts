import { deepEqual } from "node:assert/strict";
import { createLedger, type Ledger } from "./ledger.js";
import type { Operation } from "./output.js";
import type { Row } from "./place.js";

const hour = 3600;
const day = 24 * hour;
const began = 1_800_000_000;

const final: Row = { name: "final", stream: "arena", start: began + 2 * hour, end: began + 4 * hour };
const later: Row = { name: "later", stream: "arena", start: began + 7 * day, end: began + 7 * day + hour };

interface Seen {
  readonly at?: number;
  readonly skew?: number;
  readonly did?: Record<string, Operation>;
  readonly changed?: readonly string[];
  readonly failed?: boolean;
}

/** A run of ten seconds. */
const run = (
  ledger: Ledger,
  rows: readonly Row[],
  { at = began, skew = 0, did = {}, changed = [], failed = false }: Seen = {},
) =>
  ledger
    .ran({
      table: new Map(rows.map((row) => [row.name, row])),
      began: at,
      ended: at + 10,
      skew,
      operations: new Map(Object.entries(did)),
      changed: new Set(changed),
      failed,
    })
    .map(({ kind, row }) => `${kind}: ${row.name}`);

function having(rows: readonly Row[]): Ledger {
  const ledger = createLedger();
  run(ledger, rows, { did: Object.fromEntries(rows.map(({ name }) => [name, "create"])) });
  return ledger;
}

describe("the soak's ledger", () => {
  it("calls a change false that neither program, clock nor console explains", () => {
    deepEqual(run(having([final, later]), [final, later], { at: began + hour }), []);
    const did = { final: "update", later: "replace" } as const;
    deepEqual(run(having([final, later]), [final, later], { at: began + hour, did }), [
      "false diff: final",
      "false diff: later",
    ]);
  });

  it("calls it false, too, where a refresh changes what is known of a window and nobody did anything to it", () => {
    const ledger = having([final, later]);
    deepEqual(run(ledger, [final, later], { at: began + hour, changed: ["final"] }), ["false diff: final"]);
    ledger.interfered("final", "stopped", final.start + 600);
    const did = { final: "update" } as const;
    deepEqual(run(ledger, [final, later], { at: final.start + 900, did, changed: ["final"] }), []);
  });

  it("lets a run do what the one before began and failed in", () => {
    const ledger = having([final]);
    const longer = { ...final, end: final.end + hour };
    run(ledger, [longer], { at: began + hour, did: { final: "replace" }, failed: true });
    deepEqual(run(ledger, [longer], { at: began + 2 * hour, did: { final: "replace" } }), []);
    deepEqual(run(ledger, [longer], { at: began + 3 * hour, did: { final: "replace" } }), ["false diff: final"]);
  });

  it("wants what is new made, what was edited changed, and what is gone deleted", () => {
    deepEqual(run(createLedger(), [final]), ["forgotten: final"]);
    deepEqual(run(having([final]), [{ ...final, end: final.end + hour }], { at: began + hour }), ["forgotten: final"]);
    deepEqual(run(having([final]), [], { at: began + hour }), ["forgotten: final"]);
  });

  it("wants a deferred window made by the first run that has it in reach by the runner's clock", () => {
    const inReach = later.start - 6 * day + 600;
    deepEqual(run(having([later]), [later], { at: inReach - 100 }), []);
    deepEqual(run(having([later]), [later], { at: inReach - 100, skew: 200 }), ["forgotten: later"]);
    deepEqual(run(having([later]), [later], { at: inReach - 5, did: { later: "update" } }), []);
  });

  it("holds the runs to what they saw, from their end on, and while one goes on to what it leaves as it was", () => {
    const ledger = having([final]);
    const shorter = { ...final, end: final.end - hour };
    const at = final.start + 600;
    run(ledger, [shorter], { at, did: { final: "replace" } });
    deepEqual(ledger.promised("arena", final.end), [{ from: final.start, to: shorter.end }]);
  });

  it("does not hold them to what somebody stopped, until the run that follows is over", () => {
    const ledger = having([final]);
    const stopped = final.start + 600;
    ledger.interfered("final", "stopped", stopped);
    deepEqual(run(ledger, [final], { at: stopped + 300 }), ["forgotten: final"]);
    deepEqual(ledger.promised("arena", final.end), [
      { from: final.start, to: stopped },
      { from: stopped + 310, to: final.end },
    ]);
  });

  it("wants an alarm for two days where a window was over before a run came", () => {
    const ledger = having([later]);
    const at = later.end + hour;
    deepEqual(run(ledger, [later], { at, did: { later: "update" } }), []);
    deepEqual(ledger.alarms(at).must, ["later"]);
    deepEqual(ledger.alarms(later.end + 3 * day).may, []);
  });

  it("wants no alarm for what was over when a run first saw it: nobody could have captured it", () => {
    const ledger = having([final]);
    const at = later.end + hour;
    run(ledger, [final, later], { at, did: { later: "create" } });
    deepEqual(ledger.alarms(at), { must: [], may: [] });
  });
});
