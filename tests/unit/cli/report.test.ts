import { deepEqual, doesNotMatch, equal, match, ok, rejects, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CaptureJson, type ReportJson, reportJson } from "../../../cli/report/json.js";
import { formatMarkdown, markerOf } from "../../../cli/report/markdown.js";
import { parseOperations } from "../../../cli/report/operations.js";
import { overlapsAmong } from "../../../cli/report/overlaps.js";
import { type ReportOptions, reportOf } from "../../../cli/report/report.js";
import { formatTimeline } from "../../../cli/report/timeline.js";
import { createService } from "../../../emulator/index.js";
import { unknownValue } from "../../../provider/fields.js";
import { testContext } from "../../support/context.js";
import { alwaysTo, urnOf } from "../../support/exported.js";
import { previewedAt } from "../../support/previews.js";
import { packageRoot } from "../../support/stack.js";
import { stateOf, tonight } from "../../support/tonight.js";

const recorded = (file: string) => readFileSync(join(packageRoot, "tests/fixtures/previews", file), "utf8");

interface Look extends ReportOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly at?: string;
}

/** Judged at the time of the recording, by the settings that it was made with. */
function report(text: string, { settings = { runEvery: "P1D" }, at = previewedAt, ...options }: Look = {}) {
  const ctx = testContext(createService({ now: Date.parse(at) / 1000 }), { settings });
  return reportOf(parseOperations(text, "test"), alwaysTo(ctx), options);
}

const json = async (text: string, look: Look = {}): Promise<ReportJson> => reportJson(await report(text, look));

const byName = ({ windows }: ReportJson): Record<string, CaptureJson> =>
  Object.fromEntries(windows.map((window) => [window.name, window]));

const plain = { timeZone: "UTC", all: false, width: 120, colours: false };

type Inputs = Readonly<Record<string, unknown>>;

const template = "pulumi-nodejs:dynamic/tencentcloud-css:SnapshotTemplate";

function step(op: string, name: string, inputs: Inputs | undefined, more: object = {}) {
  const urn = urnOf(name);
  const type = "pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask";
  return { op, urn, newState: inputs && { urn, type, inputs, ...more } };
}

const preview = (...steps: object[]) => JSON.stringify({ steps });

/** What a preview says of one new window. */
async function created(inputs: Inputs, look: Look = {}): Promise<CaptureJson> {
  const [window] = (await json(preview(step("create", "it", inputs)), { at: "2026-12-18T18:00:00Z", ...look })).windows;
  ok(window);
  return window;
}

