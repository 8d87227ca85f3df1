/**
 * What has become of a window, what it has lost by now, and what comes next: from its state and a clock alone. Pure.
 */
import type { Context } from "../../provider/context.js";
import {
  type Declared,
  type Known,
  lostBefore,
  type Standing,
  type Subject,
  type Task,
} from "../../provider/timedTask/state.js";
import {
  creatableFrom,
  type FixedWindow,
  type Instant,
  inReach,
  longestWindow,
  margin,
  mustRunBefore,
  phase,
  type Window,
} from "../../provider/window.js";
import { secondsOutside } from "../uncaptured.js";

/**
 * deferred: not taken by the service yet, or in reach and due at the next run. scheduled, running, over: of its task.
 * stopped: ended early by somebody. missing: deleted by somebody. skipped: over when it was first declared. missed: over,
 * and no run came while it was in reach. uncovered: without a task for so long that runs must have failed to come.
 * pending: a run was killed while it made the task, which may be there.
 */
export type State =
  | "deferred"
  | "scheduled"
  | "running"
  | "over"
  | "stopped"
  | "missing"
  | "skipped"
  | "missed"
  | "uncovered"
  | "pending";

/**
 * What can be asked to fail. late: part of the window passed without a task, before or between two of them. stopped: by
 * somebody, or deleted, which is the state `missing`. The others are states.
 */
export const problems = ["missed", "skipped", "late", "stopped", "uncovered"] as const;

export type Problem = (typeof problems)[number];

/** Seconds of the declared window that were not captured and never will be. */
export interface Loss {
  readonly seconds: number;
  /** cut short: the task ends before the declared end, as the service took no later one. */
  readonly why: Problem | "cut short";
}

export interface Next {
  /**
   * creatable: the service takes the window from then on. due: the next run makes its task. start, end: of its task.
   * restore: the next run makes a new task for what is left. recover: `tencentcloud-css recover` before the next run.
   */
  readonly what: "creatable" | "due" | "start" | "end" | "restore" | "recover";
  readonly at?: Instant;
}

export interface Judgement {
  readonly subject: Subject;
  readonly declared: Window;
  /** What the task has in the service, where there is one. */
  readonly effective?: FixedWindow;
  readonly taskId?: string;
  /** The account, or the emulator's store, that its task lives in. */
  readonly world?: string;
  /** In which its task takes pictures: its window until it ends, or until where somebody stopped it. */
  readonly captures?: FixedWindow;
  readonly state: State;
  readonly losses: readonly Loss[];
  readonly problems: readonly Problem[];
  readonly next?: Next;
  /** By when a run has to come so that no more is lost than is lost by now; where that has passed, all the same soon. */
  readonly runBefore?: Instant;
}

export interface Circumstances {
  readonly now: Instant;
  /** How often runs come, in seconds. */
  readonly runEvery: number;
  readonly settings: Pick<Context["settings"], "ifStopped">;
}

/** A window in state. @param gone the service no longer lists its task, which had not begun. */
export function judge(known: Known, circumstances: Circumstances, gone = false): Judgement {
  const { declared, standing } = known;
  if (standing.kind !== "task") return judgeWithoutTask(declared, standing, circumstances);
  return judgeTask(declared, standing.task, circumstances, gone);
}

/** The task that a killed run made, or `none`; `unknown` where nobody was asked. */
export type Left = { readonly taskId: string; readonly window: Window } | "none" | "unknown";

export interface Around {
  /** Default: unknown. */
  readonly left?: Left | undefined;
  /** What tasks of the same resource capture of the stream: of the one that this was to replace. Default: nothing. */
  readonly captured?: readonly FixedWindow[];
}

/** A window whose task a killed run may have made, or not. What nobody knows of is a problem, but not yet a loss. */
export function judgePending(
  declared: Declared,
  circumstances: Circumstances,
  { left = "unknown", captured = [] }: Around = {},
): Judgement {
  const { window } = declared;
  const { now } = circumstances;
  const ended = window.end <= now;
  const coming: Pick<Judgement, "next" | "runBefore"> = ended
    ? {}
    : { next: { what: "recover" }, runBefore: mustRunBefore(window) };
  const pending = { ...named(declared), state: "pending", ...coming } as const;
  if (typeof left === "object") {
    // A start that no listing tells is the declared one, or where that was left out as good as none.
    const effective = { start: left.window.start ?? window.start ?? left.window.end, end: left.window.end };
    const late = secondsOutside(captured, window.start ?? effective.start, Math.min(effective.start, now));
    const losses: Loss[] = late > 0 ? [{ seconds: late, why: "late" }] : [];
    return { ...pending, taskId: left.taskId, effective, losses, problems: losses.map(() => "late") };
  }
  const why = ended ? "missed" : "uncovered";
  const start = window.start ?? beginningBeside(captured, window);
  const seconds = secondsOutside(captured, Math.min(start, now), Math.min(now, window.end));
  // While another task captures it, nothing is the matter until that has ended.
  const isCaptured = secondsOutside(captured, start, window.end) < window.end - start;
  const isProblem = isCaptured && start <= now ? seconds > 0 : ended || isUncovered(window, circumstances);
  return {
    ...pending,
    losses: left === "none" && seconds > 0 ? [{ seconds, why }] : [],
    problems: isProblem ? [why] : [],
  };
}

