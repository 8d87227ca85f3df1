import { deepEqual, equal } from "node:assert/strict";
import { formatInstant } from "../../../provider/window.js";
import { readCalendars } from "../../../sdk/schedule/calendarLines.js";
import { zonesOf } from "../../../sdk/schedule/calendarTimes.js";
import { ianaZone } from "../../../sdk/schedule/timeZone.js";
import { calendar, event, planned, refused, starts } from "./planned.js";

/** An event at these clock times, an hour long, as instants. */
const times = (zone: string, ...wallTimes: readonly string[]) =>
  starts({
    calendar: calendar(
      ...wallTimes.flatMap((time, index) => event(`e${index}`, `DTSTART;TZID=${zone}:${time}`, "DURATION:PT1H")),
    ),
  });

const daily = (zone: string, start: string, count: number) =>
  starts({
    calendar: calendar(
      ...event("d", `DTSTART;TZID=${zone}:${start}`, "DURATION:PT1H", `RRULE:FREQ=DAILY;COUNT=${count}`),
    ),
  });

interface Observance {
  readonly from: string;
  readonly to: string;
  readonly start: string;
  readonly rule?: string;
}

const zone = (tzid: string, ...observances: readonly Observance[]) => [
  "BEGIN:VTIMEZONE",
  `TZID:${tzid}`,
  ...observances.flatMap(({ from, to, start, rule }) => [
    "BEGIN:STANDARD",
    `TZOFFSETFROM:${from}`,
    `TZOFFSETTO:${to}`,
    `DTSTART:${start}`,
    ...(rule === undefined ? [] : [`RRULE:FREQ=YEARLY;${rule}`]),
    "END:STANDARD",
  ]),
  "END:VTIMEZONE",
];

describe("a clock time in a calendar, where the clocks are changed", () => {
  it("by an hour: in the gap it is read with the offset before, and of two the first is meant", () => {
    deepEqual(times("Europe/Berlin", "20260329T015959", "20260329T023000", "20260329T030000"), [
      "2026-03-29T00:59:59Z",
      "2026-03-29T01:30:00Z",
      "2026-03-29T01:00:00Z",
    ]);
    deepEqual(times("Europe/Berlin", "20261025T023000", "20261025T030000"), [
      "2026-10-25T00:30:00Z",
      "2026-10-25T02:00:00Z",
    ]);
  });

  it("by 30 minutes", () => {
    deepEqual(daily("Australia/Lord_Howe", "20261003T021500", 3), [
      "2026-10-02T15:45:00Z",
      "2026-10-03T15:45:00Z",
      "2026-10-04T15:15:00Z",
    ]);
    deepEqual(daily("Australia/Lord_Howe", "20260404T014500", 3), [
      "2026-04-03T14:45:00Z",
      "2026-04-04T14:45:00Z",
      "2026-04-05T15:15:00Z",
    ]);
  });

  it("at midnight", () => {
    deepEqual(daily("Africa/Cairo", "20260423T000000", 3), [
      "2026-04-22T22:00:00Z",
      "2026-04-23T22:00:00Z",
      "2026-04-24T21:00:00Z",
    ]);
    deepEqual(daily("America/Havana", "20261031T003000", 3), [
      "2026-10-31T04:30:00Z",
      "2026-11-01T04:30:00Z",
      "2026-11-02T05:30:00Z",
    ]);
  });

  it("lasts as many hours by DTEND, and as many days of the calendar by DURATION", () => {
    const night = ["DTSTART;TZID=Europe/Berlin:20260328T120000", "RRULE:FREQ=DAILY;COUNT=1"];
    const [byEnd] = Object.values(
      planned({ calendar: calendar(...event("e", ...night, "DTEND;TZID=Europe/Berlin:20260329T120000")) }),
    );
    equal(byEnd, "2026-03-28T11:00:00Z 2026-03-29T10:00:00Z");
    const [byDays] = Object.values(planned({ calendar: calendar(...event("e", ...night, "DURATION:P1D")) }));
    equal(byDays, "2026-03-28T11:00:00Z 2026-03-29T10:00:00Z");
    const [byHours] = Object.values(planned({ calendar: calendar(...event("e", ...night, "DURATION:PT24H")) }));
    equal(byHours, "2026-03-28T11:00:00Z 2026-03-29T11:00:00Z");
  });

  it("without a zone is in the one that the program names", () => {
    const floating = calendar(...event("e", "DTSTART:20261204T190000", "DURATION:PT1H"));
    deepEqual(starts({ calendar: { ...floating, zone: "Asia/Shanghai" } }), ["2026-12-04T11:00:00Z"]);
  });
});

