/** A schedule's arguments as tasks: names, windows and streams. Pure, but for the calendar's file. */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import type { Field } from "../../provider/fields.js";
import { day, type FixedWindow, formatInstant } from "../../provider/window.js";
import type { CaptureScheduleArgs } from "../captureSchedule.js";
import { readFields } from "./fields.js";
import { length } from "./lengths.js";
import { partKey, refuseTwins } from "./names.js";
import type { CaptureEvent, Occurrence } from "./occurrence.js";
import { pad } from "./padding.js";
import { eachOrAllProblems, ScheduleProblem } from "./problem.js";
import { split } from "./splitting.js";
import { fromWindows } from "./windows.js";

export { overlapWarnings } from "./overlap.js";

/** A task that a schedule declares. */
export interface PlannedTask {
  /** What follows the schedule's name in the task's. */
  readonly key: string;
  readonly window: FixedWindow;
  /** The window's start as the task takes it: ISO 8601 in UTC. */
  readonly startTime: string;
  /** The window's end as the task takes it. */
  readonly endTime: string;
  readonly streamName: pulumi.Input<string>;
}

const padding = length(0, day, "from PT0S to PT24H");

const fields = {
  windows: v.optional(v.unknown()),
  calendar: v.optional(v.unknown()),
  cron: v.optional(v.unknown()),
  padBefore: v.optional(padding, 0),
  padAfter: v.optional(padding, 0),
  capture: v.unknown(),
} satisfies Record<keyof CaptureScheduleArgs, Field>;

/** @throws pulumi.RunError naming the schedule and the field, or the line of the calendar. */
export function planTasks(name: string, args: CaptureScheduleArgs): PlannedTask[] {
  try {
    const { padBefore: before, padAfter: after } = readFields(fields, args, "");
    const capture = readCapture(args.capture);
    const tasks = eachOrAllProblems(occurrencesOf(args, after), (occurrence) => {
      const streamName = streamOf(occurrence, capture.streamName);
      return split(pad(occurrence, { before, after })).map((window, part) => ({
        key: partKey(occurrence.key, part),
        origin: occurrence.origin,
        window,
        startTime: formatInstant(window.start),
        endTime: formatInstant(window.end),
        streamName,
      }));
    });
    refuseTwins(tasks);
    return tasks;
  } catch (error) {
    if (!(error instanceof ScheduleProblem)) throw error;
    throw new pulumi.RunError(`CaptureSchedule ${name}: ${error.message}.`);
  }
}

/** The libraries that read a source are loaded only where there is one. */
function occurrencesOf({ windows, calendar, cron }: CaptureScheduleArgs, padAfter: number): Occurrence[] {
  if ([windows, calendar, cron].filter((source) => source !== undefined).length !== 1) {
    throw new ScheduleProblem("one of `windows`, `calendar` and `cron` says when, and no two of them");
  }
  if (calendar !== undefined) {
    const { fromCalendar } = require("./calendar.js") as typeof import("./calendar.js");
    return fromCalendar(calendar, padAfter);
  }
  if (cron !== undefined) {
    const { fromCron } = require("./cron.js") as typeof import("./cron.js");
    return fromCron(cron, padAfter);
  }
  return fromWindows(windows ?? []);
}

function readCapture(capture: unknown): CaptureScheduleArgs["capture"] {
  if (typeof capture !== "object" || capture === null) {
    throw new ScheduleProblem("capture must be an object with domainName, appName, templateId and streamName");
  }
  for (const edge of ["startTime", "endTime"]) {
    if (edge in capture) throw new ScheduleProblem(`capture.${edge} is what the schedule's source says; leave it out`);
  }
  return capture as CaptureScheduleArgs["capture"];
}

function streamOf(
  { event, origin, streamName: own }: Occurrence,
  common: CaptureScheduleArgs["capture"]["streamName"],
): pulumi.Input<string> {
  const name: unknown = own ?? (typeof common === "function" ? asked(common, event, origin) : common);
  if (name === undefined || name === null || name === "") {
    throw new ScheduleProblem(`capture.streamName gives no stream for ${origin}`);
  }
  return name as pulumi.Input<string>;
}

function asked(streamName: (event: CaptureEvent) => unknown, event: CaptureEvent, origin: string): unknown {
  try {
    return streamName(event);
  } catch (error) {
    throw new ScheduleProblem(
      `capture.streamName failed for ${origin}: ${error instanceof Error ? error.message : error}`,
    );
  }
}
