/**
 * Where the service and the states differ: tasks that no state knows, and tasks that a state has but the service does
 * not list. Only what can still capture matters: what is stopped or over ends by itself. Nothing is changed.
 */
import type { ListedTask } from "../../provider/live/tasks.js";
import type { TimedTaskKind } from "../../provider/timedTask/kind.js";
import { isLike } from "../../provider/timedTask/matching.js";
import { assertLivesHere, type GivenStack, mayCapture, type Place, placesOf } from "../places.js";
import { taskKinds } from "../stackExport.js";

/** A task that none of the given states knows. */
export interface Orphan {
  readonly task: ListedTask;
  readonly running: boolean;
  /** "emulator:STORE", "account:NUMBER" or "cloud". */
  readonly world: string;
  /** The windows that are declared just so: it is a double of theirs, or what a killed run made for them. */
  readonly equals: readonly Equal[];
}

export interface Equal {
  readonly stack: string;
  readonly name: string;
  readonly hasTask: boolean;
}

/** A task that a state has, and that should be listed, but is not. */
export interface Absent {
  readonly stack: string;
  readonly name: string;
  readonly urn: string;
  readonly taskId: string;
  readonly world: string;
}

export interface Comparison {
  readonly orphans: readonly Orphan[];
  readonly absent: readonly Absent[];
  /** How many tasks the service listed that can still capture. */
  readonly listed: number;
}

/**
 * Compares all that can still capture: running tasks, and scheduled ones as far ahead as there can be any.
 * @throws Error where the service cannot be asked; one that `isUnpublished` knows where the site has no listing.
 */
export async function compare(stacks: readonly GivenStack[]): Promise<Comparison> {
  const found: Comparison[] = [];
  for (const place of await placesOf(stacks)) {
    assertLivesHere(place);
    for (const kind of taskKinds) found.push(await comparePlace(place, kind));
  }
  return {
    orphans: found.flatMap(({ orphans }) => orphans),
    absent: found.flatMap(({ absent }) => absent),
    listed: found.reduce((sum, { listed }) => sum + listed, 0),
  };
}

async function comparePlace({ ctx, world, declarations }: Place, kind: TimedTaskKind): Promise<Comparison> {
  const ofKind = declarations.filter((declaration) => declaration.kind === kind);
  const look = await ctx.listings(kind.actions).before();
  const again = await look.again();

  const known = new Set(ofKind.flatMap(({ task }) => task?.taskId ?? []));
  const still = new Set(again.map(({ taskId }) => taskId));
  // What is listed but once is being made or deleted at this moment.
  const listed = look.tasks.filter((task) => still.has(task.taskId) && mayCapture(ctx, task));
  const orphans = listed
    .filter(({ taskId }) => !known.has(taskId))
    .map((task): Orphan => {
      const equals = ofKind.filter(({ declared }) => isLike(task, declared.subject, declared.window.end));
      return {
        task,
        running: (task.window.start ?? 0) <= ctx.clock.now(),
        world,
        equals: equals.map((each) => ({ stack: each.stack, name: each.name, hasTask: each.task !== undefined })),
      };
    });
  const seen = new Set([...look.tasks, ...again].map(({ taskId }) => taskId));
  const absent = ofKind.flatMap(({ task, external, stack, name, urn }): Absent[] =>
    task && !external && mayCapture(ctx, task) && !seen.has(task.taskId)
      ? [{ stack, name, urn, taskId: task.taskId, world }]
      : [],
  );
  return { orphans, absent, listed: listed.length };
}