describe("a zone that the calendar defines", () => {
  const definitions: Record<string, readonly Observance[]> = {
    "Europe/Berlin": [
      { from: "+0100", to: "+0200", start: "19700329T020000", rule: "BYMONTH=3;BYDAY=-1SU" },
      { from: "+0200", to: "+0100", start: "19701025T030000", rule: "BYMONTH=10;BYDAY=-1SU" },
    ],
    "Australia/Lord_Howe": [
      { from: "+1100", to: "+1030", start: "20080406T020000", rule: "BYMONTH=4;BYDAY=1SU" },
      { from: "+1030", to: "+1100", start: "20081005T020000", rule: "BYMONTH=10;BYDAY=1SU" },
    ],
    "America/Havana": [
      { from: "-0400", to: "-0500", start: "20121104T010000", rule: "BYMONTH=11;BYDAY=1SU" },
      { from: "-0500", to: "-0400", start: "20130310T000000", rule: "BYMONTH=3;BYDAY=2SU" },
    ],
  };
  for (const [name, observances] of Object.entries(definitions)) {
    it(`as ${name} is, has the same instants as that, each quarter of an hour around each change and else each day`, () => {
      const [read] = readCalendars(Buffer.from(calendar(...zone("Own", ...observances)).text));
      const own = read && zonesOf(read, undefined)("Own", 1);
      const iana = ianaZone(name);
      const day = 86_400;
      const offset = (instant: number) => iana.toWall(instant) - instant;
      let changes = 0;
      for (let today = Date.UTC(2026, 0) / 1000; today < Date.UTC(2028, 0) / 1000; today += day) {
        const isChanged = offset(today) !== offset(today + day);
        changes += isChanged ? 1 : 0;
        for (let time = today - day; time < today + 2 * day; time += isChanged ? 900 : 3 * day) {
          equal(own?.toInstant(time), iana.toInstant(time), `${formatInstant(time)} on the wall`);
          equal(own?.toWall(time), iana.toWall(time), formatInstant(time));
        }
      }
      equal(changes, 4);
    });
  }

  it("is found by a name that is no place, as Outlook writes them, with rules from 1601 on", () => {
    const outlook = zone(
      "W. Europe Standard Time",
      { from: "+0200", to: "+0100", start: "16010101T030000", rule: "BYDAY=-1SU;BYMONTH=10" },
      { from: "+0100", to: "+0200", start: "16010101T020000", rule: "BYDAY=-1SU;BYMONTH=3" },
    );
    const match = event("m", "DTSTART;TZID=W. Europe Standard Time:20260710T190000", "DURATION:PT1H");
    deepEqual(starts({ calendar: calendar(...outlook, ...match) }), ["2026-07-10T17:00:00Z"]);
  });

  it("may have but one offset", () => {
    const fixed = zone("Here", { from: "-0330", to: "-0330", start: "19700101T000000" });
    const match = event("m", 'DTSTART;TZID="Here":20260710T190000', "DURATION:PT1H");
    deepEqual(starts({ calendar: calendar(...fixed, ...match) }), ["2026-07-10T22:30:00Z"]);
  });

  it("does not stand for a zone of the IANA database, which is newer than any file", () => {
    const stale = zone("Africa/Cairo", { from: "+0200", to: "+0200", start: "19700101T000000" });
    const match = event("m", "DTSTART;TZID=Africa/Cairo:20260710T190000", "DURATION:PT1H");
    deepEqual(starts({ calendar: calendar(...stale, ...match) }), ["2026-07-10T16:00:00Z"]);
  });

  it("is what a name means that is no place, also where the IANA database has one of it", () => {
    const own = zone(
      "EST",
      { from: "-0400", to: "-0500", start: "20071104T020000", rule: "BYMONTH=11;BYDAY=1SU" },
      { from: "-0500", to: "-0400", start: "20070311T020000", rule: "BYMONTH=3;BYDAY=2SU" },
    );
    const match = event("m", "DTSTART;TZID=EST:20260704T190000", "DURATION:PT1H");
    deepEqual(starts({ calendar: calendar(...own, ...match) }), ["2026-07-04T23:00:00Z"]);
    deepEqual(starts({ calendar: calendar(...match) }), ["2026-07-05T00:00:00Z"]);
  });

  it("is refused where it says nothing, naming the line", () => {
    const match = event("m", "DTSTART;TZID=Here:20260710T190000", "DURATION:PT1H");
    refused(
      { calendar: calendar(...zone("Here"), ...match) },
      /line 3 begins a VTIMEZONE with neither STANDARD nor DAYLIGHT/,
    );
    const noOffset = zone("Here", { from: "+1", to: "+0100", start: "19700101T000000" });
    refused({ calendar: calendar(...noOffset, ...match) }, /line 6 has no offset like \+0100|line 6 cannot be read/);
    const noStart = zone("Here", { from: "+0100", to: "+0100", start: "" }).filter((line) => line !== "DTSTART:");
    refused({ calendar: calendar(...noStart, ...match) }, /line 5 begins a STANDARD without DTSTART/);
  });
});