describe("a report of what the real engine printed", () => {
  it("names for each window of a preview what changes", async () => {
    const expected = {
      "at-once": "created",
      "created | <b>`now`</b>": "created",
      due: "made",
      ended: "restored",
      "far-ahead": "deferred",
      "in-the-past": "skipped",
      later: "unchanged",
      moved: "moved",
      "other-stream": "replaced",
      "other-template": "replaced",
      policy: "kept",
      removed: "deleted",
      secret: "replaced",
      shortened: "shortened",
      stopped: "stopped",
      templated: "unchanged",
      "templated-anew": "created",
      "third-at-once": "created",
      unchanged: "unchanged",
      "unknown-stream": "created",
    };
    const changes = (found: ReportJson) =>
      Object.fromEntries(found.windows.map(({ name, change }) => [name, change]).sort());
    for (const file of ["sames.json", "preview.log", "up.log"]) {
      deepEqual(changes(await json(recorded(file))), expected, file);
    }
    const changed = Object.entries(expected).filter(([, change]) => change !== "unchanged" && change !== "made");
    deepEqual(
      Object.entries(changes(await json(recorded("preview.json")))).filter(([, change]) => change !== "made"),
      changed,
    );
  });

  it("tells the three kinds of input apart by their content", async () => {
    for (const [file, origin] of [
      ["preview.json", "preview"],
      ["sames.json", "preview"],
      ["preview.log", "preview"],
      ["up.log", "update"],
      ["before.json", "state"],
      ["after.json", "state"],
    ] as const) {
      const found = await json(recorded(file));
      deepEqual([found.origin, found.stack], [origin, "trial/test"], file);
    }
  });

  it("says of a preview just what the run did then, but for what could not be known", async () => {
    const [before, after] = [byName(await json(recorded("preview.log"))), byName(await json(recorded("up.log")))];
    for (const [name, window] of Object.entries(before)) {
      if (name === "unknown-stream" || name === "templated-anew") continue;
      const { why: _, ...foreseen } = window;
      const { why: __, ...done } = after[name] ?? ({} as CaptureJson);
      deepEqual(foreseen, done, name);
    }
  });

  it("says with the old and the new value which properties changed", async () => {
    const windows = byName(await json(recorded("preview.log")));
    deepEqual(windows["moved"]?.edits, [
      { field: "startTime", old: "2026-12-19T19:00:00Z", new: "2026-12-19T20:00:00Z" },
      { field: "endTime", old: "2026-12-19T21:00:00Z", new: "2026-12-19T22:00:00Z" },
    ]);
    deepEqual(windows["other-template"]?.edits, [{ field: "templateId", old: 1, new: 2 }]);
    deepEqual(windows["policy"]?.edits, [{ field: "ifStopped", old: null, new: "keep" }]);
    deepEqual(windows["stopped"]?.window, { start: "2026-12-19T17:00:00Z", end: "2026-12-19T18:00:00Z" });
    match(windows["removed"]?.why ?? "", /^1 h of it will not be captured$/);
  });

  it("counts pictures by the template of the same stack, changed or new, and says where there is none", async () => {
    const asked = async (file: string) => {
      const windows = byName(await json(recorded(file)));
      return ["templated", "templated-anew", "unchanged"].map((name) => [
        windows[name]?.intervalSeconds,
        windows[name]?.pictures,
      ]);
    };
    const unknown = [null, null];
    deepEqual(await asked("sames.json"), [[6, 1200], [20, 360], unknown]);
    deepEqual(await asked("up.log"), [[6, 1200], [20, 360], unknown]);
    deepEqual(await asked("after.json"), [[6, 1200], [20, 360], unknown]);
    // An event log names no dependencies, and the id of what is made later is not known.
    deepEqual(await asked("preview.log"), [[6, 1200], unknown, unknown]);
    deepEqual(byName(await json(recorded("up.log"), { interval: 7 }))["unchanged"]?.pictures, 1028);
  });

  it("names what overlaps on a stream, what does not change too where the input has it", async () => {
    const { overlaps } = await json(recorded("preview.log"));
    equal(overlaps.length, 1);
    const [{ windows, ...overlap } = { windows: [] }] = overlaps;
    deepEqual(overlap, {
      domainName: "push.example.com",
      appName: "live",
      streamName: "north-hall",
      start: "2026-12-19T19:30:00Z",
      end: "2026-12-19T20:00:00Z",
      most: 4,
    });
    deepEqual(
      windows.toSorted(),
      ["at-once", "created | <b>`now`</b>", "third-at-once", "unchanged"].map(urnOf).toSorted(),
    );
    const without = await json(recorded("preview.json"));
    deepEqual([without.overlaps, without.samesLeftOut], [[], 3]);
    match(formatTimeline(await report(recorded("preview.json")), plain), /preview with --show-sames/);
  });

  it("shows neither a secret nor what stands for an unknown value", async () => {
    for (const file of ["preview.json", "sames.json", "preview.log", "up.log", "before.json", "after.json"]) {
      const found = await report(recorded(file));
      const all = [
        JSON.stringify(reportJson(found)),
        formatMarkdown(found, plain),
        formatTimeline(found, plain),
      ].join();
      doesNotMatch(all, /hush/);
      equal(all.includes(unknownValue), false);
      equal(byName(reportJson(found))["secret"]?.streamName, "[secret]");
    }
    const foreseen = byName(await json(recorded("preview.log")));
    equal(foreseen["unknown-stream"]?.streamName, "known after it is made");
    equal(foreseen["templated-anew"]?.templateId, "known after it is made");
  });

  it("reads a state as windows with states, and hides those that are over", async () => {
    const found = await report(recorded("after.json"));
    const states = Object.fromEntries(reportJson(found).windows.map(({ name, state }) => [name, state]));
    deepEqual(
      [states["ended"], states["later"], states["moved"], states["in-the-past"], states["stopped"]],
      ["running", "deferred", "scheduled", "skipped", "over"],
    );
    const shown = formatTimeline(found, plain);
    doesNotMatch(shown, /in-the-past/);
    match(shown, /2 more are over and unchanged; --all shows them\./);
    match(formatTimeline(found, { ...plain, all: true }), /in-the-past/);
  });
});

