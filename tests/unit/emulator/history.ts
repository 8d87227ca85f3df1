import fc from "fast-check";
import type { Service } from "../../../emulator/index.js";
import { codeOf, create, stream } from "./fixture.js";

export type Step =
  | { kind: "advance"; seconds: number }
  | { kind: "create"; start: number; length: number }
  | { kind: "stop" | "delete"; which: number }
  | { kind: "push" | "interrupt" };

export const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("advance" as const), seconds: fc.integer({ min: 0, max: 120 }) }),
  fc.record({
    kind: fc.constant("create" as const),
    start: fc.integer({ min: -60, max: 200 }),
    length: fc.integer({ min: 1, max: 300 }),
  }),
  fc.record({ kind: fc.constantFrom("stop" as const, "delete" as const), which: fc.nat(6) }),
  fc.record({ kind: fc.constantFrom("push" as const, "interrupt" as const) }),
);

/** Does one step of a history. */
export function take(service: Service, step: Step): void {
  if (step.kind === "advance") service.advanceTo(service.now() + step.seconds);
  if (step.kind === "push") service.push(stream);
  if (step.kind === "interrupt") service.interrupt(stream);
  if (step.kind === "create") {
    const StartTime = service.now() + step.start;
    codeOf(() => create(service, { StartTime, EndTime: StartTime + step.length }));
  }
  if (step.kind === "stop" || step.kind === "delete") {
    const action = step.kind === "stop" ? "StopScreenshotTask" : "DeleteScreenshotTask";
    codeOf(() => service.call(action, { TaskId: service.tasks()[step.which]?.taskId ?? "none" }));
  }
}
