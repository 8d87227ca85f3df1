import assert from "node:assert/strict";
import { VirtualClock } from "../../../emulator/time/clock.js";

const start = Date.parse("2026-12-18T18:00:00Z");

/** A wall clock that only the test moves. */
function wallClock(): { now: () => number; pass: (seconds: number) => void } {
  let milliseconds = start;
  return {
    now: () => milliseconds,
    pass: (seconds) => {
      milliseconds += seconds * 1000;
    },
  };
}

describe("the virtual clock", () => {
  it("is real time at first", () => {
    const wall = wallClock();
    const clock = new VirtualClock(wall.now);
    wall.pass(1.5);
    assert.deepEqual(clock.read(), {
      now: "2026-12-18T18:00:01.500Z",
      unix: start / 1000 + 1.5,
      rate: 1,
      mode: "real",
    });
    assert.equal(clock.seconds(), start / 1000 + 1);
  });

  it("stands still where it was given a time", () => {
    const wall = wallClock();
    const clock = VirtualClock.frozenAt(wall.now, "2027-01-01T00:00:00+08:00");
    wall.pass(100);
    assert.equal(clock.read().now, "2026-12-31T16:00:00.000Z");
    assert.equal(clock.read().mode, "frozen");
  });

  it("goes on running after it was advanced or set", () => {
    const wall = wallClock();
    const clock = new VirtualClock(wall.now);
    clock.advance("PT2H");
    wall.pass(60);
    assert.equal(clock.read().now, "2026-12-18T20:01:00.000Z");
    assert.equal(clock.read().mode, "offset");
    clock.set("2026-12-19T00:00:00Z");
    wall.pass(60);
    assert.equal(clock.read().now, "2026-12-19T00:01:00.000Z");
  });

  it("runs as fast as it is told, from where it is", () => {
    const wall = wallClock();
    const clock = new VirtualClock(wall.now);
    wall.pass(60);
    clock.setRate(60);
    wall.pass(60);
    assert.equal(clock.read().now, "2026-12-18T19:01:00.000Z");
    assert.equal(clock.read().mode, "fast");
    clock.setRate(0);
    wall.pass(60);
    assert.equal(clock.read().now, "2026-12-18T19:01:00.000Z");
  });

  it("is advanced by durations of ISO 8601 and by seconds", () => {
    const advancedBy = (duration: string | number) => {
      const clock = VirtualClock.frozenAt(wallClock().now, "2026-12-18T18:00:00Z");
      clock.advance(duration);
      return clock.read().now;
    };
    assert.equal(advancedBy("PT2H30M"), "2026-12-18T20:30:00.000Z");
    assert.equal(advancedBy("P90D"), "2027-03-18T18:00:00.000Z");
    assert.equal(advancedBy("P1M"), "2027-01-18T18:00:00.000Z");
    assert.equal(advancedBy(90), "2026-12-18T18:01:30.000Z");
    assert.equal(advancedBy(0), "2026-12-18T18:00:00.000Z");
  });

  it("does not go back, and refuses what is no time, duration or rate", () => {
    const clock = new VirtualClock(wallClock().now);
    assert.throws(() => clock.set("2026-12-18T17:59:59Z"), /cannot go back, from 2026-12-18T18:00:00.000Z/);
    assert.throws(() => clock.advance("-PT1H"), /cannot go back/);
    assert.throws(() => clock.advance(-1), /by 0 seconds or more/);
    assert.throws(() => clock.advance("2 hours"), /not a duration/);
    assert.throws(() => clock.set("2026-12-18T19:00:00"), /not a time with an offset/);
    for (const rate of [-1, Number.NaN, Number.POSITIVE_INFINITY, 100_001]) {
      assert.throws(() => clock.setRate(rate), /The rate must be a number from 0/);
    }
  });

  it("does not follow a wall clock that is put back", () => {
    const wall = wallClock();
    const clock = new VirtualClock(wall.now);
    wall.pass(-60);
    assert.equal(clock.seconds(), start / 1000);
  });
});
