/**
 * Making a template or rule that is surely ours. The API has no idempotency token, and a name may be given twice: so
 * what is there is looked at before, and again where an answer was lost.
 */
import type { Context } from "../context.js";
import { isAboutTheAccount, isLiveError, type LiveError } from "../live/errors.js";
import { lookForWhatCame, looks, sendings } from "../live/unclear.js";
import { assertAtHome, assertSameWorld } from "../live/world.js";
import { listNow } from "./finding.js";
import { handleOf, identityIn } from "./holders.js";
import type { Declared, Found, LastingKind } from "./kind.js";
import { laterAttempts } from "./patience.js";
import type { Held } from "./state.js";
import { isEqualTo, isNamedAs, tellDifferences, toFound } from "./values.js";

export interface Making {
  /** Sends the creation. Answers the id of what was made. */
  send(): Promise<string>;
  /** Makes what is taken over into what is declared. */
  bring(found: Found): Promise<void>;
}

/** @throws where there is one already that may not be taken over, or where none came about that is surely ours. */
export async function makeOrTakeOver(
  ctx: Context,
  kind: LastingKind,
  declared: Declared,
  making: Making,
): Promise<Held> {
  const identity = identityIn(kind, declared.values);
  ctx.holders.begin(identity);
  try {
    const world = await ctx.world();
    const before = ctx.holders.worldLeftFor(identity);
    if (before !== undefined) assertSameWorld(world, before, `replace the ${kind.describe(declared.values)}`);
    assertAtHome(world, ctx.homes, `make the ${kind.describe(declared.values)}`);
    const held = await ctx.holders.inTurn(identity, async () => {
      const id = (await takeOver(ctx, kind, declared, making)) ?? (await create(ctx, kind, declared, making));
      const owner = ctx.token();
      ctx.holders.hold(handleOf(kind, id), owner);
      return { id, owner, world };
    });
    ctx.holders.succeeded(identity, handleOf(kind, held.id));
    return held;
  } catch (error) {
    ctx.holders.failed(identity);
    throw error;
  }
}

/** The id of what was there before this process made anything and is taken over; `undefined` where there is nothing. */
async function takeOver(
  ctx: Context,
  kind: LastingKind,
  declared: Declared,
  making: Making,
): Promise<string | undefined> {
  const before = (await ctx.lasting(kind.actions.list).before()).map((raw) => toFound(kind, raw));
  const mayBeThere =
    ofIdentity(ctx, kind, declared, before).length > 0 || ctx.holders.hasSucceeded(identityIn(kind, declared.values));
  return mayBeThere ? takeOverNow(ctx, kind, declared, making) : undefined;
}

async function takeOverNow(
  ctx: Context,
  kind: LastingKind,
  declared: Declared,
  { bring }: Making,
): Promise<string | undefined> {
  const there = ofIdentity(ctx, kind, declared, await listNow(ctx, kind));
  const handed = there.filter(({ id }) => ctx.adopt.has(handleOf(kind, id)));
  const [found, ...others] = handed.length > 0 ? handed : there;
  if (!found) return undefined;

  const named = kind.describe(declared.values);
  const ids = [found, ...others].map(({ id }) => id).join(", ");
  const handle = handleOf(kind, found.id);
  if (ctx.holders.isHeld(handle)) {
    throw new Error(
      `The ${named} is held by another resource of this program (${found.id}). Declare it once; where a resource got a ` +
        "new name, tell Pulumi with `aliases`.",
    );
  }
  // What a resource of this program gives up is nobody else's: a killed run may have made it in the place of that one.
  if (handed.length === 0 && declared.ifExists === "error" && !ctx.holders.isLeft(handle)) {
    const differing = tellDifferences(kind, found.values, declared.values);
    throw new Error(
      `A ${named} is there already (${ids}), ${differing === "" ? "equal in every field" : `with ${differing}`}, and ` +
        'ifExists is "error". Set it to "adopt" to take that one over and bring it to what is declared' +
        `, or run once with TENCENTCLOUD_CSS_ADOPT=${handleOf(kind, found.id)} in the environment, as after a killed ` +
        "run. Where the resource only got a new name, tell Pulumi with `aliases`.",
    );
  }
  if (others.length > 0) {
    throw new Error(
      `There are several: ${named} is ${ids}. Run once with TENCENTCLOUD_CSS_ADOPT=${handle} in the ` +
        "environment to take over that one, or delete the others in the console.",
    );
  }
  const differing = tellDifferences(kind, found.values, declared.values);
  if (differing !== "") await bring(found);
  ctx.notices.say(
    `The ${named} was there already (${found.id}) and was taken over` +
      `${differing === "" ? ", equal in every field" : `; it had ${differing}, which was changed`}.`,
  );
  return found.id;
}

