import { deepEqual, ok } from "node:assert/strict";
import { planned, refused, starts } from "./planned.js";

/** The starts of an expression between two instants. */
const times = (expression: string, zone: string, from: string, until: string) =>
  starts({ cron: { expression, zone, duration: "PT10M", from, until } });

const weekly = { expression: "30 18 * * FRI", zone: "Europe/Berlin", duration: "PT2H" };

describe("a schedule by cron", () => {
  it("names each occurrence by its instant, and begins at the first that may be", () => {
    deepEqual(planned({ cron: { ...weekly, from: "2026-12-18T17:30:00Z", until: "2027-01-01T17:30:00Z" } }), {
      "20261218T173000Z": "2026-12-18T17:30:00Z 2026-12-18T19:30:00Z",
      "20261225T173000Z": "2026-12-25T17:30:00Z 2026-12-25T19:30:00Z",
    });
  });

  it("looks as many days ahead of `now` as it is told, and keeps what is still open", () => {
    const at = (now: string | Date) => starts({ cron: { ...weekly, now, days: 7 }, padAfter: "PT1H" });
    deepEqual(at("2026-12-18T20:29:59Z"), ["2026-12-18T17:30:00Z", "2026-12-25T17:30:00Z"]);
    deepEqual(at("2026-12-18T20:30:00Z"), ["2026-12-25T17:30:00Z"]);
    deepEqual(at(new Date("2026-12-18T20:30:00.500Z")), ["2026-12-25T17:30:00Z"]);
  });

  it("keeps what is over where it is told from when on, and ends at the earlier of two ends", () => {
    const cron = { ...weekly, from: "2026-12-01T00:00:00Z", now: "2026-12-20T00:00:00Z", days: 30 };
    deepEqual(starts({ cron }).length, 7);
    deepEqual(starts({ cron: { ...cron, until: "2026-12-20T00:00:00Z" } }).length, 3);
  });

  it("looks ahead by when captures begin, so that none is declared only once it should run", () => {
    const cron = { expression: "30 6 * * *", zone: "UTC", duration: "PT1H", now: "2026-12-01T06:00:00Z", days: 1 };
    deepEqual(starts({ cron, padBefore: "PT1H" }), ["2026-12-01T05:30:00Z", "2026-12-02T05:30:00Z"]);
    deepEqual(starts({ cron: { ...cron, until: "2026-12-02T06:30:00Z" }, padBefore: "PT1H" }), [
      "2026-12-01T05:30:00Z",
    ]);
  });

  it("does not fail as time goes by: what is over does not count, and what is not yet in reach comes later", () => {
    const quarters = { ...weekly, expression: "*/15 * * * *", from: "2026-01-01T00:00:00Z", days: 7 };
    const all = (Date.parse("2026-04-15T00:00:00Z") - Date.parse(quarters.from)) / 900_000 + 7 * 96;
    ok(all > 10_000);
    deepEqual(starts({ cron: { ...quarters, now: "2026-04-15T00:00:00Z" } }).length, all);
    refused({ cron: { ...quarters, expression: "* * * * * *", now: "2026-04-01T00:00:00Z" } }, /more than 10000 times/);
    const spring = { ...weekly, from: "2027-02-01T00:00:00Z", days: 7 };
    deepEqual(starts({ cron: { ...spring, now: "2026-11-23T08:00:00Z" } }), []);
    deepEqual(starts({ cron: { ...spring, now: "2027-01-29T17:30:01Z" } }), ["2027-02-05T17:30:00Z"]);
  });

  it("is refused without an end, a beginning, or the time that its days count from", () => {
    const from = "2026-12-01T00:00:00Z";
    refused({ cron: { ...weekly, from } }, /cron has no end: give it `until`, or `days` and `now`/);
    refused({ cron: { ...weekly, now: from } }, /cron has no end/);
    refused({ cron: { ...weekly, until: from } }, /cron has no beginning: give it `from`, or `now`/);
    refused({ cron: { ...weekly, from, days: 7 } }, /cron\.days counts from cron\.now, which the program passes/);
    refused({ cron: { ...weekly, from, until: "2026-11-01T00:00:00Z" } }, /cron\.until must be after cron\.from/);
    refused({ cron: { ...weekly, now: new Date("x"), days: 7 } }, /cron\.now .*not a time/);
    for (const days of [0, 401, "7"]) {
      refused({ cron: { ...weekly, now: from, days } }, /cron\.days must be a number of days from 1 to 400/);
    }
  });

  it("is refused where the expression is none, or never comes", () => {
    const cron = { ...weekly, from: "2026-12-01T00:00:00Z", until: "2027-12-01T00:00:00Z" };
    refused(
      { cron: { ...cron, expression: "0 25 * * *" } },
      /cron\.expression .*got "0 25 \* \* \*": Invalid value for hour/,
    );
    refused({ cron: { ...cron, expression: "every friday" } }, /2 instead of 5 or 6 fields/);
    refused({ cron: { ...cron, expression: "2026-12-01T00:00:00" } }, /1 instead of 5 or 6 fields/);
    refused({ cron: { ...cron, expression: "0 12 30 2 *" } }, /cron\.expression "0 12 30 2 \*" never comes/);
    refused(
      { cron: { ...cron, expression: "* * * * * *" } },
      /comes more than 10000 times before 2027-12-01T00:00:00Z/,
    );
  });

  it("is refused in a zone that is not of the IANA database, or without a duration", () => {
    const cron = { ...weekly, from: "2026-12-01T00:00:00Z", until: "2027-12-01T00:00:00Z" };
    for (const zone of ["Europe/Berln", "+08:00", "", "CST6CDT7"]) {
      refused(
        { cron: { ...cron, zone } },
        /cron\.zone must be a time zone of the IANA database, like "Europe\/Berlin"/,
      );
    }
    refused({ cron: { ...cron, duration: 0 } }, /cron\.duration must be from PT1S to P400D/);
    refused({ cron: { ...cron, duration: undefined } }, /cron\.duration is required/);
  });
});