describe("a report of a new window", () => {
  it("says when it captures, from now on where its start has passed or is left out", async () => {
    deepEqual((await created(tonight)).window, { start: "2026-12-18T19:00:00Z", end: "2026-12-18T21:00:00Z" });
    const { startTime: _, ...open } = tonight;
    for (const inputs of [open, { ...tonight, startTime: "2026-12-18T17:00:00Z" }]) {
      const { window, state, declared } = await created(inputs);
      deepEqual([window?.start, state], ["2026-12-18T18:00:00Z", "running"]);
      equal(declared.start, "startTime" in inputs ? "2026-12-18T17:00:00Z" : null);
    }
  });

  it("is deferred or refused where the service does not take it yet, as its policy or the stack's says", async () => {
    const far = { ...tonight, startTime: "2026-12-28T19:00:00Z", endTime: "2026-12-28T21:00:00Z" };
    const { change, state, creatableFrom, runBefore } = await created(far);
    deepEqual(
      [change, state, creatableFrom, runBefore],
      ["deferred", "deferred", "2026-12-22T19:10:00Z", "2026-12-28T19:00:00Z"],
    );
    deepEqual((await created(far, { settings: {} })).change, "refused");
    deepEqual((await created({ ...far, ifTooFar: "defer" }, { settings: {} })).change, "deferred");
    const in2028 = { ...tonight, startTime: "2028-12-18T19:00:00Z", endTime: "2028-12-18T21:00:00Z" };
    match((await created(in2028)).why, /731 days ahead: check the year/);
  });

  it("is skipped or refused where it is over", async () => {
    const at = "2026-12-19T18:00:00Z";
    const { change, window } = await created(tonight, { at });
    deepEqual([change, window], ["skipped", null]);
    equal((await created({ ...tonight, ifPast: "error" }, { at })).change, "refused");
  });

  it("is judged by its times alone where the stream is secret, and not at all where a time is known only later", async () => {
    const secret = { ...tonight, streamName: "[secret]" };
    equal(
      (await created({ ...secret, endTime: "2026-12-18T17:00:00Z", startTime: "2026-12-18T16:00:00Z" })).change,
      "skipped",
    );
    const far = { startTime: "2026-12-28T19:00:00Z", endTime: "2026-12-28T21:00:00Z", ifTooFar: "defer" };
    equal((await created({ ...tonight, ...far, streamName: unknownValue }, { settings: {} })).change, "deferred");
    const { change, declared, window, state } = await created({ ...tonight, endTime: unknownValue });
    deepEqual([change, declared.end, window, state], ["created", "known after it is made", null, null]);
  });

  it("counts in the export too a secret as one that is shown in plain text", async () => {
    const marked = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: JSON.stringify("hush"),
    };
    const found = await report(preview(step("create", "it", { ...tonight, streamName: marked })));
    doesNotMatch(JSON.stringify(reportJson(found)), /hush/);
  });

  it("takes a picture each 10 s where its template says nothing, from its start to its end", async () => {
    const made = { urn: urnOf("t").replace(/tencentcloud-css:ScreenshotTask/, "tencentcloud-css:SnapshotTemplate") };
    const text = preview(
      { op: "create", urn: made.urn, newState: { ...made, type: template, inputs: {} } },
      step(
        "create",
        "it",
        { ...tonight, templateId: unknownValue },
        { propertyDependencies: { templateId: [made.urn] } },
      ),
    );
    const { windows, total } = await json(text, { at: "2026-12-18T18:00:00Z" });
    deepEqual([windows[0]?.intervalSeconds, windows[0]?.pictures], [10, 720]);
    deepEqual(total, { seconds: 7200, pictures: 720, unknown: 0 });
  });
});

describe("the settings that a report goes by", () => {
  it("are those of the provider instance, else those of the stack, and never a secret", () => {
    const urn = "urn:pulumi:test::trial::pulumi:providers:pulumi-nodejs::mainland";
    const inputs = { "tencentcloud-css:site": "mainland" };
    const { providers } = parseOperations(
      JSON.stringify({
        config: { "tencentcloud-css:runEvery": "P1D", "tencentcloud:secretKey": "[secret]" },
        steps: [
          { op: "create", urn, newState: { type: "pulumi:providers:pulumi-nodejs", inputs } },
          { ...step("create", "there", tonight), provider: `${urn}::${unknownValue}` },
          { ...step("create", "here", tonight), provider: "urn:pulumi:test::trial::other::default::1" },
        ],
      }),
      "test",
    );
    deepEqual(providers.get(`${urn}::${unknownValue}`), inputs);
    deepEqual(providers.get("urn:pulumi:test::trial::other::default::1"), { "tencentcloud-css:runEvery": "P1D" });
  });
});

