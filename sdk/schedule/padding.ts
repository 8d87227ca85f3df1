import { type FixedWindow, formatLength, formatWindow, furthest } from "../../provider/window.js";
import { ScheduleProblem } from "./problem.js";

/** Seconds that a capture begins before what it is of, and ends after it. */
export interface Padding {
  readonly before: number;
  readonly after: number;
}

/** @throws where no second is left, as of an event that has no length and no padding; and of more than 400 days. */
export function pad(window: FixedWindow, origin: string, { before, after }: Padding): FixedWindow {
  const padded = { start: window.start - before, end: window.end + after };
  if (padded.end - padded.start > furthest) {
    throw new ScheduleProblem(
      `${origin} lasts ${formatLength(padded.end - padded.start)} (${formatWindow(padded)}), which is more than 400 days: check its end`,
    );
  }
  if (padded.end > padded.start) return padded;
  throw new ScheduleProblem(
    `${origin} has no second in it (${formatWindow(padded)}): give it an end after its start, or the schedule a padAfter`,
  );
}
