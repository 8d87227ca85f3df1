/** `tencentcloud-css report --json`. Its shape is stable: fields may be added, and none changes its meaning. */
import { formatInstant, type Window } from "../../provider/window.js";
import type { Capture, Change } from "./capture.js";
import type { Origin } from "./operations.js";
import { Hidden } from "./property.js";
import { countChanges, type Report, totalOf } from "./report.js";

/**
 * Times are ISO 8601 in UTC, to the second; lengths are seconds; what there is not is null. A value that is secret is
 * "[secret]", and one that a preview cannot know is "known after it is made", whatever its type is otherwise.
 */
export interface ReportJson {
  /** "project/stack" */
  readonly stack: string;
  /** preview: what a run would do. update: what a run did. state: what there is. */
  readonly origin: Origin;
  readonly now: string;
  readonly counts: Readonly<Partial<Record<Change, number>>>;
  /** Of windows that are not over. `unknown`: how many take a number of pictures that is not known. */
  readonly total: { readonly seconds: number; readonly pictures: number; readonly unknown: number };
  readonly windows: readonly CaptureJson[];
  readonly overlaps: readonly {
    readonly domainName: string;
    readonly appName: string;
    readonly streamName: string;
    readonly start: string;
    readonly end: string;
    /** The most at once. */
    readonly most: number;
    /** URNs. */
    readonly windows: readonly string[];
  }[];
  readonly notCompared: number;
  readonly problems: readonly { readonly urn: string | null; readonly message: string }[];
  readonly samesLeftOut: number;
}

export interface CaptureJson {
  readonly urn: string;
  readonly name: string;
  readonly domainName: string;
  readonly appName: string;
  readonly streamName: string;
  readonly templateId: number | string;
  readonly change: Change;
  readonly why: string;
  readonly edits: readonly { readonly field: string; readonly old: unknown; readonly new: unknown }[];
  /** The start is null where it is left to the service. */
  readonly declared: { readonly start: string | null; readonly end: string };
  readonly state: string | null;
  /** What is captured then. */
  readonly window: { readonly start: string; readonly end: string } | null;
  /** What was captured until now, where that changes. */
  readonly former: { readonly start: string; readonly end: string } | null;
  /** From when on the service takes it, where it does not yet. */
  readonly creatableFrom: string | null;
  /** By when a run has to come, where it waits for one. */
  readonly runBefore: string | null;
  readonly intervalSeconds: number | null;
  readonly pictures: number | null;
}

export function reportJson(report: Report): ReportJson {
  const { stack, origin, now, captures, overlaps, notCompared, problems, samesLeftOut } = report;
  return {
    stack,
    origin,
    now: formatInstant(now),
    counts: Object.fromEntries(countChanges(captures)),
    total: totalOf(report),
    windows: captures.map(captureJson),
    overlaps: overlaps.map(({ domainName, appName, streamName, window, most, items }) => ({
      domainName,
      appName,
      streamName,
      start: formatInstant(window.start),
      end: formatInstant(window.end),
      most,
      windows: items.map(({ urn }) => urn),
    })),
    notCompared,
    problems: problems.map(({ urn, message }) => ({ urn: urn ?? null, message })),
    samesLeftOut,
  };
}

function captureJson(capture: Capture): CaptureJson {
  const { declared, edits, window, former, interval, pictures, urn, name, change, why, state } = capture;
  return {
    urn,
    name,
    domainName: plain(capture.domainName),
    appName: plain(capture.appName),
    streamName: plain(capture.streamName),
    templateId: plain(capture.templateId),
    change,
    why,
    edits: edits.map((edit) => ({ field: edit.field, old: plain(edit.old) ?? null, new: plain(edit.new) ?? null })),
    declared: { start: instant(declared.start), end: instant(declared.end) ?? "" },
    state: state ?? null,
    window: edges(window),
    former: edges(former),
    creatableFrom: instant(capture.creatableFrom),
    runBefore: instant(capture.runBefore),
    intervalSeconds: interval ?? null,
    pictures: pictures ?? null,
  };
}

function plain<Value>(value: Value | Hidden): Value | string {
  return value instanceof Hidden ? value.text : value;
}

function instant(at: number | Hidden | undefined): string | null {
  if (at === undefined) return null;
  return at instanceof Hidden ? at.text : formatInstant(at);
}

function edges(window: (Window & { readonly start: number }) | undefined): CaptureJson["window"] {
  return window ? { start: formatInstant(window.start), end: formatInstant(window.end) } : null;
}