describe("cron where the clocks are changed", () => {
  it("by an hour: once a day, at the first moment after a gap, and at the first of two times", () => {
    deepEqual(times("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"), [
      "2026-03-28T01:30:00Z",
      "2026-03-29T01:00:00Z",
      "2026-03-30T00:30:00Z",
    ]);
    deepEqual(times("30 2 * * *", "Europe/Berlin", "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z"), [
      "2026-10-24T00:30:00Z",
      "2026-10-25T00:30:00Z",
      "2026-10-26T01:30:00Z",
    ]);
  });

  it("by 30 minutes", () => {
    deepEqual(times("15 2 * * *", "Australia/Lord_Howe", "2026-10-02T00:00:00Z", "2026-10-05T00:00:00Z"), [
      "2026-10-02T15:45:00Z",
      "2026-10-03T15:30:00Z",
      "2026-10-04T15:15:00Z",
    ]);
    deepEqual(times("45 1 * * *", "Australia/Lord_Howe", "2026-04-03T00:00:00Z", "2026-04-06T00:00:00Z"), [
      "2026-04-03T14:45:00Z",
      "2026-04-04T14:45:00Z",
      "2026-04-05T15:15:00Z",
    ]);
  });

  it("at midnight", () => {
    deepEqual(times("0 0 * * *", "Africa/Cairo", "2026-04-22T00:00:00Z", "2026-04-25T00:00:00Z"), [
      "2026-04-22T22:00:00Z",
      "2026-04-23T22:00:00Z",
      "2026-04-24T21:00:00Z",
    ]);
    deepEqual(times("30 0 * * *", "America/Havana", "2026-10-31T00:00:00Z", "2026-11-03T00:00:00Z"), [
      "2026-10-31T04:30:00Z",
      "2026-11-01T04:30:00Z",
      "2026-11-02T05:30:00Z",
    ]);
  });

  it("at each of several times of the day as at one alone", () => {
    const spring = ["2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"] as const;
    const autumn = ["2026-10-24T22:00:00Z", "2026-10-25T22:00:00Z"] as const;
    deepEqual(times("30 2,14 * * *", "Europe/Berlin", ...spring), ["2026-03-29T01:00:00Z", "2026-03-29T12:30:00Z"]);
    deepEqual(times("0,30 2-3 * * *", "Europe/Berlin", ...spring), ["2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"]);
    deepEqual(times("0 2,14 * * *", "Europe/Berlin", ...autumn), ["2026-10-25T00:00:00Z", "2026-10-25T13:00:00Z"]);
    deepEqual(times("0,30 2 * * *", "Europe/Berlin", ...autumn), ["2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z"]);
    deepEqual(times("0 0,12 * * *", "Asia/Beirut", "2026-03-28T12:00:00Z", "2026-03-29T20:00:00Z"), [
      "2026-03-28T22:00:00Z",
      "2026-03-29T09:00:00Z",
    ]);
    deepEqual(times("0 11,23 * * *", "Asia/Beirut", "2026-10-24T12:00:00Z", "2026-10-25T22:30:00Z"), [
      "2026-10-24T20:00:00Z",
      "2026-10-25T09:00:00Z",
      "2026-10-25T21:00:00Z",
    ]);
  });

  it("over the midnight of another day: as soon as they have been", () => {
    deepEqual(times("30 23 * * SAT", "America/Nuuk", "2026-03-28T12:00:00Z", "2026-03-31T12:00:00Z"), [
      "2026-03-29T01:00:00Z",
    ]);
    deepEqual(times("0 23 * * *", "America/Scoresbysund", "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"), [
      "2026-03-29T01:00:00Z",
      "2026-03-30T00:00:00Z",
    ]);
  });

  it("at the very moment from which it looks: what they jump over is taken, and what comes twice is not again", () => {
    deepEqual(times("30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T12:00:00Z"), [
      "2026-03-29T01:00:00Z",
    ]);
    deepEqual(times("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:01Z", "2026-10-25T12:00:00Z"), []);
  });

  it("each half hour: at each, through both of the hours that come twice", () => {
    deepEqual(times("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"), [
      "2026-10-25T00:00:00Z",
      "2026-10-25T00:30:00Z",
      "2026-10-25T01:00:00Z",
      "2026-10-25T01:30:00Z",
    ]);
    deepEqual(times("*/30 1-3 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z"), [
      "2026-03-29T00:00:00Z",
      "2026-03-29T00:30:00Z",
      "2026-03-29T01:00:00Z",
      "2026-03-29T01:30:00Z",
    ]);
  });

  it("leaves a capture as long as it was said to be", () => {
    const cron = { expression: "0 1 * * *", zone: "Europe/Berlin", duration: "PT3H" };
    deepEqual(planned({ cron: { ...cron, from: "2026-03-29T00:00:00Z", until: "2026-03-29T12:00:00Z" } }), {
      "20260329T000000Z": "2026-03-29T00:00:00Z 2026-03-29T03:00:00Z",
    });
  });
});
