/**
 * What one provider process has seen of one run. The engine tells a provider nothing about a resource's neighbours, so
 * what concerns two of them (a rename, a replacement, a successor that failed) is remembered here.
 */
import type { Subject, Task } from "./timedTask/state.js";
import type { Window } from "./window.js";

export interface Ledger {
  /** This resource holds the task from now on. */
  hold(task: Task): void;
  /** The task is held by another resource, so this one must neither stop nor delete it. */
  handedOver(task: Task): boolean;
  isHeld(taskId: string): boolean;
  /** A replacement of this task is under way. */
  replacing(task: Task, subject: Subject): void;
  /** The tasks that this process is replacing, all of them or those on one stream. */
  replaced(on?: Subject): readonly Task[];
  /** Making this capture failed. */
  failed(subject: Subject, window: Window): void;
  hasFailed(subject: Subject, window: Window): boolean;
}

export function createLedger(): Ledger {
  const holders = new Map<string, string>();
  const replaced = new Map<string, { task: Task; stream: string }>();
  const failures = new Set<string>();

  const streamOf = (subject: Subject) => JSON.stringify([subject.domainName, subject.appName, subject.streamName]);
  const captureOf = (subject: Subject, window: Window) => JSON.stringify([subject, window.start ?? null, window.end]);

  return {
    hold: (task) => void holders.set(task.taskId, task.owner),
    handedOver: (task) => {
      const holder = holders.get(task.taskId);
      return holder !== undefined && holder !== task.owner;
    },
    isHeld: (taskId) => holders.has(taskId),
    replacing: (task, subject) => void replaced.set(task.taskId, { task, stream: streamOf(subject) }),
    replaced: (on) =>
      [...replaced.values()].filter(({ stream }) => !on || stream === streamOf(on)).map(({ task }) => task),
    failed: (subject, window) => void failures.add(captureOf(subject, window)),
    hasFailed: (subject, window) => failures.has(captureOf(subject, window)),
  };
}
