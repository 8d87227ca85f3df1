/** `tencentcloud-css status --json`. Its shape is stable: fields may be added, and none changes its meaning. */
import { formatInstant, type Window } from "../../provider/window.js";
import type { EvidenceProblem, Unasked, WindowEvidence } from "../evidence/evidence.js";
import type { EvidenceState } from "../evidence/verdict.js";
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
  /** How many calls of each action `--evidence` made; null without it. */
  readonly evidenceCalls: Readonly<Record<string, number>> | null;
  /** The URNs of the windows that `--fail-on` fails for, and `--evidence`. */
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
  /** What the service tells of its pictures; null where that was not asked, or is not over. */
  readonly evidence: EvidenceJson | null;
}

export interface EvidenceJson {
  readonly state: EvidenceState;
  /** What the state goes by: the callbacks of the stream, or the count of its domain; null where it cannot be told. */
  readonly by: "callbacks" | "count" | null;
  readonly pictures: number | null;
  /** Of this window alone; null where its template's interval is not known. */
  readonly expected: number | null;
  readonly intervalSeconds: number | null;
  /** How many other windows `pictures` may be of. */
  readonly others: number;
  /** Whether the stream was live, and for how long; null where callbacks do not tell. */
  readonly live: boolean | null;
  readonly liveSeconds: number | null;
  /** Fewer than expected, and all that the stream was live for; or none, in a time that is good for no more than two. */
  readonly explained: boolean;
  readonly unasked: readonly Unasked[];
  readonly causes: readonly string[];
  /** What fails; null where nothing does. */
  readonly problem: EvidenceProblem | null;
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
    evidenceCalls: status.evidenceCalls ? Object.fromEntries(status.evidenceCalls) : null,
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
    evidence: window.evidence ? evidenceJson(window.evidence) : null,
  };
}

function evidenceJson({ interval, by, problem, pictures, expected, live, liveSeconds, ...rest }: WindowEvidence) {
  return {
    state: rest.state,
    by: by ?? null,
    pictures: pictures ?? null,
    expected: expected ?? null,
    intervalSeconds: interval ?? null,
    others: rest.others,
    live: live ?? null,
    liveSeconds: liveSeconds ?? null,
    explained: rest.explained,
    unasked: rest.unasked,
    causes: rest.causes,
    problem: problem ?? null,
  } satisfies EvidenceJson;
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
