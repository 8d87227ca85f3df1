import { deepEqual, equal, match, ok } from "node:assert/strict";
import { statusJson } from "../../../cli/status/json.js";
import type { Problem } from "../../../cli/status/judgement.js";
import { formatStatus } from "../../../cli/status/report.js";
import { failing, type Status, statusOf } from "../../../cli/status/status.js";
import { createService, type Service } from "../../../emulator/index.js";
import { formatInstant } from "../../../provider/window.js";
import { type TestContextOptions, testContext } from "../../support/context.js";
import { alwaysTo, exportOf, type Pending } from "../../support/exported.js";
import { type Program, type Stack, up } from "../../support/program.js";
import { tonight } from "../../support/tonight.js";

const day = 86_400;
const at = (time: string) => Date.parse(time) / 1000;
const now = at("2026-12-18T18:00:00Z");

const settings = { runEvery: "P1D" };

/** Two hours of a stream, beginning so many seconds after the trial's start. */
const inSeconds = (seconds: number, changes: Record<string, unknown> = {}) => ({
  ...tonight,
  startTime: formatInstant(now + seconds),
  endTime: formatInstant(now + seconds + 7200),
  ...changes,
});

async function deployed(
  program: Program,
  options: TestContextOptions = {},
): Promise<{ service: Service; stack: Stack }> {
  const service = createService({ now });
  const { stack } = await up(testContext(service, { settings, ...options }), new Map(), program);
  return { service, stack };
}

interface Look extends TestContextOptions {
  readonly pending?: readonly Pending[];
  /** Ask the service. Default: state alone. */
  readonly ask?: true;
}

function look(service: Service, stack: Stack, { pending = [], ask, ...options }: Look = {}): Promise<Status> {
  const ctx = testContext(service, { settings, ...options });
  return statusOf(exportOf(stack, pending), alwaysTo(ctx), { ask: ask === true });
}

/** What a program would read of the only window. */
async function theWindow(service: Service, stack: Stack, options: Look = {}) {
  const status = await look(service, stack, options);
  equal(status.windows.length, 1);
  const [window] = statusJson(status, []).windows;
  ok(window);
  return window;
}

