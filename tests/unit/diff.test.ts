import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { type Action, type Decision, decide, type Question } from "../../provider/timedTask/diff.js";
import type { Declared, Known, Policies, Standing, Subject } from "../../provider/timedTask/state.js";
import { day, type Window } from "../../provider/window.js";

const now = 1_798_000_000;
const hour = 3600;
const subject: Subject = {
  domainName: "push.example.com",
  appName: "live",
  streamName: "final",
  templateId: 1,
  streamType: 0,
  extension: "",
};

interface Shape {
  readonly window?: Window;
  readonly subject?: Partial<Subject>;
  readonly policies?: Policies;
}

const declared = (shape: Shape, otherwise: Window): Declared => ({
  inputs: {},
  subject: { ...subject, ...shape.subject },
  window: shape.window ?? otherwise,
  policies: shape.policies ?? {},
});

const running = { start: now - hour, end: now + hour };
const scheduled = { start: now + hour, end: now + 2 * hour };
const over = { start: now - 3 * hour, end: now - hour };
const farAway = { start: now + 30 * day, end: now + 30 * day + hour };

const task = (window: Window & { start: number }, more: object = {}): Standing => ({
  kind: "task",
  task: { taskId: "t", window, owner: "o", world: "w", ...more },
});
const deferred: Standing = { kind: "deferred", creatableFrom: 1, mustRunBefore: 1 };
const skipped: Standing = { kind: "skipped", missed: false };

interface Case {
  readonly row: number;
  readonly when: string;
  readonly standing: Standing;
  /** What is in state; where left out, the task's own window. */
  readonly old?: Shape;
  readonly next?: Shape | { readonly unknown: readonly string[] };
  readonly ifStopped?: "restore" | "keep";
  readonly handedOver?: boolean;
  readonly action: Action;
}

const unknown = { unknown: ["endTime"] };

