/**
 * What a run says on standard error, where the engine shows it at stack level. A few lines at the end of a run, not one
 * for each window: what many resources have in common is collected and said together.
 */
import { moreThan, tasksOnAStream } from "./timedTask/overlap.js";
import { type Declared, describeStream, type Subject } from "./timedTask/state.js";
import { type FixedWindow, formatInstant, formatWindow, type Instant } from "./window.js";

/** What was decided from the clock or from the service, so that no input explains it. */
const reasons = {
  "in reach": "The window has come within the service's reach, so its task is due now",
  late: "No run came before its start, so its beginning is lost; the task is due now",
  "handed over": "Its task was taken over by another resource, so one of its own is due",
  stopped: "Stopped by somebody else, so a new task is due for what is left of the window",
  deleted: "Deleted by somebody else, so a new task is due for what is left of the window",
  "ends now": "The new end has passed, so the running task is to be stopped",
  "end waits": "The new end is more than 24 h ahead, so it is taken over once the service accepts it",
};

/** What came of windows that have no task, and never will. */
const losses = {
  skipped: "over when it was first seen",
  missed: "deferred, and no run came while it was in reach",
};

export type Reason = keyof typeof reasons | keyof typeof losses;

export interface Notices {
  /** A resource whose window is kept in state until it is in reach. */
  deferred(resource: string, creatableFrom: Instant): void;
  /** Why a resource changes although none of its inputs did. */
  because(reason: Reason, resource: string, declared: Pick<Declared, "subject" | "window">): void;
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

export function createNotices(): NoticeBoard {
  const lines = new Set<string>();
  const waiting = new Map<string, Instant>();
  const collected = new Map<string, { reason: Reason; name: string }>();
  const abandoned = new Map<string, Instant>();
  const planned = new Map<string, { readonly stream: string; readonly window: FixedWindow }>();

  const because = (reason: Reason) => [...collected.values()].filter((entry) => entry.reason === reason);
  const count = (reason: Reason) => because(reason).length;

  function named(reason: Reason): string {
    const names = because(reason).map(({ name }) => name);
    return names.slice(0, 3).join("; ") + (names.length > 3 ? `; and ${names.length - 3} more` : "");
  }

  function tally(): string[] {
    if (waiting.size + count("skipped") + count("missed") === 0) return [];
    const next =
      waiting.size > 0 ? ` (the next can be made from ${formatInstant(Math.min(...waiting.values()))} on)` : "";
    const lost = Object.entries(losses) as [keyof typeof losses, string][];
    return [
      `Screenshot windows without a task: deferred ${waiting.size}${next}, ${lost
        .map(([loss, why]) => `${loss} ${count(loss)}${count(loss) > 0 ? ` (${why}: ${named(loss)})` : ""}`)
        .join(", ")}.`,
    ];
  }

  function crowds(): string[] {
    const streams = new Map<string, { id: string; window: FixedWindow }[]>();
    for (const [id, { stream, window }] of planned) {
      streams.set(stream, streams.get(stream) ?? []);
      streams.get(stream)?.push({ id, window });
    }
    return [...streams].flatMap(([stream, windows]) => {
      const crowd = moreThan(tasksOnAStream, windows);
      if (!crowd) return [];
      const named = crowd.items.map(({ id, window }) => `${id} (${formatWindow(window)})`).join(", ");
      return [
        `On ${stream} ${crowd.items.length} windows are open at ${formatInstant(crowd.at)}, and the service runs at ` +
          `most ${tasksOnAStream} tasks on a stream: ${named}.`,
      ];
    });
  }

  function lettingGo(): string[] {
    if (abandoned.size === 0) return [];
    const tasks = [...abandoned].map(([taskId, end]) => `${taskId} until ${formatInstant(end)}`).join(", ");
    return [`This site publishes neither stop nor delete, so these tasks were let go, and run on: ${tasks}.`];
  }

  return {
    deferred: (resource, creatableFrom) => void waiting.set(resource, creatableFrom),
    because: (reason, resource, { subject, window }) =>
      void collected.set(resource, { reason, name: `${describeStream(subject)}, ${formatWindow(window)}` }),
    letGo: (taskId, end) => void abandoned.set(taskId, end),
    planned: (resource, subject, window) => void planned.set(resource, { stream: describeStream(subject), window }),
    forget: (resource) => {
      waiting.delete(resource);
      collected.delete(resource);
      planned.delete(resource);
    },
    say: (line) => void lines.add(line),
    lines: () => [
      ...(Object.entries(reasons) as [keyof typeof reasons, string][])
        .filter(([reason]) => count(reason) > 0)
        .map(([reason, text]) => `${text}: ${count(reason)} (${named(reason)}).`),
      ...tally(),
      ...crowds(),
      ...lettingGo(),
      ...lines,
    ],
  };
}