describe("the status of a window", () => {
  it("is deferred until the service takes it: it says from when on that is, and by when a run is needed", async () => {
    const { service, stack } = await deployed({ final: inSeconds(7 * day) });
    const { state, next, runBefore, taskId, effective, losses } = await theWindow(service, stack);
    deepEqual(
      { state, next, runBefore, taskId, effective, losses },
      {
        state: "deferred",
        next: { what: "creatable", at: "2026-12-19T18:10:00Z" },
        runBefore: "2026-12-25T18:00:00Z",
        taskId: null,
        effective: null,
        losses: [],
      },
    );
  });

  it("is deferred and due in reach, uncovered when two runs have not come, and missed when none came", async () => {
    const { service, stack } = await deployed({ final: inSeconds(7 * day) });
    const creatable = at("2026-12-19T18:10:00Z");
    const afterwards = async (time: number) => {
      service.advanceTo(time);
      const { state, next, lostSeconds, problems } = await theWindow(service, stack);
      return [state, next?.what, lostSeconds, ...problems];
    };
    deepEqual(await afterwards(creatable), ["deferred", "due", 0]);
    deepEqual(await afterwards(creatable + 2 * day), ["deferred", "due", 0]);
    deepEqual(await afterwards(creatable + 2 * day + 1), ["uncovered", "due", 0, "uncovered"]);
    deepEqual(await afterwards(now + 7 * day + 600), ["uncovered", "due", 600, "uncovered"]);
    deepEqual(await afterwards(now + 7 * day + 7200), ["missed", undefined, 7200, "missed"]);
  });

  it("is uncovered from its start on, however seldom runs come", async () => {
    const { service, stack } = await deployed({ final: inSeconds(7 * day) });
    service.advanceTo(now + 7 * day);
    equal((await theWindow(service, stack, { settings: { runEvery: "P3D" } })).state, "deferred");
    service.advanceTo(now + 7 * day + 1);
    equal((await theWindow(service, stack, { settings: { runEvery: "P3D" } })).state, "uncovered");
  });

  it("takes runs for nightly where nothing says how often they come", async () => {
    const { service, stack } = await deployed({ final: inSeconds(7 * day) });
    service.advanceTo(at("2026-12-21T18:10:01Z"));
    const status = await look(service, stack, { settings: {} });
    deepEqual(status.runEvery, { seconds: day, assumed: true });
    equal(status.windows[0]?.state, "uncovered");
    match(formatStatus(status, { timeZone: "UTC", all: false }), /which is assumed: set tencentcloud-css:runEvery/);
  });

  it("is scheduled, running and over with its task, and waits for no run", async () => {
    const { service, stack } = await deployed({ final: tonight });
    const lives: unknown[] = [];
    for (const time of ["18:59:59", "19:00:00", "21:00:00"]) {
      service.advanceTo(at(`2026-12-18T${time}Z`));
      const { state, next, runBefore, lostSeconds } = await theWindow(service, stack);
      lives.push([state, next?.what, next?.at, runBefore, lostSeconds]);
    }
    deepEqual(lives, [
      ["scheduled", "start", "2026-12-18T19:00:00Z", null, 0],
      ["running", "end", "2026-12-18T21:00:00Z", null, 0],
      ["over", undefined, undefined, null, 0],
    ]);
  });

  it("lost what had passed when its task was made", async () => {
    const { service, stack } = await deployed({ final: inSeconds(-1800) });
    const { state, losses, problems, effective } = await theWindow(service, stack);
    deepEqual([state, losses, problems], ["running", [{ seconds: 1800, why: "late" }], ["late"]]);
    equal(effective?.start, "2026-12-18T18:00:00Z");
  });

  it("lost nothing where the start was left to the service", async () => {
    const { service, stack } = await deployed({ final: { ...tonight, startTime: undefined } });
    const { losses, declared } = await theWindow(service, stack);
    deepEqual([losses, declared.start], [[], null]);
  });

  it("is stopped where somebody stopped it, loses seconds until the next run, and then until its end", async () => {
    const { service, stack } = await deployed({ final: tonight });
    service.advanceTo(at("2026-12-18T19:30:00Z"));
    service.call("StopScreenshotTask", { TaskId: stack.get("final")?.outputs["taskId"] });
    service.advanceTo(at("2026-12-18T19:40:00Z"));
    equal((await theWindow(service, stack)).state, "running", "the state does not know");
    const asked = await theWindow(service, stack, { ask: true });
    deepEqual(
      [asked.state, asked.next, asked.losses, asked.runBefore],
      ["stopped", { what: "restore", at: null }, [{ seconds: 600, why: "stopped" }], "2026-12-18T19:30:00Z"],
    );
    const kept = await theWindow(service, stack, { ask: true, settings: { ...settings, ifStopped: "keep" } });
    deepEqual([kept.state, kept.next], ["stopped", null]);
    service.advanceTo(at("2026-12-19T12:00:00Z"));
    const later = await theWindow(service, stack, { ask: true });
    deepEqual([later.state, later.next, later.lostSeconds], ["stopped", null, 5400]);
  });

  it("has lost nothing before its start, though somebody stopped it already, and never more than there is", async () => {
    const { service, stack } = await deployed({ final: inSeconds(2 * day) });
    service.call("StopScreenshotTask", { TaskId: stack.get("final")?.outputs["taskId"] });
    service.advanceTo(now + day);
    const early = await theWindow(service, stack, { ask: true });
    deepEqual([early.state, early.losses, early.runBefore], ["stopped", [], "2026-12-20T18:00:00Z"]);
    service.advanceTo(now + 3 * day);
    equal((await theWindow(service, stack, { ask: true })).lostSeconds, 7200);
  });

  it("is judged by its task where a run that was killed left its creation pending all the same", async () => {
    const { service, stack } = await deployed({ final: tonight });
    const { windows } = await look(service, stack, { pending: [{ name: "final", inputs: tonight }] });
    deepEqual(
      windows.map(({ state }) => state),
      ["scheduled"],
    );
  });

  it("is over where an edit stopped it: that was declared", async () => {
    const { service, stack } = await deployed({ final: tonight });
    service.advanceTo(at("2026-12-18T20:00:00Z"));
    const edited = { final: { ...tonight, endTime: "2026-12-18T19:30:00Z" } };
    const run = await up(testContext(service, { settings }), stack, edited);
    const { state, losses } = await theWindow(service, run.stack, { ask: true });
    deepEqual([state, losses], ["over", []]);
  });

  it("is missing where somebody deleted its task, before it began and while it runs", async () => {
    for (const [time, what] of [
      ["18:30:00", "due"],
      ["19:30:00", "restore"],
    ]) {
      const { service, stack } = await deployed({ final: tonight });
      service.advanceTo(at(`2026-12-18T${time}Z`));
      service.call("DeleteScreenshotTask", { TaskId: stack.get("final")?.outputs["taskId"] });
      const { state, next, runBefore, problems } = await theWindow(service, stack, { ask: true });
      deepEqual([state, next?.what, runBefore, problems], ["missing", what, "2026-12-18T19:00:00Z", ["stopped"]]);
    }
  });

  it("needs a run now, and not before its end, where its task was stopped or deleted while it runs", async () => {
    for (const action of ["StopScreenshotTask", "DeleteScreenshotTask"]) {
      const { service, stack } = await deployed({ final: tonight });
      service.advanceTo(at("2026-12-18T19:30:00Z"));
      service.call(action, { TaskId: stack.get("final")?.outputs["taskId"] });
      const status = await look(service, stack, { ask: true });
      match(formatStatus(status, { timeZone: "UTC", all: false }), /\nA run is needed now /);
    }
  });

  it("is skipped where it was over when it was first declared, with its whole length", async () => {
    const { service, stack } = await deployed({ final: inSeconds(-2 * day) });
    const { state, losses, problems } = await theWindow(service, stack);
    deepEqual([state, losses, problems], ["skipped", [{ seconds: 7200, why: "skipped" }], ["skipped"]]);
  });

  it("is missed after the run that found out, too", async () => {
    const { service, stack } = await deployed({ final: inSeconds(7 * day) });
    service.advanceTo(now + 8 * day);
    const run = await up(testContext(service, { settings }), stack, { final: inSeconds(7 * day) });
    equal((await theWindow(service, run.stack)).state, "missed");
  });

  it("is pending where a run was killed while it made the task", async () => {
    const { service } = await deployed({});
    const { state, next, runBefore } = await theWindow(service, new Map(), {
      pending: [{ name: "final", inputs: inSeconds(5.5 * day) }],
    });
    deepEqual([state, next?.what, runBefore], ["pending", "recover", "2026-12-24T06:00:00Z"]);
  });

  it("is uncovered from its start on, and missed in the end, where the task of a killed run is in no state", async () => {
    const { service } = await deployed({});
    const left = { pending: [{ name: "final", inputs: inSeconds(3600) }] };
    service.advanceTo(now + 5400);
    const during = await theWindow(service, new Map(), left);
    deepEqual([during.state, during.problems, during.next?.what], ["pending", ["uncovered"], "recover"]);
    service.advanceTo(now + 4 * 3600);
    const after = await look(service, new Map(), left);
    const [window] = after.windows;
    deepEqual([window?.state, window?.problems, window?.next], ["pending", ["missed"], undefined]);
    equal(failing(after, new Set<Problem>(["missed"])).length, 1);
    match(
      formatStatus(after, { timeZone: "UTC", all: false }),
      /A killed run may have made a task for final, or not: the state has none\./,
    );
  });

  it("is looked for in the service where that can be asked: what is there is not lost, and what is not is", async () => {
    const { service } = await deployed({ other: inSeconds(2 * day) });
    const left = { pending: [{ name: "final", inputs: inSeconds(3600) }], ask: true } as const;
    service.advanceTo(now + 5400);
    const { losses, problems } = await theWindow(service, new Map(), left);
    deepEqual([losses, problems], [[{ seconds: 1800, why: "uncovered" }], ["uncovered"]]);
    service.advanceTo(now + 4 * 3600);
    const after = await theWindow(service, new Map(), left);
    deepEqual([after.losses, after.problems], [[{ seconds: 7200, why: "missed" }], ["missed"]]);

    const { service: made } = await deployed({ final: inSeconds(3600) });
    for (const hours of [1.5, 4]) {
      made.advanceTo(now + hours * 3600);
      const { state, taskId, losses, problems } = await theWindow(made, new Map(), left);
      deepEqual([state, taskId !== null, losses, problems], ["pending", true, [], []]);
    }
  });

  it("loses nothing of what the task captures that a killed run was to replace", async () => {
    const { service, stack } = await deployed({ final: inSeconds(3600) });
    const extended = { ...inSeconds(3600), endTime: formatInstant(now + 3600 + 3 * 3600) };
    const elsewhere = inSeconds(3600, { streamName: "other" });
    const pendingOf = async (inputs: Record<string, unknown>, ask: Look) => {
      const { windows } = await look(service, stack, { pending: [{ name: "final", inputs }], ...ask });
      return windows.filter(({ state }) => state === "pending").map(({ losses, problems }) => [losses, problems]);
    };
    service.advanceTo(now + 5400);
    deepEqual(await pendingOf(elsewhere, { ask: true }), [[[{ seconds: 1800, why: "uncovered" }], ["uncovered"]]]);
    for (const ask of [{}, { ask: true }] as const) deepEqual(await pendingOf(extended, ask), [[[], []]]);
    service.advanceTo(now + 3600 + 7200 + 600);
    deepEqual(await pendingOf(extended, { ask: true }), [[[{ seconds: 600, why: "uncovered" }], ["uncovered"]]]);
    deepEqual(await pendingOf(extended, {}), [[[], ["uncovered"]]]);
    service.advanceTo(now + 5 * 3600);
    deepEqual(await pendingOf(extended, { ask: true }), [[[{ seconds: 3600, why: "missed" }], ["missed"]]]);
    const same = inSeconds(3600, { templateId: 2 });
    deepEqual(await pendingOf(same, { ask: true }), [[[], []]]);
  });

  it("is lost as ever where what the resource's task captures lies elsewhere, as of a window that is over", async () => {
    const { service, stack } = await deployed({ final: inSeconds(3600) });
    const { startTime: _, ...atOnce } = inSeconds(3 * day);
    const pendingOf = async (inputs: Record<string, unknown>) => {
      const left = { pending: [{ name: "final", inputs, type: "updating" }] };
      const { windows } = await look(service, stack, left);
      return windows
        .filter(({ state }) => state === "pending")
        .map(({ losses, problems }) => [losses.length, problems]);
    };
    service.advanceTo(now + 3 * day - 3600);
    deepEqual(await pendingOf(inSeconds(3 * day)), [[0, ["uncovered"]]]);
    service.advanceTo(now + 4 * day);
    deepEqual(await pendingOf(inSeconds(3 * day)), [[0, ["missed"]]]);
    deepEqual(await pendingOf(atOnce), [[0, ["missed"]]]);
  });

  it("has lost what a task of its stream left, where its start is left to the service", async () => {
    const { service, stack } = await deployed({ final: inSeconds(3600) });
    const { startTime: _, ...atOnce } = { ...inSeconds(3600), endTime: formatInstant(now + 4 * 3600) };
    const pending = [{ name: "final", inputs: atOnce }];
    service.advanceTo(now + 5 * 3600);
    const { windows } = await look(service, stack, { pending, ask: true });
    deepEqual(
      windows.map(({ state, losses }) => [state, losses]),
      [
        ["over", []],
        ["pending", [{ seconds: 3600, why: "missed" }]],
      ],
    );
  });

  it("is counted once where a run was killed while it made the task of a deferred window", async () => {
    const { service, stack } = await deployed({ final: inSeconds(7 * day), other: inSeconds(8 * day) });
    service.advanceTo(now + 2 * day);
    const { windows } = await look(service, stack, {
      pending: [{ name: "final", inputs: inSeconds(7 * day), type: "updating" }],
    });
    deepEqual(
      windows.map(({ name, state }) => [name, state]),
      [
        ["final", "pending"],
        ["other", "deferred"],
      ],
    );
  });
});

