import assert from "node:assert/strict";
import fc from "fast-check";
import { RUNNING_PER_STREAM } from "../../../emulator/limits.js";
import { codeOf, create, HOUR, STREAM, serviceWith } from "./fixture.js";

type Step =
  | { kind: "advance"; seconds: number }
  | { kind: "create"; start: number; length: number }
  | { kind: "stop" | "delete"; which: number }
  | { kind: "push" | "interrupt" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("advance" as const), seconds: fc.integer({ min: 0, max: 120 }) }),
  fc.record({
    kind: fc.constant("create" as const),
    start: fc.integer({ min: -60, max: 200 }),
    length: fc.integer({ min: 1, max: 300 }),
  }),
  fc.record({ kind: fc.constantFrom("stop" as const, "delete" as const), which: fc.nat(6) }),
  fc.record({ kind: fc.constantFrom("push" as const, "interrupt" as const) }),
);

/** Plays a history, and calls `look` after each step. */
function play(steps: readonly Step[], look: (service: ReturnType<typeof serviceWith>) => void): void {
  const service = serviceWith();
  for (const step of steps) {
    if (step.kind === "advance") service.advanceTo(service.now() + step.seconds);
    if (step.kind === "push") service.push(STREAM);
    if (step.kind === "interrupt") service.interrupt(STREAM);
    if (step.kind === "create") {
      const StartTime = service.now() + step.start;
      codeOf(() => create(service, { StartTime, EndTime: StartTime + step.length }));
    }
    if (step.kind === "stop" || step.kind === "delete") {
      const action = step.kind === "stop" ? "StopScreenshotTask" : "DeleteScreenshotTask";
      codeOf(() => service.call(action, { TaskId: service.tasks()[step.which]?.taskId ?? "none" }));
    }
    look(service);
  }
}

describe("any history", () => {
  it("captures only within the window, never after a stop, and never before the task was made", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        play([...steps, { kind: "advance", seconds: HOUR }], (service) => {
          for (const task of service.tasks()) {
            for (const time of service.captures(task.taskId)) {
              assert.ok(
                time >= task.startTime && time < task.endTime && time >= task.createdAt && time < service.now(),
              );
              assert.ok(task.stoppedAt === null || time < task.stoppedAt);
            }
          }
        });
      }),
    );
  });

  it("never runs more than three tasks of a stream, and captures with no more at one time", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        play(steps, (service) => {
          assert.ok(service.tasks().filter(({ state }) => state === "running").length <= RUNNING_PER_STREAM);
          const open = service.tasks().filter(({ segments }) => segments.at(-1)?.to === null);
          assert.ok(open.length <= RUNNING_PER_STREAM);
        });
      }),
    );
  });

  it("never takes back a capture, and takes them an interval apart within a segment", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const seen = new Map<string, number[]>();
        play(steps, (service) => {
          for (const { taskId, segments, captures } of service.tasks()) {
            const times = service.captures(taskId);
            assert.equal(times.length, captures);
            assert.deepEqual(times.slice(0, seen.get(taskId)?.length ?? 0), seen.get(taskId) ?? []);
            assert.ok(times.every((time) => service.captureAt(taskId, time)));
            for (const { from, to } of segments) {
              const end = to ?? service.now();
              const within = times.filter((time) => time >= from && time < end);
              assert.equal(within.length, Math.ceil((end - from) / 10));
            }
            seen.set(taskId, times);
          }
        });
      }),
    );
  });

  it("comes to the same whether time passes in one step or second by second", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        const slow = steps.flatMap((step): Step[] =>
          step.kind === "advance" ? Array.from({ length: step.seconds }, () => ({ ...step, seconds: 1 })) : [step],
        );
        const ends: unknown[] = [];
        for (const history of [steps, slow]) {
          let last: unknown;
          play([{ kind: "advance", seconds: 0 }, ...history], (service) => {
            last = service.snapshot();
          });
          ends.push(last);
        }
        assert.deepEqual(ends[1], ends[0]);
      }),
      { numRuns: 30 },
    );
  });
});
