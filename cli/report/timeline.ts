/** The report for people at a terminal: a line for each window, under its day. */
import { styleText } from "node:util";
import type { FixedWindow, Instant } from "../../provider/window.js";
import { formatTable } from "../table.js";
import { formatSpan, localTime } from "../times.js";
import type { Capture, Change } from "./capture.js";
import { isPast, type Report } from "./report.js";
import {
  oneLine,
  overlapTitle,
  picturesOf,
  placeOf,
  problemOf,
  showEdits,
  streamOf,
  summaryLines,
  timesOf,
  whyOf,
  wordFor,
} from "./words.js";

export interface TimelineOptions {
  /** An IANA time zone, in which times are shown. */
  readonly timeZone: string;
  /** Show also what is over and does not change. */
  readonly all: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly colours: boolean;
}

type Style = Parameters<typeof styleText>[0];

const styles: Readonly<Partial<Record<Change, Style>>> = {
  failed: "red",
  refused: "red",
  pending: "red",
  deleted: "red",
  stopped: "red",
  skipped: "red",
  replaced: "yellow",
  shortened: "yellow",
  moved: "yellow",
  extended: "yellow",
  restored: "green",
  made: "green",
  created: "green",
  deferred: "cyan",
  read: "dim",
  unchanged: "dim",
};

export function formatTimeline(report: Report, options: TimelineOptions): string {
  const { timeZone, all, colours } = options;
  const paint = (style: Style | undefined, text: string) =>
    colours && style !== undefined ? styleText(style, text, { validateStream: false }) : text;
  const shown = report.captures.filter((capture) => all || !isPast(capture, report.now));
  const hidden = report.captures.length - shown.length;
  const stream = streamOf(report);
  return [
    `${report.stack}: ${summaryLines(report, timeZone).join("\n")}`,
    ...report.problems
      .map(problemOf)
      .map(({ name, message }) => paint("red", oneLine(`${name === undefined ? "" : `${name}: `}${message}`))),
    ...(report.overlaps.length > 0 ? ["", paint("red", `${overlapTitle}.`)] : []),
    ...report.overlaps.map(
      (overlap) =>
        `  ${oneLine(stream(overlap))}, ${formatSpan(overlap.window, timeZone)}: ${overlap.most} at once ` +
        `(${overlap.items.map(({ name }) => oneLine(name)).join(", ")})`,
    ),
    ...(shown.length > 0 ? ["", table(report, shown, options, paint)] : []),
    ...(hidden > 0 ? ["", `${hidden} more ${hidden === 1 ? "is" : "are"} over and unchanged; --all shows them.`] : []),
  ].join("\n");
}

function table(
  report: Report,
  captures: readonly Capture[],
  { timeZone, width }: TimelineOptions,
  paint: (style: Style | undefined, text: string) => string,
): string {
  const cells = barWidth(width);
  const stream = streamOf(report);
  const dayOf = daysIn(timeZone);
  let heading = "";
  const rows = captures.flatMap((capture) => {
    const at = placeOf(capture);
    const style = styles[capture.change];
    const day = at && dayOf(at.start);
    const isNew = day !== undefined && day.heading !== heading;
    heading = day?.heading ?? heading;
    return [
      ...(isNew ? [[axis(cells), paint("bold", heading), "", "", "", "", ""]] : []),
      [
        at && day ? paint(style, bar(capture, at, day, cells)) : "",
        paint(style, wordFor(report, capture)),
        oneLine(capture.name),
        oneLine(stream(capture)),
        timesOf(capture, timeZone),
        picturesOf(capture),
        oneLine(reasons(capture, timeZone)),
      ],
    ];
  });
  return formatTable(["", "", "WINDOW", "STREAM", "WHEN", "PICTURES", "WHY"], rows);
}

function reasons(capture: Capture, timeZone: string): string {
  const edits = showEdits(capture, timeZone).map((edit) => `${edit.field}: ${edit.old} → ${edit.new}`);
  return [...edits, whyOf(capture, timeZone)].filter((text) => text !== "").join("; ");
}

/** A cell for each hour, or for each half one where there is room. */
const barWidth = (width: number) => (width >= 180 ? 48 : 24);

/** "0     6     12    18    " above the bars of a day. */
function axis(cells: number): string {
  const each = cells / 4;
  return [0, 6, 12, 18].map((hour) => String(hour).padEnd(each)).join("");
}

/** A day from midnight to midnight, which is not 24 h long where the clocks change. */
interface Day {
  readonly heading: string;
  readonly midnight: Instant;
  readonly seconds: number;
}

/** The days of instants that come in order. */
function daysIn(timeZone: string): (at: Instant) => Day {
  let day: Day = { heading: "", midnight: 0, seconds: 0 };
  return (at) => {
    if (at >= day.midnight && at < day.midnight + day.seconds) return day;
    const midnight = localTime(at, timeZone).startOfDay();
    day = {
      heading: `${midnight.toPlainDate().toString()} ${midnight.toLocaleString("en", { weekday: "short" })}`,
      midnight: midnight.epochMilliseconds / 1000,
      seconds: midnight.hoursInDay * 3600,
    };
    return day;
  };
}

/** What goes on over the end of its day shows so. Where nothing is captured any more, in dots. */
function bar(capture: Capture, window: FixedWindow, { midnight, seconds }: Day, cells: number): string {
  const from = Math.floor(((window.start - midnight) / seconds) * cells);
  const to = Math.ceil(((window.end - midnight) / seconds) * cells);
  const glyph = capture.window === undefined ? "·" : capture.state === "deferred" ? "░" : "█";
  const drawn = " ".repeat(from) + glyph.repeat(Math.max(1, Math.min(to, cells) - from));
  return to > cells ? `${drawn.slice(0, -1)}►` : drawn;
}
