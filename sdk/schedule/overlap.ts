import { moreThan, tasksOnAStream } from "../../provider/timedTask/overlap.js";
import { type FixedWindow, formatInstant } from "../../provider/window.js";

interface Capture {
  readonly key: string;
  readonly streamName: string;
  readonly window: FixedWindow;
}

const shown = 10;

/** A line for each stream on which more windows are open at once than the service runs tasks, from when on, and which. */
export function overlapWarnings(captures: readonly Capture[]): string[] {
  const streams = new Map<string, Capture[]>();
  for (const capture of captures) {
    const known = streams.get(capture.streamName);
    if (known) known.push(capture);
    else streams.set(capture.streamName, [capture]);
  }
  return [...streams].flatMap(([streamName, onStream]) => {
    const crowd = moreThan(tasksOnAStream, onStream);
    if (!crowd) return [];
    const names = crowd.items.slice(0, shown).map(({ key }) => key);
    const rest = crowd.items.length - names.length;
    return [
      `${crowd.items.length} windows are open at once on the stream ${streamName} from ${formatInstant(crowd.at)} on: ` +
        `${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}. The service runs ${tasksOnAStream} tasks on a ` +
        "stream at a time, and the others take no pictures until one of them ends.",
    ];
  });
}
