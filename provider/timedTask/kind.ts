/** What makes a screenshot task a screenshot task: the rest of the lifecycle belongs to any timed task. */
import type { Field, Properties } from "../fields.js";
import type { TemplateKind } from "../lasting/kind.js";
import type { TaskActions } from "../live/tasks.js";
import type { Instant } from "../window.js";
import type { Declared, Subject } from "./state.js";

export interface TimedTaskKind {
  /** "screenshot task", as messages name it. */
  readonly noun: string;
  /** The properties, those of the service and our own. */
  readonly fields: Readonly<Record<string, Field>>;
  readonly actions: TaskActions;
  /** What `templateId` names. */
  readonly template: TemplateKind;
  /** Reads checked inputs. */
  declare(inputs: Properties): Declared;
  /** The creation's parameters; a start left out is now. */
  createParams(subject: Subject, start: Instant | undefined, end: Instant): Record<string, unknown>;
}
