import { deepEqual, equal } from "node:assert/strict";
import { calendar, event, planned, refused, starts, warnings } from "./planned.js";

const weekly = (...more: readonly string[]) =>
  event("league", "DTSTART;TZID=Europe/Berlin:20261016T190000", "DTEND;TZID=Europe/Berlin:20261016T210000", ...more);

const exception = (recurrenceId: string, ...more: readonly string[]) =>
  event("league", `RECURRENCE-ID${recurrenceId}`, ...more);

describe("an event that recurs", () => {
  it("is a task each time, at the same time of the clock on the wall, named by the instant", () => {
    deepEqual(planned({ calendar: calendar(...weekly("RRULE:FREQ=WEEKLY;COUNT=3")) }), {
      "league-20261016T170000Z": "2026-10-16T17:00:00Z 2026-10-16T19:00:00Z",
      "league-20261023T170000Z": "2026-10-23T17:00:00Z 2026-10-23T19:00:00Z",
      "league-20261030T180000Z": "2026-10-30T18:00:00Z 2026-10-30T20:00:00Z",
    });
  });

  it("ends with UNTIL, that instant included, whichever way it is written", () => {
    const until = (text: string) => starts({ calendar: calendar(...weekly(`RRULE:FREQ=WEEKLY;UNTIL=${text}`)) }).length;
    deepEqual(
      ["20261030T180000Z", "20261030T175959Z", "20261030T190000", "20261030", "20261029"].map(until),
      [3, 2, 3, 3, 2],
    );
  });

  it("counts its start as the first, also where its rule would not", () => {
    const rule = "RRULE:FREQ=WEEKLY;BYDAY=SA;COUNT=3";
    deepEqual(starts({ calendar: calendar(...weekly(rule)) }), [
      "2026-10-16T17:00:00Z",
      "2026-10-17T17:00:00Z",
      "2026-10-24T17:00:00Z",
    ]);
  });

  it("has the dates of RDATE too, with lengths of their own where they are periods", () => {
    const dates = [
      "RDATE;TZID=Europe/Berlin:20261018T150000",
      "RDATE;VALUE=PERIOD:20261019T100000Z/PT30M,20261020T100000Z/20261020T110000Z",
    ];
    deepEqual(Object.values(planned({ calendar: calendar(...weekly(...dates)) })), [
      "2026-10-16T17:00:00Z 2026-10-16T19:00:00Z",
      "2026-10-18T13:00:00Z 2026-10-18T15:00:00Z",
      "2026-10-19T10:00:00Z 2026-10-19T10:30:00Z",
      "2026-10-20T10:00:00Z 2026-10-20T11:00:00Z",
    ]);
  });

  it("is not on the dates of EXDATE, in its zone, in UTC or as a whole day", () => {
    const left = (...lines: readonly string[]) =>
      starts({ calendar: calendar(...weekly("RRULE:FREQ=WEEKLY;COUNT=4", ...lines)) });
    deepEqual(left("EXDATE;TZID=Europe/Berlin:20261016T190000,20261030T190000"), [
      "2026-10-23T17:00:00Z",
      "2026-11-06T18:00:00Z",
    ]);
    deepEqual(left("EXDATE:20261023T170000Z", "EXDATE;VALUE=DATE:20261106"), [
      "2026-10-16T17:00:00Z",
      "2026-10-30T18:00:00Z",
    ]);
  });

  it("has the times of its other lines on its own clock, where these name no zone", () => {
    const series = weekly("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20261023T190000", "RDATE:20261024T190000");
    const moved = exception(":20261030T190000", "DTSTART:20261031T120000Z", "DURATION:PT1H");
    deepEqual(Object.keys(planned({ calendar: { ...calendar(...series, ...moved), zone: "UTC" } })), [
      "league-20261016T170000Z",
      "league-20261024T170000Z",
      "league-20261030T180000Z",
    ]);
  });

  it("keeps the name of a recurrence that is moved, cancelled or given another length", () => {
    const moved = exception(
      ";TZID=Europe/Berlin:20261023T190000",
      "DTSTART:20261024T120000Z",
      "DTEND:20261024T130000Z",
    );
    const off = exception(":20261030T180000Z", "DTSTART:20261030T180000Z", "STATUS:CANCELLED");
    deepEqual(planned({ calendar: calendar(...weekly("RRULE:FREQ=WEEKLY;COUNT=4"), ...moved, ...off) }), {
      "league-20261016T170000Z": "2026-10-16T17:00:00Z 2026-10-16T19:00:00Z",
      "league-20261106T180000Z": "2026-11-06T18:00:00Z 2026-11-06T20:00:00Z",
      "league-20261023T170000Z": "2026-10-24T12:00:00Z 2026-10-24T13:00:00Z",
    });
  });

  it("moves all later ones with RANGE=THISANDFUTURE, on the clock on the wall", () => {
    const later = exception(
      ";RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261023T190000",
      "DTSTART;TZID=Europe/Berlin:20261023T200000",
      "DURATION:PT1H",
    );
    deepEqual(planned({ calendar: calendar(...weekly("RRULE:FREQ=WEEKLY;COUNT=3"), ...later) }), {
      "league-20261016T170000Z": "2026-10-16T17:00:00Z 2026-10-16T19:00:00Z",
      "league-20261030T180000Z": "2026-10-30T19:00:00Z 2026-10-30T20:00:00Z",
      "league-20261023T170000Z": "2026-10-23T18:00:00Z 2026-10-23T19:00:00Z",
    });
  });

  it("moves all later ones with RANGE=THISANDFUTURE of a date alone as far as that day's was moved", () => {
    const later = exception(
      ";RANGE=THISANDFUTURE;VALUE=DATE:20261023",
      "DTSTART;TZID=Europe/Berlin:20261023T200000",
      "DURATION:PT1H",
    );
    const moved = ["2026-10-16T17:00:00Z", "2026-10-23T18:00:00Z", "2026-10-30T19:00:00Z"];
    deepEqual(starts({ calendar: calendar(...weekly("RRULE:FREQ=WEEKLY;COUNT=3"), ...later) }).sort(), moved);
    const off = weekly("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;VALUE=DATE:20261023");
    deepEqual(
      starts({ calendar: calendar(...off, ...later) }).sort(),
      moved.filter((_, index) => index !== 1),
    );
  });

  it("has no exception that is of none of its recurrences, and warns of it", () => {
    const left = (series: readonly string[], id = ";TZID=Europe/Berlin:20261023T190000") => {
      const moved = exception(id, "DTSTART:20261024T180000Z", "DURATION:PT2H", "SUMMARY:Moved");
      const args = { calendar: { ...calendar(...series, ...moved), until: "2026-10-29T00:00:00Z" } };
      return [
        starts(args)
          .map((start) => start.slice(8, 13))
          .join(" "),
        warnings(args).length,
      ];
    };
    deepEqual(left(weekly("RRULE:FREQ=WEEKLY;COUNT=3")), ["16T17 30T18 24T18", 0]);
    deepEqual(left(weekly("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20261023T190000")), [
      "16T17 30T18",
      1,
    ]);
    deepEqual(left(weekly("RRULE:FREQ=WEEKLY;UNTIL=20261017T000000Z")), ["16T17", 1]);
    deepEqual(left(weekly("RRULE:FREQ=WEEKLY;COUNT=2"), ";TZID=Europe/Berlin:20261023T180000"), ["16T17 23T17", 1]);
    deepEqual(left(weekly("RDATE:20261023T170000Z")), ["16T17 24T18", 0]);
    deepEqual(left(weekly()), ["16T17", 1]);
    deepEqual(left(weekly("RRULE:FREQ=WEEKLY"), ":20261113T180000Z"), ["16T17 23T17 24T18", 0]);
    deepEqual(left(weekly("RRULE:FREQ=WEEKLY"), ":20261113T170000Z"), ["16T17 23T17", 1]);
    const moved = exception(":20261024T170000Z", "DTSTART:20261024T180000Z", "SUMMARY:Moved");
    deepEqual(warnings({ calendar: calendar(...weekly("RRULE:FREQ=WEEKLY;COUNT=2"), ...moved), padAfter: 1 }), [
      "an exception whose RECURRENCE-ID is no start of its series, or one that EXDATE takes out, is not captured: " +
        'the event "league" ("Moved", line 10). Give the series that start, or take the exception out.',
    ]);
  });

  it("is what its exceptions say where the calendar has nothing else of it, or it is cancelled as a whole", () => {
    const alone = exception(":20261023T170000Z", "DTSTART:20261024T120000Z", "DTEND:20261024T130000Z");
    const expected = { "league-20261023T170000Z": "2026-10-24T12:00:00Z 2026-10-24T13:00:00Z" };
    deepEqual(planned({ calendar: calendar(...alone) }), expected);
    deepEqual(
      planned({ calendar: calendar(...weekly("RRULE:FREQ=WEEKLY;COUNT=3", "STATUS:CANCELLED"), ...alone) }),
      expected,
    );
  });

  it("for ever is refused, naming it, unless the program says how far", () => {
    const endless = calendar(...weekly("RRULE:FREQ=WEEKLY", "SUMMARY:League"));
    refused(
      { calendar: endless },
      /the event "league" \("League", line 3\) recurs for ever, line 8: say how far .*calendar\.until, or calendar\.now and calendar\.days/,
    );
    deepEqual(starts({ calendar: { ...endless, until: "2026-10-30T18:00:00Z" } }), [
      "2026-10-16T17:00:00Z",
      "2026-10-23T17:00:00Z",
    ]);
    const tonight = { ...endless, now: "2026-10-23T18:00:00Z", days: 8 };
    deepEqual(starts({ calendar: tonight }), ["2026-10-23T17:00:00Z", "2026-10-30T18:00:00Z"]);
    deepEqual(starts({ calendar: { ...tonight, now: "2026-10-23T19:00:00Z" } }), ["2026-10-30T18:00:00Z"]);
  });

  it("by two rules is bounded by a horizon only in the one that has no end", () => {
    const both = weekly("RRULE:FREQ=WEEKLY", "RRULE:FREQ=MONTHLY;COUNT=3");
    deepEqual(starts({ calendar: { ...calendar(...both), until: "2026-10-24T00:00:00Z" } }), [
      "2026-10-16T17:00:00Z",
      "2026-10-23T17:00:00Z",
      "2026-11-16T18:00:00Z",
      "2026-12-16T18:00:00Z",
    ]);
  });

  it("for ever keeps a capture that is still open, also where the clocks made its day longer", () => {
    const watch = event("watch", "DTSTART;TZID=Europe/Berlin:20261010T120000", "DURATION:P1D", "RRULE:FREQ=WEEKLY");
    const at = (now: string) => starts({ calendar: { ...calendar(...watch), now, days: 1 } });
    deepEqual(at("2026-10-25T10:59:59Z"), ["2026-10-24T10:00:00Z", "2026-10-25T10:00:00Z"]);
    deepEqual(at("2026-10-25T11:00:00Z"), []);
  });

  it("for ever is looked at where RANGE=THISANDFUTURE has moved it to", () => {
    const moved = exception(
      ";RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261023T190000",
      "DTSTART;TZID=Europe/Berlin:20261024T230000",
      "DURATION:PT3H",
    );
    const series = calendar(...weekly("RRULE:FREQ=WEEKLY"), ...moved);
    const at = (now: string) =>
      Object.entries(planned({ calendar: { ...series, now, days: 2 } })).filter(([name]) => !name.includes("1023"));
    const saturday = ["league-20261030T180000Z", "2026-10-31T22:00:00Z 2026-11-01T01:00:00Z"];
    deepEqual(at("2026-10-29T22:00:00Z"), []);
    deepEqual(at("2026-10-29T22:00:01Z"), [saturday]);
    deepEqual(at("2026-11-01T00:59:59Z"), [saturday]);
    deepEqual(at("2026-11-01T01:00:00Z"), []);
  });

  it("for ever, looked at each night for ten weeks, is declared from a week ahead until its capture is over", () => {
    const off = exception(";TZID=Europe/Berlin:20261106T190000", "STATUS:CANCELLED");
    const moved = exception(
      ";RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261113T190000",
      "DTSTART;TZID=Europe/Berlin:20261114T150000",
      "DURATION:PT2H",
    );
    const series = calendar(...weekly("RRULE:FREQ=WEEKLY"), ...off, ...moved);
    const until = (now: string) => ({ calendar: { ...series, now, days: 7 }, padBefore: "PT10M", padAfter: "PT1H" });
    const first = Date.parse("2026-10-12T18:30:00Z");
    const nights = Array.from({ length: 70 }, (_, night) => new Date(first + night * 86_400_000).toISOString());
    const windows = new Map<string, string>();
    for (const now of nights) {
      const declared = planned(until(now));
      for (const [name, window] of Object.entries(declared)) {
        equal(windows.get(name) ?? window, window, `${name}, seen at ${now}, is another window`);
        windows.set(name, window);
      }
      for (const [name, window] of windows) {
        const [start = "", end = ""] = window.split(" ").map(Date.parse);
        const isDue = Number(start) < Date.parse(now) + 7 * 86_400_000 && Number(end) > Date.parse(now);
        // A series is moved by an exception that is a window of its own, which stays.
        if (!name.endsWith("20261113T180000Z")) equal(name in declared, isDue, `${name} at ${now}`);
      }
    }
    equal(windows.size, 10);
  });

  it("for ever grows old without coming too often: what is over is not counted", () => {
    const hourly = event("studio", "DTSTART:20200101T000000Z", "DURATION:PT30M", "RRULE:FREQ=HOURLY");
    const series = { ...calendar(...hourly), now: "2026-12-18T18:10:00Z", days: 1 };
    const found = starts({ calendar: series });
    deepEqual([found.length, found[0], found.at(-1)], [25, "2026-12-18T18:00:00Z", "2026-12-19T18:00:00Z"]);
  });

  it("for ever grows old without coming too often, too, where it keeps all from a time on", () => {
    const studio = event("studio", "DTSTART:20250101T000000Z", "DURATION:PT5M", "RRULE:FREQ=HOURLY");
    const since = (now: string, from: string) => ({ calendar: { ...calendar(...studio), from, now, days: 7 } });
    deepEqual(starts(since("2026-03-01T00:00:00Z", "2025-01-01T00:00:00Z")).length, (424 + 7) * 24);
    deepEqual(starts(since("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")), []);
    const seconds = event("seconds", "DTSTART:20260101T000000Z", "DURATION:PT5M", "RRULE:FREQ=SECONDLY");
    const often = { ...since("2026-01-01T00:01:00Z", "2026-01-01T00:00:00Z").calendar, ...calendar(...seconds) };
    refused({ calendar: often }, /comes more than 10000 times/);
  });

  it("is told apart by the day alone, as some programs write it of what has times", () => {
    const dated = (day: string, ...more: readonly string[]) => exception(`;VALUE=DATE:${day}`, ...more);
    const off = dated("20261023", "STATUS:CANCELLED");
    const moved = dated("20261030", "DTSTART:20261031T120000Z", "DTEND:20261031T130000Z");
    deepEqual(planned({ calendar: calendar(...weekly("RRULE:FREQ=WEEKLY;COUNT=3"), ...off, ...moved) }), {
      "league-20261016T170000Z": "2026-10-16T17:00:00Z 2026-10-16T19:00:00Z",
      "league-20261030T180000Z": "2026-10-31T12:00:00Z 2026-10-31T13:00:00Z",
    });
  });

  it("for ever is told apart by the day alone under one name, however far ahead that day is", () => {
    const moved = exception(";VALUE=DATE:20261218", "DTSTART;TZID=Europe/Berlin:20261218T200000", "DURATION:PT2H");
    const series = calendar(...weekly("RRULE:FREQ=WEEKLY"), ...moved);
    for (const now of [
      "2026-11-23T08:00:00Z",
      "2026-12-15T08:00:00Z",
      "2026-12-18T08:00:00Z",
      "2027-02-01T08:00:00Z",
    ]) {
      const found = Object.entries(planned({ calendar: { ...series, now, days: 1 } }));
      deepEqual(
        found.filter(([, window]) => window.startsWith("2026-12-18")),
        [["league-20261218T180000Z", "2026-12-18T19:00:00Z 2026-12-18T21:00:00Z"]],
      );
    }
  });

  it("on whole days is no window once it is cancelled, as a whole and day by day", () => {
    const days = event("camp", "DTSTART;VALUE=DATE:20261016", "RRULE:FREQ=DAILY;COUNT=2", "STATUS:CANCELLED");
    const one = event("camp", "RECURRENCE-ID;VALUE=DATE:20261017", "DTSTART;VALUE=DATE:20261017", "STATUS:CANCELLED");
    deepEqual(starts({ calendar: calendar(...days, ...one) }), []);
  });

  it("with an end is never cut short by a horizon, nor is what happens once", () => {
    const once = event("cup", "DTSTART:20301016T190000Z", "DURATION:PT1H");
    const until = "2026-10-17T00:00:00Z";
    deepEqual(starts({ calendar: { ...calendar(...weekly("RRULE:FREQ=WEEKLY;COUNT=2"), ...once), until } }).length, 3);
  });
});
