import type { Segment } from "./captures.js";

/** A stream is known by these three names together. */
export interface StreamNames {
  domainName: string;
  appName: string;
  streamName: string;
}

/** A task as the service keeps it. All times are Unix seconds. */
export interface Task extends StreamNames {
  taskId: string;
  /** Its place in the order of creation. */
  sequence: number;
  templateId: number;
  streamType: number;
  extension: string;
  /** The window: [start, end). Where no StartTime was given, it starts when it is created. */
  start: number;
  end: number;
  startGiven: boolean;
  created: number;
  stopped: number | null;
  deleted: number | null;
  /** It holds one of the stream's places for running tasks. */
  running: boolean;
  /** It found no such place and, as the switch `fourthTask` has it, never gets one. */
  turnedAway: boolean;
  segments: Segment[];
}

export function streamKey({ domainName, appName, streamName }: StreamNames): string {
  return JSON.stringify([domainName, appName, streamName]);
}
