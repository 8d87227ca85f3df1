/**
 * What a run says on standard error, where the engine shows it at stack level. A few lines for a run, not one for each
 * window: what many resources have in common is collected and said together.
 */
import { describeStream, type Subject } from "./timedTask/state.js";
import { formatInstant, type Instant } from "./window.js";

/** What diff decided from the clock or from the service, so that no input explains it. */
export type Reason = "in reach" | "missed" | "skipped" | "stopped" | "deleted" | "end waits" | "ends now";

const reasons: Readonly<Record<Reason, string>> = {
  "in reach": "come within the service's reach, so the task is made now",
  missed: "missed: no run came while the window was in reach",
  skipped: "skipped: the window was over when it was first seen",
  stopped: "stopped by somebody else, so a new task takes over what is left of the window",
  deleted: "deleted by somebody else, so a new task takes over what is left of the window",
  "end waits": "the new end is more than 24 h ahead of a start left to the service: changed once it is in reach",
  "ends now": "the new end has passed, so the running task is stopped",
};

export interface Notices {
  /** A resource whose window is kept in state until it is in reach. */
  deferred(resource: string, creatableFrom: Instant): void;
  /** Why a resource changes although none of its inputs did. */
  because(reason: Reason, resource: string, subject: Subject): void;
  /** A line of its own; said once. */
  say(line: string): void;
}

/** Calls back when nothing more was scheduled for a short while, and at the end of the process. */
export type Schedule = (flush: () => void) => void;

/** @param postscript A line to end with, such as that no cloud was called. */
export function createNotices(
  print: (line: string) => void,
  schedule: Schedule,
): Notices & { postscript(line: string): void } {
  const said = new Set<string>();
  const waiting = new Map<string, Instant>();
  const collected = new Map<Reason, Map<string, Subject>>();
  let postscript: string | undefined;

  function sayOnce(line: string): void {
    if (said.has(line)) return;
    said.add(line);
    print(line);
  }

  function flush(): void {
    for (const [reason, resources] of collected) {
      const streams = [...new Set([...resources.values()].map(describeStream))];
      const named =
        streams.slice(0, 3).join(", ") + (streams.length > 3 ? `, and ${streams.length - 3} more streams` : "");
      sayOnce(`${resources.size} ${resources.size === 1 ? "window" : "windows"} ${reasons[reason]} (${named}).`);
    }
    if (waiting.size > 0) {
      sayOnce(
        `deferred ${waiting.size} (the next can be made from ${formatInstant(Math.min(...waiting.values()))} on).`,
      );
    }
    if (postscript !== undefined) sayOnce(postscript);
  }

  return {
    deferred(resource, creatableFrom) {
      waiting.set(resource, creatableFrom);
      schedule(flush);
    },
    because(reason, resource, subject) {
      collected.set(reason, (collected.get(reason) ?? new Map()).set(resource, subject));
      schedule(flush);
    },
    say: sayOnce,
    postscript(line) {
      postscript = line;
      schedule(flush);
    },
  };
}
