/** Windows of which the service will not capture each, as it runs three tasks on a stream at a time. Pure. */
import { crowds, describeCrowd, tasksOnAStream } from "../../provider/timedTask/overlap.js";
import { describeStream } from "../../provider/timedTask/state.js";
import type { FixedWindow, Instant } from "../../provider/window.js";
import type { Judgement } from "./judgement.js";

interface Crowdable extends Judgement {
  readonly urn: string;
  readonly name: string;
}

export interface Crowding {
  /** Of each window that is to be captured while more than three are, by its URN: the first moment, and how many are. */
  readonly of: ReadonlyMap<string, { readonly at: Instant; readonly windows: number }>;
  /** A line for each stream. */
  readonly notes: readonly string[];
}

export function crowdingOf(windows: readonly Crowdable[], now: Instant): Crowding {
  const streams = new Map<string, { urn: string; name: string; window: FixedWindow }[]>();
  for (const { urn, name, subject, declared, effective, next } of windows) {
    const { start = now, end } = effective ?? declared;
    // What nothing comes of takes no place.
    if (!next || end <= now) continue;
    const stream = describeStream(subject);
    const onStream = streams.get(stream) ?? [];
    streams.set(stream, onStream);
    onStream.push({ urn, name, window: { start: Math.max(start, now), end } });
  }
  const of = new Map<string, { at: Instant; windows: number }>();
  const notes: string[] = [];
  for (const [stream, onStream] of streams) {
    const found = [...crowds(tasksOnAStream, onStream)];
    for (const { at, items } of found) {
      for (const { urn } of items) of.set(urn, of.get(urn) ?? { at, windows: items.length });
    }
    const [first] = found;
    if (first) {
      const names = first.items.map(({ name }) => name);
      notes.push(describeCrowd(stream, first.at, names));
    }
  }
  return { of, notes };
}
