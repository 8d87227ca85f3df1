/**
 * What lasts until somebody deletes it: templates, which have a name and an id, and rules, which bind a template to what
 * is pushed. Kept apart from timed tasks, which end by themselves.
 */
import type { Field, Properties } from "../fields.js";
import type { TaskActions } from "../live/tasks.js";

export type Value = string | number | readonly string[];

/** The fields of one template or rule by their property names, what is left out filled in. */
export type Values = Readonly<Record<string, Value>>;

/**
 * What to do where an object of the same name or key is there before ours is made. One that a killed run made is not told
 * from somebody else's by being equal, as then a later `destroy` would delete what is theirs: `tencentcloud-css recover`
 * knows it by what that run left pending, and names it for TENCENTCLOUD_CSS_ADOPT, which wins over `error`.
 */
export type IfExists = "error" | "adopt";

export interface Declared {
  /** As the user wrote them, without what the engine adds. */
  readonly inputs: Properties;
  readonly values: Values;
  readonly ifExists: IfExists;
}

/** A template or rule as the service reports it; a field that is not reported is absent. */
export interface Found {
  readonly id: string;
  readonly values: Values;
}

/** A question without parameters that answers all of an account. */
export interface ListAction {
  readonly action: string;
  readonly answer: "Templates" | "Rules";
}

export interface LastingKind {
  /** "SnapshotTemplate": the resource's name, as TENCENTCLOUD_CSS_ADOPT has it too. */
  readonly type: string;
  /** "snapshot template", as messages name it. */
  readonly noun: string;
  /** The properties, those of the service and our own. A property's name is the API's with a small first letter. */
  readonly fields: Readonly<Record<string, Field>>;
  readonly actions: { readonly create: string; readonly remove: string; readonly list: ListAction };
  /** Whether the service takes no second one of the same identity. */
  readonly isUnique: boolean;
  /** What an empty text is taken for by the service, which may report either. */
  readonly emptyMeans?: Readonly<Record<string, string>>;
  /** Fields whose value is in no message. */
  readonly secret?: readonly string[];
  /** The id of one that a listing shows. */
  idOf(raw: Properties): string;
  /** By what one is known again that the same declaration made: a template's name, a rule's key. */
  identityOf(values: Values): string;
  /** `snapshot template "nightly"`, as messages name it. */
  describe(values: Values): string;
}

export interface RuleKind extends LastingKind {
  readonly actions: LastingKind["actions"] & {
    /** The templates that it may bind. */
    readonly templates: ListAction;
  };
}

export interface TemplateKind extends LastingKind {
  /** The type of the rules that may use it. */
  readonly ruleType: string;
  readonly actions: LastingKind["actions"] & {
    readonly modify: string;
    readonly describe: string;
    /** The rules that may use it. */
    readonly rules: ListAction;
    readonly removeRule: string;
    /** The tasks that may use it, where there are such. */
    readonly tasks?: TaskActions;
  };
  /** Fields that the international site does not know: sent only where they have, or had, a value. */
  readonly mainlandOnly?: readonly string[];
  /** Why a change of it may be refused that a creation was not. */
  whyUnchangeable?(values: Values): string | undefined;
}
