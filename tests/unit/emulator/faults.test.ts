import assert from "node:assert/strict";
import fc from "fast-check";
import { readFaults } from "../../../emulator/faults/faultKinds.js";
import { Faults } from "../../../emulator/faults/faults.js";
import { type Fault, type FaultAction, faultKinds } from "../../../emulator/index.js";
import { virtualNow } from "./fixture.js";

/** Which of so many calls of an action a fault strikes, by their numbers. */
function struck(faults: Faults, calls: number, action: FaultAction = "CreateScreenshotTask"): number[] {
  const arriving = { action, requestId: "", taskId: null, furtherPage: false };
  return Array.from({ length: calls }, (_, index) => index + 1).filter(() => faults.strike(arriving).way);
}

function set(...given: Fault[]): Faults {
  return new Faults(() => virtualNow, given);
}

describe("a fault", () => {
  it("strikes every call of its actions where it says no number", () => {
    const faults = set({ kind: "throttled", action: ["CreateScreenshotTask", "StopScreenshotTask"] });
    assert.deepEqual(struck(faults, 3), [1, 2, 3]);
    assert.deepEqual(struck(faults, 2, "StopScreenshotTask"), [1, 2]);
    assert.deepEqual(struck(faults, 2, "DeleteScreenshotTask"), []);
    assert.deepEqual(struck(set({ kind: "throttled" }), 2, "GetCallerIdentity"), [1, 2], "any action");
  });

  it("strikes the nth call, so many calls, or so many from the nth on", () => {
    assert.deepEqual(struck(set({ kind: "throttled", nth: 3 }), 6), [3]);
    assert.deepEqual(struck(set({ kind: "throttled", count: 2 }), 6), [1, 2]);
    assert.deepEqual(struck(set({ kind: "throttled", nth: 3, count: 2 }), 6), [3, 4]);
  });

  it("counts the calls of its actions from when it was set", () => {
    const faults = set();
    struck(faults, 5);
    faults.add({ kind: "throttled", action: "CreateScreenshotTask", nth: 2 });
    struck(faults, 5, "StopScreenshotTask");
    assert.deepEqual(struck(faults, 3), [2]);
    assert.deepEqual(faults.list(), [
      { id: 1, fault: { kind: "throttled", action: "CreateScreenshotTask", nth: 2 }, calls: 3, fired: 1 },
    ]);
  });

  it("with a probability strikes the same calls for the same seed, whatever else is called or set", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.array(fc.nat(3), { maxLength: 40 }),
        (seed, probability, others) => {
          const fault: Fault = { kind: "lost-after", probability, seed: seed % 1_000_000 };
          const alone = struck(set(fault), 40);
          const faults = set({ kind: "late", action: "CreateScreenshotTask", listings: 1 }, fault);
          const among = Array.from({ length: 40 }, (_, index) => index + 1).filter((call) => {
            struck(faults, others[call] ?? 0, "DescribeScreenshotTask");
            return struck(faults, 1).length > 0;
          });
          assert.deepEqual(among, alone);
        },
      ),
    );
    const half = (seed: number) => struck(set({ kind: "html", probability: 0.5, seed }), 1000);
    assert.notDeepEqual(half(1), half(2));
    assert.ok(half(1).length > 400 && half(1).length < 600, String(half(1).length));
  });

  it("with a probability and a count ceases when it has struck so often", () => {
    assert.equal(struck(set({ kind: "html", probability: 0.5, count: 3 }), 100).length, 3);
  });

  it("gives way to one that was set before it, and then strikes the next call", () => {
    const faults = set({ kind: "lost-after", nth: 1 }, { kind: "html", nth: 1 });
    struck(faults, 3);
    assert.deepEqual(
      faults.fired().map(({ fault, kind, call }) => [fault, kind, call]),
      [
        [1, "lost-after", 1],
        [2, "html", 2],
      ],
    );
  });

  it("of what listings show goes together with one on the way", () => {
    const faults = set({ kind: "lost-after", nth: 1 }, { kind: "late", nth: 1, listings: 2 });
    struck(faults, 1);
    assert.deepEqual(
      faults.fired().map(({ kind, call }) => [kind, call]),
      [
        ["lost-after", 1],
        ["late", 1],
      ],
    );
  });

  it("of pages counts the calls for a further page alone", () => {
    const faults = set({ kind: "page-repeated", nth: 2 });
    const ask = (furtherPage: boolean) =>
      faults.strike({ action: "DescribeScreenshotTask", requestId: "", taskId: null, furtherPage }).listing;
    assert.deepEqual([ask(false), ask(true), ask(false)], [undefined, undefined, undefined]);
    assert.equal(ask(true)?.fault.kind, "page-repeated");
  });

  it("does not change with the object that it was set by", () => {
    const fault: Fault = { kind: "throttled", nth: 1 };
    const faults = set(fault);
    fault.nth = 9;
    assert.deepEqual(struck(faults, 1), [1]);
  });
});

