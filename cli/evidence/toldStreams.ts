/** What was told of streams of one name, on whatever domain, each told once. */
import { type ByTime, byTime } from "./byTime.js";
import type { Recorded, ToldPicture, ToldPush } from "./callbackRecords.js";
import { groupBy } from "./groupBy.js";
import { type LivenessIn, livenessBy } from "./live.js";
import { placeOf } from "./pastWindow.js";

/** What was told of one stream. */
export interface ToldStream {
  readonly pictures: ByTime<ToldPicture>;
  readonly hasPushes: boolean;
  /** Whether pushes are told of that began, and others that ended. */
  readonly tellsOfBoth: boolean;
  readonly livenessIn: LivenessIn;
}

export interface Told {
  /** By the domain and application of the stream. */
  readonly streams: ReadonlyMap<string, ToldStream>;
  /** Records of pictures and pushes whose content could not be read. */
  readonly unread: number;
}

/** A stream of which nothing was told. */
export const untold: ToldStream = streamBy([], []);

/** A notice that was sent again has a record for each time, and questions that touch show some twice: each counts once. */
export function toldBy(records: readonly Recorded[]): Told {
  const pictures = new Map<string, ToldPicture>();
  const pushes = new Map<string, ToldPush>();
  let unread = 0;
  for (const record of records) {
    if (record.kind === "unread") unread += 1;
    else if (record.kind === "picture") {
      const { domainName, appName, at, url, taskId } = record;
      pictures.set(JSON.stringify([domainName, appName, at, url, taskId]), record);
    } else {
      const { domainName, appName, at, began, sequence } = record;
      pushes.set(JSON.stringify([domainName, appName, at, began, sequence]), record);
    }
  }
  const [picturesOf, pushesOf] = [groupBy([...pictures.values()], placeOf), groupBy([...pushes.values()], placeOf)];
  const places = new Set([...picturesOf.keys(), ...pushesOf.keys()]);
  const streams = [...places].map(
    (place) => [place, streamBy(picturesOf.get(place) ?? [], pushesOf.get(place) ?? [])] as const,
  );
  return { streams: new Map(streams), unread };
}

function streamBy(pictures: readonly ToldPicture[], told: readonly ToldPush[]): ToldStream {
  // Of the same second: what ended did so before the next began.
  const pushes = told.toSorted((a, b) => a.at - b.at || Number(a.began) - Number(b.began));
  return {
    pictures: byTime(pictures, ({ at }) => at),
    hasPushes: pushes.length > 0,
    tellsOfBoth: pushes.some(({ began }) => began) && pushes.some(({ began }) => !began),
    livenessIn: livenessBy(pushes),
  };
}
