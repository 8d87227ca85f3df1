/** What a diff makes sure of, without a call: that this run looks where the object lives, and that one resource holds it. */
import type { Context } from "../context.js";
import { assertSameWorld } from "../live/world.js";
import { handleOf, identityIn } from "./holders.js";
import type { LastingKind, Values } from "./kind.js";
import type { Known } from "./state.js";

/** "No change" would say that all is well, where this run does not look. */
export function goOnAtHome(ctx: Context, kind: LastingKind, { declared, held }: Known): void {
  ctx.homes.add(held.world);
  if (ctx.knownWorld === undefined) return;
  assertSameWorld(ctx.knownWorld, held.world, `go on with the ${kind.describe(declared.values)}`);
}

export function noteHolder(ctx: Context, kind: LastingKind, { declared, held }: Known): void {
  const handle = handleOf(kind, held.id);
  if (ctx.holders.endRefresh(handle)) return;
  if (!ctx.holders.handedOver(handle, held.owner)) {
    ctx.holders.hold(handle, held.owner);
    return;
  }
  ctx.notices.say(
    `The ${kind.describe(declared.values)} (${held.id}) belongs to two resources of this program, which change it in ` +
      "turn. Declare it once.",
  );
}

/** It is to have another key, so that what it has is free for who declares that key now. */
export function noteSuccessor(ctx: Context, kind: LastingKind, { held }: Known, next: Values): void {
  const handle = handleOf(kind, held.id);
  ctx.holders.endRefresh(handle);
  ctx.holders.leave(handle, held.owner, { identity: identityIn(kind, next), world: held.world });
}
