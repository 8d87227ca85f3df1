/** What evidence is looked for of, and what two such windows have in common. */
import type { StreamNames } from "../../provider/live/tasks.js";
import type { Subject } from "../../provider/timedTask/state.js";
import type { FixedWindow } from "../../provider/window.js";
import { byTime } from "./byTime.js";
import { groupBy } from "./groupBy.js";

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

interface Place {
  readonly domainName: string;
  readonly appName: string;
}

/** What callbacks are bound to: a domain and an application. */
export const placeOf = ({ domainName, appName }: Place): string => JSON.stringify([domainName, appName]);

export const streamOf = ({ subject: { domainName, appName, streamName } }: { readonly subject: StreamNames }): string =>
  JSON.stringify([domainName, appName, streamName]);

export const domainOf = ({ subject }: PastWindow): string => subject.domainName;

export const overlap = (a: FixedWindow, b: FixedWindow) => Math.min(a.end, b.end) - Math.max(a.start, b.start);

/** Spans that share no more than an edge count too: an event of that second is in both. */
export const touches = (a: FixedWindow, b: FixedWindow) => overlap(a, b) >= 0;

/** Finds what of one key captured within a span. The windows of a season are many, and few of them share a time. */
export function capturingBy<Capturing extends Pick<PastWindow, "captured">>(
  windows: readonly Capturing[],
  keyOf: (window: Capturing) => string,
): (key: string, span: FixedWindow) => readonly Capturing[] {
  const groups = new Map(
    [...groupBy(windows, keyOf)].map(([key, group]) => {
      const starts = byTime(group, ({ captured }) => captured.start);
      const longest = group.reduce((most, { captured }) => Math.max(most, captured.end - captured.start), 0);
      return [key, { starts, longest }];
    }),
  );
  return (key, span) => {
    const { starts, longest } = groups.get(key) ?? {};
    const near = starts?.within(span.start - (longest ?? 0), span.end) ?? [];
    return near.filter(({ captured }) => overlap(captured, span) > 0);
  };
}