describe("a report of a replacement", () => {
  it("names what differs from the task, also where an earlier run took the new inputs without a change", async () => {
    const later = { ...tonight, endTime: "2026-12-18T22:00:00Z" };
    const oldState = { urn: urnOf("it"), inputs: later, outputs: stateOf(tonight) };
    const text = preview({ ...step("replace", "it", later), oldState, replaceReasons: ["endTime"] });
    const [window] = (await json(text, { at: "2026-12-18T18:00:00Z" })).windows;
    deepEqual(window?.edits, [{ field: "endTime", old: tonight.endTime, new: later.endTime }]);
    deepEqual([window?.change, window?.former?.end, window?.window?.end], ["extended", tonight.endTime, later.endTime]);
  });
});

describe("a report of a window whose resource goes", () => {
  const gone = (name: string, inputs: typeof tonight) => ({
    ...step("delete", name, undefined),
    oldState: {
      urn: urnOf(name),
      type: "pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask",
      inputs,
      outputs: stateOf(inputs),
    },
  });
  const whyOf = async (...steps: object[]) => {
    const { windows } = await json(preview(...steps), { at: "2026-12-18T20:00:00Z" });
    return windows.find(({ change }) => change === "deleted")?.why;
  };

  it("says how much of it will not be captured, and that another captures it: under its new name, say", async () => {
    const final = gone("final", tonight);
    equal(await whyOf(final), "1 h of it will not be captured");
    equal(await whyOf(final, step("create", "renamed", tonight)), "renamed captures what is left of it");
    const half = { ...tonight, endTime: "2026-12-18T20:30:00Z" };
    equal(
      await whyOf(final, step("create", "half", half)),
      "30 min of it will not be captured, beside what half captures",
    );
    for (const other of [
      { streamName: "other" },
      { domainName: "other.example.com" },
      { endTime: "2026-12-18T20:00:00Z" },
    ]) {
      equal(await whyOf(final, step("create", "other", { ...tonight, ...other })), "1 h of it will not be captured");
    }
    equal(await whyOf(final, gone("twin", tonight)), "1 h of it will not be captured");
  });
});

describe("a report of a run", () => {
  it("says what failed, with the engine's error, and keeps what there was", async () => {
    const metadata = {
      op: "create",
      urn: urnOf("it"),
      type: "pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask",
      new: { inputs: tonight, outputs: {} },
    };
    const events = [
      { preludeEvent: { config: {} } },
      { resourcePreEvent: { metadata } },
      { diagnosticEvent: { urn: urnOf("it"), severity: "error", message: "refused\n", color: "never" } },
      { resOpFailedEvent: { metadata, status: 1, steps: 0 } },
    ];
    const log = events.map((event, sequence) => JSON.stringify({ sequence, timestamp: 0, ...event })).join("\n");
    const found = await json(log);
    deepEqual([found.origin, found.counts, found.windows[0]?.window], ["update", { failed: 1 }, null]);
    deepEqual(found.problems, [{ urn: urnOf("it"), message: "refused" }]);
    // Cut off by a kill.
    deepEqual((await json(`${log}\n{"sequence":9,"resourcePre`)).counts, { failed: 1 });
  });

  it("counts of a log that begins with a preview only what was done", async () => {
    const lines = (name: string) => recorded(name).trimEnd();
    const found = await json(`${lines("preview.log")}\n${lines("up.log")}\n`);
    deepEqual(found, await json(recorded("up.log")));
  });

  it("says of what a killed run left pending that it is half done", async () => {
    const text = readFileSync(join(packageRoot, "tests/fixtures/exports/killed-create.json"), "utf8");
    const { counts } = await json(text);
    ok((counts.pending ?? 0) > 0);
  });
});

describe("a report", () => {
  it("refuses what is none of the three, naming it and what would be right", async () => {
    for (const [text, problem] of [
      ["", /league\.json is no preview, event log or export: it is empty/],
      ["error: no stack selected", /it is no JSON/],
      ["[]", /it is JSON of another shape/],
      ['{"deployment": {"resources": 1}}', /deployment\.resources/],
      ['{"sequence": 0, "timestamp": 0}\nnonsense\n{"sequence": 2}', /league\.json, line 2/],
    ] as const) {
      throws(() => parseOperations(text, "league.json"), problem);
    }
    throws(() => parseOperations("", "x"), /Make one with `pulumi preview --json --show-sames`/);
    await rejects(async () => json('{"steps": [{"op": "create"}]}'), /steps\.0\.urn/);
  });

  it("reads what a shell wrote with a byte order mark before it", async () => {
    equal((await json(`\ufeff${recorded("preview.json")}`)).origin, "preview");
    equal((await json(`\ufeff${recorded("up.log")}`)).origin, "update");
  });

  it("of an empty stack says that there are no windows", async () => {
    const found = await report(preview());
    equal(
      formatTimeline(found, plain),
      "an empty stack: What the run would do, as of 2026-12-19 18:00 UTC: no windows.",
    );
  });
});

