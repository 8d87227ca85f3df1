import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { CaptureSchedule } from "pulumi-tencentcloud-css";
import { formatInstant } from "../../provider/window.js";
import { withExample } from "../support/example.js";
import { withStack } from "../support/stack.js";

interface Match {
  readonly uid: string;
  readonly start: string;
  readonly hours: number;
  readonly rule?: string;
}

/** What a league publishes: the tests begin on 2026-12-18 at 18:00 UTC. */
const published: readonly Match[] = [
  { uid: "opening", start: "20261219T180000Z", hours: 2 },
  { uid: "derby", start: "20261220T180000Z", hours: 2 },
  { uid: "marathon", start: "20261221T060000Z", hours: 30 },
  { uid: "cup", start: "20261222T180000Z", hours: 2, rule: "FREQ=WEEKLY;COUNT=2" },
];

const calendarOf = (matches: readonly Match[]) =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    ...matches.flatMap(({ uid, start, hours, rule }) => [
      "BEGIN:VEVENT",
      `UID:${uid}`,
      `DTSTART:${start}`,
      `DURATION:PT${hours}H`,
      ...(rule === undefined ? [] : [`RRULE:${rule}`]),
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ].join("\r\n");

const league = (matches: readonly Match[]) => async () => {
  new CaptureSchedule("league", {
    calendar: { text: calendarOf(matches) },
    padAfter: "PT30M",
    capture: { domainName: "push.example.com", appName: "live", templateId: 1, streamName: ({ uid }) => uid },
  });
};

const moved = (uid: string, start: string) =>
  published.map((match) => (match.uid === uid ? { ...match, start } : match));

describe("under the real engine, a calendar", () => {
  it("is created, moved by one match, called off by one, deferred and destroyed, and no other task is touched", () =>
    withStack(league(published), async (trial) => {
      const first = await trial.up();
      ok(!first.failed, first.output);
      deepEqual(first.changes, { create: 7 });
      const before = await trial.resources();
      const names = [
        "league",
        "league-cup-20261222T180000Z",
        "league-cup-20261229T180000Z",
        "league-derby",
        "league-marathon",
        "league-marathon-2",
        "league-opening",
      ];
      deepEqual(Object.keys(before).sort(), names);
      equal(trial.liveTasks().length, 5);
      const far = before["league-cup-20261229T180000Z"];
      equal(far?.outputs["taskId"], "");
      match(far?.urn ?? "", /tencentcloud-css:index:CaptureSchedule\$pulumi-nodejs:dynamic/);

      deepEqual((await trial.up()).changes, { same: 7 });
      const refreshed = await trial.refresh();
      ok(!refreshed.failed, refreshed.output);

      trial.program = league(moved("derby", "20261221T190000Z"));
      const move = await trial.up();
      ok(!move.failed, move.output);
      const { same, ...changed } = move.changes;
      equal(same, 6);
      deepEqual(Object.keys(changed).sort(), ["create-replacement", "delete-replaced", "replace"]);
      const after = await trial.resources();
      for (const name of names) equal(after[name]?.id === before[name]?.id, name !== "league-derby", name);
      equal(after["league-derby"]?.outputs["effectiveStartTime"], "2026-12-21T19:00:00Z");

      trial.program = league(published.filter(({ uid }) => uid !== "opening" && uid !== "derby"));
      deepEqual((await trial.up()).changes, { same: 5, delete: 2 });
      equal(trial.liveTasks().length, 3);

      const destroyed = await trial.destroy();
      ok(!destroyed.failed, destroyed.output);
      deepEqual(trial.liveTasks(), []);
    }));

  it("with one event that is wrong makes and moves the others, and deletes nothing until it is mended", () =>
    withExample("season", async ({ take, emulator }) => {
      const edit = (...lines: readonly string[]) => take({ kind: "diff", file: "season.ics", lines });
      const live = () =>
        emulator.service
          .tasks()
          .filter(({ state }) => state === "scheduled")
          .map(({ streamName, startTime }) => `${streamName} ${formatInstant(startTime)}`)
          .sort();
      const [saturday, sunday] = ["wenden 2026-12-19T14:20:00Z", "bergheim 2026-12-20T14:50:00Z"];
      const tuesday = ["lindenau 2026-12-22T18:20:00Z", "studio 2026-12-22T20:20:00Z"];
      const right = "DTSTART;TZID=Europe/Berlin:20261220T160000";
      const wrong = "DTSTART;TZID=Europe/Berlin:20261220T256000";
      await rejects(edit(`-${right}`, `+${wrong}`), /the calendar season\.ics: line \d+ has no time that exists/);
      deepEqual(live(), [...tuesday, saturday]);
      await edit(`-${wrong}`, `+${right}`);
      deepEqual(live(), [sunday, ...tuesday, saturday]);

      await rejects(edit(`-${right}`, `+${wrong}`));
      await rejects(edit("-DTSTART;TZID=Europe/Berlin:20261219T153000", "+DTSTART;TZID=Europe/Berlin:20261219T150000"));
      deepEqual(live(), [sunday, ...tuesday, "wenden 2026-12-19T13:50:00Z", saturday]);
      await edit(`-${wrong}`, `+${right}`);
      deepEqual(live(), [sunday, ...tuesday, "wenden 2026-12-19T13:50:00Z"]);
    }));

  it("of several cameras with one that is wrong goes on with the others, and deletes nothing", () =>
    withExample("inspection", async ({ steps, take, emulator }) => {
      const [start] = steps;
      if (start) await take(start);
      const minutes = (stream: string) =>
        emulator.service
          .tasks()
          .filter(({ state, streamName }) => state === "scheduled" && streamName === stream)
          .map(({ startTime, endTime }) => (endTime - startTime) / 60);
      const weir = minutes("weir");
      deepEqual(new Set(weir), new Set([15]));
      const lines = [
        '-  cron: "0 7 * * *" # every morning',
        '+  cron: "0 25 * * *"',
        "   duration: PT15M",
        " ",
        " - stream: fish-ladder",
        "   zone: Europe/Berlin",
        '   cron: "30 6,20 * * MON-FRI" # twice on working days',
        "-  duration: PT30M",
        "+  duration: PT45M",
      ];
      await rejects(
        take({ kind: "diff", file: "cameras.yaml", lines }),
        /CaptureSchedule weir: cron\.expression .*Invalid value for hour/,
      );
      deepEqual(minutes("weir"), weir);
      ok(minutes("fish-ladder").includes(45));
    }));

  it("of which one stream's promise fails deletes nothing", () => {
    const failing = (uid?: string) => async () => {
      new CaptureSchedule("league", {
        calendar: { text: calendarOf(published) },
        capture: {
          domainName: "push.example.com",
          appName: "live",
          templateId: 1,
          streamName: async (event) => (event.uid === uid ? Promise.reject(new Error("no such hall")) : event.uid),
        },
      });
    };
    return withStack(failing(), async (trial) => {
      ok(!(await trial.up()).failed);
      trial.program = failing("derby");
      const broken = await trial.up();
      ok(broken.failed);
      match(broken.output, /capture\.streamName failed for the event "derby" \(line \d+\): no such hall/);
      equal(trial.liveTasks().length, 5);
    });
  });

  it("that has become empty is a warning, and one that is broken leaves everything as it is", () =>
    withStack(league(published), async (trial) => {
      ok(!(await trial.up()).failed);
      trial.program = league([{ uid: "opening", start: "tomorrow", hours: 2 }]);
      const broken = await trial.up();
      ok(broken.failed);
      match(broken.output, /CaptureSchedule league: calendar\.text: line 5 has no time that exists/);
      equal(trial.liveTasks().length, 5);
      trial.program = league([]);
      const empty = await trial.up();
      ok(!empty.failed, empty.output);
      match(empty.output, /warning: league has nothing to capture/);
      deepEqual(trial.liveTasks(), []);
    }));
});