describe("what is set", () => {
  it("is replaced, added to, cleared and begun anew, and what fired stays known until then", () => {
    const faults = set({ kind: "throttled" });
    const kinds = () => faults.list().map(({ id, fault }) => [id, fault.kind]);
    struck(faults, 1);
    faults.add([{ kind: "html" }, { kind: "held" }]);
    assert.deepEqual(kinds(), [
      [1, "throttled"],
      [2, "html"],
      [3, "held"],
    ]);
    faults.set({ kind: "html" });
    assert.deepEqual(kinds(), [[4, "html"]]);
    faults.clear();
    assert.deepEqual(kinds(), []);
    assert.equal(faults.fired().length, 1);
    faults.reset();
    assert.deepEqual(kinds(), [[1, "throttled"]]);
    assert.deepEqual(faults.fired(), []);
  });

  it("stays as it is where what is to come instead is wrong", () => {
    const faults = set({ kind: "throttled" });
    assert.throws(() => faults.set([{ kind: "html" }, { kind: "htm" }]));
    assert.throws(() => faults.add([{ kind: "html" }, { kind: "htm" }]));
    assert.deepEqual(
      faults.list().map(({ fault }) => fault.kind),
      ["throttled"],
    );
  });
});

describe("every kind of fault", () => {
  it("says what it does, and has an example that is right", () => {
    for (const [kind, { about, example }] of Object.entries(faultKinds)) {
      assert.ok(about, kind);
      assert.equal(example.kind, kind);
      assert.deepEqual(readFaults(example), [example]);
    }
  });
});

describe("a wrong fault", () => {
  it("is refused by the name of its field, with the right form", () => {
    const wrong: [fault: unknown, sentence: RegExp][] = [
      ["throttled", /^The fault is no object with a kind: \{"kind":"lost-after",.*\}\.$/],
      [null, /^The fault is no object/],
      [{}, /^The fault has no known kind \(undefined\)\. There are: refused, lost-before, .*task-moved\.$/],
      [{ kind: "lost" }, /^The fault has no known kind \("lost"\)\. There are: /],
      [{ kind: "toString" }, /^The fault has no known kind/],
      [
        { kind: "throttled", nth: 0 },
        /^The fault \(throttled\): nth takes a whole number from 1 to \d+, not 0\. Right/,
      ],
      [{ kind: "throttled", count: "2" }, /: count takes a whole number from 1 to \d+, not "2"\./],
      [{ kind: "throttled", probability: 0 }, /: probability takes a number above 0, up to 1, not 0\./],
      [{ kind: "throttled", seed: -1 }, /: seed takes a whole number from 0 to /],
      [
        { kind: "throttled", times: 3 },
        /^The fault \(throttled\) has no field times, only nth, count, probability, seed\./,
      ],
      [{ kind: "throttled", milliseconds: 3 }, /has no field milliseconds/],
      [{ kind: "throttled", action: "Create" }, /: action takes "any", an action or a list of them, of CreateScreen/],
      [{ kind: "throttled", action: ["StopScreenshotTask", "Stop"] }, /not "Stop"\. Right is, for example: \{/],
      [{ kind: "throttled", action: [] }, /: action takes .*, not \[\]\./],
      [
        { kind: "late", action: "DescribeScreenshotTask", listings: 1 },
        /: action takes .*, not "DescribeScreenshotTask"/,
      ],
      [{ kind: "page-repeated", action: "CreateScreenshotTask" }, /: action takes .* of DescribeScreenshotTask, not /],
      [
        { kind: "late" },
        /^The fault \(late\) needs one of seconds and listings\. Right is, for example: \{"kind":"late"/,
      ],
      [{ kind: "late", seconds: 1, listings: 1 }, /needs one of seconds and listings/],
      [{ kind: "slow" }, /^The fault \(slow\) needs milliseconds\. Right is, for example: \{"kind":"slow",/],
      [{ kind: "http-error", status: 404 }, /: status takes a whole number from 500 to 599, not 404/],
      [{ kind: "html", carriedOut: "yes" }, /: carriedOut takes true or false, not "yes"/],
      [{ kind: "task-moved", seen: 2 }, /: seen takes "never" or "twice", not 2/],
      [[{ kind: "held" }, { kind: "hold" }], /^Fault 2 of the list has no known kind/],
    ];
    for (const [fault, sentence] of wrong) assert.throws(() => readFaults(fault), { message: sentence });
  });
});
