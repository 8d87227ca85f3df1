/**
 * How a rule is made, changed and deleted. The service modifies none, and has one for a key: one that changes its template
 * goes before its successor comes, and what is pushed in between goes without.
 */
import { updateWhereAbsent, whole } from "../absent.js";
import type { Context } from "../context.js";
import { changeOf, isUnknown, type Properties } from "../fields.js";
import { isLiveError, isNotFound, type LiveError } from "../live/errors.js";
import { betweenListings } from "../live/listings.js";
import { writeRepeatedly } from "../live/repeatable.js";
import { requireWorld } from "../live/world.js";
import type { Created, Difference, Read } from "../resource.js";
import { isState } from "../state.js";
import { createPatiently, makeOrTakeOver } from "./creating.js";
import { findListed, listNow, nothingThere } from "./finding.js";
import { handleOf } from "./holders.js";
import { goOnAtHome, noteHolder, noteSuccessor } from "./holding.js";
import type { Declared, RuleKind, Values } from "./kind.js";
import { remove } from "./removing.js";
import { fromState, type Known, toState, withReading } from "./state.js";
import { callOf, declare, differences, fieldNames, isEqualTo, toParams } from "./values.js";

export async function create(ctx: Context, kind: RuleKind, inputs: Properties): Promise<Created> {
  const declared = declare(kind, whole(kind, inputs));
  const held = await makeOrTakeOver(ctx, kind, declared, {
    send: () => send(ctx, kind, declared.values),
    bring: (found) => exchange(ctx, kind, found.values, declared),
  });
  return { id: held.id, outs: toState(kind, { declared, held }) };
}

/**
 * Another key is another rule. What else changes is an update, in which the rule is deleted and made again: a deletion
 * that fails before a replacement has the engine wait for ever under `--continue-on-error` (CLI 3.248.0, measured), and
 * after one that succeeds a creation that fails leaves nothing (pulumi/pulumi#16179).
 */
export function diff(ctx: Context, kind: RuleKind, olds: Properties, news: Properties): Difference {
  return updateWhereAbsent(kind.fields, olds, news, (next) => diffWhole(ctx, kind, olds, next));
}

function diffWhole(ctx: Context, kind: RuleKind, olds: Properties, news: Properties): Difference {
  const old = fromState(kind, olds);
  goOnAtHome(ctx, kind, old);
  const unknown = fieldNames(kind).filter((name) => isUnknown(news[name]));
  const next = declare(kind, { ...news, ...pick(old.declared.values, unknown) });
  const edited = new Set([...unknown, ...differences(kind, old.declared.values, next.values)]);
  const replaces = Object.entries(kind.fields)
    .filter(([name, field]) => edited.has(name) && changeOf(field) === "replace")
    .map(([name]) => name);
  if (replaces.length > 0) {
    noteSuccessor(ctx, kind, old, next.values);
    return { changes: true, replaces };
  }
  noteHolder(ctx, kind, old);
  const isEdited = edited.size > 0 || isUnknown(news["ifExists"]) || old.declared.ifExists !== next.ifExists;
  return { changes: isEdited, replaces };
}

export async function update(
  ctx: Context,
  kind: RuleKind,
  olds: Properties,
  news: Properties,
): Promise<Record<string, unknown>> {
  const { declared: before, held } = fromState(kind, olds);
  const declared = declare(kind, whole(kind, news));
  if (differences(kind, before.values, declared.values).length > 0) {
    await requireWorld(ctx, held.world, `change the ${kind.describe(before.values)}`);
    await exchange(ctx, kind, before.values, declared);
    ctx.holders.hold(handleOf(kind, held.id), held.owner);
  }
  return toState(kind, { declared, held });
}

