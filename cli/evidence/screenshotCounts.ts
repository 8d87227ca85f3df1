/**
 * How many pictures were taken on a push domain, in points of five minutes: DescribeScreenShotSheetNumList. It tells
 * neither streams nor tasks apart, and is an hour and a half late (tencentcloud-sdk-nodejs: live 2018-08-01).
 */
import type { LiveApi } from "../../provider/live/api.js";
import { day, type FixedWindow, formatInstant, formatWindow, type Instant } from "../../provider/window.js";
import { type AskOf, askOver } from "./asking.js";
import { groupBy } from "./groupBy.js";
import { domainOf, type PastWindow } from "./pastWindow.js";

/** Seconds of a point. */
const step = 300;

/** Seconds until a picture is counted, and the point that it is in. */
const countedAfter = 5400 + step;

/** Seconds of the longest question in points of five minutes. */
const longestCountsQuestion = 31 * day;

/** "The last three months" on the mainland site; the international one reaches back further. */
const countsSince = (now: Instant): Instant => now - 89 * day;

/** The points that a window touches: from the begin of the first to the end of the last. */
export function pointsOf({ start, end }: FixedWindow): FixedWindow {
  return { start: Math.floor(start / step) * step, end: Math.ceil(end / step) * step };
}

/** Pictures by the beginnings of their points. */
type CountsOfOne = ReadonlyMap<Instant, number>;

/** An answer for each question that holds a part. */
export type Counts = readonly CountsOfOne[];

async function askCounts(api: Pick<LiveApi, "read">, domainName: string, span: FixedWindow): Promise<CountsOfOne> {
  const answer = await api.read({
    action: "DescribeScreenShotSheetNumList",
    object: `pictures on ${domainName} from ${formatWindow(span)}`,
    params: {
      StartTime: formatInstant(span.start),
      // Both times are included.
      EndTime: formatInstant(span.end - 1),
      PushDomains: [domainName],
      Granularity: "Minute",
    },
  });
  const points = Array.isArray(answer["DataInfoList"]) ? answer["DataInfoList"] : [];
  return new Map(points.map((point) => [Date.parse(String(point["Time"])) / 1000, Number(point["Num"])]));
}

/** Pictures in all points that a window touches. */
export function countIn(counts: Counts, window: FixedWindow): number {
  const { start, end } = pointsOf(window);
  let sum = 0;
  for (let point = start; point < end; point += step) {
    sum += counts.find((answer) => answer.has(point))?.get(point) ?? 0;
  }
  return sum;
}

/** Of each domain in as few questions as hold its windows. */
export async function askCounted(windows: readonly PastWindow[], api: LiveApi, now: Instant): Promise<AskOf<Counts>> {
  const since = countsSince(now);
  const isKept = ({ captured }: PastWindow) => captured.start >= since;
  const isCounted = ({ captured }: PastWindow) => captured.end + countedAfter <= now;
  const byDomain = groupBy(
    windows.filter((window) => isKept(window) && isCounted(window)),
    domainOf,
  );
  const countsOver = await askOver(
    new Map([...byDomain].map(([domainName, group]) => [domainName, group.map(({ captured }) => pointsOf(captured))])),
    longestCountsQuestion,
    (domainName, span) => askCounts(api, domainName, span),
  );
  return (window) => {
    const { captured } = window;
    if (!isKept(window)) return { why: `pictures are counted for 3 months, so from ${formatInstant(since)} on` };
    if (!isCounted(window)) {
      const from = formatInstant(captured.end + countedAfter);
      return { why: `pictures are counted an hour and a half late, so it can be asked from ${from} on` };
    }
    return countsOver(domainOf(window), pointsOf(captured));
  };
}
