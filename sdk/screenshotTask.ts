import * as pulumi from "@pulumi/pulumi";
import type { ScreenshotTaskInputs, ScreenshotTaskOutputs, Time } from "../provider/resources/screenshotTask.js";
import { checkConfiguration } from "./configuration.js";
import { handlerText, refuseImport } from "./handler.js";
import { type RequiredName, refuseMissing } from "./required.js";

/** What a {@link ScreenshotTask} is declared with. Each may be an output of another resource. */
export type ScreenshotTaskArgs = { [Name in keyof ScreenshotTaskInputs]: pulumi.Input<ScreenshotTaskInputs[Name]> };

/**
 * Pictures of one live stream, taken within one window, by Tencent Cloud Streaming Services.
 *
 * A task expires by itself: once its window is over it stays in state, and nothing more is done about it. A window
 * that the service does not take yet can be declared all the same (`ifTooFar`).
 *
 * @example
 * new ScreenshotTask("final", {
 *   domainName: "push.example.com",
 *   appName: "live",
 *   streamName: "final",
 *   templateId: 12838073,
 *   startTime: "2026-12-24T19:00:00+08:00",
 *   endTime: "2026-12-24T21:30:00+08:00",
 * });
 */
export class ScreenshotTask extends pulumi.CustomResource {
  declare readonly streamName: pulumi.Output<string>;
  declare readonly domainName: pulumi.Output<string>;
  declare readonly appName: pulumi.Output<string>;
  declare readonly templateId: pulumi.Output<number>;
  declare readonly endTime: pulumi.Output<Time>;
  declare readonly startTime: pulumi.Output<Time | undefined>;
  /** The service's TaskId; empty where there is no task. The resource's `id` is a handle that stays, and may differ. */
  declare readonly taskId: pulumi.Output<ScreenshotTaskOutputs["taskId"]>;
  /** When the task in the service begins, in UTC. */
  declare readonly effectiveStartTime: pulumi.Output<ScreenshotTaskOutputs["effectiveStartTime"]>;
  /** When the task in the service ends, in UTC. */
  declare readonly effectiveEndTime: pulumi.Output<ScreenshotTaskOutputs["effectiveEndTime"]>;
  /** Deferred: from when on the service takes the window. */
  declare readonly creatableFrom: pulumi.Output<ScreenshotTaskOutputs["creatableFrom"]>;
  /** Deferred: by when `pulumi up` has to run so that nothing is lost. */
  declare readonly mustRunBefore: pulumi.Output<ScreenshotTaskOutputs["mustRunBefore"]>;
  /** `true` where the window was over before there was a task. */
  declare readonly skipped: pulumi.Output<ScreenshotTaskOutputs["skipped"]>;
  /** `true` where it was deferred, and no run came while it was in reach. */
  declare readonly missed: pulumi.Output<ScreenshotTaskOutputs["missed"]>;
  /** When the task was stopped early. */
  declare readonly stoppedAt: pulumi.Output<ScreenshotTaskOutputs["stoppedAt"]>;
  /** `true` where somebody deleted the task while it might run. */
  declare readonly missing: pulumi.Output<ScreenshotTaskOutputs["missing"]>;
  /** Seconds of the window that passed without a task, where this one took over from another. */
  declare readonly lostSeconds: pulumi.Output<ScreenshotTaskOutputs["lostSeconds"]>;

  /**
   * @param name Pulumi's name for it, unique in the program.
   * @param args What to capture, and when.
   */
  constructor(name: string, args: ScreenshotTaskArgs, opts?: pulumi.CustomResourceOptions) {
    checkConfiguration();
    refuseImport("ScreenshotTask", name, opts, "the same stream, template and window");
    refuseMissing<ScreenshotTaskInputs>("ScreenshotTask", name, opts, args, required);
    super(ScreenshotTask.type, name, { ...unset, ...args, __provider: ScreenshotTask.handler }, opts);
  }

  /**
   * A task that something else made and manages. It is read at every preview and update, and never changed.
   *
   * @param id `TASKID@START/END`, such as `"Up…Eb@2026-12-24T11:00:00Z/2026-12-24T13:30:00Z"`; or a bare TaskId,
   *   which is looked for in all that the service lists: about 17 calls, at every preview.
   * @throws (in the run) where there is no such task.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ScreenshotTask {
    return new ScreenshotTask(name, undefined as never, { ...opts, id });
  }

  /** Whether something is a ScreenshotTask, also where another copy of this package made it. */
  static override isInstance(value: unknown): value is ScreenshotTask {
    return pulumi.CustomResource.isInstance(value) && Reflect.get(value, "__pulumiType") === ScreenshotTask.type;
  }

  /** What `pulumi.dynamic.Resource` would register it as; it stays, as every state names it. */
  private static readonly type = "pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask";
  private static readonly handler = handlerText("screenshotTask");
}

const required: Record<RequiredName<ScreenshotTaskInputs>, true> = {
  streamName: true,
  domainName: true,
  appName: true,
  templateId: true,
  endTime: true,
};

/** What is not among the properties at registration never becomes an output of the resource. */
const unset: Record<Exclude<keyof ScreenshotTask, keyof pulumi.CustomResource>, undefined> = {
  streamName: undefined,
  domainName: undefined,
  appName: undefined,
  templateId: undefined,
  endTime: undefined,
  startTime: undefined,
  taskId: undefined,
  effectiveStartTime: undefined,
  effectiveEndTime: undefined,
  creatableFrom: undefined,
  mustRunBefore: undefined,
  skipped: undefined,
  missed: undefined,
  stoppedAt: undefined,
  missing: undefined,
  lostSeconds: undefined,
};