/**
 * What has no start of its own was to begin at once, while the task captured that it was to replace; where there is none,
 * nobody knows when.
 */
function beginningBeside(captured: readonly FixedWindow[], { end }: Window): Instant {
  const near = captured.filter((each) => each.end > end - longestWindow);
  return Math.min(end, ...near.map(({ start }) => start));
}

const named = ({ subject, window }: Declared) => ({ subject, declared: window });

function judgeWithoutTask(declared: Declared, standing: Standing, circumstances: Circumstances): Judgement {
  const { window } = declared;
  const { now } = circumstances;
  const length = window.end - (window.start ?? window.end);
  const lost = (why: "missed" | "skipped"): Judgement => ({
    ...named(declared),
    state: why,
    losses: [{ seconds: length, why }],
    problems: [why],
  });
  if (standing.kind === "skipped") return lost(standing.missed ? "missed" : "skipped");
  if (window.end <= now) return lost("missed");

  const runBefore = mustRunBefore(window);
  if (!inReach(window, now)) {
    const next = { what: "creatable", at: creatableFrom(window) } as const;
    return { ...named(declared), state: "deferred", losses: [], problems: [], next, runBefore };
  }
  const next = { what: "due" } as const;
  if (!isUncovered(window, circumstances)) {
    return { ...named(declared), state: "deferred", losses: [], problems: [], next, runBefore };
  }
  const seconds = now - Math.min(window.start ?? now, now);
  const losses: Loss[] = seconds > 0 ? [{ seconds, why: "uncovered" }] : [];
  return { ...named(declared), state: "uncovered", losses, problems: ["uncovered"], next, runBefore };
}

/** One run may fail and the next one may be late; that two have not come is no accident. Nor that it has begun. */
function isUncovered(window: Window, { now, runEvery }: Circumstances): boolean {
  if (window.end <= now) return false;
  return creatableFrom(window) + 2 * runEvery < now || (window.start !== undefined && window.start < now);
}

function judgeTask(declared: Declared, task: Task, circumstances: Circumstances, gone: boolean): Judgement {
  const { now, settings } = circumstances;
  const { window, stoppedAt } = task;
  const captures = { start: window.start, end: Math.min(window.end, stoppedAt ?? window.end) };
  const ofTask = { ...named(declared), effective: window, taskId: task.taskId, world: task.world, captures };
  const restores = (declared.policies.ifStopped ?? settings.ifStopped) === "restore";
  const when = phase(window, now);

  const losses: Loss[] = [];
  const late = Math.min(lostBefore(declared, task), now - (declared.window.start ?? now));
  if (late > 0) losses.push({ seconds: late, why: "late" });
  const stopped = isStoppedByOthers(task) ? stoppedFor(task, now) : 0;
  if (stopped > 0) losses.push({ seconds: stopped, why: "stopped" });
  // A stop of ours comes with a declared end that has passed, so it cuts nothing short.
  const short = Math.min(now, declared.window.end) - window.end;
  if (short > 0 && stoppedAt === undefined) losses.push({ seconds: short, why: "cut short" });

  const judged = (state: State, next?: Next, runBefore?: Instant): Judgement => ({
    ...ofTask,
    state,
    losses,
    problems: problems.filter(
      (problem) => problem === (state === "missing" ? "stopped" : state) || losses.some(({ why }) => why === problem),
    ),
    ...(next && { next }),
    ...(runBefore !== undefined && { runBefore }),
  });

  if (isStoppedByOthers(task)) {
    if (when === "over" || !restores) return judged("stopped");
    return judged("stopped", { what: "restore" }, uncapturedFrom(task, now));
  }
  if (when === "over") return judged("over");
  if (gone) return judged("missing", { what: "due" }, mustRunBefore(declared.window));
  if (task.missing) return restores ? judged("missing", { what: "restore" }, window.start) : judged("missing");
  return when === "scheduled"
    ? judged("scheduled", { what: "start", at: window.start })
    : judged("running", { what: "end", at: window.end });
}

/** Before its start a stopped task has lost nothing yet. */
function stoppedFor(task: Task, now: Instant): number {
  return Math.max(0, Math.min(now, task.window.end) - uncapturedFrom(task, now));
}

function uncapturedFrom({ stoppedAt, window }: Task, now: Instant): Instant {
  return Math.max(stoppedAt ?? now, window.start);
}

/** A stop near the end is the end. */
function isStoppedByOthers({ stoppedAt, window }: Task): boolean {
  return stoppedAt !== undefined && stoppedAt < window.end - margin;
}
