import * as pulumi from "@pulumi/pulumi";
import type { SnapshotRuleInputs } from "../provider/resources/snapshotRule.js";
import { checkConfiguration } from "./configuration.js";
import { handlerText, refuseImport } from "./handler.js";
import { type RequiredName, refuseMissing } from "./required.js";

/** What a {@link SnapshotRule} is declared with. Each may be an output of another resource. */
export type SnapshotRuleArgs = { [Name in keyof SnapshotRuleInputs]: pulumi.Input<SnapshotRuleInputs[Name]> };

/**
 * Pictures of whatever is pushed to a domain and path, or of one stream, for as long as it is pushed. (For a window, and
 * one stream, there is {@link ScreenshotTask}, which needs no rule.)
 *
 * There is one rule for a domain, path and stream. For another template it is deleted and made again.
 *
 * @example
 * new SnapshotRule("pictures", { domainName: "push.example.com", templateId: template.templateId });
 */
export class SnapshotRule extends pulumi.CustomResource {
  declare readonly domainName: pulumi.Output<string>;
  declare readonly templateId: pulumi.Output<number>;
  declare readonly appName: pulumi.Output<string | undefined>;
  declare readonly streamName: pulumi.Output<string | undefined>;

  /**
   * @param name Pulumi's name for it, unique in the program.
   * @param args What the rule binds.
   */
  constructor(name: string, args: SnapshotRuleArgs, opts?: pulumi.CustomResourceOptions) {
    checkConfiguration();
    refuseImport("SnapshotRule", name, opts, "the same domain, path and stream");
    refuseMissing<SnapshotRuleInputs>("SnapshotRule", name, opts, args, required);
    super(SnapshotRule.type, name, { ...unset, ...args, __provider: SnapshotRule.handler }, opts);
  }

  /**
   * A rule that something else made and manages. It is read at every preview and update, and never changed.
   *
   * @param id `DOMAIN/APP`, or `DOMAIN/APP/STREAM` for a rule of one stream, what stands between slashes escaped as in an address.
   * @throws (in the run) where there is no such rule, naming those that there are.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): SnapshotRule {
    return new SnapshotRule(name, undefined as never, { ...opts, id });
  }

  /** Whether something is a SnapshotRule, also where another copy of this package made it. */
  static override isInstance(value: unknown): value is SnapshotRule {
    return pulumi.CustomResource.isInstance(value) && Reflect.get(value, "__pulumiType") === SnapshotRule.type;
  }

  private static readonly type = "pulumi-nodejs:dynamic/tencentcloud-css:SnapshotRule";
  private static readonly handler = handlerText("snapshotRule");
}

const required: Record<RequiredName<SnapshotRuleInputs>, true> = {
  domainName: true,
  templateId: true,
};

/** What is not among the properties at registration never becomes an output of the resource. */
const unset: Record<Exclude<keyof SnapshotRuleInputs, "ifExists">, undefined> = {
  domainName: undefined,
  templateId: undefined,
  appName: undefined,
  streamName: undefined,
};
