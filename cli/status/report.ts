/** `tencentcloud-css status` for people: what is to be known first, then a line for each window that matters. */
import { formatLength, type Instant } from "../../provider/window.js";
import { formatEvidence, formatPictures } from "../evidence/report.js";
import { formatTable } from "../table.js";
import { formatSpan, formatTime } from "../times.js";
import { lostSeconds, nextRunBefore } from "./json.js";
import type { Loss, Next } from "./judgement.js";
import type { Status, WindowStatus } from "./status.js";

export interface ReportOptions {
  /** An IANA time zone, in which times are shown. */
  readonly timeZone: string;
  /** Show also what is over and lost nothing. */
  readonly all: boolean;
}

export function formatStatus(status: Status, { timeZone, all }: ReportOptions): string {
  const time = (at: Instant) => formatTime(at, timeZone);
  const shown = status.windows.filter(
    (window) => all || window.state !== "over" || lostSeconds(window) > 0 || isTold(window),
  );
  const hidden = status.windows.length - shown.length;
  const rows = shown.map((window) => [
    window.name,
    `${window.subject.appName}/${window.subject.streamName}`,
    formatSpan(window.declared, timeZone),
    effectiveSpan(window, timeZone),
    window.state,
    window.losses.map(formatLoss).join(", ") || "-",
    formatComing(window, time),
    window.runBefore === undefined ? "-" : window.runBefore <= status.now ? "now" : time(window.runBefore),
    ...(status.evidenceCalls ? [formatPictures(window.evidence)] : []),
  ]);
  return [
    `${status.stack} at ${time(status.now)} ${timeZone}: ${summary(status)}`,
    ...runNeeded(status, time),
    ...skippedLately(status),
    ...mayBeCaptured(status),
    ...(rows.length > 0 ? ["", formatTable(status.evidenceCalls ? [...head, "PICTURES"] : head, rows)] : []),
    ...(hidden > 0
      ? ["", `${hidden} more ${hidden === 1 ? "is" : "are"} over and lost nothing; --all shows them.`]
      : []),
    ...(status.evidenceCalls ? ["", ...formatEvidence(status.windows, status.evidenceCalls)] : []),
  ].join("\n");
}

/** What is over and good is left out, but for the pictures that somebody asked for. */
const isTold = ({ evidence }: WindowStatus) => evidence?.by !== undefined || evidence?.problem !== undefined;

const head = ["WINDOW", "STREAM", "DECLARED", "TASK", "STATE", "LOST", "NEXT", "RUN BEFORE"];

function summary({ windows, asked }: Status): string {
  const counts = new Map<string, number>();
  for (const { state } of windows) counts.set(state, (counts.get(state) ?? 0) + 1);
  const states = [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
  const lost = windows.reduce((sum, window) => sum + lostSeconds(window), 0);
  const source = asked ? "as the service and the state say" : "as the state says";
  const what = `${windows.length} ${windows.length === 1 ? "window" : "windows"}`;
  return `${what}${states === "" ? "" : ` (${states})`}, lost ${formatLength(lost)}, ${source}.`;
}

function runNeeded(status: Status, time: (at: Instant) => string): string[] {
  const before = nextRunBefore(status);
  if (before === undefined) return ["No window in the state waits for a run. One whose creation failed is not in it."];
  const { seconds, assumed } = status.runEvery;
  const rhythm = `runs are expected every ${formatLength(seconds)}${
    assumed ? ", which is assumed: set tencentcloud-css:runEvery, or give --run-every" : ""
  }`;
  return [`A run is needed ${before <= status.now ? "now" : `before ${time(before)}`} (${rhythm}).`];
}

/** What is skipped is most often of old. What ended when the last runs should have come was perhaps lost by them. */
function skippedLately({ windows, now, runEvery }: Status): string[] {
  const within = 2 * runEvery.seconds;
  const lately = windows.filter(({ state, declared }) => state === "skipped" && declared.end > now - within);
  if (lately.length === 0) return [];
  return [
    `Over within the last ${formatLength(within)}, and before any run had it in the state: ${formatNames(lately)}. Its ` +
      "creation failed, no run came, or it was declared too late: look at the runs of that time.",
  ];
}

/** What a killed run was about to make, and nobody has looked for, may capture or not. */
function mayBeCaptured({ windows }: Status): string[] {
  const unknown = windows.filter(
    ({ state, problems, losses }) => state === "pending" && problems.length > losses.length,
  );
  if (unknown.length === 0) return [];
  return [
    `A killed run may have made a task for ${formatNames(unknown)}, or not: the state has none. With credentials this ` +
      "command looks for it; so do `recover` and `tasks`.",
  ];
}

function formatNames(windows: readonly WindowStatus[]): string {
  const rest = windows.length - shown;
  const names = windows.slice(0, shown).map(({ name }) => name);
  return `${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

const shown = 10;

function effectiveSpan({ declared, effective }: WindowStatus, timeZone: string): string {
  if (!effective) return "-";
  const same = declared.start === effective.start && declared.end === effective.end;
  return same ? "as declared" : formatSpan(effective, timeZone);
}

const formatLoss = ({ seconds, why }: Loss) => `${formatLength(seconds)} ${why}`;

function formatComing({ next, crowded }: WindowStatus, time: (at: Instant) => string): string {
  if (!next) return "-";
  return `${formatNext(next, time)}${crowded ? `; one of ${crowded.windows} at once` : ""}`;
}

function formatNext({ what, at }: Next, time: (at: Instant) => string): string {
  switch (what) {
    case "creatable":
      return `in reach ${at === undefined ? "later" : time(at)}`;
    case "due":
      return "made by the next run";
    case "start":
      return "starts";
    case "end":
      return "ends";
    case "restore":
      return "made again by the next run";
    case "recover":
      return "recover, then a run";
  }
}
