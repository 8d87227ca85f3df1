import type * as pulumi from "@pulumi/pulumi";
import type { FixedWindow } from "../../provider/window.js";

/** What is captured, as the source tells it: before any padding, and whole where it is longer than 24 h. */
export interface CaptureEvent {
  /** The UID of an event of a calendar, the `name` of a window, the instant of a cron occurrence (`20261224T110000Z`). */
  readonly uid: string;
  /** The event's SUMMARY; empty where there is none. */
  readonly summary: string;
  /** The event's LOCATION; empty where there is none. */
  readonly location: string;
  /** When it begins: ISO 8601 in UTC, to the second; of an event that lasts whole days the first, `2026-12-24`. */
  readonly start: string;
  /** When it ends: ISO 8601 in UTC, to the second; of an event that lasts whole days the day after the last. */
  readonly end: string;
  /** Whether it lasts whole days, which only events of a calendar do. Such an event is not captured. */
  readonly allDay: boolean;
}

/** One thing to capture, out of any source. */
export interface Occurrence {
  /** Names it for as long as the source has it, wherever it is moved to. */
  readonly key: string;
  readonly event: CaptureEvent;
  /** None of what lasts whole days: when in them a stream is on nobody can know. */
  readonly window?: FixedWindow;
  /** How an error names it: `the event "match-3" ("A v B", line 12)`. */
  readonly origin: string;
  /** The stream, where this one says it itself. */
  readonly streamName?: pulumi.Input<string> | undefined;
}
