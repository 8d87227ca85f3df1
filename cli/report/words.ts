/** What the report for people and the one for merge requests have in common. */
import { stripVTControlCharacters } from "node:util";
import { tasksOnAStream } from "../../provider/timedTask/overlap.js";
import { type FixedWindow, formatLength, parseInstant } from "../../provider/window.js";
import { nameOf } from "../stackExport.js";
import { formatSpan, formatTime } from "../times.js";
import type { Capture } from "./capture.js";
import type { Edit } from "./declared.js";
import type { Problem } from "./operations.js";
import { isHidden, showValue } from "./property.js";
import { countChanges, type Report, totalOf } from "./report.js";

/** "What the run would do, as of 2026-12-19 18:00 UTC: 1 refused, 2 moved, 5 unchanged." */
export function summaryLines(report: Report, timeZone: string): string[] {
  const what = {
    preview: "What the run would do",
    update: "What the run did",
    state: "What the state holds",
  }[report.origin];
  const counts = counted(report).map(([word, count]) => `${count} ${word}`);
  const windows = counts.length === 0 ? "no windows" : counts.join(", ");
  return [
    `${what}, as of ${formatTime(report.now, timeZone)} ${timeZone}: ${windows}.`,
    ...totalLine(report),
    ...(report.problems.length > 0 ? ["There were errors, so this may not be all."] : []),
    ...leftOutLine(report),
  ];
}

function counted({ origin, captures }: Report): [string, number][] {
  if (origin !== "state") return countChanges(captures);
  const states = new Map<string, number>();
  for (const { state = "not known" } of captures) states.set(state, (states.get(state) ?? 0) + 1);
  return [...states];
}

function totalLine(report: Report): string[] {
  const { seconds, pictures, unknown } = totalOf(report);
  if (seconds === 0) return [];
  const known =
    pictures > 0 || unknown === 0
      ? [`${pictures.toLocaleString("en")} ${pictures === 1 ? "picture" : "pictures"}`]
      : [];
  const rest =
    unknown === 0
      ? []
      : [`not known how many pictures in ${unknown} of them (their template is not in this stack; --interval says it)`];
  return [`In windows that are not over: ${[formatLength(seconds), ...known, ...rest].join(", ")}.`];
}

function leftOutLine({ samesLeftOut, notCompared }: Report): string[] {
  const left =
    `${samesLeftOut} unchanged ${samesLeftOut === 1 ? "resource is" : "resources are"} not in this preview, so overlaps ` +
    "with them are not seen: preview with --show-sames.";
  const hidden =
    `${notCompared} ${notCompared === 1 ? "window has" : "windows have"} a stream or time that is secret or not known ` +
    "yet, and could not be compared with the others for overlaps.";
  return [...(samesLeftOut > 0 ? [left] : []), ...(notCompared > 0 ? [hidden] : [])];
}

/** The name of the resource that it concerns, where it concerns one, and what went wrong. */
export function problemOf({ urn, message }: Problem): { readonly name: string | undefined; readonly message: string } {
  return { name: urn === undefined ? undefined : nameOf(urn), message: message.replace(/^error: /, "") };
}

export const overlapTitle = `More than ${tasksOnAStream} at once on a stream: the service runs only ${tasksOnAStream}`;

/** "live/final", with its domain where the report has several. */
export function streamOf(report: Report): (capture: Pick<Capture, "domainName" | "appName" | "streamName">) => string {
  const several = new Set(report.captures.map(({ domainName }) => domainName)).size > 1;
  return ({ domainName, appName, streamName }) =>
    `${several ? `${showValue(domainName)} ` : ""}${showValue(appName)}/${showValue(streamName)}`;
}

/** When it captures then, else when it would have, else what is declared. */
export function timesOf({ window, former, declared, change }: Capture, timeZone: string): string {
  const captured = window ?? (change === "deleted" ? former : undefined);
  if (captured) return formatSpan(captured, timeZone);
  const { start, end } = declared;
  if (isHidden(end) || isHidden(start)) return [start, end].find(isHidden)?.text ?? "";
  return formatSpan({ end, ...(start !== undefined && { start }) }, timeZone);
}

export function picturesOf({ window, pictures }: Capture): string {
  return window ? (pictures?.toLocaleString("en") ?? "?") : "";
}

export interface ShownEdit {
  readonly field: string;
  readonly old: string;
  readonly new: string;
}

export function showEdits({ edits }: Capture, timeZone: string): ShownEdit[] {
  const show = (field: string, value: unknown) => {
    const time = field.endsWith("Time") && !isHidden(value) ? parseInstant(value) : undefined;
    return time && "instant" in time ? formatTime(time.instant, timeZone) : showValue(value);
  };
  return edits.map((edit: Edit) => ({
    field: edit.field,
    old: show(edit.field, edit.old),
    new: show(edit.field, edit.new),
  }));
}

/** Where nothing changes it is the state that says something. */
export function wordFor({ origin }: Report, { change, state }: Capture): string {
  if (change !== "unchanged" && change !== "read") return change;
  if (origin === "state" && change === "unchanged" && state !== undefined) return state;
  return `${change}${state === undefined ? "" : `, ${state}`}`;
}

/** Why it changes, or waits; empty where there is nothing to say. */
export function whyOf({ change, why, state, creatableFrom, runBefore }: Capture, timeZone: string): string {
  const waits = [
    ...(creatableFrom === undefined ? [] : [`taken by the service from ${formatTime(creatableFrom, timeZone)} on`]),
    ...(runBefore === undefined ? [] : [`a run is needed before ${formatTime(runBefore, timeZone)}`]),
  ].join(", ");
  const waiting =
    state === "deferred" && change !== "deferred" && change !== "unchanged" ? `deferred: ${waits}` : waits;
  return [why, waiting].filter((text) => text !== "").join("; ");
}

/** Where it stands among the others, whether it captures or not; `undefined` where that is not known. */
export function placeOf({ window, former, declared }: Capture): FixedWindow | undefined {
  if (window ?? former) return window ?? former;
  const { start, end } = declared;
  return isHidden(end) || isHidden(start) ? undefined : { start: start ?? end, end };
}

/** Text of others without line ends, escape sequences, and what turns the direction of the text after it. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}
