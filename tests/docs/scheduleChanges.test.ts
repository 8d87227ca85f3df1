/** What a change of a schedule's argument does, as its doc comment says it, shown by what is planned before and after. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CaptureScheduleArgs } from "../../sdk/captureSchedule.js";
import { planTasks } from "../../sdk/schedule/plan.js";
import { declarationIn } from "./declarations.js";
import { components } from "./pages.js";
import { saidChange } from "./resourcePage.js";

const folder = mkdtempSync(join(tmpdir(), "pulumi-tencentcloud-css-"));

const capture = { domainName: "push.example.com", appName: "live", templateId: 1, streamName: "arena" };
const first = { name: "first", startTime: "2026-12-18T19:00:00Z", endTime: "2026-12-18T21:00:00Z" };
const second = { name: "second", startTime: "2026-12-19T19:00:00Z", endTime: "2026-12-19T21:00:00Z" };
const windows: CaptureScheduleArgs = { windows: [first, second], capture };

const event = (uid: string, day: string, more = "") =>
  `BEGIN:VEVENT\nUID:${uid}\nDTSTART:${day}T190000\nDTEND:${day}T210000\n${more}END:VEVENT\n`;
const ics = (...events: string[]) => `BEGIN:VCALENDAR\nVERSION:2.0\n${events.join("")}END:VCALENDAR\n`;
const calendar = (source: CaptureScheduleArgs["calendar"]): CaptureScheduleArgs => ({
  calendar: { zone: "Europe/Berlin", ...source },
  capture,
});
const text = ics(event("one", "20261218"));
const recurring = ics(event("one", "20261218", "RRULE:FREQ=DAILY;COUNT=2\n"));
const file = (name: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const until = "2026-12-20T20:00:00Z";
const bounds = { now: "2026-12-18T12:00:00Z", days: 3 };
const cron = (more: object = {}): CaptureScheduleArgs => ({
  cron: { expression: "0 19 * * *", zone: "Europe/Berlin", duration: "PT2H", ...bounds, ...more },
  capture,
});

type Change = readonly [effect: string, before: CaptureScheduleArgs, after: CaptureScheduleArgs];

const changes: Readonly<Record<string, readonly Change[]>> = {
  "CaptureScheduleArgs.windows": [
    ["adds and removes", { ...windows, windows: [first] }, windows],
    ["edits", windows, { ...windows, windows: [first, { ...second, endTime: "2026-12-19T22:00:00Z" }] }],
  ],
  "CaptureScheduleArgs.calendar": [
    [
      "adds and removes",
      calendar({ text }),
      calendar({ text: ics(event("one", "20261218"), event("two", "20261219")) }),
    ],
    ["edits", calendar({ text }), calendar({ text: ics(event("one", "20261220")) })],
  ],
  "CaptureScheduleArgs.cron": [["adds and removes", cron(), cron({ expression: "0 19,22 * * *" })]],
  "CaptureScheduleArgs.padBefore": [["edits", windows, { ...windows, padBefore: "PT10M" }]],
  "CaptureScheduleArgs.padAfter": [["edits", windows, { ...windows, padAfter: "PT10M" }]],
  "CaptureScheduleArgs.filter": [["adds and removes", windows, { ...windows, filter: ({ uid }) => uid === "first" }]],
  "CaptureScheduleArgs.capture": [["edits", windows, { ...windows, capture: { ...capture, templateId: 2 } }]],
  "CaptureArgs.streamName": [["edits", windows, { ...windows, capture: { ...capture, streamName: "hall" } }]],
  "CaptureWindow.name": [["renames", windows, { ...windows, windows: [{ ...first, name: "other" }, second] }]],
  "CaptureWindow.startTime": [
    ["edits", windows, { ...windows, windows: [{ ...first, startTime: "2026-12-18T18:00:00Z" }, second] }],
  ],
  "CaptureWindow.endTime": [
    ["edits", windows, { ...windows, windows: [{ ...first, endTime: "2026-12-18T22:00:00Z" }, second] }],
  ],
  "CaptureWindow.streamName": [["edits", windows, { ...windows, windows: [{ ...first, streamName: "hall" }, second] }]],
  "CalendarSource.file": [["does nothing", calendar({ file: file("a.ics") }), calendar({ file: file("b.ics") })]],
  "CalendarSource.text": [
    [
      "adds and removes",
      calendar({ text }),
      calendar({ text: ics(event("two", "20261218"), event("one", "20261218")) }),
    ],
    ["adds and removes", calendar({ text: recurring }), calendar({ text: recurring.replace("COUNT=2", "COUNT=3") })],
    ["edits", calendar({ text }), calendar({ text: text.replace("T210000", "T220000") })],
  ],
  "CalendarSource.zone": [
    ["edits", calendar({ text }), calendar({ text, zone: "Asia/Shanghai" })],
    ["renames", calendar({ text: recurring }), calendar({ text: recurring, zone: "Asia/Shanghai" })],
  ],
  "CronSource.expression": [["adds and removes", cron(), cron({ expression: "0 19 18 * *" })]],
  "CronSource.zone": [["renames", cron(), cron({ zone: "Europe/London" })]],
  "CronSource.duration": [["edits", cron(), cron({ duration: "PT3H" })]],
  "Horizon.from": [["adds and removes", cron(), cron({ from: "2026-12-19T12:00:00Z" })]],
  "Horizon.until": [["adds and removes", cron({ until }), cron({ until: "2026-12-20T12:00:00Z" })]],
  "Horizon.now": [["adds and removes", cron({ until }), cron({ until, now: "2026-12-20T12:00:00Z" })]],
  "Horizon.days": [["adds and removes", cron(), cron({ days: 4 })]],
};

/** The tasks by their names, each with all that it is declared with. */
function planned(args: CaptureScheduleArgs): ReadonlyMap<string, string> {
  const { tasks, problem } = planTasks("league", args);
  equal(problem, undefined);
  const { streamName: _, ...common } = args.capture;
  return new Map(
    tasks.map(({ key, startTime, endTime, streamName }) => [
      key,
      JSON.stringify({ ...common, startTime, endTime, streamName }),
    ]),
  );
}

function effectOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string {
  const gone = [...before.keys()].filter((key) => !after.has(key));
  const come = [...after.keys()].filter((key) => !before.has(key));
  if (gone.length > 0 && gone.length === come.length) return "renames";
  if (gone.length + come.length > 0) return "adds and removes";
  return [...before].some(([key, task]) => after.get(key) !== task) ? "edits" : "does nothing";
}

describe("what is said of a change", () => {
  after(() => rmSync(folder, { recursive: true, force: true }));

  const members = components.flatMap(({ types }) =>
    types
      .filter(({ given }) => !given)
      .flatMap(({ name, file }) => declarationIn(file, name).members.map((member) => ({ ...member, of: name }))),
  );

  it("is there for each argument of a schedule", () => {
    deepEqual(members.map(({ of, name }) => `${of}.${name}`).toSorted(), Object.keys(changes).toSorted());
  });

  for (const { of, name, text } of members) {
    it(`is true of ${of}.${name}`, () => {
      const said = (saidChange(text) ?? "").replace(/\s+/g, " ");
      for (const [effect, before, after] of changes[`${of}.${name}`] ?? []) {
        equal(effectOf(planned(before), planned(after)), effect);
        ok(said.includes(effect), `"${said}" does not say that it ${effect}`);
      }
    });
  }
});
