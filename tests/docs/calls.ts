/** The calls that a resource makes, by what its kind names. */
import type { RuleKind, TemplateKind } from "../../provider/lasting/kind.js";
import type { TimedTaskKind } from "../../provider/timedTask/kind.js";

export type Kind = TimedTaskKind | TemplateKind | RuleKind;

/** All of them: what its key has to be allowed. */
export function actionsOf(kind: Kind): string[] {
  return [...ownActionsOf(kind), ...lookingAround(kind)];
}

/** Those whose errors can fail it: about itself, and of a template whether a task still needs it. */
export function ownActionsOf(kind: Kind): string[] {
  if (isTimedTask(kind)) {
    const { create, stop, remove, describe } = kind.actions;
    return [create, stop, remove, describe];
  }
  if (isRule(kind)) {
    const { create, remove, list } = kind.actions;
    return [create, remove, list.action];
  }
  const { create, modify, remove, describe, list, tasks } = kind.actions;
  return [create, modify, remove, describe, list.action, ...(tasks ? [tasks.describe] : [])];
}

/** Of a task and a rule whether their template exists, and of a template which rules are in the way of its deletion. */
function lookingAround(kind: Kind): string[] {
  if (isTimedTask(kind)) return [kind.template.actions.list.action];
  return [isRule(kind) ? kind.actions.templates.action : kind.actions.rules.action];
}

export function isTimedTask(kind: Kind): kind is TimedTaskKind {
  return "template" in kind;
}

/** Templates are modified, and rules are not. */
export function isRule(kind: Kind): kind is RuleKind {
  return "templates" in kind.actions;
}
