/** How a template is made, changed in place and deleted. Its id stays as long as it lives. */
import { updateWhereAbsent, whole } from "../absent.js";
import type { Context } from "../context.js";
import { isUnknown, type Properties } from "../fields.js";
import { isInUse, isLiveError, isNotFound, LiveError } from "../live/errors.js";
import { writeRepeatedly } from "../live/repeatable.js";
import { requireWorld } from "../live/world.js";
import type { Created, Difference, Read } from "../resource.js";
import { isState } from "../state.js";
import { makeOrTakeOver } from "./creating.js";
import { findListed, nothingThere } from "./finding.js";
import { handleOf } from "./holders.js";
import { goOnAtHome, noteHolder } from "./holding.js";
import type { Found, TemplateKind, Values } from "./kind.js";
import { removeLeftRules } from "./leftRules.js";
import { explainUnknown } from "./mainlandOnly.js";
import { laterAttempts } from "./patience.js";
import { remove } from "./removing.js";
import { ruleHandle, ruleId } from "./ruleKey.js";
import { fromState, type Known, toState, withReading } from "./state.js";
import { keepForTasks } from "./users.js";
import { callOf, declare, differences, fieldNames, namesSet, toFound, toParams } from "./values.js";

export async function create(ctx: Context, kind: TemplateKind, inputs: Properties): Promise<Created> {
  const declared = declare(kind, whole(kind, inputs));
  const { values } = declared;
  const names = namesSet(kind, values);
  const held = await makeOrTakeOver(ctx, kind, declared, {
    send: async () => {
      const call = callOf(kind, kind.actions.create, values, toParams(values, names));
      const { TemplateId: id } = await ctx.api.write(call);
      if (typeof id === "number" && id > 0) return String(id);
      throw new LiveError({ ...call, outcome: "ambiguous", message: "the answer has no TemplateId" });
    },
    bring: (found) => modify(ctx, kind, found.id, values, found.values),
  }).catch((error: unknown) => {
    throw explainUnknown(ctx, kind, names, error);
  });
  return { id: held.id, outs: toState(kind, { declared, held }) };
}

/** Every change is made in place: nothing that uses a template has to change with it. */
export function diff(ctx: Context, kind: TemplateKind, olds: Properties, news: Properties): Difference {
  return updateWhereAbsent(kind.fields, olds, news, (next) => diffWhole(ctx, kind, olds, next));
}

function diffWhole(ctx: Context, kind: TemplateKind, olds: Properties, news: Properties): Difference {
  const old = fromState(kind, olds);
  goOnAtHome(ctx, kind, old);
  noteHolder(ctx, kind, old);
  if (Object.values(news).some(isUnknown)) return { changes: true, replaces: [] };
  const next = declare(kind, news);
  const edited = differences(kind, old.declared.values, next.values).length > 0;
  return { changes: edited || old.declared.ifExists !== next.ifExists, replaces: [] };
}

export async function update(
  ctx: Context,
  kind: TemplateKind,
  olds: Properties,
  news: Properties,
): Promise<Record<string, unknown>> {
  const { declared: before, held } = fromState(kind, olds);
  const declared = declare(kind, whole(kind, news));
  if (differences(kind, before.values, declared.values).length > 0) {
    await requireWorld(ctx, held.world, `change the ${kind.describe(before.values)}`);
    await modify(ctx, kind, held.id, declared.values, before.values);
  }
  return toState(kind, { declared, held });
}

/** Sends every field, as what is left out keeps its value, or so the documents can be read: cleared is sent empty. */
async function modify(ctx: Context, kind: TemplateKind, id: string, values: Values, before: Values): Promise<void> {
  const set = new Set([...namesSet(kind, values), ...namesSet(kind, { ...values, ...before })]);
  const names = fieldNames(kind).filter((name) => set.has(name) || !kind.mainlandOnly?.includes(name));
  const params = { TemplateId: Number(id), ...toParams(values, names) };
  try {
    await writeRepeatedly(ctx.api, callOf(kind, kind.actions.modify, values, params, id));
  } catch (error) {
    const why = kind.whyUnchangeable?.(values);
    if (why === undefined || !isLiveError(error, "refused") || !/^InvalidParameter/.test(error.code ?? "")) {
      throw explainUnknown(ctx, kind, names, error);
    }
    throw new Error(`${error.summary} ${why}`, { cause: error });
  }
}