describe("a report in Markdown", () => {
  it("begins with a marker that stays the same, whatever the report says", async () => {
    for (const file of ["preview.json", "before.json"]) {
      const [first] = formatMarkdown(await report(recorded(file)), plain).split("\n");
      equal(first, "<!-- tencentcloud-css report trial/test -->");
    }
    equal(markerOf("a--><b>/c"), "<!-- tencentcloud-css report a--__b_/c -->");
  });

  it("shows text of others as code in one cell, whatever is in it", async () => {
    const hostile = "a|b`c` <img src=x> @all\n## d \u202e\u001b[31m";
    const text = formatMarkdown(await report(preview(step("create", hostile, tonight))), plain);
    const row = text.split("\n").find((line) => line.includes("img"));
    match(row ?? "", /\| ``a\\\|b`c` <img src=x> @all ## d`` \|/);
    deepEqual([text.includes("\u202e"), text.includes("\u001b")], [false, false]);
  });

  it("stays below 64,000 characters by leaving out whole rows, and says how many", async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `match-${index}-of-the-league`);
    const text = formatMarkdown(await report(preview(...names.map((name) => step("create", name, tonight)))), plain);
    ok(text.length < 64_000 && text.length > 60_000, String(text.length));
    const rows = text.split("\n").filter((line) => line.startsWith("| **"));
    ok(rows.every((row) => row.endsWith("|")));
    match(text, new RegExp(`…and ${3000 - rows.length} more, for which there was no room in this comment\\.`));
  });

  it("shows what changes though there are errors without end", async () => {
    const diagnostics = Array.from({ length: 100 }, (_, index) => ({
      severity: "error",
      message: `${index} ${"x".repeat(1000)}`,
    }));
    const steps = [step("create", "final", tonight)];
    const text = formatMarkdown(await report(JSON.stringify({ steps, diagnostics })), plain);
    ok(text.length < 64_000, String(text.length));
    ok(text.indexOf("| `final` |") > text.indexOf("more, for which there was no room"));
  });

  it("cuts what is long beyond reason, so that one window cannot take the room of all", async () => {
    const text = formatMarkdown(await report(preview(step("create", "x".repeat(100_000), tonight))), plain);
    ok(text.length < 2_000);
    match(text, /x{119}…/);
  });
});

describe("a report at a terminal", () => {
  it("has no escape sequence without colours, and none of others with them", async () => {
    const found = await report(preview(step("create", "a\u001b[2Jb", tonight)), { at: "2026-12-18T18:00:00Z" });
    equal(formatTimeline(found, plain).includes("\u001b"), false);
    const coloured = formatTimeline(found, { ...plain, colours: true });
    deepEqual([coloured.includes("\u001b[32m"), coloured.includes("\u001b[2J")], [true, false]);
  });

  it("draws each window under its day in the time zone asked for, and shows that it goes on over midnight", async () => {
    const late = { ...tonight, startTime: "2026-12-19T22:00:00Z", endTime: "2026-12-20T02:00:00Z" };
    const text = formatTimeline(await report(preview(step("create", "it", late))), plain);
    match(text, /^0 {5}6 {5}12 {4}18 +2026-12-19 Sat$/m);
    match(text, /^ {22}█► {2}created {9}it /m);
    const there = formatTimeline(await report(preview(step("create", "it", late))), {
      ...plain,
      timeZone: "Asia/Shanghai",
    });
    match(there, /2026-12-20 Sun$/m);
    match(there, /^ {6}████ +created .* 2026-12-20 06:00 – 10:00/m);
  });
});

describe("overlaps", () => {
  const window = (start: number, end: number) => ({ window: { start, end } });

  it("are more than three windows at once; touching is no overlap", () => {
    deepEqual(overlapsAmong([window(0, 10), window(0, 10), window(0, 10), window(10, 20)]), []);
    const [found] = overlapsAmong([window(0, 10), window(0, 10), window(0, 10), window(9, 20)]);
    deepEqual([found?.window, found?.most, found?.items.length], [{ start: 9, end: 10 }, 4, 4]);
  });

  it("are each named once, from the first moment of too many to the last, with all that take part", () => {
    const items = [
      ...[0, 1, 2, 3, 4].map((start) => window(start, 10)),
      ...[20, 20, 20, 20].map((at) => window(at, 30)),
    ];
    deepEqual(
      overlapsAmong(items).map((overlap) => [overlap.window, overlap.most, overlap.items.length]),
      [
        [{ start: 3, end: 10 }, 5, 5],
        [{ start: 20, end: 30 }, 4, 4],
      ],
    );
  });
});