/** The rule that there is goes, and one of the same key comes. */
async function exchange(ctx: Context, kind: RuleKind, before: Values, declared: Declared): Promise<void> {
  const { values } = declared;
  // Of an update that was killed, or whose answer was lost, it may be there already.
  if ((await listNow(ctx, kind)).some((found) => isEqualTo(kind, found, values))) return;

  await requireTemplate(ctx, kind, values);
  await writeRepeatedly(ctx.api, callOf(kind, kind.actions.remove, before, keyParams(kind, before))).catch(
    (error: unknown) => {
      if (!isNotFound(error)) throw error;
    },
  );
  ctx.holders.removed(handleOf(kind, kind.identityOf(values)));
  try {
    await createPatiently(ctx, kind, declared, () => send(ctx, kind, values));
  } catch (error) {
    throw isLiveError(error, "refused") ? await putBack(ctx, kind, before, error) : error;
  }
}

export async function read(ctx: Context, kind: RuleKind, id: string, state: Properties): Promise<Read | undefined> {
  if (!isState(state)) return get(ctx, kind, id);
  const known = fromState(kind, state);
  await requireWorld(ctx, known.held.world, `read the ${kind.describe(known.declared.values)}`);
  ctx.holders.refresh(handleOf(kind, known.held.id));
  const found = await findListed(ctx, kind, known.held.id);
  return found && { id, props: toState(kind, withReading(kind, known, found)) };
}

/**
 * A rule that this program does not manage.
 * @throws where there is none.
 */
async function get(ctx: Context, kind: RuleKind, id: string): Promise<Read> {
  const world = await ctx.world();
  const found = await findListed(ctx, kind, id);
  if (!found) throw await nothingThere(ctx, kind, id, kind.idOf);
  const known: Known = { declared: declare(kind, found.values), held: { id, owner: "", world } };
  return { id, props: toState(kind, known) };
}

export async function destroy(ctx: Context, kind: RuleKind, state: Properties): Promise<void> {
  const known = fromState(kind, state);
  await remove(ctx, kind, known, keyParams(kind, known.declared.values));
}

/**
 * With a template that does not exist the creation would be refused, when what was there has been deleted for it.
 * @throws where the account has no such template. Where that cannot be asked, the creation says it.
 */
async function requireTemplate(ctx: Context, kind: RuleKind, values: Values): Promise<void> {
  const list = () => ctx.lasting(kind.actions.templates).fresh();
  const isThere = (all: readonly Properties[]) => all.some((raw) => raw["TemplateId"] === values["templateId"]);
  try {
    if (isThere(await list())) return;
    // It may be a moment old.
    await ctx.clock.sleep(betweenListings);
    if (isThere(await list())) return;
  } catch (error) {
    if (!isLiveError(error)) throw error;
    return;
  }
  throw new Error(
    `Kept the ${kind.describe(values)} as it is: there is no template ${values["templateId"]}, which it is to bind from ` +
      "now on. Declare one that exists as templateId, or the `templateId` of a template of this program; then run again.",
  );
}

/** Rather the rule that was there than none. */
async function putBack(ctx: Context, kind: RuleKind, before: Values, error: LiveError): Promise<Error> {
  const outcome = await send(ctx, kind, before).then(
    () => "was made again as it was",
    (failure: Error) => `could not be made again, so that there is none now: ${failure.message}`,
  );
  return new Error(
    `${error.message} The ${kind.describe(before)} that was there had been deleted for it, and ${outcome}.`,
    { cause: error },
  );
}

/** Answers the id of the rule, which is its key. */
async function send(ctx: Context, kind: RuleKind, values: Values): Promise<string> {
  await ctx.api.write(callOf(kind, kind.actions.create, values, paramsOf(kind, values)));
  return kind.identityOf(values);
}

/** An empty stream is every stream of the path, and is left out. */
function paramsOf(kind: RuleKind, values: Values): Record<string, unknown> {
  return toParams(
    values,
    fieldNames(kind).filter((name) => values[name] !== ""),
  );
}

function keyParams(kind: RuleKind, values: Values): Record<string, unknown> {
  const { TemplateId: _, ...key } = paramsOf(kind, values);
  return key;
}

function pick(values: Values, names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
