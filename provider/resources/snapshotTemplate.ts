/** SnapshotTemplate: how often a picture is taken, how large, and into which bucket it goes. */
import * as v from "valibot";
import type { Context } from "../context.js";
import {
  checkFields,
  type Failure,
  type Field,
  fileName,
  integer,
  matching,
  onChange,
  oneOf,
  type Properties,
  shortText,
  templateName,
} from "../fields.js";
import * as announcing from "../lasting/announcing.js";
import type { IfExists, TemplateKind } from "../lasting/kind.js";
import { snapshotRules, snapshotTemplates } from "../lasting/lists.js";
import * as template from "../lasting/template.js";
import { screenshotTasks } from "../live/tasks.js";

/**
 * What a program declares. Every change is made in place: the template keeps its id, and what uses it stays as it is. A
 * change takes effect after 5 to 10 minutes, for what is pushed from then on.
 * Sources: https://www.tencentcloud.com/document/product/267/30834, of a change
 * https://www.tencentcloud.com/document/product/267/30828, and of when it takes effect
 * https://www.tencentcloud.com/document/product/267/31072.
 */
export interface SnapshotTemplateInputs {
  /**
   * Its name, by which it is known again: 255 bytes at most of letters, digits, `_`, `-` and Chinese characters. The
   * service takes a name twice, this resource does not: see `ifExists`.
   */
  templateName: string;
  /** The APPID of the account that the bucket belongs to: the number behind the bucket's name. */
  cosAppId: number;
  /** The bucket that pictures go to, without `-APPID`. Its account has to let CSS write there. */
  cosBucket: string;
  /** The bucket's region, such as `ap-guangzhou`. */
  cosRegion: string;
  /** A text for people, 1,024 bytes at most. Default: empty. */
  description?: string | undefined;
  /**
   * Seconds from picture to picture, 2 to 300. Default: 10. Below 5 the documents allow a template to be made, but not
   * to be changed.
   */
  snapshotInterval?: number | undefined;
  /** Pixels, 0 to 3000; 0 for what the stream has, or what follows from the height. Default: 0. */
  width?: number | undefined;
  /** Pixels, 0 to 2000; 0 for what the stream has, or what follows from the width. Default: 0. */
  height?: number | undefined;
  /** `1` has each picture examined for pornography, at a price. Default: 0. */
  pornFlag?: 0 | 1 | undefined;
  /**
   * The folder in the bucket, in which `{Year}`, `{Month}`, `{Day}` and the other placeholders of `cosFileName` are
   * filled in. Default: empty, which the service takes for `/{Year}-{Month}-{Day}`.
   * Source: https://www.tencentcloud.com/document/product/267/31072.
   */
  cosPrefix?: string | undefined;
  /**
   * The name of a picture: letters, digits, `- ! _ . *` and {AppName}, {PushDomain}, {StreamID}, {Year}, {Month}, {Day},
   * {Hour}, {Minute}, {Second}, {Width}, {Height}, {Ext}. Default: empty, which the service takes for
   * `{StreamID}-screenshot-{Hour}-{Minute}-{Second}-{Width}x{Height}{Ext}`.
   * Source: https://www.tencentcloud.com/document/product/267/31072.
   */
  cosFileName?: string | undefined;
  /**
   * A template of this name that is there before ours is made. `error` fails, and says what is there; `adopt` takes it
   * over, brings it to what is declared, and says what differed. Default: `error`, whatever the stack's setting for tasks.
   * What a killed run left is taken over in any case where TENCENTCLOUD_CSS_ADOPT names it (`tencentcloud-css recover`).
   */
  ifExists?: IfExists | undefined;
}

export const fields = {
  ...onChange("update", {
    templateName: templateName(),
    cosAppId: integer(1),
    cosBucket: matching(/^[a-z0-9][a-z0-9-]*$/, "a bucket's name without -APPID", "pictures"),
    cosRegion: matching(/^[a-z]+(-[a-z0-9]+)*$/, "a region", "ap-guangzhou"),
    description: v.optional(shortText(1024), ""),
    snapshotInterval: v.optional(integer(2, 300), 10),
    width: v.optional(integer(0, 3000), 0),
    height: v.optional(integer(0, 2000), 0),
    pornFlag: v.optional(oneOf([0, 1]), 0),
    cosPrefix: v.optional(fileName("/"), ""),
    cosFileName: v.optional(fileName(), ""),
  }),
  ...onChange("nothing", {
    ifExists: v.optional(oneOf(["error", "adopt"])),
  }),
} satisfies Record<keyof SnapshotTemplateInputs, Field>;

/** Judges form alone, and hands on what the user wrote. */
export function check(inputs: Properties): { inputs: Properties; failures: Failure[] } {
  const failures = checkFields(fields, inputs);
  const { cosBucket, cosAppId } = inputs;
  if (typeof cosBucket === "string" && typeof cosAppId === "number" && cosBucket.endsWith(`-${cosAppId}`)) {
    const bare = cosBucket.slice(0, -`-${cosAppId}`.length);
    failures.push({ property: "cosBucket", reason: `must not have the APPID in it: write "${bare}"` });
  }
  return { inputs, failures };
}

export const snapshotTemplate: TemplateKind = {
  type: "SnapshotTemplate",
  ruleType: "SnapshotRule",
  noun: "snapshot template",
  fields,
  isUnique: false,
  actions: {
    create: "CreateLiveSnapshotTemplate",
    modify: "ModifyLiveSnapshotTemplate",
    remove: "DeleteLiveSnapshotTemplate",
    describe: "DescribeLiveSnapshotTemplate",
    list: snapshotTemplates,
    rules: snapshotRules,
    removeRule: "DeleteLiveSnapshotRule",
    tasks: screenshotTasks,
  },
  emptyMeans: {
    cosPrefix: "/{Year}-{Month}-{Day}",
    cosFileName: "{StreamID}-screenshot-{Hour}-{Minute}-{Second}-{Width}x{Height}{Ext}",
  },
  whyUnchangeable: ({ snapshotInterval }) =>
    Number(snapshotInterval) < 5
      ? "ModifyLiveSnapshotTemplate is documented for a snapshotInterval from 5 s on, unlike the creation: declare at " +
        "least 5, or make another template, by another templateName and another resource name."
      : undefined,
  idOf: (raw) => String(raw["TemplateId"]),
  identityOf: ({ templateName }) => String(templateName),
  describe: ({ templateName }) => `snapshot template "${templateName}"`,
};

export const announce = (ctx: Context, inputs: Properties) => announcing.announce(ctx, snapshotTemplate, inputs);

export const diff = (ctx: Context, _id: string, olds: Properties, news: Properties) =>
  template.diff(ctx, snapshotTemplate, olds, news);

export const create = (ctx: Context, inputs: Properties) => template.create(ctx, snapshotTemplate, inputs);

export const read = (ctx: Context, id: string, state: Properties) => template.read(ctx, snapshotTemplate, id, state);

export const update = (ctx: Context, _id: string, olds: Properties, news: Properties) =>
  template.update(ctx, snapshotTemplate, olds, news);

export const destroy = (ctx: Context, state: Properties) => template.destroy(ctx, snapshotTemplate, state);
