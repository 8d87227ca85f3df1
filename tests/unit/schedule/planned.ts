import { match, ok, throws } from "node:assert/strict";
import { RunError } from "@pulumi/pulumi";
import type { CaptureScheduleArgs } from "pulumi-tencentcloud-css";
import { planTasks } from "../../../sdk/schedule/plan.js";

export const capture = { domainName: "push.example.com", appName: "live", templateId: 1, streamName: "final" };

const plan = (args: Partial<CaptureScheduleArgs>) => planTasks("season", { capture, ...args });

function tasks(args: Partial<CaptureScheduleArgs>) {
  const { tasks, problem } = plan(args);
  if (problem !== undefined) throw new RunError(problem);
  return tasks;
}

/** The names of what is planned beside what is wrong. */
export const plannedBeside = (args: Partial<CaptureScheduleArgs>) => plan(args).tasks.map(({ key }) => key);

/** The tasks of a schedule by name, each as its window in UTC. */
export function planned(args: Partial<CaptureScheduleArgs>): Record<string, string> {
  return Object.fromEntries(tasks(args).map(({ key, startTime, endTime }) => [key, `${startTime} ${endTime}`]));
}

/** The starts of a schedule's tasks, in UTC. */
export const starts = (args: Partial<CaptureScheduleArgs>) => tasks(args).map(({ startTime }) => startTime);

/** What a schedule warns of. */
export const warnings = (args: Partial<CaptureScheduleArgs>) => plan(args).warnings;

/** The streams of a schedule's tasks by name. */
export function streams(args: Partial<CaptureScheduleArgs>): Record<string, unknown> {
  return Object.fromEntries(tasks(args).map(({ key, streamName }) => [key, streamName]));
}

export function refused(args: object, message: RegExp): void {
  throws(
    () => tasks(args),
    (error) => {
      ok(RunError.isInstance(error), String(error));
      match(error.message, message);
      return true;
    },
  );
}

/** A calendar of these lines. */
export const calendar = (...lines: readonly string[]) => ({
  text: ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n"),
});

/** An event of these lines; its first line is the third of a calendar that begins with it. */
export const event = (uid: string, ...lines: readonly string[]) => [
  "BEGIN:VEVENT",
  `UID:${uid}`,
  "DTSTAMP:20261101T000000Z",
  ...lines,
  "END:VEVENT",
];
