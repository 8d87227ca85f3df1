/**
 * What a run says on standard error, where the engine shows it at stack level. A few lines at the end of a run, not one
 * for each window: what many resources have in common is collected and said together.
 */
import type { Capture } from "./timedTask/ledger.js";
import { describeCrowd, moreThan, tasksOnAStream } from "./timedTask/overlap.js";
import { describeStream, type Subject } from "./timedTask/state.js";
import { type FixedWindow, formatInstant, formatWindow, type Instant } from "./window.js";

/** What was decided from the clock or from the service, so that no input explains it. */
const reasons = {
  "in reach": "The window has come within the service's reach, so its task is due now",
  late: "No run came before its start, so its beginning is lost; the task is due now",
  "handed over": "Its task was taken over by another resource, so one of its own is due",
  // A refresh knows of the policy in state alone, so it is said which one is meant.
  stopped: 'Stopped by somebody else, so with ifStopped "restore" a new task is due for what is left of the window',
  deleted: 'Deleted by somebody else, so with ifStopped "restore" a new task is due for what is left of the window',
  left: 'Stopped or deleted by somebody else, and left at that, as ifStopped is "keep"',
  "ends now": "The new end has passed, so the running task is to be stopped",
  "end waits": "The new end is more than 24 h ahead, so it is taken over once the service accepts it",
};

/** What came of windows that have no task, and never will. */
const losses = {
  "skipped lately":
    "Over for less than twice runEvery when it was first seen, so a run that failed or did not come may have lost it",
  skipped: "Over for longer when it was first seen, so check its date",
  missed: "Missed, as no run came while it was in reach",
};

export type Reason = keyof typeof reasons | keyof typeof losses;

export interface Notices {
  /** A resource whose window is kept in state until it is in reach. */
  deferred(resource: string, creatableFrom: Instant): void;
  /** Why a resource changes although none of its inputs did. The TaskId, where it is to be looked for in the console. */
  because(reason: Reason, resource: string, capture: Capture, taskId?: string): void;
  /** A task that was there before, and is this program's now. */
  adopted(taskId: string, by: Capture): void;
  /** A task that can be neither stopped nor deleted, and until when it runs. */
  letGo(taskId: string, end: Instant): void;
  /** A window that is to be captured, so that too many at once on a stream are noticed. */
  planned(resource: string, subject: Subject, window: FixedWindow): void;
  /** What was said of a resource holds no more: it is diffed again, as it is after a refresh, or deleted. */
  forget(resource: string): void;
  /** A line of its own. */
  say(line: string): void;
}

export interface NoticeBoard extends Notices {
  /** All that has come together, in the order in which it is to be read. */
  lines(): string[];
}

/** A window as lines name it. The engine tells a dynamic provider no resource's name. */
interface Named {
  readonly stream: string;
  readonly window: string;
  readonly end: Instant;
}

function nameOf({ subject, window }: Capture, taskId?: string): Named {
  const task = taskId === undefined ? "" : ` (task ${taskId})`;
  return { stream: describeStream(subject), window: `${formatWindow(window)}${task}`, end: window.end };
}

/** How many windows a line names. */
const shown = 3;

/** "2 (stream live/a of push.example.com: WINDOW, WINDOW)": each stream once, as a season may have all on one. */
function count(named: readonly Named[]): string {
  const streams = new Map<string, string[]>();
  for (const { stream, window } of named.slice(0, shown)) {
    streams.set(stream, [...(streams.get(stream) ?? []), window]);
  }
  const groups = [...streams].map(([stream, windows]) => `${stream}: ${windows.join(", ")}`);
  const rest = named.length > shown ? `; and ${named.length - shown} more` : "";
  return `${named.length} (${groups.join("; ")}${rest})`;
}

export function createNotices(): NoticeBoard {
  const lines = new Set<string>();
  const waiting = new Map<string, Instant>();
  const collected = new Map<string, Named & { readonly reason: Reason }>();
  const adopted = new Map<string, Named>();
  const abandoned = new Map<string, Instant>();
  const planned = new Map<string, { readonly stream: string; readonly window: FixedWindow }>();

  /** Those over the longest first: they are the ones to doubt. */
  const because = (reason: Reason) =>
    [...collected.values()].filter((entry) => entry.reason === reason).toSorted((a, b) => a.end - b.end);

  function tally(): string[] {
    const [lately, long, missed] = [because("skipped lately"), because("skipped"), because("missed")];
    const skipped = lately.length + long.length;
    if (waiting.size + skipped + missed.length === 0) return [];
    const next =
      waiting.size > 0 ? ` (the next can be made from ${formatInstant(Math.min(...waiting.values()))} on)` : "";
    const [oldest] = long;
    const since = oldest ? ` (over since ${formatInstant(oldest.end).slice(0, 10)})` : "";
    return [
      `Screenshot windows without a task: deferred ${waiting.size}${next}, skipped ${skipped}${since}, missed ` +
        `${missed.length}.`,
      ...told(losses),
    ];
  }

  /** A line for each of the reasons that there are windows for. */
  function told(texts: Partial<Readonly<Record<Reason, string>>>): string[] {
    return (Object.entries(texts) as [Reason, string][]).flatMap(([reason, text]) => {
      const entries = because(reason);
      return entries.length === 0 ? [] : [`${text}: ${count(entries)}.`];
    });
  }

  function adoptions(): string[] {
    const entries = [...adopted.values()];
    if (entries.length === 0) return [];
    return [`Taken over, as ifExists or TENCENTCLOUD_CSS_ADOPT asks, and not made: ${count(entries)}.`];
  }

  function crowds(): string[] {
    const streams = new Map<string, { window: FixedWindow }[]>();
    for (const { stream, window } of planned.values()) {
      const onStream = streams.get(stream);
      if (onStream) onStream.push({ window });
      else streams.set(stream, [{ window }]);
    }
    return [...streams].flatMap(([stream, windows]) => {
      const crowd = moreThan(tasksOnAStream, windows);
      const names = crowd?.items.map(({ window }) => formatWindow(window));
      return crowd && names ? [describeCrowd(stream, crowd.at, names)] : [];
    });
  }

  function lettingGo(): string[] {
    if (abandoned.size === 0) return [];
    const tasks = [...abandoned].map(([taskId, end]) => `${taskId} until ${formatInstant(end)}`).join(", ");
    return [`This site publishes neither stop nor delete, so these tasks were let go, and run on: ${tasks}.`];
  }

  return {
    deferred: (resource, creatableFrom) => void waiting.set(resource, creatableFrom),
    because: (reason, resource, capture, taskId) =>
      void collected.set(resource, { reason, ...nameOf(capture, taskId) }),
    adopted: (taskId, by) => void adopted.set(taskId, nameOf(by, taskId)),
    letGo: (taskId, end) => void abandoned.set(taskId, end),
    planned: (resource, subject, window) => void planned.set(resource, { stream: describeStream(subject), window }),
    forget: (resource) => {
      waiting.delete(resource);
      collected.delete(resource);
      planned.delete(resource);
    },
    say: (line) => void lines.add(line),
    lines: () => [...told(reasons), ...adoptions(), ...tally(), ...crowds(), ...lettingGo(), ...lines],
  };
}