const table: readonly Case[] = [
  {
    row: 1,
    when: "no task, and an unknown",
    standing: deferred,
    old: { window: farAway },
    next: unknown,
    action: "unknown",
  },
  { row: 1, when: "over, and an unknown", standing: task(over), next: unknown, action: "unknown" },
  { row: 2, when: "a task, and an unknown", standing: task(running), next: unknown, action: "replace" },
  { row: 3, when: "deferred until it was over", standing: deferred, old: { window: over }, action: "skip" },
  { row: 3, when: "skipped, unchanged", standing: skipped, old: { window: over }, action: "none" },
  {
    row: 3,
    when: "skipped, moved within the past",
    standing: skipped,
    old: { window: over },
    next: { window: { ...over, end: over.end + 60 } },
    action: "skip",
  },
  {
    row: 3,
    when: "skipped by a clock that was a little ahead",
    standing: skipped,
    old: { window: { start: now - hour, end: now + 200 } },
    action: "none",
  },
  {
    row: 3,
    when: "handed over, and over",
    standing: task(running),
    handedOver: true,
    next: { window: over },
    action: "skip",
  },
  { row: 4, when: "deferred, and in reach now", standing: deferred, old: { window: scheduled }, action: "make" },
  { row: 4, when: "deferred, and begun meanwhile", standing: deferred, old: { window: running }, action: "make" },
  {
    row: 4,
    when: "skipped, and moved into reach",
    standing: skipped,
    old: { window: over },
    next: { window: scheduled },
    action: "make",
  },
  { row: 4, when: "skipped by a wrong clock", standing: skipped, old: { window: running }, action: "make" },
  {
    row: 4,
    when: "its task was handed to another resource",
    standing: task(running),
    handedOver: true,
    action: "make",
  },
  { row: 5, when: "deferred, unchanged", standing: deferred, old: { window: farAway }, action: "none" },
  {
    row: 5,
    when: "deferred, and moved",
    standing: deferred,
    old: { window: farAway },
    next: { window: { ...farAway, end: farAway.end + 60 } },
    action: "defer",
  },
  { row: 6, when: "over, unchanged", standing: task(over), action: "none" },
  {
    row: 6,
    when: "over, and moved within the past",
    standing: task(over),
    next: { window: { ...over, start: over.start + 60 } },
    action: "keep",
  },
  {
    row: 6,
    when: "over, and a policy changed",
    standing: task(over),
    next: { policies: { ifPast: "error" } },
    action: "keep",
  },
  { row: 7, when: "over, and moved ahead", standing: task(over), next: { window: scheduled }, action: "make" },
  { row: 7, when: "over, and moved out of reach", standing: task(over), next: { window: farAway }, action: "make" },
  {
    row: 8,
    when: "running, and its new end has passed",
    standing: task(running),
    next: { window: { start: running.start, end: now - 400 } },
    action: "stop",
  },
  {
    row: 8,
    when: "running, its new end has passed, and it was moved to another stream",
    standing: task(running),
    next: { window: { start: running.start, end: now - 400 }, subject: { streamName: "other" } },
    action: "stop",
  },
  { row: 9, when: "stopped by somebody", standing: task(running, { stoppedAt: now - 60 }), action: "restore" },
  { row: 9, when: "deleted by somebody", standing: task(running, { missing: true }), action: "restore" },
  {
    row: 9,
    when: "stopped by somebody, and that is to be kept",
    standing: task(running, { stoppedAt: now - 60 }),
    ifStopped: "keep",
    action: "none",
  },
  {
    row: 9,
    when: "stopped by somebody, to be kept, and a policy changed",
    standing: task(running, { stoppedAt: now - 60 }),
    ifStopped: "keep",
    next: { policies: { ifStopped: "keep" } },
    action: "keep",
  },
  {
    row: 9,
    when: "stopped by somebody, and the start moved within the past",
    standing: task(running, { stoppedAt: now - 60 }),
    next: { window: { ...running, start: running.start + 60 } },
    action: "restore",
  },
  {
    row: 10,
    when: "running, and the start moved within the past",
    standing: task(running),
    next: { window: { ...running, start: now - 60 } },
    action: "keep",
  },
  {
    row: 10,
    when: "running, and the start removed",
    standing: task(running),
    next: { window: { end: running.end } },
    action: "keep",
  },
  {
    row: 10,
    when: "running since just now, its start left out, and now written down",
    standing: task({ start: now - 10, end: now + hour }),
    old: { window: { end: now + hour } },
    next: { window: { start: now - 10, end: now + hour } },
    action: "keep",
  },
  {
    row: 11,
    when: "running from an open start, and the end moved more than 24 h ahead",
    standing: task(running),
    old: { window: { end: running.end } },
    next: { window: { end: now + 2 * day } },
    action: "none",
  },
  {
    row: 12,
    when: "scheduled, and moved",
    standing: task(scheduled),
    next: { window: { ...scheduled, end: scheduled.end + 60 } },
    action: "replace",
  },
  {
    row: 12,
    when: "running, and extended",
    standing: task(running),
    next: { window: { ...running, end: running.end + hour } },
    action: "replace",
  },
  {
    row: 12,
    when: "running, and shortened",
    standing: task(running),
    next: { window: { ...running, end: now + 600 } },
    action: "replace",
  },
  {
    row: 12,
    when: "running, and its start moved ahead",
    standing: task(running),
    next: { window: { ...running, start: now + 600 } },
    action: "replace",
  },
  {
    row: 12,
    when: "running from an open start, and extended within 24 h",
    standing: task(running),
    old: { window: { end: running.end } },
    next: { window: { end: now + 2 * hour } },
    action: "replace",
  },
  {
    row: 12,
    when: "scheduled, and another stream",
    standing: task(scheduled),
    next: { subject: { streamName: "other" } },
    action: "replace",
  },
  {
    row: 12,
    when: "begun just now, within the clocks' difference, and the start moved to the past",
    standing: task({ start: now - 10, end: now + hour }),
    next: { window: { start: now - 60, end: now + hour } },
    action: "replace",
  },
  {
    row: 13,
    when: "only a policy changed",
    standing: task(scheduled),
    next: { policies: { ifStopped: "keep" } },
    action: "keep",
  },
  {
    row: 13,
    when: "only a policy is unknown",
    standing: task(scheduled),
    next: { unknown: ["ifStopped"] },
    action: "unknown",
  },
  { row: 14, when: "nothing changed", standing: task(scheduled), action: "none" },
  {
    row: 14,
    when: "stopped within the last 10 minutes of its window",
    standing: task(running, { stoppedAt: running.end - 60 }),
    action: "none",
  },
];

function ask(entry: Case): Decision {
  const own = entry.standing.kind === "task" ? entry.standing.task.window : scheduled;
  const before = declared(entry.old ?? {}, own);
  const after = entry.next ?? {};
  return decide({
    old: { declared: before, standing: entry.standing },
    next: "unknown" in after ? after : declared(after, before.window),
    now,
    ifStopped: entry.ifStopped ?? "restore",
    handedOver: entry.handedOver ?? false,
  });
}

