import { deepEqual, doesNotMatch, equal, match, ok, rejects } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { CaptureSchedule, type CaptureScheduleArgs, Provider, ScreenshotTask } from "pulumi-tencentcloud-css";
import { packageRoot } from "../support/stack.js";

const capture = { domainName: "push.example.com", appName: "live", templateId: 1, streamName: "final" };
const window = (name: string) => ({ name, startTime: "2026-12-18T19:00:00Z", endTime: "2026-12-18T21:00:00Z" });

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly provider: string | undefined;
}

/** What a program registers, in order of names, and what it logs. */
async function run(program: () => void): Promise<{ resources: Registered[]; warnings: string[] }> {
  const resources: Registered[] = [];
  const warnings: string[] = [];
  const { warn } = pulumi.log;
  const log = pulumi.log as { warn: typeof warn };
  log.warn = async (message) => void warnings.push(message);
  try {
    await pulumi.runtime.setMocks({
      call: () => ({}),
      newResource: ({ type, name, inputs, provider }) => {
        resources.push({ type, name, inputs, provider });
        return { id: name, state: inputs };
      },
    });
    await pulumi.runtime.runInPulumiStack(async () => program());
    await pulumi.runtime.disconnect();
  } finally {
    log.warn = warn;
  }
  return { resources: resources.sort((a, b) => (a.name < b.name ? -1 : 1)), warnings };
}

const tasksOf = ({ resources }: { resources: Registered[] }) =>
  resources.filter(({ type }) => type === "pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask");

const season = (args: Partial<CaptureScheduleArgs>, opts?: pulumi.ComponentResourceOptions) =>
  new CaptureSchedule("season", { capture, ...args }, opts);

