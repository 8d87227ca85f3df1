/**
 * CallbackTemplate: which addresses the service tells what happens to streams, and the key that it signs with.
 *
 * StreamMixNotifyUrl is left out: it is deprecated, and no modification could clear it.
 */
import * as v from "valibot";
import type { Context } from "../context.js";
import {
  checkFields,
  type Failure,
  type Field,
  listOf,
  notifyUrl,
  onChange,
  oneOf,
  type Properties,
  secretText,
  shortText,
  templateName,
} from "../fields.js";
import * as announcing from "../lasting/announcing.js";
import type { IfExists, TemplateKind } from "../lasting/kind.js";
import { callbackRules, callbackTemplates } from "../lasting/lists.js";
import * as template from "../lasting/template.js";

/**
 * What a program declares; at least one address. Every change is made in place: the template keeps its id, and what uses
 * it stays as it is. An address has to be one that the service can reach and resolve.
 * Source: https://www.tencentcloud.com/document/product/267/30815, where nothing else is said.
 */
export interface CallbackTemplateInputs {
  /**
   * Its name, by which it is known again: 255 bytes at most of letters, digits, `_`, `-` and Chinese characters. The
   * service takes a name twice, this resource does not: see `ifExists`.
   */
  templateName: string;
  /** A text for people, 1,024 bytes at most. Default: empty. */
  description?: string | undefined;
  /** Told when a push begins. Default: nobody. */
  streamBeginNotifyUrl?: string | undefined;
  /** Told when a push ends. Default: nobody. */
  streamEndNotifyUrl?: string | undefined;
  /** Told of each file of a recording. Default: nobody. */
  recordNotifyUrl?: string | undefined;
  /** Told of each picture, with its address: https://www.tencentcloud.com/document/product/267/38083. Default: nobody. */
  snapshotNotifyUrl?: string | undefined;
  /** Told what the examination for pornography found. Default: nobody. */
  pornCensorshipNotifyUrl?: string | undefined;
  /** Told of trouble with a push. Default: nobody. */
  pushExceptionNotifyUrl?: string | undefined;
  /**
   * Told of a recording's state; mainland site only. The service does not report it, so a refresh cannot see it change.
   * Default: nobody. Source: https://cloud.tencent.com/document/api/267/32637.
   */
  recordStatusNotifyUrl?: string | undefined;
  /**
   * Told what the examination of the sound found; mainland site only. Default: nobody.
   * Source: https://cloud.tencent.com/document/api/267/32637.
   */
  audioAuditNotifyUrl?: string | undefined;
  /**
   * Told of trouble with a recording; mainland site only. Default: nobody.
   * Source: https://cloud.tencent.com/document/api/267/32637.
   */
  recordExceptionNotifyUrl?: string | undefined;
  /**
   * Which trouble `recordExceptionNotifyUrl` is told of; mainland site only. Default: as the service has it.
   * Source: https://cloud.tencent.com/document/api/267/32637.
   */
  recordExceptionLevels?: readonly ("error" | "warning" | "info")[] | undefined;
  /**
   * The key that `sign` is made with: the MD5 of key and `t`. A secret: encrypted in the state, and in no message of this
   * package; but Pulumi itself writes it, readable, where it runs with `--debug` (`pulumi up --debug`).
   * Default: none, and then nobody can tell a forged call. Source: https://www.tencentcloud.com/document/product/267/38080.
   */
  callbackKey?: string | undefined;
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
    description: v.optional(shortText(1024), ""),
    streamBeginNotifyUrl: v.optional(notifyUrl(), ""),
    streamEndNotifyUrl: v.optional(notifyUrl(), ""),
    recordNotifyUrl: v.optional(notifyUrl(), ""),
    snapshotNotifyUrl: v.optional(notifyUrl(), ""),
    pornCensorshipNotifyUrl: v.optional(notifyUrl(), ""),
    pushExceptionNotifyUrl: v.optional(notifyUrl(), ""),
    recordStatusNotifyUrl: v.optional(notifyUrl(), ""),
    audioAuditNotifyUrl: v.optional(notifyUrl(), ""),
    recordExceptionNotifyUrl: v.optional(notifyUrl(), ""),
    recordExceptionLevels: v.optional(listOf(["error", "warning", "info"]), []),
    callbackKey: v.optional(secretText(), ""),
  }),
  ...onChange("nothing", {
    ifExists: v.optional(oneOf(["error", "adopt"])),
  }),
} satisfies Record<keyof CallbackTemplateInputs, Field>;

/** Judges form alone, and hands on what the user wrote. */
export function check(inputs: Properties): { inputs: Properties; failures: Failure[] } {
  // Where a failure names a property, the engine prints its value, be it a secret or not.
  const failures = checkFields(fields, inputs).map((failure) =>
    failure.property === "callbackKey" ? { property: "", reason: `callbackKey ${failure.reason}` } : failure,
  );
  // Where none is there at all, it may be the output of a resource that failed.
  if (urls.some((url) => inputs[url] !== undefined) && urls.every((url) => isEmpty(inputs[url]))) {
    failures.push({ property: "", reason: `needs at least one address: ${urls.join(", ")}` });
  }
  return { inputs, failures };
}

const urls = Object.keys(fields).filter((field) => field.endsWith("Url"));

const isEmpty = (url: unknown) => url === undefined || url === "";

/** @throws where there is no address, as where what it comes from gave no value. */
function withAddress(inputs: Properties): Properties {
  if (!urls.every((url) => isEmpty(inputs[url]))) return inputs;
  throw new Error(`A callback template needs at least one address: ${urls.join(", ")}. Nothing was called.`);
}

export const callbackTemplate: TemplateKind = {
  type: "CallbackTemplate",
  ruleType: "CallbackRule",
  noun: "callback template",
  fields,
  isUnique: false,
  actions: {
    create: "CreateLiveCallbackTemplate",
    modify: "ModifyLiveCallbackTemplate",
    remove: "DeleteLiveCallbackTemplate",
    describe: "DescribeLiveCallbackTemplate",
    list: callbackTemplates,
    rules: callbackRules,
    removeRule: "DeleteLiveCallbackRule",
  },
  mainlandOnly: ["recordStatusNotifyUrl", "audioAuditNotifyUrl", "recordExceptionNotifyUrl", "recordExceptionLevels"],
  secret: ["callbackKey"],
  idOf: (raw) => String(raw["TemplateId"]),
  identityOf: ({ templateName }) => String(templateName),
  describe: ({ templateName }) => `callback template "${templateName}"`,
};

export const announce = (ctx: Context, inputs: Properties) => announcing.announce(ctx, callbackTemplate, inputs);

export const diff = (ctx: Context, _id: string, olds: Properties, news: Properties) =>
  template.diff(ctx, callbackTemplate, olds, news);

export const create = async (ctx: Context, inputs: Properties) =>
  template.create(ctx, callbackTemplate, withAddress(inputs));

export const read = (ctx: Context, id: string, state: Properties) => template.read(ctx, callbackTemplate, id, state);

export const update = async (ctx: Context, _id: string, olds: Properties, news: Properties) =>
  template.update(ctx, callbackTemplate, olds, withAddress(news));

export const destroy = (ctx: Context, state: Properties) => template.destroy(ctx, callbackTemplate, state);
