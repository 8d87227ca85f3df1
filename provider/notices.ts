/**
 * What a run says on standard error, where the engine shows it at stack level. A few lines at the end of a run, not one
 * for each window: what many resources have in common is collected and said together.
 */
import { describeStream, type Subject } from "./timedTask/state.js";
import { formatInstant, type Instant } from "./window.js";

/** What was decided from the clock or from the service, so that no input explains it. */
const reasons = {
  "in reach": "Made now, as the window has come within the service's reach",
  stopped: "Stopped by somebody else, so a new task takes over what is left of the window",
  deleted: "Deleted by somebody else, so a new task takes over what is left of the window",
  "ends now": "Stopped, as the new end has passed",
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
  because(reason: Reason, resource: string, subject: Subject): void;
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
  const collected = new Map<Reason, Map<string, Subject>>();

  const count = (reason: Reason) => collected.get(reason)?.size ?? 0;

  function named(reason: Reason): string {
    const streams = [...new Set([...(collected.get(reason)?.values() ?? [])].map(describeStream))];
    return streams.slice(0, 3).join(", ") + (streams.length > 3 ? `, and ${streams.length - 3} more` : "");
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

  return {
    deferred: (resource, creatableFrom) => void waiting.set(resource, creatableFrom),
    because: (reason, resource, subject) =>
      void collected.set(reason, (collected.get(reason) ?? new Map()).set(resource, subject)),
    say: (line) => void lines.add(line),
    lines: () => [
      ...(Object.entries(reasons) as [keyof typeof reasons, string][])
        .filter(([reason]) => count(reason) > 0)
        .map(([reason, text]) => `${text}: ${count(reason)} (${named(reason)}).`),
      ...tally(),
      ...lines,
    ],
  };
}
