/**
 * What one provider process has seen of the tasks of one run. The engine tells a provider nothing about a resource's neighbours, so
 * what concerns two of them (a rename, a replacement, a successor that failed) is remembered here.
 */
import { type StreamNames, sameStream } from "../live/tasks.js";
import { createTurns } from "../turns.js";
import type { Window } from "../window.js";
import type { Declared, Task } from "./state.js";

/** A task that is being replaced, and what was declared of it. */
export interface Predecessor {
  readonly task: Task;
  readonly declared: Declared;
}

/** A stream, and when it is captured. */
interface Sight {
  readonly subject: StreamNames;
  readonly window: Window;
}

/** What is captured and when: how a creation is known again that knows nothing of what it replaces. */
export type Capture = Pick<Declared, "subject" | "window">;

export interface Ledger {
  /** This resource holds the task from now on. */
  hold(task: Task): void;
  /** The task is held by another resource, so this one must neither stop nor delete it. */
  handedOver(task: Task): boolean;
  isHeld(taskId: string): boolean;
  /** A task is to be replaced by this capture. */
  replacing(predecessor: Predecessor, by: Capture): void;
  /** The tasks that this capture replaces: one, but where several resources declare the same. */
  predecessors(capture: Capture): readonly Predecessor[];
  /** A predecessor has made room for its successor. */
  gaveWay(predecessor: Predecessor): void;
  /** A new resource is declared that is to capture this. Its creation may never come. */
  announce(capture: Capture): void;
  /** Its creation has come. */
  begin(capture: Capture): void;
  /** What is to capture this stream in part of this window, in whatever way, has not been begun: perhaps its successor. */
  isAwaited(capture: Sight): boolean;
  failed(capture: Capture): void;
  succeeded(capture: Capture): void;
  /** The resource that holds the task has another one made in its place in this run. */
  isReplaced(task: Task): boolean;
  /** The capture that replaces a task was made. */
  wasReplaced(task: Task): boolean;
  /** Something failed that was to capture this stream in part of this window, in whatever way: perhaps its successor. */
  hasFailed(capture: Sight): boolean;
  /**
   * One after the other for captures that a listing cannot tell apart, so that none takes for its own what another one
   * is just making. What differs by its start alone counts as one: where a start is left out, it is only nearly known.
   */
  inTurn<Result>(capture: Capture, make: () => Promise<Result>): Promise<Result>;
}

/** What begins with its task begins at any time before its end. */
function overlap(a: Window, b: Window): boolean {
  return (a.start ?? 0) < b.end && (b.start ?? 0) < a.end;
}

export function createLedger(): Ledger {
  const holders = new Map<string, string>();
  const replaced = new Map<Predecessor, string>();
  const announced = new Map<string, Capture>();
  const failures = new Map<string, Capture>();
  const made = new Set<string>();
  const inTurn = createTurns();

  const isAmong = (captures: Iterable<Capture>, { subject, window }: Sight) =>
    [...captures].some((each) => sameStream(each.subject, subject) && overlap(each.window, window));
  const nameOf = ({ subject, window }: Capture) => JSON.stringify([subject, window.start ?? null, window.end]);

  return {
    hold: (task) => void holders.set(task.taskId, task.owner),
    handedOver: (task) => {
      const holder = holders.get(task.taskId);
      return holder !== undefined && holder !== task.owner;
    },
    isHeld: (taskId) => holders.has(taskId),
    replacing: (predecessor, by) => void replaced.set(predecessor, nameOf(by)),
    predecessors: (capture) => {
      const name = nameOf(capture);
      return [...replaced].filter(([, successor]) => successor === name).map(([predecessor]) => predecessor);
    },
    gaveWay: (predecessor) => void replaced.delete(predecessor),
    announce: (capture) => void announced.set(nameOf(capture), capture),
    begin: (capture) => void announced.delete(nameOf(capture)),
    isAwaited: (capture) => isAmong(announced.values(), capture),
    failed: (capture) => void failures.set(nameOf(capture), capture),
    succeeded: (capture) => {
      failures.delete(nameOf(capture));
      made.add(nameOf(capture));
    },
    isReplaced: ({ taskId }) => [...replaced.keys()].some(({ task }) => task.taskId === taskId),
    wasReplaced: ({ taskId }) =>
      [...replaced].some(([{ task }, successor]) => task.taskId === taskId && made.has(successor)),
    hasFailed: (capture) => isAmong(failures.values(), capture),
    inTurn: ({ subject, window }, make) => {
      const { domainName, appName, streamName, templateId } = subject;
      const name = JSON.stringify([domainName, appName, streamName, templateId, window.end]);
      return inTurn(name, make);
    },
  };
}
