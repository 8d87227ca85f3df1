/** What each source saw in the time of a window, and of whom else that may be. */
import type { FixedWindow } from "../../provider/window.js";
import type { Asked } from "./asking.js";
import type { OtherOn } from "./otherTasks.js";
import { capturingBy, domainOf, overlap, type PastWindow, streamOf } from "./pastWindow.js";
import { type Counts, countIn, pointsOf } from "./screenshotCounts.js";
import type { Rules } from "./setUp.js";
import type { ToldStream } from "./toldStreams.js";
import type { Seen } from "./verdict.js";

export interface Sight {
  byCallbacks(window: PastWindow, stream: ToldStream): Seen;
  byCount(window: PastWindow, counts: Counts): Seen;
  /** How many pictures a window's length comes to; `undefined` where its interval is not known. */
  expectedOf(window: PastWindow): number | undefined;
}

/**
 * @param windows all that can be told from one another: those of one account.
 * @param rules the account's snapshot rules, whose pictures are no window's.
 * @param others the account's other tasks, whose pictures are neither.
 */
export function sightOf(
  windows: readonly PastWindow[],
  intervalOf: (window: PastWindow) => number | undefined,
  rules: Asked<Rules>,
  others: Asked<OtherOn>,
): Sight {
  const onStream = capturingBy(windows, streamOf);
  const onDomain = capturingBy(windows, domainOf);

  /** How many pictures windows come to within a time. */
  function expectedWithin(sharing: readonly PastWindow[], within: FixedWindow): number | undefined {
    let sum = 0;
    for (const window of sharing) {
      const interval = intervalOf(window);
      if (interval === undefined) return undefined;
      sum += Math.floor(Math.max(0, overlap(window.captured, within)) / interval);
    }
    return sum;
  }

  const expectedOf = (window: PastWindow) => expectedWithin([window], window.captured);

  /** Hundreds of windows of a domain may be captured at once, and share what all of them come to. */
  const onDomainWithin = new Map<string, Pick<Seen, "expected" | "others">>();

  function sharedOnDomain(window: PastWindow): Pick<Seen, "expected" | "others"> {
    const points = pointsOf(window.captured);
    const key = JSON.stringify([domainOf(window), points]);
    let shared = onDomainWithin.get(key);
    if (!shared) {
      const sharing = onDomain(domainOf(window), points);
      shared = { expected: expectedWithin(sharing, points), others: sharing.length - 1 };
      onDomainWithin.set(key, shared);
    }
    return shared;
  }

  const strangersOnStream = (window: PastWindow): string | undefined => {
    const why =
      strangers("a snapshot rule", "the stream", rules, (asked) => asked.ofStream(window.subject)) ??
      strangers("another task", "the stream", others, (otherOn) => otherOn(window));
    return why === undefined ? undefined : `no callback names the task of a window, and ${why}`;
  };

  const strangersOnDomain = (window: PastWindow): string | undefined =>
    strangers("a snapshot rule", "the domain", rules, (asked) => asked.ofDomain(domainOf(window)));

  return {
    expectedOf,
    byCallbacks: (window, stream) => {
      const { captured, taskId } = window;
      const taken = stream.pictures.within(captured.start, captured.end);
      const sharing = onStream(streamOf(window), captured);
      // Nothing documented says that a callback names the TaskId, so tasks are told apart only where it does.
      const ids = new Set(sharing.map((each) => each.taskId));
      const isNamed = taken.some((picture) => picture.taskId !== undefined && ids.has(picture.taskId));
      if (isNamed) {
        const own = taken.filter((picture) => picture.taskId === taskId);
        return { pictures: own.length, expected: expectedOf(window), others: 0 };
      }
      return {
        pictures: taken.length,
        expected: expectedWithin(sharing, captured),
        others: sharing.length - 1,
        strangers: strangersOnStream(window),
      };
    },
    byCount: (window, counts) => ({
      pictures: countIn(counts, window.captured),
      ...sharedOnDomain(window),
      strangers: strangersOnDomain(window),
    }),
  };
}

/** Why pictures may be somebody else's: who takes some too, or why that is not known. */
function strangers<Answer>(
  who: string,
  of: string,
  asked: Asked<Answer>,
  find: (answer: Answer) => string | undefined,
): string | undefined {
  if ("why" in asked) return `whether ${who} takes pictures of ${of} too could not be asked: ${asked.why}`;
  const found = find(asked.answer);
  return found === undefined ? undefined : `${found} takes pictures of ${of} too`;
}
