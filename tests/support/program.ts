/**
 * What the engine does with one program's resources, run after run: check, diff, then create, update or replace (the new
 * one first), and in the end delete. Small enough to run thousands of histories; the real engine's tests keep it honest.
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

export interface Run {
  readonly stack: Stack;
  /** What was done with each resource: "create", "update", "replace", "same", "delete". */
  readonly operations: Readonly<Record<string, string>>;
}

/** `pulumi up`: a process of its own, so a context of its own. */
export async function up(ctx: Context, before: Stack, program: Program): Promise<Run> {
  const stack = new Map(before);
  const operations: Record<string, string> = {};
  const replaced: Held[] = [];
  for (const [name, declared] of Object.entries(program)) {
    const { inputs, failures } = screenshotTask.check(declared);
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property} ${reason}`).join("; "));
    const old = before.get(name);
    if (!old) {
      const { id, outs } = await screenshotTask.create(ctx, inputs);
      stack.set(name, { id, inputs, outputs: outs });
      operations[name] = "create";
      continue;
    }
    const { changes, replaces } = screenshotTask.diff(ctx, old.id, old.outputs, inputs);
    if (!changes) {
      stack.set(name, { ...old, inputs });
      operations[name] = "same";
    } else if (replaces.length > 0) {
      const { id, outs } = await screenshotTask.create(ctx, inputs);
      stack.set(name, { id, inputs, outputs: outs });
      replaced.push(old);
      operations[name] = "replace";
    } else {
      const outputs = await screenshotTask.update(ctx, old.id, old.outputs, inputs);
      stack.set(name, { id: old.id, inputs, outputs });
      operations[name] = "update";
    }
  }
  for (const old of replaced) await screenshotTask.destroy(ctx, old.outputs);
  for (const [name, old] of before) {
    if (name in program) continue;
    await screenshotTask.destroy(ctx, old.outputs);
    stack.delete(name);
    operations[name] = "delete";
  }
  return { stack, operations };
}

/** `pulumi refresh`: what is gone leaves the state. */
export async function refresh(ctx: Context, before: Stack): Promise<Stack> {
  const stack = new Map(before);
  for (const [name, held] of before) {
    const found = await screenshotTask.read(ctx, held.id, held.outputs);
    if (found) stack.set(name, { ...held, outputs: found.props });
    else stack.delete(name);
  }
  return stack;
}
