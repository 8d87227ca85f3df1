/**
 * Whether the template of a task exists. The service takes any id, and where there is no such template it takes no
 * picture: that would be noticed when the match is over.
 */
import type { Context } from "../context.js";
import type { Properties } from "../fields.js";
import { handleOf } from "../lasting/holders.js";
import { isAboutTheAccount, LiveError } from "../live/errors.js";
import { betweenListings } from "../live/listings.js";
import type { TimedTaskKind } from "./kind.js";
import { type Declared, describeStream } from "./state.js";

/**
 * Asks once for a whole process, and again for an id that is not there: it may be a moment old. Where templates cannot be
 * listed a task is made all the same, as most likely its template exists.
 * @throws naming the ids that there are.
 */
export async function requireTemplate(ctx: Context, kind: TimedTaskKind, { subject }: Declared): Promise<void> {
  if (ctx.settings.ifTemplateMissing === "ignore") return;
  const { templateId } = subject;
  if (ctx.holders.wasMade(handleOf(kind.template, String(templateId)))) return;
  const listing = ctx.lasting(kind.template.actions.list);
  const isThere = (all: readonly Properties[]) => all.some((raw) => Number(raw["TemplateId"]) === templateId);
  try {
    const before = await listing.beforeIfPossible();
    if (before instanceof LiveError) throw before;
    if (isThere(before) || isThere((await listing.recent()).all)) return;
    await ctx.clock.sleep(betweenListings);
    const all = await listing.fresh();
    if (!isThere(all)) throw noTemplate(kind, subject, all);
  } catch (error) {
    if (!(error instanceof LiveError)) throw error;
    // Of an account or a key that nothing works with the creation itself says more.
    if (isAboutTheAccount(error) && !error.code?.endsWith("UnauthorizedOperation")) return;
    ctx.notices.say(
      `Whether the ${kind.template.noun}s of tasks exist was not checked: ${error.summary} A task without one takes no ` +
        'picture. The setting ifTemplateMissing "ignore" leaves this check out.',
    );
  }
}

function noTemplate(kind: TimedTaskKind, subject: Declared["subject"], all: readonly Properties[]): Error {
  const there = all.map((raw) => `${raw["TemplateId"]} (${raw["TemplateName"]})`).join(", ");
  return new Error(
    `${kind.noun} for ${describeStream(subject)}: there is no ${kind.template.noun} ${subject.templateId}, and the ` +
      `service would take the task and then no picture, so it was not made. ` +
      `${there === "" ? "The account has none at all" : `There are ${there}`}. Declare one of them as templateId, or a ` +
      'SnapshotTemplate and its `templateId`; the setting ifTemplateMissing "ignore" leaves this check out.',
  );
}
