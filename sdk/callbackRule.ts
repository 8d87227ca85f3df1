import * as pulumi from "@pulumi/pulumi";
import type { CallbackRuleInputs } from "../provider/resources/callbackRule.js";
import { checkConfiguration } from "./configuration.js";
import { handlerText, refuseImport } from "./handler.js";
import { type RequiredName, refuseMissing } from "./required.js";

/** What a {@link CallbackRule} is declared with. Each may be an output of another resource. */
export type CallbackRuleArgs = { [Name in keyof CallbackRuleInputs]: pulumi.Input<CallbackRuleInputs[Name]> };

/**
 * Has the addresses of a {@link CallbackTemplate} told what happens to whatever is pushed to a domain and path; of the
 * pictures of a {@link ScreenshotTask} too.
 *
 * There is one rule for a domain and path. For another template it is deleted and made again.
 *
 * @example
 * new CallbackRule("hooks", { domainName: "push.example.com", templateId: hooks.templateId });
 */
export class CallbackRule extends pulumi.CustomResource {
  declare readonly domainName: pulumi.Output<string>;
  declare readonly templateId: pulumi.Output<number>;
  declare readonly appName: pulumi.Output<string | undefined>;

  /**
   * @param name Pulumi's name for it, unique in the program.
   * @param args What the rule binds.
   */
  constructor(name: string, args: CallbackRuleArgs, opts?: pulumi.CustomResourceOptions) {
    checkConfiguration();
    refuseImport("CallbackRule", name, opts, "the same domain and path");
    refuseMissing<CallbackRuleInputs>("CallbackRule", name, opts, args, required);
    super(CallbackRule.type, name, { ...unset, ...args, __provider: CallbackRule.handler }, opts);
  }

  /**
   * A rule that something else made and manages. It is read at every preview and update, and never changed.
   *
   * @param id `DOMAIN/APP`, what stands between slashes escaped as in an address.
   * @throws (in the run) where there is no such rule, naming those that there are.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): CallbackRule {
    return new CallbackRule(name, undefined as never, { ...opts, id });
  }

  /** Whether something is a CallbackRule, also where another copy of this package made it. */
  static override isInstance(value: unknown): value is CallbackRule {
    return pulumi.CustomResource.isInstance(value) && Reflect.get(value, "__pulumiType") === CallbackRule.type;
  }

  private static readonly type = "pulumi-nodejs:dynamic/tencentcloud-css:CallbackRule";
  private static readonly handler = handlerText("callbackRule");
}

const required: Record<RequiredName<CallbackRuleInputs>, true> = {
  domainName: true,
  templateId: true,
};

/** What is not among the properties at registration never becomes an output of the resource. */
const unset: Record<Exclude<keyof CallbackRuleInputs, "ifExists">, undefined> = {
  domainName: undefined,
  templateId: undefined,
  appName: undefined,
};
