import type * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { type Field, text, time } from "../../provider/fields.js";
import type { Time } from "../../provider/resources/screenshotTask.js";
import { formatInstant, formatWindow } from "../../provider/window.js";
import { readFields } from "./fields.js";
import type { Occurrence } from "./occurrence.js";
import { forEach, type Partly, ScheduleProblem } from "./problem.js";

/** A window that the program names itself. It may be longer than 24 h. */
export interface CaptureWindow {
  /** Unique in the schedule. It names the task: with the same name a moved window is an edit. A change renames its task. */
  readonly name: string;
  /** When it begins: ISO 8601 with an offset, or Unix seconds. A change edits its task. */
  readonly startTime: Time;
  /** When it ends: ISO 8601 with an offset, or Unix seconds; after `startTime`. A change edits its task. */
  readonly endTime: Time;
  /** Its stream. Default: what `capture.streamName` says. A change edits its task. */
  readonly streamName?: pulumi.Input<string> | undefined;
}

export const fields = {
  name: v.pipe(text(), v.nonEmpty("must not be empty")),
  startTime: time(),
  endTime: time(),
  streamName: v.optional(v.unknown()),
} satisfies Record<keyof CaptureWindow, Field>;

/** The problems name each window that is wrong, and its field. */
export function fromWindows(windows: readonly CaptureWindow[]): Partly<Occurrence> {
  if (!Array.isArray(windows)) throw new ScheduleProblem("windows must be a list");
  return forEach(windows, (written: CaptureWindow, index) => {
    const { name, startTime: start, endTime: end } = readFields(fields, written, `windows[${index}].`);
    if (end <= start) {
      throw new ScheduleProblem(
        `windows[${index}].endTime must be after startTime: ${formatWindow({ start, end })} ("${name}") has no second in it`,
      );
    }
    return [
      {
        key: name,
        event: {
          uid: name,
          summary: "",
          location: "",
          start: formatInstant(start),
          end: formatInstant(end),
          allDay: false,
        },
        window: { start, end },
        origin: `windows[${index}] ("${name}")`,
        streamName: written.streamName,
      },
    ];
  });
}
