/**
 * The report as a comment of a merge request. GitHub takes 65,536 characters and pulumi/actions cuts at 64,000, in the
 * middle of what stands there; here whole rows are left out, and counted. It begins with a marker that stays the same,
 * so that a bot finds its comment and replaces it.
 */
import { formatSpan } from "../times.js";
import type { Capture } from "./capture.js";
import type { Problem } from "./operations.js";
import { isPast, type Report, type StreamOverlap } from "./report.js";
import {
  oneLine,
  overlapTitle,
  picturesOf,
  problemOf,
  showEdits,
  streamOf,
  summaryLines,
  timesOf,
  whyOf,
  wordFor,
} from "./words.js";

export interface MarkdownOptions {
  /** An IANA time zone, in which times are shown. */
  readonly timeZone: string;
  /** Show also what is over and does not change. */
  readonly all: boolean;
}

/** All of it stays below. */
const longest = 64_000;

/** The first line of each report of a stack. */
export const markerOf = (stack: string) => `<!-- tencentcloud-css report ${stack.replaceAll(/[^\w./-]/g, "_")} -->`;

/** Rows that can be left out one by one, and what stands around them. */
interface Section {
  readonly before: readonly string[];
  readonly rows: readonly string[];
  readonly after: readonly string[];
  /** Which part of the room that is left its rows may take. Default: all of it. */
  readonly share?: number;
}

export function formatMarkdown(report: Report, { timeZone, all }: MarkdownOptions): string {
  const shown = report.captures.filter((capture) => all || !isPast(capture, report.now));
  const hidden = report.captures.length - shown.length;
  const isQuiet = ({ change }: Capture) => change === "unchanged" || change === "read";
  const changing = shown.filter((capture) => !isQuiet(capture));
  const quiet = shown.filter(isQuiet);
  const row = rowOf(report, timeZone);
  const heading = `### Captures of ${code(report.stack)}`;
  return fill([
    {
      before: [markerOf(report.stack), heading, "", ...summaryLines(report, timeZone).flatMap((line) => [line, ""])],
      rows: [],
      after: [],
    },
    listOf("Errors", report.problems.map(problemRow)),
    listOf(
      overlapTitle,
      report.overlaps.map((overlap) => overlapRow(overlap, streamOf(report), timeZone)),
    ),
    tableOf(changing.map(row)),
    report.origin === "state" ? tableOf(quiet.map(row)) : foldedTableOf(`${quiet.length} unchanged`, quiet.map(row)),
    {
      before: hidden === 0 ? [] : [`${hidden} more ${hidden === 1 ? "is" : "are"} over and unchanged.`],
      rows: [],
      after: [],
    },
  ]);
}

const head = ["| Change | Window | Stream | When | Pictures |", "|---|---|---|---|---|"];

function listOf(title: string, rows: readonly string[]): Section {
  // What goes wrong must not crowd out what changes.
  return rows.length === 0 ? empty : { before: [`**${title}**`, ""], rows, after: [""], share: 1 / 3 };
}

function tableOf(rows: readonly string[]): Section {
  return rows.length === 0 ? empty : { before: head, rows, after: [""] };
}

function foldedTableOf(title: string, rows: readonly string[]): Section {
  if (rows.length === 0) return empty;
  return { before: ["<details>", `<summary>${title}</summary>`, "", ...head], rows, after: ["", "</details>", ""] };
}

const empty: Section = { before: [], rows: [], after: [] };

/** As many whole rows as fit, from the first section on. */
function fill(sections: readonly Section[]): string {
  const lengthOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + line.length + 1, 0);
  const frames = sections.map(({ before, rows, after }) => lengthOf([...before, leftOut(rows.length), ...after]));
  let left = longest - 1 - frames.reduce((sum, length) => sum + length, 0);
  const lines = sections.flatMap(({ before, rows, after, share = 1 }) => {
    const kept: string[] = [];
    const least = left * (1 - share);
    for (const row of rows) {
      if (left - row.length - 1 < least) break;
      left -= row.length + 1;
      kept.push(row);
    }
    const [first, ...rest] = after;
    const missing = rows.length - kept.length;
    // Out of the table, which an empty line ends.
    const note = missing === 0 ? [] : [leftOut(missing), ""];
    return [...before, ...kept, ...(first === undefined ? [] : [first]), ...note, ...rest];
  });
  return `${lines.join("\n").trimEnd()}\n`;
}

const leftOut = (count: number) => `…and ${count} more, for which there was no room in this comment.\n`;

function rowOf(report: Report, timeZone: string): (capture: Capture) => string {
  const stream = streamOf(report);
  return (capture) => {
    const [when, why] = [timesOf(capture, timeZone), whyOf(capture, timeZone)];
    const cells = [
      [`**${wordFor(report, capture)}**${why === "" ? "" : `: ${escaped(why)}`}`, ...edits(capture, timeZone)].join(
        "<br>",
      ),
      code(capture.name),
      code(stream(capture)),
      capture.change === "deleted" ? `~~${when}~~` : when,
      picturesOf(capture),
    ];
    return `| ${cells.join(" | ")} |`;
  };
}

function edits(capture: Capture, timeZone: string): string[] {
  return showEdits(capture, timeZone).map((edit) => `${code(edit.field)}: ${code(edit.old)} → ${code(edit.new)}`);
}

function overlapRow(
  { domainName, appName, streamName, window, most, items }: StreamOverlap,
  stream: ReturnType<typeof streamOf>,
  timeZone: string,
): string {
  const named = items.slice(0, 10).map(({ name }) => code(name));
  const rest = items.length > named.length ? `, and ${items.length - named.length} more` : "";
  const where = code(stream({ domainName, appName, streamName }));
  return `- ${where}, ${formatSpan(window, timeZone)}: ${most} at once (${named.join(", ")}${rest})`;
}

function problemRow(problem: Problem): string {
  const { name, message } = problemOf(problem);
  return `- ${name === undefined ? "" : `${code(name)}: `}${code(message, 1000)}`;
}

/** In words of ours only a few characters mean something to Markdown. */
const escaped = (text: string) => text.replaceAll(/[\\|*_<>[\]~]/g, "\\$&");

/**
 * Text of others on one line, as code: neither Markdown nor HTML nor a mention of a person is seen in it. Within a
 * table a bar ends a cell even there (GitHub Flavored Markdown, 4.10).
 */
function code(text: string, most = 120): string {
  const flat = oneLine(text);
  const short = flat.length > most ? `${flat.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : flat;
  const runs = short.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const pad = short === "" || short.startsWith("`") || short.endsWith("`") ? " " : "";
  return `${fence}${pad}${short.replaceAll("|", "\\|")}${pad}${fence}`;
}
