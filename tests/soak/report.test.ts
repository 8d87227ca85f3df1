import { deepEqual } from "node:assert/strict";
import { resultsOf } from "./report.js";
import type { Ran, Season } from "./season.js";

const usual: Ran = {
  night: 0,
  byDay: false,
  throttled: false,
  seconds: 10,
  processorSeconds: 5,
  calls: 20,
  struck: 0,
  credentials: 3,
  stateBytes: 1000,
  windows: 10,
  forgotten: 0,
};

function missedIn(nights: number, last: Partial<Ran>): string[] {
  const runs = Array.from({ length: nights }, (_, night) => ({ ...usual, night, ...(night === nights - 1 && last) }));
  const judgement: Season["judgement"] = {
    faults: [],
    missed: 0,
    predicted: { gap: 0, console: 0, late: 0 },
    captured: 1,
  };
  return resultsOf({ runs, violations: [], judgement, done: new Map(), warnings: [] })
    .filter(({ ok }) => !ok)
    .map(({ name }) => name);
}

const renewed = "credentials renewed in the middle of a run, at least";
const old = "windows older than 90 days, in a run";

describe("a season of the soak", () => {
  it("misses a goal where credentials were fetched once for each process of a run, and never renewed", () => {
    deepEqual(missedIn(6, {}), [renewed]);
    deepEqual(missedIn(6, { credentials: 4 }), []);
  });

  it("misses a goal where it was longer than the service remembers, and no window got so old", () => {
    deepEqual(missedIn(95, { credentials: 4 }), [old]);
    deepEqual(missedIn(95, { credentials: 4, forgotten: 1 }), []);
    deepEqual(missedIn(94, { credentials: 4 }), []);
  });
});
