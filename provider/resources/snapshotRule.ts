/** SnapshotRule: has a template take pictures of whatever is pushed to a domain and path, or of one stream. */
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
import { snapshotRules, snapshotTemplates } from "../lasting/lists.js";
import * as rule from "../lasting/rule.js";
import { defaultAppName, keyOf, ruleId } from "../lasting/ruleKey.js";

/**
 * What a program declares. The service modifies no rule, and has one for a key. Another key is another rule: it is made,
 * and then the old one is deleted. For another `templateId` the rule is deleted and made again within the update: what is
 * pushed between the two calls, and in the 5 to 10 minutes until a rule takes effect, goes without pictures by it.
 * Sources: https://www.tencentcloud.com/document/product/267/30835, and of when a rule takes effect
 * https://www.tencentcloud.com/document/product/267/31072.
 */
export interface SnapshotRuleInputs {
  /** The push domain, bare: no scheme, port or path. */
  domainName: string;
  /** The template: the `templateId` of a {@link SnapshotTemplate}, or a whole number from 1 on. */
  templateId: number;
  /** The push path. Default: `live`. */
  appName?: string | undefined;
  /** One stream's name. Default: every stream of the path. The console cannot delete a rule for one stream. */
  streamName?: string | undefined;
  /**
   * A rule of the same domain, path and stream that is there before ours is made. `error` fails, and says what is there;
   * `adopt` takes it over, makes it again where its template differs, and says so. Default: `error`.
   * What a killed run left is taken over in any case where TENCENTCLOUD_CSS_ADOPT names it (`tencentcloud-css recover`).
   */
  ifExists?: IfExists | undefined;
}

export const fields = {
  ...onChange("replace", {
    domainName: domain("push.example.com"),
    appName: v.optional(name("live"), defaultAppName),
    streamName: v.optional(name("match-1"), ""),
  }),
  ...onChange("update", {
    templateId: integer(1),
  }),
  ...onChange("nothing", {
    ifExists: v.optional(oneOf(["error", "adopt"])),
  }),
} satisfies Record<keyof SnapshotRuleInputs, Field>;

/** Judges form alone, and hands on what the user wrote. */
export function check(inputs: Properties): { inputs: Properties; failures: Failure[] } {
  return { inputs, failures: checkFields(fields, inputs) };
}

export const snapshotRule: RuleKind = {
  type: "SnapshotRule",
  noun: "snapshot rule",
  fields,
  isUnique: true,
  actions: {
    create: "CreateLiveSnapshotRule",
    remove: "DeleteLiveSnapshotRule",
    list: snapshotRules,
    templates: snapshotTemplates,
  },
  emptyMeans: { appName: defaultAppName },
  idOf: ruleId,
  identityOf: ({ domainName, appName, streamName }) => keyOf(String(domainName), String(appName), String(streamName)),
  describe: ({ domainName, appName, streamName }) =>
    `snapshot rule for ${streamName === "" ? `every stream of ${appName}` : `stream ${appName}/${streamName}`} of ` +
    String(domainName),
};

export const announce = (ctx: Context, inputs: Properties) => announcing.announce(ctx, snapshotRule, inputs);

export const diff = (ctx: Context, _id: string, olds: Properties, news: Properties) =>
  rule.diff(ctx, snapshotRule, olds, news);

export const create = (ctx: Context, inputs: Properties) => rule.create(ctx, snapshotRule, inputs);

export const read = (ctx: Context, id: string, state: Properties) => rule.read(ctx, snapshotRule, id, state);

export const update = (ctx: Context, _id: string, olds: Properties, news: Properties) =>
  rule.update(ctx, snapshotRule, olds, news);

export const destroy = (ctx: Context, state: Properties) => rule.destroy(ctx, snapshotRule, state);
