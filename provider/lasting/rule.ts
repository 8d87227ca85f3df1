/**
 * How a rule is made and deleted. It cannot be modified, and there is one for a key: one that changes its template goes
 * before its successor comes, and what is pushed in between goes without.
 */
import type { Context } from "../context.js";
import { isUnknown, type Properties } from "../fields.js";
import { writeRepeatedly } from "../live/repeatable.js";
import { requireWorld } from "../live/world.js";
import type { Created, Difference, Read } from "../resource.js";
import { isState } from "../state.js";
import { createSurely, makeOrTakeOver } from "./creating.js";
import { findListed, nothingThere } from "./finding.js";
import { handleOf } from "./holders.js";
import { noteHolder, refuseOtherWorld } from "./holding.js";
import type { LastingKind, Values } from "./kind.js";
import { remove } from "./removing.js";
import { fromState, type Known, toState, withReading } from "./state.js";
import { callOf, declare, differences, fieldNames, toParams } from "./values.js";

export async function create(ctx: Context, kind: LastingKind, inputs: Properties): Promise<Created> {
  const declared = declare(kind, inputs);
  const { values } = declared;
  const id = kind.identityOf(values);
  const send = async () => {
    await ctx.api.write(callOf(kind, kind.actions.create, values, paramsOf(kind, values)));
    return id;
  };
  const held = await makeOrTakeOver(ctx, kind, declared, {
    send,
    bring: async () => {
      await writeRepeatedly(ctx.api, callOf(kind, kind.actions.remove, values, keyParams(kind, values)));
      ctx.holders.removed(handleOf(kind, id));
      await createSurely(ctx, kind, declared, send);
    },
  });
  return { id, outs: toState(kind, { declared, held }) };
}

export function diff(ctx: Context, kind: LastingKind, olds: Properties, news: Properties): Difference {
  const old = fromState(kind, olds);
  refuseOtherWorld(ctx, kind, old);
  noteHolder(ctx, kind, old);
  const unknown = fieldNames(kind).filter((name) => isUnknown(news[name]));
  const next = declare(kind, { ...news, ...pick(old.declared.values, unknown) });
  const edited = differences(kind, old.declared.values, next.values);
  const replaces = [...new Set([...unknown, ...edited])];
  if (replaces.length === 0) {
    return { changes: isUnknown(news["ifExists"]) || old.declared.ifExists !== next.ifExists, replaces };
  }
  // What is not known yet may turn out to be the same key.
  return {
    changes: true,
    replaces,
    deleteBeforeReplace: kind.identityOf(next.values) === kind.identityOf(old.declared.values),
  };
}

/** Only what is ours can change in place. */
export async function update(
  _ctx: Context,
  kind: LastingKind,
  olds: Properties,
  news: Properties,
): Promise<Record<string, unknown>> {
  const { declared, held } = fromState(kind, olds);
  const next = declare(kind, news);
  // After a failed update the engine asks for one by itself; the old rule stays in state, so that the next diff sees it.
  const kept = differences(kind, declared.values, next.values).length > 0 ? declared : next;
  return toState(kind, { declared: kept, held });
}

export async function read(ctx: Context, kind: LastingKind, id: string, state: Properties): Promise<Read | undefined> {
  if (!isState(state)) return get(ctx, kind, id);
  const known = fromState(kind, state);
  await requireWorld(ctx, known.held.world, `read the ${kind.describe(known.declared.values)}`);
  const found = await findListed(ctx, kind, known.held.id);
  return found && { id, props: toState(kind, withReading(kind, known, found)) };
}

/**
 * A rule that this program does not manage.
 * @throws where there is none.
 */
async function get(ctx: Context, kind: LastingKind, id: string): Promise<Read> {
  const world = await ctx.world();
  const found = await findListed(ctx, kind, id);
  if (!found) throw await nothingThere(ctx, kind, id, kind.idOf);
  const known: Known = { declared: declare(kind, found.values), held: { id, owner: "", world } };
  return { id, props: toState(kind, known) };
}

export async function destroy(ctx: Context, kind: LastingKind, state: Properties): Promise<void> {
  const known = fromState(kind, state);
  await remove(ctx, kind, known, keyParams(kind, known.declared.values));
}

/** An empty stream is every stream of the path, and is left out. */
function paramsOf(kind: LastingKind, values: Values): Record<string, unknown> {
  return toParams(
    values,
    fieldNames(kind).filter((name) => values[name] !== ""),
  );
}

function keyParams(kind: LastingKind, values: Values): Record<string, unknown> {
  const { TemplateId: _, ...key } = paramsOf(kind, values);
  return key;
}

function pick(values: Values, names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
