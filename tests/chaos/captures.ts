/**
 * Which seconds have to be captured, and which of them were not. Owed is what is declared on a stream that is pushed,
 * less what is excused here and nowhere else:
 *
 * - Between a kill and the next run nothing can be made, so only what was declared before the killed run and in it is
 *   owed: that was being captured, and the run had no reason to end it. Nothing is owed while a `pulumi destroy` is cut
 *   short: it was to end everything.
 * - The service takes a task up 3 s after its creation (tencentcloud.com/document/product/267/54799). The provider waits
 *   that long before it stops what a task replaces; on a clock that stands still in a run it cannot, so the first 3 s
 *   after a run are nobody's.
 */
import type { Service } from "../../emulator/index.js";
import type { Instant } from "../../provider/window.js";
import { firstGap } from "../support/coverage.js";
import type { Scenario } from "./plan.js";
import type { Row } from "./program.js";

/** Seconds from one capture to the next. */
const interval = 10;

/** Seconds before the service takes up a task. */
const lead = 3;

export interface Owed {
  readonly stream: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** Between the kill and the next run. */
export function owedInTheGap({ at, gap, command, before, killed }: Scenario): Owed[] {
  if (command === "pulumi destroy") return [];
  return before.windows.flatMap((old) =>
    killed.windows
      .filter(({ stream }) => stream === old.stream)
      .map((row) => within({ ...row, start: Math.max(row.start, old.start), end: Math.min(row.end, old.end) }, at, gap))
      .filter(({ from, to }) => from < to),
  );
}

/** From the next run on, as long as the scenario lasts. */
export function owedAfterwards({ at, gap, next, after }: Scenario): Owed[] {
  return next.windows.map((row) => within(row, at + gap, after)).filter(({ from, to }) => from < to);
}

function within({ stream, start, end }: Row, from: Instant, length: number): Owed {
  return { stream, from: Math.max(start, from + lead), to: Math.min(end, from + length) };
}

/** How many captures of these seconds no task has taken. */
export function lostCaptures(service: Service, owed: readonly Owed[]): number {
  return owed.reduce((sum, each) => sum + Math.ceil(secondsNotCaptured(service, each) / interval), 0);
}

function secondsNotCaptured(service: Service, { stream, from, to }: Owed): number {
  const segments = service
    .tasks()
    .filter((task) => task.streamName === stream)
    .flatMap((task) => task.segments)
    .sort((a, b) => a.from - b.from);
  let captured = from;
  let missed = 0;
  for (const segment of segments) {
    missed += Math.max(0, Math.min(segment.from, to) - captured);
    captured = Math.max(captured, segment.to ?? service.now());
  }
  return missed + Math.max(0, to - captured);
}

/** How many captures will be lost although nothing more happens: from now to the end of what is declared. */
export function capturesToBeLost(service: Service, program: readonly Row[]): number {
  const now = service.now();
  return program.reduce((sum, { stream, start, end }) => {
    const gap = firstGap(service, stream, Math.max(start, now), end);
    return sum + (gap === undefined ? 0 : Math.ceil((end - gap) / interval));
  }, 0);
}
