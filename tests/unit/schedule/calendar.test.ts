import { deepEqual, match, ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import fc from "fast-check";
import type { CaptureEvent } from "pulumi-tencentcloud-css";
import { calendar, capture, event, planned, plannedBeside, refused, starts, streams, warnings } from "./planned.js";

const match1 = event(
  "match-1@league.example",
  "DTSTART;TZID=Europe/Berlin:20261204T190000",
  "DTEND;TZID=Europe/Berlin:20261204T210000",
  "SUMMARY:Reds v Blues\\, first leg",
  "LOCATION:North Hall",
);

describe("a schedule from a calendar", () => {
  it("has a task for each event, named by its UID", () => {
    const match2 = event("match-2", "DTSTART:20261205T180000Z", "DURATION:PT1H30M");
    deepEqual(planned({ calendar: calendar(...match1, ...match2) }), {
      "match-1@league.example": "2026-12-04T18:00:00Z 2026-12-04T20:00:00Z",
      "match-2": "2026-12-05T18:00:00Z 2026-12-05T19:30:00Z",
    });
  });

  it("keeps the names of the tasks when an event moves", () => {
    const moved = match1.map((line) => line.replace("20261204", "20261211"));
    deepEqual(planned({ calendar: calendar(...moved) }), {
      "match-1@league.example": "2026-12-11T18:00:00Z 2026-12-11T20:00:00Z",
    });
  });

  it("hands each event to the function that names its stream", () => {
    const seen: unknown[] = [];
    const streamName = (given: { location: string }) => {
      seen.push(given);
      return given.location.toLowerCase().replace(" ", "-");
    };
    const found = streams({ calendar: calendar(...match1), padBefore: 60, capture: { ...capture, streamName } });
    deepEqual(found, { "match-1@league.example": "north-hall" });
    deepEqual(seen, [
      {
        uid: "match-1@league.example",
        summary: "Reds v Blues, first leg",
        location: "North Hall",
        start: "2026-12-04T18:00:00Z",
        end: "2026-12-04T20:00:00Z",
        allDay: false,
      },
    ]);
  });

  it("is refused where that function gives nothing, or fails, naming the event and its line", () => {
    const places: Record<string, string> = {};
    const asked = (streamName: unknown) => ({ calendar: calendar(...match1), capture: { ...capture, streamName } });
    refused(
      asked(({ location }: { location: string }) => places[location]),
      /gives no stream for the event "match-1@league\.example" \("Reds v Blues, first leg", line 3\)/,
    );
    refused(
      asked(() => {
        throw new Error("no such hall");
      }),
      /capture\.streamName failed for the event "match-1.*line 3\): no such hall/,
    );
  });

  it("reads a file, with folded lines, either line end and a byte order mark", () => {
    const folder = mkdtempSync(join(tmpdir(), "calendar-"));
    try {
      const file = join(folder, "league.ics");
      const folded = calendar(...match1)
        .text.replace("20261204T19", "202612\r\n 04T19")
        .replace(/\r\n(?! )/g, "\n");
      writeFileSync(file, `\uFEFF${folded}`);
      deepEqual(starts({ calendar: { file } }), ["2026-12-04T18:00:00Z"]);
      writeFileSync(file, "");
      refused({ calendar: { file } }, /the calendar .*league\.ics: there is no BEGIN:VCALENDAR in it/);
    } finally {
      rmSync(folder, { recursive: true });
    }
    refused({ calendar: { file: "absent.ics" } }, /the calendar absent\.ics: it cannot be read, seen from .*ENOENT/);
  });

  it("reads lines that were folded inside of a character", () => {
    const folder = mkdtempSync(join(tmpdir(), "calendar-"));
    try {
      const file = join(folder, "league.ics");
      const bytes = Buffer.from(calendar(...match1).text.replace("North Hall", "Küstenhalle"));
      const inside = bytes.indexOf("ü") + 1;
      writeFileSync(file, Buffer.concat([bytes.subarray(0, inside), Buffer.from("\r\n "), bytes.subarray(inside)]));
      const streamName = ({ location }: CaptureEvent) => location;
      deepEqual(streams({ calendar: { file }, capture: { ...capture, streamName } }), {
        "match-1@league.example": "Küstenhalle",
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("takes names of properties that only some programs write, and byte order marks between files", () => {
    const entourage = match1.toSpliced(1, 0, "X-ENTOURAGE_UUID:C937F423", "X-a.b:c");
    const text = `${calendar(...entourage).text}\uFEFF${calendar(...event("b", "DTSTART:20261205T180000Z", "DURATION:PT1H")).text}`;
    deepEqual(Object.keys(planned({ calendar: { text } })), ["match-1@league.example", "b"]);
  });

  it("takes neither what is cancelled, nor what is no event", () => {
    const cancelled = event("off", "DTSTART;VALUE=DATE:20261204", "STATUS:CANCELLED");
    const task = ["BEGIN:VTODO", "UID:todo", "DUE:20261204T000000Z", "END:VTODO"];
    deepEqual(planned({ calendar: calendar(...cancelled, ...task) }), {});
    deepEqual(planned({ calendar: calendar("METHOD:CANCEL", ...match1) }), {});
  });

  it("does not take an alarm's words for its event's", () => {
    const alarm = ["BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT5M", "SUMMARY:soon", "END:VALARM"];
    const alarmed = [...match1.slice(0, -1), ...alarm, "END:VEVENT"];
    deepEqual(planned({ calendar: calendar(...alarmed) }), planned({ calendar: calendar(...match1) }));
  });

  it("takes the newer of two revisions of an event, by SEQUENCE and then by DTSTAMP, and one of two that are equal", () => {
    const later = match1.map((line) => line.replace("20261204", "20261211"));
    const found = (...lines: readonly string[]) => starts({ calendar: calendar(...lines) });
    const [day4, day11] = ["2026-12-04T18:00:00Z", "2026-12-11T18:00:00Z"];
    deepEqual(found(...later.toSpliced(2, 0, "SEQUENCE:1"), ...match1), [day11]);
    const stamped = later.map((line) => line.replace("DTSTAMP:20261101", "DTSTAMP:20261102"));
    deepEqual(found(...stamped, ...match1), [day11]);
    deepEqual(found(...match1, ...stamped), [day11]);
    deepEqual(found(...stamped, ...match1.toSpliced(2, 0, "SEQUENCE:1")), [day4]);
    deepEqual(found(...match1, ...match1), [day4]);
  });

  it("refuses two that are equally new and not alike", () => {
    const later = match1.map((line) => line.replace("20261204", "20261211"));
    refused(
      { calendar: calendar(...match1, ...later) },
      /line 3\) and the event .*line 11\) have one UID, and neither/,
    );
  });

  it("reads what many programs write, though it is not quite as it should be", () => {
    const found = (...lines: readonly string[]) =>
      starts({ calendar: calendar(...event("a", "DTSTART:20261204T190000Z", "DURATION:PT1H", ...lines)) }).length;
    deepEqual(found("RRULE:FREQ=WEEKLY;COUNT=3;"), 3);
    deepEqual(found("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:", "RDATE:", "EXDATE;TZID=Europe/Berlin:"), 3);
    deepEqual(found("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20261211", "EXDATE;TZID=Europe/Berlin:20261218"), 1);
    deepEqual(found("STATUS:CANCELED"), 0);
  });

  it("takes what a later calendar of the same file moves and cancels, each by its own METHOD and zones", () => {
    const series = event("week", "DTSTART:20261204T190000Z", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=3");
    const once = event("cup", "DTSTART:20261205T190000Z", "DURATION:PT2H");
    const extra = event("week", "RECURRENCE-ID:20261218T190000Z", "DTSTART:20261219T190000Z", "DURATION:PT2H");
    const first = calendar("METHOD:REQUEST", ...match1, ...series, ...once, ...extra).text;
    const later = (...lines: readonly string[]) => planned({ calendar: { text: first + calendar(...lines).text } });
    const moved = [...match1.map((line) => line.replace("20261204", "20261211")).toSpliced(1, 0, "SEQUENCE:1")];
    deepEqual(later(...moved)["match-1@league.example"], "2026-12-11T18:00:00Z 2026-12-11T20:00:00Z");
    const off = event("week", "SEQUENCE:1", "RECURRENCE-ID:20261211T190000Z", "DTSTART:20261211T190000Z");
    deepEqual(Object.keys(later("METHOD:CANCEL", ...off, ...event("cup", "SEQUENCE:1"))), [
      "match-1@league.example",
      "week-20261204T190000Z",
      "week-20261218T190000Z",
    ]);
    deepEqual(Object.keys(later("METHOD:CANCEL", ...event("week", "SEQUENCE:1"))), ["match-1@league.example", "cup"]);
  });

  it("names events with long or odd UIDs safely, and apart from each other", () => {
    const odd = ["a:b/c", "a b/c", "x".repeat(200)];
    const names = Object.keys(
      planned({ calendar: calendar(...odd.flatMap((uid) => event(uid, "DTSTART:20261205T180000Z", "DURATION:PT1H"))) }),
    );
    deepEqual(new Set(names).size, 3);
    for (const name of names) match(name, /^[\w-]{1,73}$/);
  });

  it("captures an event without an end for as long as the padding says", () => {
    const kickOff = calendar(...event("kick-off", "DTSTART:20261205T180000Z"));
    deepEqual(planned({ calendar: kickOff, padAfter: "PT2H" }), {
      "kick-off": "2026-12-05T18:00:00Z 2026-12-05T20:00:00Z",
    });
    refused({ calendar: kickOff }, /the event "kick-off" \(line 3\) has no second in it/);
  });
});

describe("a calendar with events of whole days", () => {
  const banner = event("day", "SUMMARY:Matchday 12", "DTSTART;VALUE=DATE:20261204", "DTEND;VALUE=DATE:20261206");
  const mixed = calendar(...banner, ...match1);

  it("has tasks of all the others, and warns of these with their names and lines", () => {
    deepEqual(Object.keys(planned({ calendar: mixed })), ["match-1@league.example"]);
    deepEqual(warnings({ calendar: mixed }), [
      "what lasts whole days is not captured, as nobody can know when in them a stream is on: " +
        'the event "day" ("Matchday 12", line 3). Give it times, or leave it out: `filter: ({ allDay }) => !allDay`.',
    ]);
  });

  it("knows them also by a date that does not say that it is one, and by Outlook's midnights", () => {
    const bare = event("bare", "DTSTART:20261204", "DTEND:20261206");
    const midnights = (hour: string) => [
      "DTSTART;TZID=Europe/Berlin:20261024T000000",
      `DTEND;TZID=Europe/Berlin:20261026T${hour}0000`,
      "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
    ];
    const outlook = calendar(...bare, ...event("outlook", ...midnights("00")), ...event("no", ...midnights("01")));
    const seen: string[] = [];
    const filter = ({ uid, start, end, allDay }: CaptureEvent) => {
      if (allDay) seen.push(`${uid} ${start} ${end}`);
      return !allDay;
    };
    deepEqual(Object.keys(planned({ calendar: outlook, filter })), ["no", "no-2", "no-3"]);
    deepEqual(seen, ["bare 2026-12-04 2026-12-06", "outlook 2026-10-24 2026-10-26"]);
  });

  it("asks no stream for them, and does not pad them", () => {
    const streamName = ({ location }: { location: string }) => location;
    deepEqual(streams({ calendar: mixed, padBefore: "PT1H", capture: { ...capture, streamName } }), {
      "match-1@league.example": "North Hall",
    });
  });

  it("warns of each once, and not of one that has been given a time since", () => {
    const weekly = event("week", "DTSTART;VALUE=DATE:20261204", "RRULE:FREQ=WEEKLY");
    const withTime = event("day", "SEQUENCE:1", "DTSTART:20261204T190000Z", "DURATION:PT2H");
    const [warning = "", ...others] = warnings({ calendar: calendar(...weekly, ...banner, ...withTime) });
    match(warning, /stream is on: the event "week" \(line 3\)\. Give/);
    deepEqual(others, []);
  });

  it("captures the days of a series that were given times", () => {
    const series = event("week", "DTSTART;VALUE=DATE:20261204", "RRULE:FREQ=WEEKLY;COUNT=9");
    const timed = event("week", "RECURRENCE-ID;VALUE=DATE:20261211", "DTSTART:20261211T190000Z", "DURATION:PT2H");
    deepEqual(planned({ calendar: calendar(...series, ...timed) }), {
      "week-20261211T000000Z": "2026-12-11T19:00:00Z 2026-12-11T21:00:00Z",
    });
  });
});

describe("a schedule with a filter", () => {
  const mixed = calendar(
    ...event("day", "DTSTART;VALUE=DATE:20261204", "DTEND;VALUE=DATE:20261206"),
    ...event("week", "DTSTART:20261205T180000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3"),
    ...event("reminder", "DTSTART:20261205T080000Z", "LOCATION:nowhere"),
  );

  it("has the tasks of what passes: the rest needs neither a length nor a stream, and nothing warns of it", () => {
    const filter = ({ allDay, location, start }: CaptureEvent) =>
      !allDay && location === "" && start !== "2026-12-12T18:00:00Z";
    deepEqual(starts({ calendar: mixed, filter }), ["2026-12-05T18:00:00Z", "2026-12-19T18:00:00Z"]);
    deepEqual(warnings({ calendar: mixed, filter }), []);
  });

  it("tells it of whole days by their dates", () => {
    const seen: CaptureEvent[] = [];
    const filter = (given: CaptureEvent) => seen.push(given) < 0;
    deepEqual(planned({ calendar: mixed, filter }), {});
    deepEqual(
      seen.find(({ uid }) => uid === "day"),
      { uid: "day", summary: "", location: "", start: "2026-12-04", end: "2026-12-06", allDay: true },
    );
  });

  it("takes windows and cron, too", () => {
    const windows = ["a", "b"].map((name) => ({ name, startTime: 1797616800, endTime: 1797620400 }));
    deepEqual(Object.keys(planned({ windows, filter: ({ uid }) => uid === "b" })), ["b"]);
  });

  it("is refused where it gives no answer, or fails, naming the event", () => {
    const asked = (filter: unknown) => ({ calendar: mixed, filter });
    refused(
      asked(() => undefined),
      /filter must say true or false, and gave undefined for the event "week" \(line 9\) of 2026-12-05T18:00:00Z; /,
    );
    refused(
      asked(() => {
        throw new Error("no list of holidays");
      }),
      /filter failed for the event "day" \(line 3\): no list of holidays/,
    );
    refused(asked("summer"), /filter must be a function/);
  });
});

describe("a calendar that is wrong", () => {
  const wrong: [what: string, lines: readonly string[], message: RegExp][] = [
    [
      "an event of a time and a whole day",
      event("day", "SUMMARY:Matchday", "DTSTART:20261204T190000Z", "DTEND;VALUE=DATE:20261205"),
      /the event "day" \("Matchday", line 3\) has a time and a whole day for its start and end, line 8/,
    ],
    ["no line", ["nonsense"], /line 3 is no property of a calendar \(NAME:value\): "nonsense"/],
    ["a time that does not exist", event("a", "DTSTART:20260230T180000Z"), /line 6 has no time that exists/],
    ["words for a time", event("a", "DTSTART:tomorrow"), /line 6 has no time that exists/],
    [
      "words for a duration",
      event("a", "DTSTART:20261204T180000Z", "DURATION:2 hours"),
      /line 7 (cannot be read|has no duration)/,
    ],
    [
      "a duration beyond all time",
      event("a", "DTSTART:20261204T180000Z", "DURATION:P99999999D"),
      /line 7 has no duration/,
    ],
    [
      "an end before its start",
      event("a", "DTSTART:20261204T180000Z", "DTEND:20261204T170000Z"),
      /the event "a" \(line 3\) ends before it starts, line 7/,
    ],
    [
      "an end and a duration",
      event("a", "DTSTART:20261204T180000Z", "DTEND:20261204T190000Z", "DURATION:PT1H"),
      /both DTEND and DURATION, line 8/,
    ],
    [
      "two starts",
      event("a", "DTSTART:20261204T180000Z", "DTSTART:20261204T190000Z"),
      /line 7 says DTSTART a second time for what line 3 began/,
    ],
    ["no start", event("a"), /the event "a" \(line 3\) has no DTSTART/],
    ["no UID", ["BEGIN:VEVENT", "DTSTART:20261204T180000Z", "END:VEVENT"], /line 3\) has no UID/],
    [
      "a zone of no database",
      event("a", "DTSTART;TZID=Mars/Base:20261204T180000"),
      /line 6 names the time zone "Mars\/Base", which is none of the IANA database/,
    ],
    [
      "no zone at all",
      event("a", "DTSTART:20261204T180000"),
      /line 6 has a time without a zone; say with calendar\.zone/,
    ],
    ["an event that does not end", ["BEGIN:VEVENT", "UID:a"], /line 5 ends a VCALENDAR, but line 3 began a VEVENT/],
    ["an unknown frequency", event("a", "DTSTART:20261204T180000Z", "RRULE:FREQ=WEKLY;COUNT=2"), /line 7 /],
    [
      "a count that is none",
      event("a", "DTSTART:20261204T180000Z", "RRULE:FREQ=DAILY;COUNT=x"),
      /line 7 cannot be read .*COUNT=x/,
    ],
    [
      "an interval of nothing",
      event("a", "DTSTART:20261204T180000Z", "RRULE:FREQ=DAILY;INTERVAL=0;COUNT=2"),
      /line 7 has a rule with "INTERVAL=0"/,
    ],
    [
      "a day of the month that no month has",
      event("a", "DTSTART:20261204T180000Z", "RRULE:FREQ=MONTHLY;BYMONTHDAY=42;COUNT=2"),
      /line 7 cannot be read .*BYMONTHDAY/,
    ],
    [
      "a rule of too many",
      event("a", "DTSTART:20261204T180000Z", "RRULE:FREQ=MINUTELY;COUNT=20000"),
      /line 7 has a rule that comes more than 10000 times/,
    ],
    [
      "an EXRULE",
      event("a", "DTSTART:20261204T180000Z", "RRULE:FREQ=DAILY;COUNT=3", "EXRULE:FREQ=DAILY;COUNT=2"),
      /has an EXRULE, line 8/,
    ],
    [
      "an RDATE of whole days",
      event("a", "DTSTART:20261204T180000Z", "RDATE;VALUE=DATE:20261206"),
      /has an RDATE of whole days, line 7/,
    ],
  ];
  for (const [what, lines, message] of wrong) {
    it(`by ${what} is refused, and the line is named`, () => refused({ calendar: calendar(...lines) }, message));
  }

  it("in several places is told of all of them at once, up to five", () => {
    const bad = (uid: string) => event(uid, "DTSTART:never");
    refused({ calendar: calendar(...bad("a"), ...bad("b")) }, /line 6 has no time.*; line 11 has no time/);
    refused({ calendar: calendar(...Array.from({ length: 8 }, (_, i) => bad(`e${i}`)).flat()) }, /; and 3 more\.$/);
  });

  it("in one event has the tasks of the others", () => {
    const lines = [...event("a", "DTSTART:never"), ...match1, ...event("b", "DTSTART:20261205T180000Z")];
    const args = { calendar: calendar(...lines) };
    deepEqual(plannedBeside(args), ["match-1@league.example"]);
    refused(args, /season: calendar\.text: line 6 has no time that exists, .*; the event "b" .* has no second in it/);
  });

  it("in an exception of an event has nothing of that event, which would be captured when it no longer is", () => {
    const series = event("week", "DTSTART:20261205T180000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3");
    const moved = event("week", "RECURRENCE-ID:20261212T180000Z", "DTSTART:20261213T180000Z", "DURATION:one hour");
    const args = { calendar: calendar(...series, ...moved, ...match1) };
    deepEqual(plannedBeside(args), ["match-1@league.example"]);
    refused(args, /line 15 /);
  });

  it("by a line that is none has all but the event that it stands in", () => {
    const broken = event(
      "b",
      "DTSTART:20261205T180000Z",
      "DURATION:PT1H",
      "DESCRIPTION:Doors open at 6",
      "Bring a ticket",
    );
    const args = { calendar: calendar("What is this", ...broken, ...match1) };
    deepEqual(plannedBeside(args), ["match-1@league.example"]);
    refused(
      args,
      /season: calendar\.text: line 3 is no property .*: "What is this"; line 10 is no property .*ticket"\.$/,
    );
  });

  it("by its end is refused too", () => {
    refused({ calendar: { text: "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" } }, /line 2 begins a VEVENT that never ends/);
    refused({ calendar: { text: "<html>" } }, /line 1 is no property/);
    refused({ calendar: { text: "BEGIN:VEVENT\n" } }, /line 1 begins a VEVENT outside of a VCALENDAR/);
  });

  it("is one without a source, with two, or with a zone that there is none of", () => {
    refused({ calendar: {} }, /calendar needs one of `file` and `text`/);
    refused({ calendar: { ...calendar(), file: "x.ics" } }, /calendar needs one of `file` and `text`/);
    refused({ calendar: { ...calendar(), zone: "Berlin" } }, /calendar\.zone must be a time zone of the IANA database/);
    refused({ calendar: { ...calendar(), days: 7 } }, /calendar\.days counts from calendar\.now/);
  });
});

describe("a calendar that was damaged on its way", () => {
  const whole = calendar(
    ...match1,
    ...event(
      "series",
      "DTSTART;TZID=Europe/Berlin:20261016T190000",
      "DURATION:PT2H",
      "RRULE:FREQ=WEEKLY;UNTIL=20261130T180000Z;BYDAY=FR",
      "EXDATE;TZID=Europe/Berlin:20261023T190000",
      "RDATE;VALUE=PERIOD:20261019T100000Z/PT30M",
    ),
    ...event("series", "RECURRENCE-ID:20261030T180000Z", "DTSTART:20261031T180000Z", "DTEND:20261031T190000Z"),
  ).text;

  it("is read or refused for a person to understand, and never fails otherwise", () => {
    const damage = fc.record({ at: fc.nat(whole.length), length: fc.nat(12), instead: fc.string({ maxLength: 4 }) });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
        const text = damages.reduce(
          (text, { at, length, instead }) => text.slice(0, at) + instead + text.slice(at + length),
          whole,
        );
        try {
          planned({ calendar: { text } });
        } catch (error) {
          ok(RunError.isInstance(error), error instanceof Error ? error : String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
