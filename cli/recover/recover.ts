/**
 * The tasks that a killed run left. The engine saves that it is about to create before it does, and the TaskId only
 * afterwards: what is killed in between leaves a pending operation without an id (pulumi/pulumi#4265), and a task in the
 * service or none. Here the service is asked which. Nothing is changed.
 */
import type { Context } from "../../provider/context.js";
import { isUnpublished } from "../../provider/live/errors.js";
import { type ListedTask, listTasks } from "../../provider/live/tasks.js";
import { assertSameWorld } from "../../provider/live/world.js";
import { betweenListings } from "../../provider/timedTask/listing.js";
import { type Declared, describeStream, editedProperties } from "../../provider/timedTask/state.js";
import { clockSkew, formatWindow, type Instant, inReach, longestWindow, margin, type Window } from "../../provider/window.js";
import type { InstanceOf } from "../stackContexts.js";
import type { PendingOperation, StackExport } from "../stackExport.js";

/**
 * What came of a pending operation. found: a task that the next run is to adopt. none: no task was made. over: a task
 * was made, and has captured by now. deferred: no call can have been sent yet. redone: a later run made a task for it,
 * so another one would be a second. unknown: the site publishes no listing.
 */
export type Outcome = "found" | "none" | "over" | "deferred" | "redone" | "unknown";

export interface Recovered {
  readonly operation: PendingOperation;
  readonly outcome: Outcome;
  /** The task that this operation is taken to have made. */
  readonly task?: ListedTask;
  /** Further tasks that it could have made: doubled, or somebody else's. */
  readonly others: readonly ListedTask[];
}

/**
 * Finds the tasks of all pending operations of a stack.
 * @throws Error where the service cannot be asked, and before any call where the stack lives in another world.
 */
export async function recover(stack: StackExport, instanceOf: InstanceOf): Promise<Recovered[]> {
  const byProvider = Map.groupBy(stack.pending, ({ provider }) => provider);
  const recovered: Recovered[] = [];
  for (const [provider, operations] of byProvider) {
    const ctx = await instanceOf(provider).context();
    await refuseOtherWorld(ctx, stack, provider);
    recovered.push(...(await recoverWith(ctx, stack, operations)));
  }
  return recovered;
}

/** In another world nothing would be found, and the next run would make it a second time. */
async function refuseOtherWorld(ctx: Context, stack: StackExport, provider: string): Promise<void> {
  const world = await ctx.world();
  for (const { known, name } of stack.windows.filter((window) => window.provider === provider)) {
    if (known.standing.kind === "task") assertSameWorld(world, known.standing.task.world, `look for what ${name} left`);
  }
}

async function recoverWith(
  ctx: Context,
  stack: StackExport,
  operations: readonly PendingOperation[],
): Promise<Recovered[]> {
  const listed = await lookTwice(ctx, operations);
  const taken = new Set(
    stack.windows.flatMap(({ known }) => (known.standing.kind === "task" ? known.standing.task.taskId : [])),
  );
  const free = (operation: PendingOperation) =>
    (listed.get(operation) ?? []).filter((task) => !taken.has(task.taskId) && isTaskOf(task, operation.declared, ctx.clock.now()));

  // Each takes one task before anybody counts what is left: two equal creations made two.
  const first = operations.map((operation): Recovered => {
    if (!listed.has(operation)) return { operation, outcome: "deferred", others: [] };
    const look = listed.get(operation);
    if (look === undefined) return { operation, outcome: "unknown", others: [] };
    const [task] = free(operation);
    if (isRedone(stack, operation)) return { operation, outcome: "redone", others: [] };
    if (!task) return { operation, outcome: "none", others: [] };
    taken.add(task.taskId);
    return { operation, outcome: task.window.end > ctx.clock.now() ? "found" : "over", task, others: [] };
  });
  return first.map((each) => ({ ...each, others: free(each.operation) }));
}
