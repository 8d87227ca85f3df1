import assert from "node:assert/strict";
import fc from "fast-check";
import type { Service } from "../../../emulator/index.js";
import { runningPerStream } from "../../../emulator/limits.js";
import { hour, serviceWith } from "./fixture.js";
import { type Step, step, take } from "./history.js";

/** Plays a history, and calls `look` after each step. */
function play(steps: readonly Step[], look: (service: Service) => void): void {
  const service = serviceWith();
  for (const step of steps) {
    take(service, step);
    look(service);
  }
}

describe("any history", () => {
  it("captures only within the window, never after a stop, and never before the task was made", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        play([...steps, { kind: "advance", seconds: hour }], (service) => {
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
          assert.ok(service.tasks().filter(({ state }) => state === "running").length <= runningPerStream);
          const open = service.tasks().filter(({ segments }) => segments.at(-1)?.to === null);
          assert.ok(open.length <= runningPerStream);
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
