/**
 * Rules that a killed run bound to a template, and that nobody declares any more. No state knows them, so nothing else
 * deletes them, and with them in the way the deletion of their template would fail in every run to come.
 */
import type { Context } from "../context.js";
import type { Properties } from "../fields.js";
import { isNotFound } from "../live/errors.js";
import { writeRepeatedly } from "../live/repeatable.js";
import type { TemplateKind } from "./kind.js";
import { ruleHandle, ruleId } from "./ruleKey.js";
import type { Known } from "./state.js";

/**
 * Deletes those of a template's rules that TENCENTCLOUD_CSS_LEFT names, and no resource of this process has taken over,
 * or was to. All others may be somebody else's.
 * @returns whether there was any.
 */
export async function removeLeftRules(
  ctx: Context,
  kind: TemplateKind,
  { declared }: Known,
  rules: readonly Properties[],
): Promise<boolean> {
  const template = kind.describe(declared.values);
  const left = rules
    .map((rule) => ({ rule, handle: ruleHandle(kind, rule) }))
    .filter(({ handle }) => isLeftBehind(ctx, handle));
  for (const { rule, handle } of left) {
    const call = {
      action: kind.actions.removeRule,
      object: `the rule ${ruleId(rule)} of the ${template}`,
      params: keyOf(rule),
    };
    await writeRepeatedly(ctx.api, call).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
    ctx.holders.removed(handle);
    ctx.notices.say(
      `Deleted ${handle}, which a killed run made, and which no resource declares: it used the ${template}, which is deleted.`,
    );
  }
  return left.length > 0;
}

/** A rule's handle is that of its key, which is also what a resource of it is known by before it is made. */
function isLeftBehind({ left, holders }: Context, handle: string): boolean {
  return (
    left.has(handle) &&
    !holders.isHeld(handle) &&
    !holders.isLeft(handle) &&
    !holders.isAwaited(handle) &&
    !holders.hasFailed(handle)
  );
}

/** An empty stream is every stream of the path, and is left out. */
function keyOf(rule: Properties): Record<string, unknown> {
  const names = ["DomainName", "AppName", "StreamName"];
  return Object.fromEntries(names.filter((name) => rule[name]).map((name) => [name, rule[name]]));
}
