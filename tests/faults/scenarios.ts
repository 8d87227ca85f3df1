/** What is declared before and after a fault, so that a run makes the call that is to be struck. */
import type { FaultAction } from "../../emulator/index.js";

/** The actions of the matrix: those of tasks. */
export type Struck = Extract<FaultAction, `${string}ScreenshotTask`>;

/** What a program declares. Each capture has a stream to itself, of the same name, so that twins can be told. */
export type Program = Readonly<Record<string, Capture>>;

export interface Capture {
  readonly domainName: string;
  readonly appName: string;
  readonly streamName: string;
  readonly templateId: number;
  readonly startTime: string;
  readonly endTime: string;
}

export interface Scenario {
  /** What there is when the struck run begins. */
  readonly before: Program;
  /** What is declared from the struck run on. */
  readonly after: Program;
  /** How an error names what the call was about. */
  readonly object: RegExp;
}

const capture = (streamName: string, startTime: string, endTime: string): Program => ({
  [streamName]: { domainName: "push.example.com", appName: "live", streamName, templateId: 1, startTime, endTime },
});

const tomorrow = (streamName: string) => capture(streamName, "2026-12-19T19:00:00Z", "2026-12-19T21:00:00Z");
/** Running at all times of these tests. */
const running = (streamName: string, endTime: string) => capture(streamName, "2026-12-18T17:30:00Z", endTime);

/** Declared throughout: a fault that meets its neighbours must leave it alone. */
const opening = tomorrow("opening");
const evening = { ...opening, ...tomorrow("semi-final"), ...tomorrow("final") };

const streamNamed = /for stream live\/\S+ of push\.example\.com, window /;
const taskNamed = /for task \S+ of stream live\/\S+ of push\.example\.com /;

/** Every run lists what is in state first, as `pulumi up --refresh` does. */
export const scenarios: Readonly<Record<Struck, Scenario>> = {
  CreateScreenshotTask: { before: opening, after: evening, object: streamNamed },
  DescribeScreenshotTask: { before: evening, after: evening, object: /for tasks from 2026-\S+ to 2026-\S+ / },
  StopScreenshotTask: {
    before: {
      ...opening,
      ...running("channel-1", "2026-12-19T12:00:00Z"),
      ...running("channel-2", "2026-12-19T12:00:00Z"),
    },
    after: {
      ...opening,
      ...running("channel-1", "2026-12-19T12:30:00Z"),
      ...running("channel-2", "2026-12-19T12:30:00Z"),
    },
    object: taskNamed,
  },
  DeleteScreenshotTask: { before: evening, after: opening, object: taskNamed },
};
