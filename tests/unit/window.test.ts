import { deepEqual, equal, match, ok } from "node:assert/strict";
import fc from "fast-check";
import {
  creatableFrom,
  day,
  formatInstant,
  formatLength,
  inReach,
  parseInstant,
  phase,
  windowProblem,
} from "../../provider/window.js";

const problemOf = (value: unknown) => {
  const parsed = parseInstant(value);
  return "problem" in parsed ? parsed.problem : `accepted as ${formatInstant(parsed.instant)}`;
};

describe("a time", () => {
  it("is the same instant however its offset is written", () => {
    const instants = ["2026-12-24T11:00:00Z", "2026-12-24T19:00:00+08:00", "2026-12-24T19:00+08:00", 1798110000];
    for (const written of instants) deepEqual(parseInstant(written), { instant: 1798110000 }, String(written));
  });

  it("survives being formatted and read again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4_000_000_000 }), (instant) => {
        deepEqual(parseInstant(formatInstant(instant)), { instant });
      }),
    );
  });

  it("loses a fraction of a second, as Date.toISOString writes one", () => {
    deepEqual(parseInstant("2026-12-24T11:00:00.000Z"), { instant: 1798110000 });
    deepEqual(parseInstant("2026-12-24T11:00:00.999Z"), { instant: 1798110000 });
  });

  const refused: [what: string, value: unknown, message: RegExp][] = [
    ["without an offset", "2026-12-24T19:00:00", /has no offset, so it could mean any time zone.*19:00:00\+08:00/],
    ["local, without seconds", "2026-12-24 19:00", /has no offset/],
    ["without a time of day", "2026-12-24", /has no time of day/],
    ["in milliseconds", 1798110000000, /looks like milliseconds; Unix seconds are expected, here 1798110000/],
    ["on a day that does not exist", "2026-02-30T10:00:00Z", /not a time that exists/],
    ["in words", "tomorrow", /not a time that exists/],
    ["as digits in a text", "1798110000", /is written as a number|written as a number, without quotes/],
    ["that is no number", Number.NaN, /not a time in whole Unix seconds/],
    ["of a fraction of a Unix second", 1798110000.5, /not a time in whole Unix seconds/],
    ["before 1970", -1, /not a time in whole Unix seconds/],
    ["that is huge", 1e20, /not a time in whole Unix seconds/],
    ["of another type", { at: 1 }, /must be a time like .*; got an object/],
    ["that is null", null, /got null/],
    ["that is a list", [1798110000], /got a list/],
  ];
  for (const [what, value, message] of refused) {
    it(`${what} is refused, showing the right form`, () => {
      match(problemOf(value), message);
      match(problemOf(value), /Z"|\+08:00|1798110000|without quotes/);
    });
  }
});

describe("a window", () => {
  const start = 1798110000;

  it("whose end is not after its start is refused", () => {
    for (const end of [start, start - 1])
      match(windowProblem({ start, end })?.problem ?? "", /must be after startTime/);
  });

  it("of 24 h is accepted, and of a second more refused", () => {
    equal(windowProblem({ start, end: start + day }), undefined);
    match(windowProblem({ start, end: start + day + 1 })?.problem ?? "", /is 1 d 1 s after startTime; .* 24 h at most/);
  });

  it("without a start is judged by nothing but the clock", () => {
    equal(windowProblem({ end: start }), undefined);
  });

  it("is scheduled before its start, running from then on, and over from its end on", () => {
    const window = { start, end: start + 60 };
    deepEqual(
      [start - 1, start, start + 59, start + 60].map((now) => phase(window, now)),
      ["scheduled", "running", "running", "over"],
    );
  });

  it("comes within reach 6 days less 10 minutes before its start", () => {
    const window = { start, end: start + 60 };
    equal(creatableFrom(window), start - 6 * day + 600);
    ok(!inReach(window, start - 6 * day + 599));
    ok(inReach(window, start - 6 * day + 600));
  });

  it("without a start comes within reach 24 h before its end", () => {
    ok(!inReach({ end: start }, start - day - 1));
    ok(inReach({ end: start }, start - day));
  });
});

describe("a length", () => {
  it("is written in its two largest units", () => {
    deepEqual([0, 59, 3600, 7500, 90061].map(formatLength), ["0 s", "59 s", "1 h", "2 h 5 min", "1 d 1 h"]);
  });
});