describe("a status", () => {
  it("needs no account: without asking it makes no call", async () => {
    const { service, stack } = await deployed({ final: tonight });
    const ctx = testContext(service, { settings });
    const status = await statusOf(exportOf(stack), alwaysTo(ctx, false), { ask: true });
    deepEqual([ctx.calls, status.asked], [[], false]);
  });

  it("is told from the state where the service cannot be reached, with the reason", async () => {
    const { service, stack } = await deployed({ final: tonight });
    const lost = () => {
      throw new Error("connect ECONNREFUSED 127.0.0.1:1");
    };
    const status = await look(service, stack, { ask: true, intercept: lost });
    deepEqual([status.asked, status.windows[0]?.state], [false, "scheduled"]);
    match(String(status.failure), /could not be sent/);
  });

  it("asks for a season in few calls", async () => {
    const season = Array.from({ length: 50 }, (_, index) => [
      `match-${index}`,
      inSeconds((index % 5) * day + 3600, { streamName: `match-${index}` }),
    ]);
    const { service, stack } = await deployed(Object.fromEntries(season));
    const ctx = testContext(service, { settings });
    const { windows } = await statusOf(exportOf(stack), alwaysTo(ctx), { ask: true });
    deepEqual([windows.length, ctx.calls.length], [50, 1]);
  });

  const fails = async (problem: Problem, since: number) => {
    const { service, stack } = await deployed({ skipped: inSeconds(-2 * day), late: inSeconds(-1800) });
    return failing(await look(service, stack), new Set([problem]), since).map(({ name }) => name);
  };

  it("fails for what it is asked to fail for, and for nothing else", async () => {
    deepEqual(await fails("late", day), ["late"]);
    deepEqual(await fails("uncovered", day), []);
  });

  it("does not fail for ever for what has been over for long", async () => {
    deepEqual(await fails("skipped", 2 * day), ["skipped"]);
    deepEqual(await fails("skipped", day), []);
  });
});

