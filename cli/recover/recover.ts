/**
 * The tasks that a killed run left. The engine saves that it is about to create before it does, and the TaskId only
 * afterwards: what is killed in between leaves a pending operation without an id (pulumi/pulumi#4265), and a task in the
 * service or none. Here the service is asked which. Nothing is changed.
 */
import type { Context } from "../../provider/context.js";
import { isUnpublished } from "../../provider/live/errors.js";
import type { ListedTask } from "../../provider/live/tasks.js";
import { inOrder, isLike } from "../../provider/timedTask/matching.js";
import { type Declared, editedProperties } from "../../provider/timedTask/state.js";
import { clockSkew, type Instant, listable, longestWindow, mayBeInReach, type Window } from "../../provider/window.js";
import { refuseToLookElsewhere } from "../elsewhere.js";
import type { InstanceOf } from "../stackContexts.js";
import type { PendingOperation, StackExport } from "../stackExport.js";

/** Seconds by which the clock of the killed run may have been ahead of this one: each may differ from the service's. */
const betweenRuns = 2 * clockSkew;

/**
 * What came of a pending operation. found: a task, which the next run is to adopt. over: a task too, but it has ended by
 * now. none: the service has no task of it. held: the resource has a task of this very capture, so a further one would
 * be its double. deferred: its window was out of reach, so no call was sent. unlisted: the site publishes no listing, or
 * the window is older than one reaches.
 */
export type Outcome = "found" | "over" | "none" | "held" | "deferred" | "unlisted";

export interface Recovered {
  readonly operation: PendingOperation;
  readonly outcome: Outcome;
  /** The task that this operation is taken to have made. */
  readonly task?: ListedTask;
  /** Further tasks that could be its own, can still capture, and were given to none: doubled, or somebody else's. */
  readonly others: readonly ListedTask[];
}

/**
 * Finds the tasks of all pending operations of a stack, each task for one operation at most.
 * @throws Error where the service cannot be asked, and before any question where the stack lives in another world.
 */
export async function recover(stack: StackExport, instanceOf: InstanceOf): Promise<Recovered[]> {
  const taken = new Set(
    stack.windows.flatMap(({ known }) => (known.standing.kind === "task" ? known.standing.task.taskId : [])),
  );
  const contextOf = ({ provider }: PendingOperation) => instanceOf(provider).context();
  for (const operation of stack.pending) {
    await refuseToLookElsewhere(await contextOf(operation), stack, operation.provider);
  }

  // All ask before anyone waits, so that one pair of listings serves them.
  const asked = await Promise.all(
    stack.pending.map(async (operation) => ask(await contextOf(operation), stack, operation)),
  );
  const free = ({ candidates }: Asked) => candidates.filter(({ taskId }) => !taken.has(taskId));
  // Everyone takes one before the rest is counted: two equal creations made two.
  const given = asked.map((each) => {
    const [task] = each.outcome === undefined ? free(each) : [];
    if (task) taken.add(task.taskId);
    return { ...each, task };
  });
  return given.map(({ task, ...each }): Recovered => {
    const { operation, now } = each;
    const others = free(each).filter(({ window }) => window.end > now);
    if (!task) return { operation, outcome: each.outcome ?? "none", others };
    return { operation, outcome: task.window.end > now ? "found" : "over", task, others };
  });
}

/** What the service was asked about an operation. */
interface Asked {
  readonly operation: PendingOperation;
  readonly now: Instant;
  /** Tasks that could be its own, the one to take first. */
  readonly candidates: readonly ListedTask[];
  /** Why it takes none of them. */
  readonly outcome?: Outcome | undefined;
}

async function ask(ctx: Context, stack: StackExport, operation: PendingOperation): Promise<Asked> {
  const { declared } = operation;
  const now = ctx.clock.now();
  if (!mayBeInReach(declared.window, now + betweenRuns)) return { operation, now, candidates: [], outcome: "deferred" };
  const listed = listable(widest(declared.window), now) ? await lookTwice(ctx, operation) : undefined;
  if (!listed) return { operation, now, candidates: [], outcome: "unlisted" };
  const candidates = listed.filter((task) => isTaskOf(task, declared, now));
  return { operation, now, candidates, ...(isHeld(stack, operation) && { outcome: "held" }) };
}

/** Whether nothing is to be recovered. A later run, or an earlier one, made the task: one that was ended by others has a successor to be found. */
export function isHeld({ windows }: StackExport, { urn, declared }: PendingOperation): boolean {
  const known = windows.find((window) => window.urn === urn && !window.replaced)?.known;
  if (known?.standing.kind !== "task") return false;
  const { missing, stoppedAt } = known.standing.task;
  return !missing && stoppedAt === undefined && editedProperties(known.declared, declared).length === 0;
}

/**
 * @returns all that one of two listings shows, the second 8 s after the first; `undefined` where there are none. What only
 * the first one shows comes last, as it may have been deleted a moment ago.
 */
async function lookTwice(ctx: Context, { kind, declared }: PendingOperation): Promise<ListedTask[] | undefined> {
  try {
    const look = await ctx.listings(kind.actions).recent(widest(declared.window), declared.subject);
    const still = inOrder(await look.again());
    const gone = look.tasks.filter(({ taskId }) => still.every((task) => task.taskId !== taskId));
    return [...still, ...inOrder(gone)];
  } catch (error) {
    if (!isUnpublished(error)) throw error;
    return undefined;
  }
}

/** Where the start was left to the service it lies 24 h before the end at the earliest. */
function widest({ start, end }: Window) {
  return { start: start ?? end - longestWindow, end };
}

/**
 * Whether the task can be the one that this declaration made: equal in every field that a listing reports. A start that
 * had passed when the call was sent was left out of it, so the task began at any time from the declared start on; less
 * the 5 minutes by which the clocks may have differed.
 */
function isTaskOf(task: ListedTask, { subject, window }: Declared, now: Instant): boolean {
  if (!isLike(task, subject, window.end)) return false;
  const { start } = task.window;
  if (start !== undefined && start === window.start) return true;
  const earliest = window.start === undefined ? window.end - longestWindow : window.start;
  const mayHavePassed = earliest <= now + betweenRuns;
  return mayHavePassed && (start === undefined || start >= earliest - clockSkew);
}
