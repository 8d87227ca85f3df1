/** What evidence is looked for of, and what two such windows have in common. */
import type { Subject } from "../../provider/timedTask/state.js";
import type { FixedWindow } from "../../provider/window.js";

/** A window of which a task captured, and which is over. */
export interface PastWindow {
  readonly urn: string;
  readonly subject: Subject;
  readonly taskId: string;
  readonly world: string;
  readonly provider: string;
  /** From the task's start until it ended or was stopped. */
  readonly captured: FixedWindow;
}

export const isOf =
  ({ domainName, appName }: Subject) =>
  (told: { readonly domainName: string; readonly appName: string }): boolean =>
    told.domainName === domainName && told.appName === appName;

export const sameStream = (a: PastWindow, b: PastWindow) =>
  isOf(a.subject)(b.subject) && a.subject.streamName === b.subject.streamName;

export const overlaps = (a: PastWindow, b: PastWindow) => overlap(a.captured, b.captured) > 0;

export const overlap = (a: FixedWindow, b: FixedWindow) => Math.min(a.end, b.end) - Math.max(a.start, b.start);

/** Spans that share no more than an edge count too: an event of that second is in both. */
export const touches = (a: FixedWindow, b: FixedWindow) => overlap(a, b) >= 0;
