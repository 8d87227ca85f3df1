/** What an account has: the tasks of any time that the service tells of, each with its state. Nothing is changed. */
import {
  distinct,
  type ListedTask,
  listedSpan,
  listTasks,
  questionsOver,
  type StreamNames,
} from "../../provider/live/tasks.js";
import {
  clockSkew,
  type FixedWindow,
  formatInstant,
  type Instant,
  longestWindow,
  margin,
  phase,
} from "../../provider/window.js";
import type { Place } from "../places.js";
import { taskKinds } from "../stackExport.js";

/** scheduled, running, over: by its window. stopped: ended early by StopScreenshotTask. */
export const taskStates = ["scheduled", "running", "over", "stopped"] as const;

export type TaskState = (typeof taskStates)[number];

/** A resource that has a task in its state. */
export interface Holder {
  readonly stack: string;
  readonly name: string;
  readonly urn: string;
}

export interface AccountTask {
  readonly task: ListedTask;
  readonly state: TaskState;
  /**
   * What it may be as well: the service decides by its own clock, which may differ from ours by 5 minutes, so close to an
   * edge of a window nobody can tell from here.
   */
  readonly perhaps: readonly TaskState[];
  /** "emulator:STORE", "account:NUMBER" or "cloud". */
  readonly world: string;
  readonly holders: readonly Holder[];
}

export interface Wanted {
  /** Tasks whose window has a second in it are listed. */
  readonly span: FixedWindow;
  readonly domainName?: string | undefined;
  readonly appName?: string | undefined;
  readonly streamName?: string | undefined;
  /** Default: any. A task that may be in one of them is listed. */
  readonly states?: ReadonlySet<TaskState> | undefined;
}

/**
 * @param wanted made of the place's time, as emulators have times of their own.
 * @param progress takes how many of how many questions are answered.
 * @throws Error where the service cannot be asked, or does not tell of that time any more.
 */
export async function tasksOf(
  { ctx, world, declarations }: Place,
  wanted: Wanted,
  progress: (answered: number, questions: number) => void = () => {},
): Promise<AccountTask[]> {
  const now = ctx.clock.now();
  const stream = wholeStream(wanted);
  const questions = taskKinds.flatMap((kind) =>
    questionsOver(askedFor(wanted.span, now)).map((question) => ({ kind, question: { ...question, ...stream } })),
  );
  let answered = 0;
  const listed = await Promise.all(
    questions.map(async ({ kind, question }) => {
      const tasks = await listTasks(ctx.api, kind.actions, question);
      answered += 1;
      progress(answered, questions.length);
      return tasks;
    }),
  );

  const holders = new Map<string, Holder[]>();
  for (const { task, stack, name, urn } of declarations) {
    if (task) holders.set(task.taskId, [...(holders.get(task.taskId) ?? []), { stack, name, urn }]);
  }
  return distinct(listed.flat())
    .filter((task) => isWanted(task, wanted))
    .map((task) => ({ task, ...stateOf(task, now), world, holders: holders.get(task.taskId) ?? [] }))
    .filter(({ state, perhaps }) => !wanted.states || [state, ...perhaps].some((each) => wanted.states?.has(each)))
    .toSorted((a, b) => beginning(a.task) - beginning(b.task) || a.task.window.end - b.task.window.end);
}

/** A listing shows a task only where its whole window lies in the question. */
function askedFor(span: FixedWindow, now: Instant): { from: Instant; to: Instant } {
  const told = listedSpan(now);
  // The edge moves on while people ask for it.
  if (span.start < told.from - margin) {
    throw new Error(
      `The service tells of tasks for 90 days, so not of those from ${formatInstant(span.start)} on. Ask from ` +
        `${formatInstant(told.from)} on, or with --past for all that it tells.`,
    );
  }
  return {
    from: Math.max(span.start - longestWindow, told.from),
    to: Math.min(span.end + longestWindow, told.to),
  };
}

/** The service narrows a listing to a stream only where all of its names are given. */
function wholeStream({ domainName, appName, streamName }: Wanted): { stream?: StreamNames } {
  if (domainName === undefined || appName === undefined || streamName === undefined) return {};
  return { stream: { domainName, appName, streamName } };
}

function isWanted(task: ListedTask, { span, domainName, appName, streamName }: Wanted): boolean {
  return (
    beginning(task) < span.end &&
    task.window.end > span.start &&
    (domainName ?? task.domainName) === task.domainName &&
    (appName ?? task.appName) === task.appName &&
    (streamName ?? task.streamName) === task.streamName
  );
}

function stateOf({ window, stoppedAt }: ListedTask, now: Instant): Pick<AccountTask, "state" | "perhaps"> {
  if (stoppedAt !== undefined && stoppedAt < window.end) return { state: "stopped", perhaps: [] };
  const at = (time: Instant): TaskState => phase({ start: 0, ...window }, time);
  const state = at(now);
  return { state, perhaps: [at(now - clockSkew), at(now + clockSkew)].filter((other) => other !== state) };
}

/** A start that is not reported lies 24 h before the end at the earliest. */
function beginning({ window }: ListedTask): Instant {
  return window.start ?? window.end - longestWindow;
}
