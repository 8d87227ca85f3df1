/** What will be captured, when, what changes and why: of all windows of a preview, an event log or an export. */
import { durationInSeconds } from "../../provider/settings.js";
import { day, type Instant } from "../../provider/window.js";
import type { InstanceOf } from "../stackContexts.js";
import { kinds } from "../stackExport.js";
import { type Capture, type Change, captureOf, changes } from "./capture.js";
import { whyGone } from "./gone.js";
import type { Operations, Origin, Problem } from "./operations.js";
import { type Overlap, overlapsAmong } from "./overlaps.js";
import { isHidden } from "./property.js";
import { intervalsOf } from "./templates.js";

export interface StreamOverlap extends Overlap<Shown> {
  readonly domainName: string;
  readonly appName: string;
  readonly streamName: string;
}

/** A window of which it is known when it captures. */
export type Shown = Capture & { readonly window: NonNullable<Capture["window"]> };

export interface Report {
  readonly origin: Origin;
  /** "project/stack" */
  readonly stack: string;
  readonly now: Instant;
  /** In the order of their times; those whose time is not known come last. */
  readonly captures: readonly Capture[];
  /** More than three at once on a stream, of what is not over. */
  readonly overlaps: readonly StreamOverlap[];
  /** Windows that could not be compared with others, as their stream or time is hidden. */
  readonly notCompared: number;
  /** The engine's errors. */
  readonly problems: readonly Problem[];
  /** How many resources do not change and are not in the input. */
  readonly samesLeftOut: number;
}

export interface ReportOptions {
  /** Seconds between two pictures, for templates that are not in the stack. */
  readonly interval?: number | undefined;
}

export async function reportOf(
  { origin, stack, operations, problems, providers, samesLeftOut }: Operations,
  instanceOf: InstanceOf,
  { interval }: ReportOptions = {},
): Promise<Report> {
  const intervalOf = intervalsOf(operations, interval);
  const captures: Capture[] = [];
  for (const operation of operations) {
    const kind = kinds[operation.type];
    if (!kind) continue;
    const { settings, clock } = await instanceOf(operation.provider).context();
    // Only what a person is told of a window in state depends on how often runs come: as `status`, nightly.
    const runEvery = settings.runEvery === undefined ? day : durationInSeconds(settings.runEvery);
    captures.push(captureOf(operation, kind, { origin, now: clock.now(), settings, runEvery }, intervalOf));
  }
  const [first = ""] = providers.keys();
  const now = (await instanceOf(first).context()).clock.now();
  for (const [index, capture] of captures.entries()) {
    if (capture.change === "deleted")
      captures[index] = { ...capture, why: whyGone(capture, captures, { origin, now }) };
  }
  // The engine names resources in another order each time.
  captures.sort((a, b) => beginning(a) - beginning(b) || compare(a.name, b.name));
  const lively = captures.filter(({ window, state }) => state !== "over" && (!window || window.end > now));
  return {
    origin,
    stack,
    now,
    captures,
    overlaps: overlapsOf(lively.filter(isComparable)),
    notCompared: lively.filter(isHiddenFromOthers).length,
    problems,
    samesLeftOut,
  };
}

/** How many windows there are of each change, in the order in which they matter. */
export function countChanges(captures: readonly Capture[]): [Change, number][] {
  const counts = new Map<Change, number>(changes.map((change) => [change, 0]));
  for (const { change } of captures) counts.set(change, (counts.get(change) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 0);
}

export interface Total {
  /** Seconds of all windows that are not over. */
  readonly seconds: number;
  /** Of those whose template's interval is known. */
  readonly pictures: number;
  /** How many there are whose interval is not known. */
  readonly unknown: number;
}

/** Of what is captured from now on or was begun before and goes on. */
export function totalOf({ captures, now }: Report): Total {
  const counted = captures.filter(isShown).filter(({ window }) => window.end > now);
  return {
    seconds: counted.reduce((sum, { window }) => sum + window.end - window.start, 0),
    pictures: counted.reduce((sum, { pictures = 0 }) => sum + pictures, 0),
    unknown: counted.filter(({ pictures }) => pictures === undefined).length,
  };
}

/** Nothing changes, and nothing is captured any more, nor was to be. */
export function isPast({ change, window, declared }: Capture, now: Instant): boolean {
  if (change !== "unchanged" && change !== "read") return false;
  return !isHidden(declared.end) && declared.end <= now && (window === undefined || window.end <= now);
}

/** A window that can be compared with others: its stream and its time are known. */
type Comparable = Shown & { readonly domainName: string; readonly appName: string; readonly streamName: string };

function overlapsOf(captures: readonly Comparable[]): StreamOverlap[] {
  const streams = new Map<string, Comparable[]>();
  for (const capture of captures) {
    const key = JSON.stringify([capture.domainName, capture.appName, capture.streamName]);
    const known = streams.get(key);
    if (known) known.push(capture);
    else streams.set(key, [capture]);
  }
  return [...streams.values()]
    .flatMap(overlapsAmong)
    .flatMap((overlap) => {
      const [first] = overlap.items;
      if (!first) return [];
      const { domainName, appName, streamName } = first;
      return [{ ...overlap, domainName, appName, streamName }];
    })
    .toSorted((a, b) => a.window.start - b.window.start);
}

function isShown(capture: Capture): capture is Shown {
  return capture.window !== undefined;
}

function isComparable(capture: Capture): capture is Comparable {
  const { domainName, appName, streamName } = capture;
  return isShown(capture) && ![domainName, appName, streamName].some(isHidden);
}

/** Whether it may overlap with others, and nobody can tell. */
function isHiddenFromOthers(capture: Capture): boolean {
  const { start, end } = capture.declared;
  return isShown(capture) ? !isComparable(capture) : isHidden(start) || isHidden(end);
}

function beginning({ window, former, declared }: Capture): number {
  const at = window?.start ?? former?.start ?? declared.start ?? declared.end;
  return isHidden(at) ? Number.POSITIVE_INFINITY : at;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
