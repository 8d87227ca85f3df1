/** ScreenshotTask: pictures of one live stream, taken within one window. */
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
  text,
  time,
} from "../fields.js";
import { screenshotTasks } from "../live/tasks.js";
import type { TimedTaskKind } from "../timedTask/kind.js";
import * as lifecycle from "../timedTask/lifecycle.js";
import type { Declared, Policies } from "../timedTask/state.js";
import { parseInstant, windowProblem } from "../window.js";
import { snapshotTemplate } from "./snapshotTemplate.js";

/** A time: ISO 8601 with an offset, such as `"2026-12-24T19:00:00+08:00"`, or whole Unix seconds. */
export type Time = string | number;

/** What a program declares. Sources: https://www.tencentcloud.com/document/product/267/54799 where nothing else is said. */
export interface ScreenshotTaskInputs {
  /** The stream's name, as in its push address. A name without blanks. A change makes a new task. */
  streamName: string;
  /** The push domain, bare: no scheme, port or path. A change makes a new task. */
  domainName: string;
  /** The push path, usually `live`. A change makes a new task. */
  appName: string;
  /**
   * The snapshot template that says how often and where to: the `templateId` of a {@link SnapshotTemplate}, or a whole
   * number from 1 on as the console shows it. The service accepts a wrong id silently, and then takes no picture: so one
   * that does not exist is refused when the task is made (see the setting `ifTemplateMissing`). A change makes a new task.
   */
  templateId: number;
  /**
   * When the capture ends: a {@link Time}, later than `startTime` and at most 24 h after it. A change makes a new
   * task, and the old one is deleted afterwards, so that no second is lost; a time that has passed stops the capture.
   */
  endTime: Time;
  /**
   * When the capture begins: a {@link Time}, a fraction of a second dropped. The service takes it up to 6 days ahead (see
   * `ifTooFar`). Default: as soon as the task is made. A start that has passed means the same. A change makes a new task,
   * unless the capture has begun and would have begun with the new start too.
   */
  startTime?: Time | undefined;
  /** `0` for a live push, `1` for a mixed stream. Default: 0. A change makes a new task. */
  streamType?: 0 | 1 | undefined;
  /** Reserved by the service. Default: empty. A change makes a new task. */
  extension?: string | undefined;
  /**
   * A window that the service does not take yet. `error` fails and says from when on it would work. `defer` keeps it
   * in state, and the first `pulumi up` in reach makes the task. Default: the stack's setting, else `defer` where
   * `tencentcloud-css:runEvery` says that a pipeline comes by, else `error`.
   */
  ifTooFar?: Policies["ifTooFar"];
  /**
   * A window that is over when it is first seen. `skip` keeps it in state without a task, so that a stack can be
   * rebuilt from Git after its captures are over. `error` fails. Default: the stack's setting, else `skip`.
   */
  ifPast?: Policies["ifPast"];
  /**
   * A task that somebody else stopped or deleted, which a refresh finds out. `restore` makes a new one for what is
   * left of the window; `keep` leaves it. Default: the stack's setting, else `restore`.
   */
  ifStopped?: Policies["ifStopped"];
  /**
   * An equal task that is there before ours is made. `create` makes ours all the same, `error` fails, `adopt` takes it
   * over. Default: the stack's setting, else `create`.
   */
  ifExists?: Policies["ifExists"];
}

/** What a task has beside its inputs. Times are ISO 8601 in UTC, to the second. */
export interface ScreenshotTaskOutputs {
  /** The service's TaskId; empty where there is no task (deferred, skipped). It changes with a task made in place. */
  taskId: string;
  /** When the task in the service begins. It can differ from what is declared, as when the start is left out. */
  effectiveStartTime?: string | undefined;
  /** When the task in the service ends. It can differ from what is declared, as when it was stopped early. */
  effectiveEndTime?: string | undefined;
  /** Deferred: from when on the service takes the window. */
  creatableFrom?: string | undefined;
  /** Deferred: by when `pulumi up` has to run so that nothing is lost. */
  mustRunBefore?: string | undefined;
  /** The window was over before there was a task. */
  skipped?: boolean | undefined;
  /** It was deferred, and no run came while it was in reach. */
  missed?: boolean | undefined;
  /** When the task was stopped early. */
  stoppedAt?: string | undefined;
  /** The task is not listed although it should be: somebody deleted it. */
  missing?: boolean | undefined;
  /**
   * Seconds of the declared window before this task that neither it nor those it took over from captured. Only where
   * it took over from another one while the window was open.
   */
  lostSeconds?: number | undefined;
}

