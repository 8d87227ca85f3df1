import * as pulumi from "@pulumi/pulumi";
import type { SnapshotTemplateInputs } from "../provider/resources/snapshotTemplate.js";
import { checkConfiguration } from "./configuration.js";
import { handlerText, refuseImport } from "./handler.js";
import { type RequiredName, refuseMissing } from "./required.js";

/** What a {@link SnapshotTemplate} is declared with. Each may be an output of another resource. */
export type SnapshotTemplateArgs = {
  [Name in keyof SnapshotTemplateInputs]: pulumi.Input<SnapshotTemplateInputs[Name]>;
};

/**
 * How often pictures of a stream are taken, how large, and into which bucket they go.
 *
 * It is changed in place, so that what uses it stays as it is. An account has 50 at most. One that a rule uses cannot be
 * deleted, and one that a task names is kept until that task is over: let rules and tasks take their `templateId` from
 * here, and Pulumi keeps the order.
 *
 * @example
 * const template = new SnapshotTemplate("pictures", {
 *   templateName: "pictures",
 *   cosAppId: 1250000000,
 *   cosBucket: "pictures",
 *   cosRegion: "ap-guangzhou",
 *   snapshotInterval: 5,
 * });
 * new ScreenshotTask("final", { templateId: template.templateId, ...final });
 */
export class SnapshotTemplate extends pulumi.CustomResource {
  declare readonly templateName: pulumi.Output<string>;
  declare readonly cosAppId: pulumi.Output<number>;
  declare readonly cosBucket: pulumi.Output<string>;
  declare readonly cosRegion: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly snapshotInterval: pulumi.Output<number | undefined>;
  declare readonly width: pulumi.Output<number | undefined>;
  declare readonly height: pulumi.Output<number | undefined>;
  declare readonly pornFlag: pulumi.Output<0 | 1 | undefined>;
  declare readonly cosPrefix: pulumi.Output<string | undefined>;
  declare readonly cosFileName: pulumi.Output<string | undefined>;
  /**
   * The service's TemplateId, for rules and tasks. It is the resource's `id` as a number, and so stays known in the
   * preview of a change in place, in which all else of a changed resource is unknown.
   */
  readonly templateId: pulumi.Output<number>;

  /**
   * @param name Pulumi's name for it, unique in the program.
   * @param args What the template says.
   */
  constructor(name: string, args: SnapshotTemplateArgs, opts?: pulumi.CustomResourceOptions) {
    checkConfiguration();
    refuseImport("SnapshotTemplate", name, opts, "the same templateName");
    refuseMissing<SnapshotTemplateInputs>("SnapshotTemplate", name, opts, args, required);
    super(SnapshotTemplate.type, name, { ...unset, ...args, __provider: SnapshotTemplate.handler }, opts);
    this.templateId = this.id.apply(Number);
  }

  /**
   * A template that something else made and manages. It is read at every preview and update, and never changed.
   *
   * @param id The TemplateId, as the console shows it.
   * @throws (in the run) where there is no such template, naming those that there are.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): SnapshotTemplate {
    return new SnapshotTemplate(name, undefined as never, { ...opts, id });
  }

  /** Whether something is a SnapshotTemplate, also where another copy of this package made it. */
  static override isInstance(value: unknown): value is SnapshotTemplate {
    return pulumi.CustomResource.isInstance(value) && Reflect.get(value, "__pulumiType") === SnapshotTemplate.type;
  }

  private static readonly type = "pulumi-nodejs:dynamic/tencentcloud-css:SnapshotTemplate";
  private static readonly handler = handlerText("snapshotTemplate");
}

const required: Record<RequiredName<SnapshotTemplateInputs>, true> = {
  templateName: true,
  cosAppId: true,
  cosBucket: true,
  cosRegion: true,
};

/** What is not among the properties at registration never becomes an output of the resource. */
const unset: Record<Exclude<keyof SnapshotTemplateInputs, "ifExists">, undefined> = {
  templateName: undefined,
  cosAppId: undefined,
  cosBucket: undefined,
  cosRegion: undefined,
  description: undefined,
  snapshotInterval: undefined,
  width: undefined,
  height: undefined,
  pornFlag: undefined,
  cosPrefix: undefined,
  cosFileName: undefined,
};