function ofIdentity(ctx: Context, kind: LastingKind, { values }: Declared, all: readonly Found[]): Found[] {
  return all
    .filter((found) => isNamedAs(kind, found, values))
    .filter(({ id }) => !ctx.holders.wasRemoved(handleOf(kind, id)));
}

async function create(ctx: Context, kind: LastingKind, declared: Declared, making: Making): Promise<string> {
  try {
    return await createPatiently(ctx, kind, declared, making.send);
  } catch (error) {
    if (!kind.isUnique || !isLiveError(error, "refused") || isAboutTheAccount(error)) throw error;
    // Somebody may have made it since this process looked. Which code says so is documented of snapshot rules alone.
    const taken = await takeOverNow(ctx, kind, declared, making);
    if (taken !== undefined) return taken;
    throw error;
  }
}

/** What this process deleted a moment ago may be in the way a little longer. */
export async function createPatiently(
  ctx: Context,
  kind: LastingKind,
  declared: Declared,
  send: () => Promise<string>,
): Promise<string> {
  const wasThere = kind.isUnique && ctx.holders.wasRemoved(handleOf(kind, kind.identityOf(declared.values)));
  for (const wait of wasThere ? laterAttempts : []) {
    try {
      return await createSurely(ctx, kind, declared, send);
    } catch (error) {
      if (!isLiveError(error, "refused") || isAboutTheAccount(error)) throw error;
      await ctx.clock.sleep(wait);
    }
  }
  return createSurely(ctx, kind, declared, send);
}

/** Sends a creation, and where its outcome is unknown finds it out; where nothing came of it, sends it again. */
async function createSurely(
  ctx: Context,
  kind: LastingKind,
  declared: Declared,
  send: () => Promise<string>,
): Promise<string> {
  for (let sending = 1; ; sending += 1) {
    try {
      return await send();
    } catch (error) {
      // What an earlier sending made after all is in the way of a later one.
      const came = sending > 1 && isLiveError(error, "refused") ? await newAndEqual(ctx, kind, declared) : [];
      if (came[0]) return came[0].id;
      if (!isLiveError(error, "ambiguous")) throw error;
      const found = await look(ctx, kind, declared, error);
      if (found !== undefined) return found;
      if (sending === sendings) {
        throw mayExist(error, kind, declared, `it was sent ${sendings} times, and no listing shows it`);
      }
      ctx.notices.say(
        `${kind.describe(declared.values)}: a creation got no clear answer and left nothing within ${looks.at(-1)} s, ` +
          "so it was sent once more.",
      );
    }
  }
}

/** The id of what can only have come of the call. */
async function look(
  ctx: Context,
  kind: LastingKind,
  declared: Declared,
  failure: LiveError,
): Promise<string | undefined> {
  const came = await lookForWhatCame(ctx.clock, () => newAndEqual(ctx, kind, declared));
  if (!came) throw mayExist(failure, kind, declared, "it was not sent again, so that there are not two");
  const [ours, ...others] = came;
  if (ours && others.length > 0) {
    ctx.notices.say(
      `${kind.describe(declared.values)}: a creation got no clear answer, and several new ones are equal to it. ` +
        `${ours.id} was taken; if nobody else made ${others.map(({ id }) => id).join(", ")}, delete them.`,
    );
  }
  return ours?.id;
}

/** What was not there before, is of nobody in this process, and is equal in every field. */
async function newAndEqual(ctx: Context, kind: LastingKind, declared: Declared): Promise<Found[]> {
  const before = await ctx.lasting(kind.actions.list).before();
  const known = new Set(before.map((raw) => kind.idOf(raw)));
  const isNew = ({ id }: Found) => {
    const handle = handleOf(kind, id);
    return (!known.has(id) || ctx.holders.wasRemoved(handle)) && !ctx.holders.isHeld(handle);
  };
  return (await listNow(ctx, kind)).filter((found) => isNew(found) && isEqualTo(kind, found, declared.values));
}

function mayExist(error: LiveError, kind: LastingKind, { values }: Declared, why: string): Error {
  return new Error(
    `${error.summary} It may exist or not; ${why}. Run again: should ${kind.describe(values)} be there by then, the ` +
      "run names it, and says how to take it over.",
    { cause: error },
  );
}