export const fields = {
  ...onChange("replace", {
    streamName: name("match-1"),
    domainName: domain("push.example.com"),
    appName: name("live"),
    templateId: integer(1),
    endTime: time(),
    startTime: v.optional(time()),
    streamType: v.optional(oneOf([0, 1]), 0),
    extension: v.optional(text(), ""),
  }),
  ...onChange("nothing", {
    ifTooFar: v.optional(oneOf(["error", "defer"])),
    ifPast: v.optional(oneOf(["skip", "error"])),
    ifStopped: v.optional(oneOf(["restore", "keep"])),
    ifExists: v.optional(oneOf(["create", "error", "adopt"])),
  }),
} satisfies Record<keyof ScreenshotTaskInputs, Field>;

const declaration = v.object(fields);

/** Judges form alone, and hands on what the user wrote. */
export function check(inputs: Properties): { inputs: Properties; failures: Failure[] } {
  const failures = checkFields(fields, inputs);
  const edges = { start: parseInstant(inputs["startTime"]), end: parseInstant(inputs["endTime"]) };
  if ("instant" in edges.start && "instant" in edges.end) {
    const found = windowProblem({ start: edges.start.instant, end: edges.end.instant });
    if (found) failures.push({ property: found.property, reason: found.problem });
  }
  return { inputs, failures };
}

export const screenshotTask: TimedTaskKind = {
  noun: "screenshot task",
  fields,
  actions: screenshotTasks,
  template: snapshotTemplate,
  declare,
  createParams: ({ domainName, appName, streamName, templateId, streamType, extension }, start, end) => ({
    DomainName: domainName,
    AppName: appName,
    StreamName: streamName,
    TemplateId: templateId,
    EndTime: end,
    ...(start !== undefined && { StartTime: start }),
    ...(streamType !== 0 && { StreamType: streamType }),
    ...(extension !== "" && { Extension: extension }),
  }),
};

/** Reads inputs that `check` has passed. */
function declare(inputs: Properties): Declared {
  const { __provider: _, ...written } = inputs;
  const result = v.safeParse(declaration, written);
  if (!result.success) {
    const [issue] = result.issues;
    throw new Error(`A screenshot task's ${issue.path?.[0].key} ${issue.message}. Nothing was called.`);
  }
  const { startTime, endTime, ifTooFar, ifPast, ifStopped, ifExists, ...subject } = result.output;
  return {
    inputs: written,
    subject,
    window: { ...(startTime !== undefined && { start: startTime }), end: endTime },
    policies: { ifTooFar, ifPast, ifStopped, ifExists },
  };
}

export const announce = (ctx: Context, inputs: Properties) => lifecycle.announce(ctx, screenshotTask, inputs);

export const diff = (ctx: Context, id: string, olds: Properties, news: Properties) =>
  lifecycle.diff(ctx, screenshotTask, id, olds, news);

export const create = (ctx: Context, inputs: Properties) => lifecycle.create(ctx, screenshotTask, inputs);

export const read = (ctx: Context, id: string, state: Properties) => lifecycle.read(ctx, screenshotTask, id, state);

export const update = (ctx: Context, id: string, olds: Properties, news: Properties) =>
  lifecycle.update(ctx, screenshotTask, id, olds, news);

export const destroy = (ctx: Context, state: Properties) => lifecycle.destroy(ctx, screenshotTask, state);
