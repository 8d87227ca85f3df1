/** Looking for one template or rule among all of an account. */
import type { Context } from "../context.js";
import type { Properties } from "../fields.js";
import { isLiveError } from "../live/errors.js";
import type { Found, LastingKind } from "./kind.js";
import { toFound } from "./values.js";

export async function listNow(ctx: Context, kind: LastingKind): Promise<Found[]> {
  return (await ctx.lasting(kind.actions.list).fresh()).map((raw) => toFound(kind, raw));
}

/** One listing alone does not prove an absence. */
export async function findListed(ctx: Context, kind: LastingKind, id: string): Promise<Found | undefined> {
  const look = await ctx.lasting(kind.actions.list).recent();
  const withId = (all: readonly Properties[]) => all.find((raw) => kind.idOf(raw) === id);
  const listed = withId(look.all) ?? withId(await look.again());
  return listed && toFound(kind, listed);
}

/** Where nothing can be listed it is taken to be there. */
export async function mayBeThere(ctx: Context, kind: LastingKind, id: string): Promise<boolean> {
  try {
    return (await ctx.lasting(kind.actions.list).fresh()).some((raw) => kind.idOf(raw) === id);
  } catch (error) {
    if (!isLiveError(error)) throw error;
    return true;
  }
}

/** What a `get` of something that is not there fails with: the engine would take an empty answer for a success. */
export async function nothingThere(
  ctx: Context,
  kind: LastingKind,
  id: string,
  nameOf: (raw: Properties) => string,
): Promise<Error> {
  const { all } = await ctx.lasting(kind.actions.list).recent();
  const there = all.map(nameOf).join(", ");
  return new Error(`There is no ${kind.noun} ${id}; there ${there === "" ? "is none at all" : `are ${there}`}.`);
}