export async function read(ctx: Context, kind: TemplateKind, id: string, state: Properties): Promise<Read | undefined> {
  if (!isState(state)) return get(ctx, kind, id);
  const known = fromState(kind, state);
  const named = kind.describe(known.declared.values);
  await requireWorld(ctx, known.held.world, `read the ${named}`);
  ctx.holders.refresh(handleOf(kind, known.held.id));
  const found = await find(ctx, kind, known.held.id, named);
  return found && { id, props: toState(kind, withReading(kind, known, found)) };
}

/**
 * A template that this program does not manage.
 * @throws where there is none.
 */
async function get(ctx: Context, kind: TemplateKind, id: string): Promise<Read> {
  const world = await ctx.world();
  const found = /^\d+$/.test(id) ? await find(ctx, kind, id, `${kind.noun} ${id}`) : undefined;
  if (!found) {
    throw await nothingThere(ctx, kind, id, (raw) => `${kind.idOf(raw)} (${String(raw["TemplateName"])})`);
  }
  const set = namesSet(kind, found.values).map((name) => [name, found.values[name]]);
  const declared = declare(kind, Object.fromEntries(set));
  return { id, props: toState(kind, { declared, held: { id, owner: "", world } }) };
}

/** Asked by its id. An absence is believed once two listings do not show it either. */
async function find(ctx: Context, kind: TemplateKind, id: string, named: string): Promise<Found | undefined> {
  try {
    const call = { action: kind.actions.describe, object: `${named} (${id})`, params: { TemplateId: Number(id) } };
    const { Template: template } = await ctx.api.read(call);
    if (typeof template === "object" && template !== null) return toFound(kind, template as Properties);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return findListed(ctx, kind, id);
}

export async function destroy(ctx: Context, kind: TemplateKind, state: Properties): Promise<void> {
  const known = fromState(kind, state);
  const params = { TemplateId: Number(known.held.id) };
  await keepForTasks(ctx, kind, known);
  let waits: readonly number[] = laterAttempts;
  for (;;) {
    try {
      await remove(ctx, kind, known, params);
      return;
    } catch (error) {
      if (!isInUse(error)) throw error;
      const users = await rulesOf(ctx, kind, known);
      if (isNamed(users) && (await removeLeftRules(ctx, kind, known, users))) continue;
      const [wait, ...further] = waits;
      if (isNamed(users) || wait === undefined) throw inUse(error, kind, known, users);
      await ctx.clock.sleep(wait);
      waits = further;
    }
  }
}

/** The rules that use a template, or why they could not be listed. */
type Users = readonly Properties[] | LiveError;

const isNamed = (users: Users): users is readonly Properties[] => !isLiveError(users) && users.length > 0;

async function rulesOf(ctx: Context, kind: TemplateKind, { held }: Known): Promise<Users> {
  try {
    const rules = await ctx.lasting(kind.actions.rules).fresh();
    return rules
      .filter((rule) => String(rule["TemplateId"]) === held.id)
      .filter((rule) => !ctx.holders.wasRemoved(ruleHandle(kind, rule)));
  } catch (error) {
    // A denied listing must not hide that the template is in use.
    if (!isLiveError(error)) throw error;
    return error;
  }
}

function inUse(error: LiveError, kind: TemplateKind, { declared, held }: Known, users: Users): Error {
  const kept = `The ${kind.describe(declared.values)} (${held.id}) was kept.`;
  return new Error(`${error.summary} ${kept} ${tellUsers(users)}`, { cause: error });
}

function tellUsers(users: Users): string {
  const first =
    "first: where a program declares a rule, let it take its templateId from the template's `templateId`, and Pulumi " +
    "keeps the order; where somebody made it by the API, the console cannot delete one of a single stream.";
  if (isLiveError(users)) {
    return `Which rules use it cannot be told: ${users.message} Delete them ${first}`;
  }
  if (!isNamed(users)) {
    return (
      "No rule is listed that uses it: one that is gone a moment ago may, or a task that is not over. Run again in a " +
      "while, or look in the console."
    );
  }
  const [rules, them] = users.length === 1 ? ["the rule", "it"] : ["the rules", "them"];
  return `It is used by ${rules} ${users.map(ruleId).join(", ")}. Delete ${them} ${first}`;
}