describe("a status for people", () => {
  it("says first by when a run is needed, and then a line for each window that matters", async () => {
    const { service, stack } = await deployed({
      late: inSeconds(-1800),
      tonight: { ...tonight, streamName: "arena" },
      "next-week": inSeconds(7 * day),
    });
    const report = formatStatus(await look(service, stack), { timeZone: "Asia/Shanghai", all: false });
    deepEqual(report.split("\n"), [
      "trial/test at 2026-12-19 02:00:03 Asia/Shanghai: 3 windows (1 running, 1 scheduled, 1 deferred), lost 30 min, as the state says.",
      "A run is needed before 2026-12-26 02:00 (runs are expected every 1 d).",
      "",
      "WINDOW     STREAM      DECLARED                  TASK                      STATE      LOST         NEXT                       RUN BEFORE",
      "late       live/final  2026-12-19 01:30 – 03:30  2026-12-19 02:00 – 03:30  running    30 min late  ends                       -",
      "tonight    live/arena  2026-12-19 03:00 – 05:00  as declared               scheduled  -            starts                     -",
      "next-week  live/final  2026-12-26 02:00 – 04:00  -                         deferred   -            in reach 2026-12-20 02:10  2026-12-26 02:00",
    ]);
  });

  it("says which windows a failed run may have lost, and not which ones were over for long", async () => {
    const { service, stack } = await deployed({ final: inSeconds(-day), old: inSeconds(-30 * day) });
    const report = formatStatus(await look(service, stack), { timeZone: "UTC", all: false });
    match(
      report,
      /^Over within the last 2 d, and before any run had it in the state: final\. Its creation failed, no run came/m,
    );
  });

  it("names the windows of which the service will not capture each, and marks them", async () => {
    const { service, stack } = await deployed(
      Object.fromEntries(["a", "b", "c", "d", "e"].map((name, index) => [name, inSeconds(3600 * (1 + index / 2))])),
    );
    const { stack: all } = await up(testContext(service, { settings }), stack, {
      ...Object.fromEntries([...stack].map(([name, { inputs }]) => [name, inputs])),
      alone: inSeconds(day),
      elsewhere: inSeconds(3600, { streamName: "other" }),
    });
    const status = await look(service, all);
    const crowded = statusJson(status, []).windows.filter(({ crowdedAt }) => crowdedAt !== null);
    deepEqual(
      crowded.map(({ name, crowdedAt }) => [name, crowdedAt]),
      ["a", "b", "c", "d", "e"].map((name) => [name, `2026-12-18T${name === "e" ? "21:00" : "20:30"}:00Z`]),
    );
    deepEqual(status.notes, [
      "4 windows are open at once on the stream live/final of push.example.com from 2026-12-18T20:30:00Z on: a, b, c, " +
        "d. The service runs 3 tasks on a stream at a time, and the others take no pictures until one of them ends.",
    ]);
    match(formatStatus(status, { timeZone: "UTC", all: false }), /^b .* starts; one of 4 at once /m);
  });

  it("leaves out what is over and lost nothing, and counts it", async () => {
    const { service, stack } = await deployed({ final: tonight, later: inSeconds(3 * day) });
    service.advanceTo(now + day);
    const status = await look(service, stack);
    const short = formatStatus(status, { timeZone: "UTC", all: false });
    match(short, /1 more is over and lost nothing; --all shows them\./);
    ok(!/^final /m.test(short));
    match(formatStatus(status, { timeZone: "UTC", all: true }), /^final /m);
  });

  it("says that nothing waits for a run where nothing does", async () => {
    const { service } = await deployed({});
    match(
      formatStatus(await look(service, new Map()), { timeZone: "UTC", all: false }),
      /No window in the state waits for a run/,
    );
  });
});