describe("a capture schedule in a program", () => {
  it("registers its tasks as its children, named for what they are of, and deferred where they are too far", async () => {
    let urn = "";
    const ran = await run(() => {
      const { tasks } = season({ windows: [window("final"), { ...window("long"), endTime: "2026-12-20T19:00:00Z" }] });
      ok(tasks["long-2"] instanceof ScreenshotTask);
      tasks["long-2"].urn.apply((known) => {
        urn = known;
      });
    });
    deepEqual(
      tasksOf(ran).map(({ name }) => name),
      ["season-final", "season-long", "season-long-2"],
    );
    const { __provider: _, ...inputs } = tasksOf(ran)[0]?.inputs ?? {};
    deepEqual(inputs, {
      ...capture,
      startTime: "2026-12-18T19:00:00Z",
      endTime: "2026-12-18T21:00:00Z",
      ifTooFar: "defer",
    });
    match(
      urn,
      /tencentcloud-css:index:CaptureSchedule\$pulumi-nodejs:dynamic\/tencentcloud-css:ScreenshotTask::season-long-2$/,
    );
    deepEqual(ran.warnings, []);
  });

  it("hands the policies on, outputs of other resources, and its provider", async () => {
    const ran = await run(() => {
      const provider = new Provider("mainland", { site: "mainland" });
      const templateId = pulumi.output(7);
      season(
        { windows: [window("final")], capture: { ...capture, templateId, ifTooFar: "error", ifPast: "error" } },
        { provider },
      );
    });
    const [task] = tasksOf(ran);
    deepEqual([task?.inputs["templateId"], task?.inputs["ifTooFar"], task?.inputs["ifPast"]], [7, "error", "error"]);
    match(task?.provider ?? "", /mainland/);
  });

  it("warns of a calendar without events, and does not fail", async () => {
    const { warnings } = await run(() => season({ calendar: { text: "BEGIN:VCALENDAR\nEND:VCALENDAR\n" } }));
    deepEqual(warnings, [
      "season has nothing to capture: its source is empty, or all in it is cancelled, over, filtered out or further ahead than it looks",
    ]);
  });

  it("warns of what lasts whole days, and captures the rest", async () => {
    const banner = ["BEGIN:VEVENT", "UID:day", "DTSTART;VALUE=DATE:20261218", "END:VEVENT"];
    const match1 = ["BEGIN:VEVENT", "UID:match", "DTSTART:20261218T190000Z", "DURATION:PT2H", "END:VEVENT"];
    const text = ["BEGIN:VCALENDAR", ...banner, ...match1, "END:VCALENDAR"].join("\n");
    const ran = await run(() => season({ calendar: { text } }));
    deepEqual(
      tasksOf(ran).map(({ name }) => name),
      ["season-match"],
    );
    equal(ran.warnings.length, 1);
    match(ran.warnings[0] ?? "", /^season: what lasts whole days is not captured, .*the event "day" \(line 2\)\./);
    const without = await run(() => season({ calendar: { text }, filter: ({ allDay }) => !allDay }));
    deepEqual(without.warnings, []);
  });

  it("says that it has declared what is right beside what is wrong", async () => {
    const bad = { ...window("typo"), endTime: "2026-12-18T21:00:00" };
    await rejects(
      run(() => season({ windows: [window("final"), bad] })),
      /windows\[1\]\.endTime .*has no offset.*\. What else it has is declared, what the program would declare after it is not, /,
    );
  });

  it("leaves a program that catches what is wrong to declare what comes after it", async () => {
    const bad = { ...window("typo"), endTime: "2026-12-18T21:00:00" };
    const caught: unknown[] = [];
    const ran = await run(() => {
      for (const [name, windows] of Object.entries({ a: [window("first"), bad], b: [bad], c: [window("last")] })) {
        try {
          new CaptureSchedule(name, { windows, capture });
        } catch (error) {
          caught.push(error);
        }
      }
    });
    deepEqual(
      tasksOf(ran).map(({ name }) => name),
      ["a-first", "c-last"],
    );
    equal(caught.length, 2);
  });

  it("fails the program for what is wrong, naming the schedule and the field", async () => {
    await rejects(
      run(() => season({ windows: [{ ...window("final"), endTime: "2026-12-18T21:00:00" }] })),
      /CaptureSchedule season: windows\[0\]\.endTime .*has no offset/,
    );
  });

  it("warns of more than three windows at once on one stream, naming them, and of no more", async () => {
    const four = ["a", "b", "c", "d"].map(window);
    const { warnings } = await run(() => season({ windows: four }));
    equal(warnings.length, 1);
    match(
      warnings[0] ?? "",
      /^season: 4 windows are open at once on the stream final from 2026-12-18T19:00:00Z on: a, b, c, d\. The service runs 3 tasks/,
    );
    const apart = four.map((given, index) => (index === 0 ? { ...given, streamName: "other" } : given));
    deepEqual((await run(() => season({ windows: apart }))).warnings, []);
    const inTurn = four.map((given, index) =>
      index === 0 ? { ...given, startTime: given.endTime, endTime: "2026-12-18T22:00:00Z" } : given,
    );
    deepEqual((await run(() => season({ windows: inTurn }))).warnings, []);
    deepEqual((await run(() => season({ windows: inTurn, padBefore: 1 }))).warnings.length, 1);
  });

  it("warns of them too where the stream is an output of another resource", async () => {
    const streamName = pulumi.output(Promise.resolve("final"));
    const windows = ["a", "b", "c", "d"].map((name) => ({ ...window(name), streamName }));
    const { warnings } = await run(() => season({ windows }));
    match(warnings.join("\n"), /4 windows are open at once on the stream final/);
  });

  it("has a task of each promise of a stream that fails be refused, saying why, so that it is not deleted", async () => {
    const streamName = async ({ uid }: { uid: string }) => {
      if (uid === "b") throw new Error("no such hall");
      return uid;
    };
    const ran = await run(() => season({ windows: [window("a"), window("b")], capture: { ...capture, streamName } }));
    deepEqual(
      tasksOf(ran).map(({ inputs }) => inputs["streamName"]),
      ["a", 'capture.streamName failed for windows[1] ("b"): no such hall'],
    );
  });

  it("warns of them without the stream's name where that is a secret", async () => {
    const windows = ["a", "b", "c", "d"].map((name) => ({ ...window(name), streamName: pulumi.secret("key-123") }));
    const { warnings } = await run(() => season({ windows }));
    match(
      warnings.join("\n"),
      /4 windows are open at once on the same stream from 2026-12-18T19:00:00Z on: a, b, c, d/,
    );
    doesNotMatch(warnings.join("\n"), /key-123/);
  });
});

describe("a program without a schedule", () => {
  it("loads nothing of what reads one", () => {
    const loaded = execFileSync(
      process.execPath,
      ["-e", 'require("pulumi-tencentcloud-css"); console.log(Object.keys(require.cache).join("\\n"))'],
      { cwd: packageRoot, encoding: "utf8" },
    );
    match(loaded, /sdk\/captureSchedule\.js/);
    doesNotMatch(loaded, /sdk\/schedule\/|ical\.js|croner|rrule|temporal|valibot/);
  });
});