describe("the diff table", () => {
  for (const entry of table) {
    it(`row ${entry.row}: ${entry.when}: ${entry.action}`, () => {
      const { row, action } = ask(entry);
      deepEqual({ row, action }, { row: entry.row, action: entry.action });
    });
  }

  it("is tried in every one of its fourteen rows", () => {
    equal(new Set(table.map(({ row }) => row)).size, 14);
  });

  it("names the properties that force a replacement", () => {
    const { replaces } = ask({
      row: 12,
      when: "",
      standing: task(scheduled),
      next: { window: { ...scheduled, end: scheduled.end + 60 }, subject: { templateId: 2 } },
      action: "replace",
    });
    deepEqual(replaces, ["templateId", "endTime"]);
  });
});

const instant = fc.integer({ min: now - 10 * day, max: now + 10 * day });
const nearNow = fc.integer({ min: now - 1000, max: now + 1000 });
const edge = fc.oneof(instant, nearNow);
const anyWindow = fc
  .record({ start: fc.option(edge, { nil: undefined }), length: fc.integer({ min: 1, max: day }), end: edge })
  .map(({ start, length, end }): Window => (start === undefined ? { end } : { start, end: start + length }));
const anySubject = fc.constantFrom(subject, { ...subject, streamName: "other" });
const anyPolicies = fc.constantFrom<Policies>({}, { ifStopped: "keep" }, { ifPast: "error" });
const anyDeclared = fc
  .record({ window: anyWindow, subject: anySubject, policies: anyPolicies })
  .map((shape): Declared => ({ inputs: {}, ...shape }));
const anyTask = fc
  .record({
    start: edge,
    length: fc.integer({ min: 1, max: day }),
    stoppedAt: fc.option(edge, { nil: undefined }),
    missing: fc.boolean(),
  })
  .map(({ start, length, stoppedAt, missing }) =>
    task({ start, end: start + length }, { ...(stoppedAt && { stoppedAt }), missing }),
  );
const anyStanding = fc.oneof(anyTask, fc.constant(deferred), fc.constant(skipped));
const anyKnown = fc
  .record({ declared: anyDeclared, standing: anyStanding, asDeclared: fc.boolean() })
  .map(({ declared: before, standing, asDeclared }): Known => {
    const { start, end } = before.window;
    const same = asDeclared && standing.kind === "task" && start !== undefined;
    return { declared: before, standing: same ? task({ start, end }) : standing };
  });
const anyQuestion = fc.record({
  old: anyKnown,
  next: fc.oneof(anyDeclared, fc.constant({ unknown: ["endTime"] })),
  now: fc.constant(now),
  ifStopped: fc.constantFrom("restore" as const, "keep" as const),
  handedOver: fc.boolean(),
});

/** The table's last column, as design has it: which actions a row can lead to. */
const actionsOf: Readonly<Record<Decision["row"], readonly Action[]>> = {
  1: ["unknown"],
  2: ["replace"],
  3: ["none", "skip"],
  4: ["make"],
  5: ["none", "defer"],
  6: ["none", "keep"],
  7: ["make"],
  8: ["stop"],
  9: ["restore", "none", "keep"],
  10: ["keep"],
  11: ["none"],
  12: ["replace"],
  13: ["keep", "unknown"],
  14: ["none"],
};

describe("any state and any edit", () => {
  const always = (holds: (question: Question, decision: Decision) => void) =>
    fc.assert(
      fc.property(anyQuestion, (question) => holds(question, decide(question))),
      { numRuns: 5000 },
    );

  it("has a row, and the row has such an action", () => {
    always((_, { row, action }) => ok(actionsOf[row].includes(action), `row ${row}: ${action}`));
  });

  it("is a replacement only where there is a task that is not over", () => {
    always(({ old }, { action }) => {
      if (action !== "replace") return;
      ok(old.standing.kind === "task" && old.standing.task.window.end > now);
    });
  });

  it("stops only what runs and is declared to be over", () => {
    always(({ old, next }, { action }) => {
      if (action !== "stop") return;
      ok(old.standing.kind === "task" && old.standing.task.window.start <= now);
      ok(!("unknown" in next) && next.window.end <= now - 300);
    });
  });

  it("never leaves a window in reach without a task", () => {
    always(({ old, next, handedOver }, { action }) => {
      if ("unknown" in next || (old.standing.kind === "task" && !handedOver)) return;
      const { start, end } = next.window;
      const inReach = start === undefined ? end <= now + day : start <= now + 6 * day - 600;
      if (inReach && end > now + 300) equal(action, "make");
    });
  });
});
