/** A schedule's arguments as tasks: names, windows and streams. Pure, but for the calendar's file. */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import type { Field } from "../../provider/fields.js";
import { day, type FixedWindow, formatInstant } from "../../provider/window.js";
import type { CaptureScheduleArgs } from "../captureSchedule.js";
import { readFields } from "./fields.js";
import { length } from "./lengths.js";
import { partKey, withoutTwins } from "./names.js";
import type { CaptureEvent, Occurrence } from "./occurrence.js";
import { type Padding, pad } from "./padding.js";
import { forEach, list, type Partly, ScheduleProblem } from "./problem.js";
import { split } from "./splitting.js";
import { fromWindows } from "./windows.js";

export { overlapWarnings } from "./overlap.js";

export interface Plan {
  readonly tasks: readonly PlannedTask[];
  /** What is not captured, and what can be done about it. */
  readonly warnings: readonly string[];
  /** What could not be planned, beside the tasks that could. */
  readonly problem?: string;
}

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

const padLength = length(0, day, "from PT0S to PT24H");

export const fields = {
  windows: v.optional(v.unknown()),
  calendar: v.optional(v.unknown()),
  cron: v.optional(v.unknown()),
  padBefore: v.optional(padLength, 0),
  padAfter: v.optional(padLength, 0),
  filter: v.optional(v.function("must be a function")),
  capture: v.unknown(),
} satisfies Record<keyof CaptureScheduleArgs, Field>;

/** @throws pulumi.RunError naming the schedule and the field, where nothing can be planned. */
export function planTasks(name: string, args: CaptureScheduleArgs): Plan {
  try {
    const { padBefore: before, padAfter: after } = readFields(fields, args, "");
    const padding = { before, after };
    const capture = readCapture(args.capture);
    const source = occurrencesOf(args, padding);
    const wanted = forEach(source.results, (occurrence) => (isWanted(occurrence, args.filter) ? [occurrence] : []));
    const tasks = forEach(wanted.results, (occurrence) => {
      const { key, origin } = occurrence;
      if (!occurrence.window) return [];
      const streamName = streamOf(occurrence, capture.streamName);
      return split(pad(occurrence.window, origin, padding)).map((window, part) => ({
        key: partKey(key, part),
        origin,
        window,
        startTime: formatInstant(window.start),
        endTime: formatInstant(window.end),
        streamName,
      }));
    });
    const named = withoutTwins(tasks.results);
    const problems = [source, wanted, tasks, named].flatMap(({ problems }) => problems);
    return {
      tasks: named.results,
      warnings: [...(source.warnings ?? []), ...wholeDayWarnings(wanted.results)],
      ...(problems.length > 0 && { problem: `CaptureSchedule ${name}: ${list(problems, "; ")}.` }),
    };
  } catch (error) {
    if (!(error instanceof ScheduleProblem)) throw error;
    throw new pulumi.RunError(`CaptureSchedule ${name}: ${error.message}.`);
  }
}

/** The libraries that read a source are loaded only where there is one. */
function occurrencesOf({ windows, calendar, cron }: CaptureScheduleArgs, padding: Padding): Partly<Occurrence> {
  if ([windows, calendar, cron].filter((source) => source !== undefined).length !== 1) {
    throw new ScheduleProblem("one of `windows`, `calendar` and `cron` says when, and no two of them");
  }
  if (calendar !== undefined) {
    const { fromCalendar } = require("./calendar.js") as typeof import("./calendar.js");
    return fromCalendar(calendar, padding);
  }
  if (cron !== undefined) {
    const { fromCron } = require("./cron.js") as typeof import("./cron.js");
    return { results: fromCron(cron, padding), problems: [] };
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

function isWanted({ event, origin }: Occurrence, filter: CaptureScheduleArgs["filter"]): boolean {
  if (!filter) return true;
  const answer: unknown = asked("filter", filter, event, origin);
  if (typeof answer === "boolean") return answer;
  throw new ScheduleProblem(`filter must say true or false, and gave ${answer} for ${origin}`);
}

function streamOf(
  { event, origin, streamName: own }: Occurrence,
  common: CaptureScheduleArgs["capture"]["streamName"],
): pulumi.Input<string> {
  const name: unknown =
    own ?? (typeof common === "function" ? asked("capture.streamName", common, event, origin) : common);
  if (name === undefined || name === null || name === "") {
    throw new ScheduleProblem(`capture.streamName gives no stream for ${origin}`);
  }
  return name instanceof Promise ? orRefused(name, origin) : (name as pulumi.Input<string>);
}

/**
 * A promise that fails would end the program too late: the run deletes the task that it has no name for (CLI 3.248.0). No
 * name has blanks, so these words are refused with the task's other inputs, and such a run deletes nothing.
 */
function orRefused(name: Promise<string>, origin: string): Promise<string> {
  return name.catch((error: unknown) => failure("capture.streamName", origin, error));
}

function asked(field: string, answer: (event: CaptureEvent) => unknown, event: CaptureEvent, origin: string): unknown {
  try {
    return answer(event);
  } catch (error) {
    throw new ScheduleProblem(failure(field, origin, error));
  }
}

function failure(field: string, origin: string, error: unknown): string {
  return `${field} failed for ${origin}: ${error instanceof Error ? error.message : error}`;
}

function wholeDayWarnings(occurrences: readonly Occurrence[]): string[] {
  const origins = occurrences.flatMap(({ window, origin }) => (window ? [] : [origin]));
  if (origins.length === 0) return [];
  return [
    "what lasts whole days is not captured, as nobody can know when in them a stream is on: " +
      `${list(origins, ", ")}. Give it times, or leave it out: \`filter: ({ allDay }) => !allDay\`.`,
  ];
}
