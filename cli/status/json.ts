/** `tencentcloud-css status --json`. Its shape is stable: fields may be added, and none changes its meaning. */
import { formatInstant, type Window } from "../../provider/window.js";
import type { Loss, Next, Problem, State } from "./judgement.js";
import type { Status, WindowStatus } from "./status.js";

/** Times are ISO 8601 in UTC, to the second; lengths are seconds. */
export interface StatusJson {
  /** "project/stack" */
  readonly stack: string;
  readonly now: string;
  /** How often runs are expected. */
  readonly runEverySeconds: number;
  /** Whether the service was asked; if not, all is from state alone. */
  readonly asked: boolean;
  /** Of all windows. */
  readonly lostSeconds: number;
  /** By when the next run has to come; null where nothing waits for one. */
  readonly runBefore: string | null;
  readonly windows: readonly WindowJson[];
  /** The URNs of the windows that `--fail-on` fails for. */
  readonly failing: readonly string[];
}

export interface WindowJson {
  readonly urn: string;
  readonly name: string;
  readonly domainName: string;
  readonly appName: string;
  readonly streamName: string;
  readonly templateId: number;
  /** The start is null where it is left to the service. */
  readonly declared: { readonly start: string | null; readonly end: string };
  /** What the task has in the service; null where there is none. */
  readonly effective: { readonly start: string; readonly end: string } | null;
  readonly taskId: string | null;
  readonly state: State;
  readonly lostSeconds: number;
  readonly losses: readonly Loss[];
  readonly problems: readonly Problem[];
  /** What comes next; its time where it has one. */
  readonly next: { readonly what: Next["what"]; readonly at: string | null } | null;
  readonly runBefore: string | null;
  /**
   * From when on more than three windows are to be captured on its stream, of which the service leaves all but three
   * without a picture until one ends; null where there are no more.
   */
  readonly crowdedAt: string | null;
}

export function statusJson(status: Status, failing: readonly WindowStatus[]): StatusJson {
  return {
    stack: status.stack,
    now: formatInstant(status.now),
    runEverySeconds: status.runEvery.seconds,
    asked: status.asked,
    lostSeconds: status.windows.reduce((sum, window) => sum + lostSeconds(window), 0),
    runBefore: instant(nextRunBefore(status)),
    windows: status.windows.map(windowJson),
    failing: failing.map(({ urn }) => urn),
  };
}

function windowJson(window: WindowStatus): WindowJson {
  const { domainName, appName, streamName, templateId } = window.subject;
  return {
    urn: window.urn,
    name: window.name,
    domainName,
    appName,
    streamName,
    templateId,
    declared: edges(window.declared),
    effective: window.effective
      ? { start: formatInstant(window.effective.start), end: formatInstant(window.effective.end) }
      : null,
    taskId: window.taskId ?? null,
    state: window.state,
    lostSeconds: lostSeconds(window),
    losses: window.losses,
    problems: window.problems,
    next: window.next ? { what: window.next.what, at: instant(window.next.at) } : null,
    runBefore: instant(window.runBefore),
    crowdedAt: instant(window.crowded?.at),
  };
}

const edges = ({ start, end }: Window) => ({ start: instant(start), end: formatInstant(end) });

const instant = (at: number | undefined) => (at === undefined ? null : formatInstant(at));

export function lostSeconds({ losses }: WindowStatus): number {
  return losses.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** The earliest time by which any window needs a run. */
export function nextRunBefore({ windows }: Status): number | undefined {
  const times = windows.flatMap(({ runBefore }) => runBefore ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
