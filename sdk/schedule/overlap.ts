import { describeCrowd, moreThan, tasksOnAStream } from "../../provider/timedTask/overlap.js";
import type { FixedWindow } from "../../provider/window.js";

interface Capture {
  readonly key: string;
  readonly streamName: string;
  readonly window: FixedWindow;
}

/**
 * A line for each stream on which more windows are open at once than the service runs tasks, from when on, and which.
 *
 * @param isSecret Whether no log may have the streams' names.
 */
export function overlapWarnings(captures: readonly Capture[], isSecret: boolean): string[] {
  const streams = new Map<string, Capture[]>();
  for (const capture of captures) {
    const known = streams.get(capture.streamName);
    if (known) known.push(capture);
    else streams.set(capture.streamName, [capture]);
  }
  return [...streams].flatMap(([streamName, onStream]) => {
    const crowd = moreThan(tasksOnAStream, onStream);
    const keys = crowd?.items.map(({ key }) => key);
    return crowd && keys ? [describeCrowd(isSecret ? "same stream" : `stream ${streamName}`, crowd.at, keys)] : [];
  });
}
