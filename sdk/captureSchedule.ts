import * as pulumi from "@pulumi/pulumi";
import type { CalendarSource } from "./schedule/calendar.js";
import type { CronSource } from "./schedule/cron.js";
import type { Length } from "./schedule/lengths.js";
import type { CaptureEvent } from "./schedule/occurrence.js";
import type { CaptureWindow } from "./schedule/windows.js";
import { ScreenshotTask, type ScreenshotTaskArgs } from "./screenshotTask.js";

/** What every task of a schedule is declared with: all of a {@link ScreenshotTask} but the times. */
export interface CaptureArgs extends Omit<ScreenshotTaskArgs, "startTime" | "endTime" | "streamName"> {
  /**
   * The stream of all, or a function that gives each event's. May be left out where each of `windows` has its own. The
   * function throws for an event that it does not know. What it gives may be a promise or an output of another resource.
   * Default: none. A change edits each task whose stream is another by it.
   *
   * @example ({ location }) => streams[location]
   */
  streamName?: pulumi.Input<string> | ((event: CaptureEvent) => pulumi.Input<string>) | undefined;
}

/** What a {@link CaptureSchedule} is made from: one of `windows`, `calendar` and `cron`, and what to capture. */
export interface CaptureScheduleArgs {
  /**
   * Windows that the program names. None is too far ahead: a task is made once its window is in reach. A change adds and
   * removes by `name`, and edits what keeps its name.
   */
  windows?: readonly CaptureWindow[] | undefined;
  /**
   * An iCalendar file or text (RFC 5545): each event, each recurrence of it, none that is cancelled. Of events that last
   * whole days there is a warning and no task, as nobody can know when in them a stream is on; `filter` leaves them out
   * without one. None is too far ahead; only a rule without an end needs `until`, or `days` and `now`. A change adds and
   * removes by UID, and of what recurs by UID and start, and edits what keeps these.
   */
  calendar?: CalendarSource | undefined;
  /** A cron expression in a time zone, up to a horizon. A change adds and removes by the instants at which it comes. */
  cron?: CronSource | undefined;
  /**
   * How long before its event each capture begins: whole seconds or an ISO 8601 duration, up to 24 h. Default: 0. A change
   * edits every task.
   */
  padBefore?: Length | undefined;
  /**
   * How long after its event each capture ends: whole seconds or an ISO 8601 duration, up to 24 h. Default: 0. A change
   * edits every task.
   */
  padAfter?: Length | undefined;
  /**
   * Which events are captured, by what the source tells of them. Default: all. What it leaves out needs no stream, and a
   * task that it had is removed. It should not go by the clock: what is over costs nothing, and stays as evidence. A change
   * adds and removes.
   *
   * @example ({ allDay, summary }) => !allDay && !summary.startsWith("Training")
   */
  filter?: ((event: CaptureEvent) => boolean) | undefined;
  /** What to capture. `ifTooFar` defaults to `defer`, as calendars have no horizon. A change edits every task. */
  capture: CaptureArgs;
}

/**
 * Screenshot tasks from a calendar, from cron, or from a list of windows.
 *
 * A window of more than 24 h, padding included, becomes several tasks that touch. Tasks are named for what they are of:
 * `NAME-UID`, `NAME-UID-20261224T110000Z` of an event that recurs (by the start that the calendar gave it first),
 * `NAME-WINDOW`, `NAME-20261224T110000Z` of cron; parts after the first have `-2`, `-3` and so on behind it. So an event that
 * is moved is an edit of its task, and touches no other. A series that is moved as a whole has other starts, and so has cron
 * of another time: each of their tasks is deleted, and made under its new name.
 *
 * A calendar without events is a warning, and so are events of whole days, exceptions that are of none of their series'
 * recurrences, and more than three windows at once on one stream.
 *
 * @throws pulumi.RunError naming the field, or the line of the calendar and the event. What is wrong in one event or
 *   window keeps only that one from being declared. The run fails, and as such a run deletes nothing, what is wrong keeps
 *   the task that it had, and what is moved keeps its old one too until a run succeeds. What the program would declare
 *   after it is not declared: a program of several schedules catches what each throws, goes on, and throws once at its end,
 *   as `examples/inspection` does.
 *
 * @example
 * new CaptureSchedule("league", {
 *   calendar: { file: "league.ics" },
 *   padBefore: "PT10M",
 *   padAfter: "PT30M",
 *   capture: {
 *     domainName: "push.example.com",
 *     appName: "live",
 *     templateId: 12838073,
 *     streamName: ({ location }) => location.toLowerCase().replaceAll(" ", "-"),
 *   },
 * });
 */
export class CaptureSchedule extends pulumi.ComponentResource {
  /** The tasks by what follows the schedule's name in theirs. */
  readonly tasks: Readonly<Record<string, ScreenshotTask>>;

  /**
   * @param name Pulumi's name for it, unique in the program. The tasks' names begin with it.
   * @param args Where the windows come from, and what to capture in them.
   */
  constructor(name: string, args: CaptureScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tencentcloud-css:index:CaptureSchedule", name, {}, opts);
    // Here, so that a program without a schedule does not load what reads one.
    const { overlapWarnings, planTasks } = require("./schedule/plan.js") as typeof import("./schedule/plan.js");
    const { tasks: planned, warnings, problem } = planTasks(name, args);
    for (const warning of warnings) void pulumi.log.warn(`${name}: ${warning}`, this);
    if (planned.length === 0 && problem === undefined) {
      void pulumi.log.warn(
        `${name} has nothing to capture: its source is empty, or all in it is cancelled, over, filtered out or further ahead than it looks`,
        this,
      );
    }
    const { streamName: _, ...capture } = args.capture;
    this.tasks = Object.fromEntries(
      planned.map(({ key, startTime, endTime, streamName }) => [
        key,
        new ScreenshotTask(
          `${name}-${key}`,
          {
            ...capture,
            streamName,
            startTime,
            endTime,
            ifTooFar: capture.ifTooFar ?? "defer",
          },
          { parent: this },
        ),
      ]),
    );
    const warn = (streamNames: readonly string[], isSecret = false) => {
      const captures = planned.map((task, index) => ({ ...task, streamName: streamNames[index] ?? "" }));
      for (const warning of overlapWarnings(captures, isSecret)) void pulumi.log.warn(`${name}: ${warning}`, this);
    };
    const streamNames = planned.map(({ streamName }) => streamName);
    if (areKnown(streamNames)) warn(streamNames);
    else {
      const known = pulumi.all(streamNames);
      known.apply(async (names) => warn(names, await pulumi.isSecret(known)));
    }
    this.registerOutputs({});
    // Only now, as `pulumi up` makes what is declared so far; under the Automation API it may come to less. A program that
    // throws deletes nothing. After an error that is only logged, or is thrown in an `apply`, the tasks of what is wrong
    // would be deleted (CLI 3.248.0).
    if (problem !== undefined)
      throw new pulumi.RunError(
        `${problem} What else it has is declared, what the program would declare after it is not, and nothing is deleted.`,
      );
  }
}

function areKnown(names: readonly pulumi.Input<string>[]): names is readonly string[] {
  return names.every((name) => typeof name === "string");
}
