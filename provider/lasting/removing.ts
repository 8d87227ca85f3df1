/** Deleting a template or rule, which can be repeated. */
import type { Context } from "../context.js";
import { isAboutTheAccount, isLiveError, isNotFound } from "../live/errors.js";
import { writeRepeatedly } from "../live/repeatable.js";
import { requireWorld } from "../live/world.js";
import { mayBeThere } from "./finding.js";
import { handleOf, identityIn } from "./holders.js";
import type { LastingKind } from "./kind.js";
import type { Known } from "./state.js";
import { callOf } from "./values.js";

/**
 * Deletes what this resource holds. Nothing is called for what another resource took over.
 * @throws where it is kept because its successor failed, lives in another world, or could not be deleted.
 */
export async function remove(
  ctx: Context,
  kind: LastingKind,
  { declared, held }: Known,
  params: Readonly<Record<string, unknown>>,
): Promise<void> {
  const handle = handleOf(kind, held.id);
  if (ctx.holders.handedOver(handle, held.owner)) return;
  const named = kind.describe(declared.values);
  // What a resource replaces may go first (`deleteBeforeReplace`), and a failure of that has the engine wait for ever.
  if (ctx.holders.isAwaited(identityIn(kind, declared.values)) && !ctx.holders.isLeft(handle)) {
    throw new Error(
      `Kept the ${named}: a resource that is to take its place was not made in this run. Mend what that one depends on, ` +
        "then run again, for all resources; where it is the same under a new name, tell Pulumi with `aliases`.",
    );
  }
  if (ctx.holders.hasFailed(identityIn(kind, declared.values))) {
    throw new Error(
      `Kept the ${named}: a resource that is to take its place failed in this run. Mend what that one reports, then run ` +
        "again; where it is the same under a new name, tell Pulumi with `aliases`.",
    );
  }
  await requireWorld(ctx, held.world, `delete the ${named}`);
  if (ctx.holders.handedOver(handle, held.owner)) return;
  await send(ctx, kind, { declared, held }, params);
  ctx.holders.removed(handle);
}

/** A refusal of what is not there is as good as success, as an earlier call whose answer was lost may have deleted it. */
async function send(
  ctx: Context,
  kind: LastingKind,
  { declared, held }: Known,
  params: Readonly<Record<string, unknown>>,
): Promise<void> {
  try {
    await writeRepeatedly(ctx.api, callOf(kind, kind.actions.remove, declared.values, params));
  } catch (error) {
    if (isNotFound(error)) return;
    if (!isLiveError(error, "refused") || isAboutTheAccount(error)) throw error;
    // Of two refusals this one says what is in the way.
    if (await mayBeThere(ctx, kind, held.id)) throw error;
  }
}
