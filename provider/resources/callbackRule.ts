/** CallbackRule: has the addresses of a template told what happens to whatever is pushed to a domain and path. */
import * as v from "valibot";
import type { Context } from "../context.js";
import {
  checkFields,
  domain,
  type Failure,
  type Field,
  integer,
  name,
  onChange,
  oneOf,
  type Properties,
} from "../fields.js";
import * as announcing from "../lasting/announcing.js";
import type { IfExists, RuleKind } from "../lasting/kind.js";
import { callbackRules, callbackTemplates } from "../lasting/lists.js";
import * as rule from "../lasting/rule.js";
import { defaultAppName, keyOf, ruleId } from "../lasting/ruleKey.js";

/**
 * What a program declares. The service modifies no rule, and has one for a key. Another key is another rule: it is made,
 * and then the old one is deleted. For another `templateId` the rule is deleted and made again within the update: nobody is
 * told what happens between the two calls, or in the 5 to 10 minutes until a rule takes effect.
 * Sources: https://www.tencentcloud.com/document/product/267/30816, and of when a rule takes effect
 * https://www.tencentcloud.com/document/product/267/31074.
 */
export interface CallbackRuleInputs {
  /** The push domain, bare: no scheme, port or path. */
  domainName: string;
  /** The template: the `templateId` of a {@link CallbackTemplate}, or a whole number from 1 on. */
  templateId: number;
  /** The push path. Default: `live`. */
  appName?: string | undefined;
  /**
   * A rule of the same domain and path that is there before ours is made. `error` fails, and says what is there; `adopt`
   * takes it over, makes it again where its template differs, and says so. Default: `error`.
   * What a killed run left is taken over in any case where TENCENTCLOUD_CSS_ADOPT names it (`tencentcloud-css recover`).
   */
  ifExists?: IfExists | undefined;
}

export const fields = {
  ...onChange("replace", {
    domainName: domain("push.example.com"),
    appName: v.optional(name("live"), defaultAppName),
  }),
  ...onChange("update", {
    templateId: integer(1),
  }),
  ...onChange("nothing", {
    ifExists: v.optional(oneOf(["error", "adopt"])),
  }),
} satisfies Record<keyof CallbackRuleInputs, Field>;

/** Judges form alone, and hands on what the user wrote. */
export function check(inputs: Properties): { inputs: Properties; failures: Failure[] } {
  return { inputs, failures: checkFields(fields, inputs) };
}

export const callbackRule: RuleKind = {
  type: "CallbackRule",
  noun: "callback rule",
  fields,
  isUnique: true,
  actions: {
    create: "CreateLiveCallbackRule",
    remove: "DeleteLiveCallbackRule",
    list: callbackRules,
    templates: callbackTemplates,
  },
  emptyMeans: { appName: defaultAppName },
  idOf: ruleId,
  identityOf: ({ domainName, appName }) => keyOf(String(domainName), String(appName), ""),
  describe: ({ domainName, appName }) => `callback rule for ${appName} of ${domainName}`,
};

export const announce = (ctx: Context, inputs: Properties) => announcing.announce(ctx, callbackRule, inputs);

export const diff = (ctx: Context, _id: string, olds: Properties, news: Properties) =>
  rule.diff(ctx, callbackRule, olds, news);

export const create = (ctx: Context, inputs: Properties) => rule.create(ctx, callbackRule, inputs);

export const read = (ctx: Context, id: string, state: Properties) => rule.read(ctx, callbackRule, id, state);

export const update = (ctx: Context, _id: string, olds: Properties, news: Properties) =>
  rule.update(ctx, callbackRule, olds, news);

export const destroy = (ctx: Context, state: Properties) => rule.destroy(ctx, callbackRule, state);
