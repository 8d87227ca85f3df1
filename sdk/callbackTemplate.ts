import * as pulumi from "@pulumi/pulumi";
import type { CallbackTemplateInputs } from "../provider/resources/callbackTemplate.js";
import { checkConfiguration } from "./configuration.js";
import { handlerText, refuseImport } from "./handler.js";
import { type RequiredName, refuseMissing } from "./required.js";

/** What a {@link CallbackTemplate} is declared with. Each may be an output of another resource. */
export type CallbackTemplateArgs = {
  [Name in keyof CallbackTemplateInputs]: pulumi.Input<CallbackTemplateInputs[Name]>;
};

/**
 * Which addresses the service tells what happens to streams, and the key that it signs with.
 *
 * It is changed in place, so that what uses it stays as it is. An account has 50 at most. One that a rule uses cannot be
 * deleted: let rules take their `templateId` from here, and Pulumi keeps the order. The API's StreamMixNotifyUrl is left
 * out: it is deprecated, and once set no modification could clear it.
 *
 * @example
 * const hooks = new CallbackTemplate("hooks", {
 *   templateName: "hooks",
 *   snapshotNotifyUrl: "https://hooks.example.com/css",
 *   callbackKey: new pulumi.Config().requireSecret("callbackKey"),
 * });
 * new CallbackRule("hooks", { domainName: "push.example.com", templateId: hooks.templateId });
 */
export class CallbackTemplate extends pulumi.CustomResource {
  declare readonly templateName: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly streamBeginNotifyUrl: pulumi.Output<string | undefined>;
  declare readonly streamEndNotifyUrl: pulumi.Output<string | undefined>;
  declare readonly recordNotifyUrl: pulumi.Output<string | undefined>;
  declare readonly snapshotNotifyUrl: pulumi.Output<string | undefined>;
  declare readonly pornCensorshipNotifyUrl: pulumi.Output<string | undefined>;
  declare readonly pushExceptionNotifyUrl: pulumi.Output<string | undefined>;
  declare readonly recordStatusNotifyUrl: pulumi.Output<string | undefined>;
  declare readonly audioAuditNotifyUrl: pulumi.Output<string | undefined>;
  declare readonly recordExceptionNotifyUrl: pulumi.Output<string | undefined>;
  declare readonly recordExceptionLevels: pulumi.Output<CallbackTemplateInputs["recordExceptionLevels"]>;
  /** A secret, whether it was given as one or not. */
  declare readonly callbackKey: pulumi.Output<string | undefined>;
  /**
   * The service's TemplateId, for rules. It is the resource's `id` as a number, and so stays known in the preview of a
   * change in place, in which all else of a changed resource is unknown.
   */
  readonly templateId: pulumi.Output<number>;

  /**
   * @param name Pulumi's name for it, unique in the program.
   * @param args What the template says.
   */
  constructor(name: string, args: CallbackTemplateArgs, opts?: pulumi.CustomResourceOptions) {
    checkConfiguration();
    refuseImport("CallbackTemplate", name, opts, "the same templateName");
    refuseMissing<CallbackTemplateInputs>("CallbackTemplate", name, opts, args, required);
    refuseNoAddress(name, opts, args);
    super(
      CallbackTemplate.type,
      name,
      { ...unset, ...args, ...secretKeyOf(args), __provider: CallbackTemplate.handler },
      // What a refresh or a get reads was never an input, and is a secret all the same.
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["callbackKey"] }),
    );
    this.templateId = this.id.apply(Number);
  }

  /**
   * A template that something else made and manages. It is read at every preview and update, and never changed.
   *
   * @param id The TemplateId, as the console shows it.
   * @throws (in the run) where there is no such template, naming those that there are.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): CallbackTemplate {
    return new CallbackTemplate(name, undefined as never, { ...opts, id });
  }

  /** Whether something is a CallbackTemplate, also where another copy of this package made it. */
  static override isInstance(value: unknown): value is CallbackTemplate {
    return pulumi.CustomResource.isInstance(value) && Reflect.get(value, "__pulumiType") === CallbackTemplate.type;
  }

  private static readonly type = "pulumi-nodejs:dynamic/tencentcloud-css:CallbackTemplate";
  private static readonly handler = handlerText("callbackTemplate");
}

/** A key in plain text is a secret all the same. A `get` has no arguments. */
function secretKeyOf(args: CallbackTemplateArgs | undefined): { callbackKey?: pulumi.Output<string | undefined> } {
  return args?.callbackKey === undefined ? {} : { callbackKey: pulumi.secret(args.callbackKey) };
}

/** @throws where no address is given; see {@link refuseMissing}. */
function refuseNoAddress(
  name: string,
  opts: pulumi.CustomResourceOptions | undefined,
  args: CallbackTemplateArgs,
): void {
  if (opts?.id !== undefined) return;
  if (Object.entries(args).some(([property, value]) => property.endsWith("Url") && value !== undefined)) return;
  throw new pulumi.RunError(`CallbackTemplate ${name} needs at least one address, such as snapshotNotifyUrl.`);
}

const required: Record<RequiredName<CallbackTemplateInputs>, true> = {
  templateName: true,
};

/** What is not among the properties at registration never becomes an output of the resource. */
const unset: Record<Exclude<keyof CallbackTemplateInputs, "ifExists">, undefined> = {
  templateName: undefined,
  description: undefined,
  streamBeginNotifyUrl: undefined,
  streamEndNotifyUrl: undefined,
  recordNotifyUrl: undefined,
  snapshotNotifyUrl: undefined,
  pornCensorshipNotifyUrl: undefined,
  pushExceptionNotifyUrl: undefined,
  recordStatusNotifyUrl: undefined,
  audioAuditNotifyUrl: undefined,
  recordExceptionNotifyUrl: undefined,
  recordExceptionLevels: undefined,
  callbackKey: undefined,
};
