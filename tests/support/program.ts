/**
 * What the engine does with one program's resources, run after run: check, diff, then create, update or replace (the new
 * one first), and in the end delete. Small enough to run thousands of histories; the real engine's tests keep it honest.
 * Where the engine surprises (CLI 3.248.0, measured): `--replace` and a new name create without a diff of what was; a
 * failing read ends the run; with `--continue-on-error` what was removed or replaced is deleted whatever else failed; the
 * delete of a replaced resource that failed is tried again by each later `up`, last; what was being made when the engine
 * was killed stays pending without an id.
 */
import type { Context } from "../../provider/context.js";
import type { Properties } from "../../provider/fields.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";

export interface Held {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export type Stack = ReadonlyMap<string, Held>;
export type Program = Readonly<Record<string, Properties>>;

export type OperationKind = "create" | "update" | "replace" | "delete" | "read";

/** Something that the engine has begun with a resource. */
export interface Operation {
  readonly kind: OperationKind;
  readonly name: string;
  /** What is declared of the resource. */
  readonly inputs: Properties;
}

/** What the engine has saved, step by step, so that it is there after a kill. */
export interface Checkpoint {
  readonly resources: Map<string, Held>;
  /** Replaced, but not deleted yet. */
  condemned: readonly (Held & { readonly name: string })[];
  /** Begun, and not known to have ended. */
  pending: readonly Operation[];
}

export interface RunOptions {
  readonly verb?: "up" | "refresh" | "destroy" | undefined;
  /** Reads everything before an `up`. */
  readonly refresh?: boolean | undefined;
  readonly continueOnError?: boolean | undefined;
  /** Resources that do not depend on each other: their steps run at the same time. */
  readonly parallel?: boolean | undefined;
  /** `--replace`: this resource is made anew, whatever its diff would say. */
  readonly replace?: string | undefined;
  /** Awaited when a step is done, before it is saved. */
  readonly beforeSaving?: (operation: Operation) => Promise<void>;
}

export interface Failure {
  readonly kind: OperationKind | "diff";
  readonly name: string;
  readonly error: unknown;
}

export interface Outcome {
  /** What was done with each resource: "create", "update", "replace", "same", "delete"; nothing where it failed. */
  readonly operations: Record<string, string>;
  readonly failures: Failure[];
}

export function emptyCheckpoint(stack: Stack = new Map()): Checkpoint {
  return { resources: new Map(stack), condemned: [], pending: [] };
}

/**
 * One run of the engine: a process of its own, so a context of its own.
 * @param outcome What it did, filled at each step: it is read where the run is killed.
 */
export async function run(
  ctx: Context,
  checkpoint: Checkpoint,
  program: Program,
  options: RunOptions = {},
  outcome: Outcome = { operations: {}, failures: [] },
): Promise<Outcome> {
  const { operations, failures } = outcome;
  const goesOn = () => failures.length === 0 || options.continueOnError === true;

  async function step<Result>(
    operation: Operation,
    act: () => Promise<Result>,
    save: (result: Result) => void,
  ): Promise<void> {
    checkpoint.pending = [...checkpoint.pending, operation];
    try {
      const result = await act();
      await options.beforeSaving?.(operation);
      save(result);
    } catch (error) {
      failures.push({ kind: operation.kind, name: operation.name, error });
    }
    checkpoint.pending = checkpoint.pending.filter((other) => other !== operation);
  }

  const each = async <Item>(items: Iterable<Item>, act: (item: Item) => Promise<void>) => {
    if (options.parallel) {
      await Promise.all([...items].map(act));
      return;
    }
    for (const item of items) await act(item);
  };

  const readAll = async () => {
    await each([...checkpoint.resources], ([name, held]) =>
      readOne({ name, ...held }, (found) => {
        if (found) checkpoint.resources.set(name, { ...held, outputs: found.props });
        else checkpoint.resources.delete(name);
      }),
    );
    await each(checkpoint.condemned, (old) =>
      readOne(old, (found) => {
        if (!found) checkpoint.condemned = checkpoint.condemned.filter((other) => other !== old);
      }),
    );
  };

  type Found = Awaited<ReturnType<typeof screenshotTask.read>>;

  /** A refresh asks for the difference between what it read and what was declared. */
  const readOne = ({ name, id, inputs, outputs }: Held & { name: string }, save: (found: Found) => void) =>
    step(
      { kind: "read", name, inputs },
      async () => {
        const found = await screenshotTask.read(ctx, id, outputs);
        if (found) screenshotTask.diff(ctx, id, found.props, inputs);
        return found;
      },
      save,
    );

  async function register([name, declared]: readonly [string, Properties]): Promise<void> {
    if (!goesOn()) return;
    const { inputs, failures: problems } = screenshotTask.check(declared);
    if (problems.length > 0) {
      throw new Error(problems.map(({ property, reason }) => `${property} ${reason}`).join("; "));
    }
    const old = checkpoint.resources.get(name);
    let difference: ReturnType<typeof screenshotTask.diff> | undefined;
    try {
      if (old && options.replace !== name) difference = screenshotTask.diff(ctx, old.id, old.outputs, inputs);
    } catch (error) {
      failures.push({ kind: "diff", name, error });
      return;
    }
    if (!old || !difference || difference.replaces.length > 0) {
      const kind = old ? "replace" : "create";
      await step(
        { kind, name, inputs },
        () => screenshotTask.create(ctx, inputs),
        ({ id, outs }) => {
          checkpoint.resources.set(name, { id, inputs, outputs: outs });
          if (old) checkpoint.condemned = [...checkpoint.condemned, { name, ...old }];
          operations[name] = kind;
        },
      );
    } else if (difference.changes) {
      await step(
        { kind: "update", name, inputs },
        () => screenshotTask.update(ctx, old.id, old.outputs, inputs),
        (outputs) => {
          checkpoint.resources.set(name, { id: old.id, inputs, outputs });
          operations[name] = "update";
        },
      );
    } else {
      checkpoint.resources.set(name, { ...old, inputs });
      operations[name] = "same";
    }
  }

  const removeAll = async (keep: Program) => {
    await each(checkpoint.condemned, async (old) => {
      if (!goesOn()) return;
      await step(
        { kind: "delete", name: old.name, inputs: old.inputs },
        () => screenshotTask.destroy(ctx, old.outputs),
        () => {
          checkpoint.condemned = checkpoint.condemned.filter((other) => other !== old);
        },
      );
    });
    await each(
      [...checkpoint.resources].filter(([name]) => !(name in keep)),
      async ([name, { inputs, outputs }]) => {
        if (!goesOn()) return;
        await step(
          { kind: "delete", name, inputs },
          () => screenshotTask.destroy(ctx, outputs),
          () => {
            checkpoint.resources.delete(name);
            operations[name] = "delete";
          },
        );
      },
    );
  };

  // Creates that a killed run left stay until somebody clears them; all else is forgotten.
  checkpoint.pending = checkpoint.pending.filter(({ kind }) => kind === "create" || kind === "replace");
  const verb = options.verb ?? "up";
  if (verb === "refresh" || options.refresh) {
    await readAll();
    if (verb === "refresh" || failures.length > 0) return outcome;
  }
  if (verb === "up") await each(Object.entries(program), register);
  // What fails in the diff of one resource ends the planning of all.
  if (failures.some(({ kind }) => kind === "diff")) return outcome;
  await removeAll(verb === "up" ? program : {});
  return outcome;
}

export interface Run {
  readonly stack: Stack;
  readonly operations: Outcome["operations"];
}

/** `pulumi up` without a fault: throws what failed first. */
export async function up(ctx: Context, before: Stack, program: Program): Promise<Run> {
  const checkpoint = emptyCheckpoint(before);
  const { operations, failures } = await run(ctx, checkpoint, program);
  for (const { error } of failures) throw error;
  return { stack: checkpoint.resources, operations };
}

/** `pulumi refresh`: what is gone leaves the state. */
export async function refresh(ctx: Context, before: Stack): Promise<Stack> {
  const checkpoint = emptyCheckpoint(before);
  const { failures } = await run(ctx, checkpoint, {}, { verb: "refresh" });
  for (const { error } of failures) throw error;
  return checkpoint.resources;
}
