/**
 * How many pictures were taken on a push domain, in points of five minutes: DescribeScreenShotSheetNumList. It tells
 * neither streams nor tasks apart, and is an hour and a half late (tencentcloud-sdk-nodejs: live 2018-08-01).
 */
import type { LiveApi } from "../../provider/live/api.js";
import { day, type FixedWindow, formatInstant, formatWindow, type Instant } from "../../provider/window.js";
import { type AskOf, askAll, groupBy, questionsOver, together } from "./asking.js";
import { type PastWindow, touches } from "./pastWindow.js";

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
export type Counts = ReadonlyMap<Instant, number>;

async function askCounts(
  api: Pick<LiveApi, "read">,
  { domainName, span }: { readonly domainName: string; readonly span: FixedWindow },
): Promise<Counts> {
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
  for (let point = start; point < end; point += step) sum += counts.get(point) ?? 0;
  return sum;
}

/** Of each domain in as few questions as hold its windows. */
export async function askCounted(windows: readonly PastWindow[], api: LiveApi, now: Instant): Promise<AskOf<Counts>> {
  const since = countsSince(now);
  const isKept = ({ captured }: PastWindow) => captured.start >= since;
  const isCounted = ({ captured }: PastWindow) => captured.end + countedAfter <= now;
  const known = windows.filter((window) => isKept(window) && isCounted(window));
  const questions = [...groupBy(known, ({ subject }) => subject.domainName)].flatMap(([domainName, group]) => {
    const points = group.map(({ captured }) => pointsOf(captured));
    return questionsOver(points, longestCountsQuestion).map((span) => ({ domainName, span }));
  });
  const answers = await askAll(questions, (question) => askCounts(api, question));
  return (window) => {
    const { subject, captured } = window;
    if (!isKept(window)) return { why: `pictures are counted for 3 months, so from ${formatInstant(since)} on` };
    if (!isCounted(window)) {
      const from = formatInstant(captured.end + countedAfter);
      return { why: `pictures are counted an hour and a half late, so it can be asked from ${from} on` };
    }
    const held = together(questions, answers, ({ domainName, span }) => {
      return domainName === subject.domainName && touches(span, pointsOf(captured));
    });
    if ("why" in held) return held;
    const [first] = held.answer;
    return {
      answer: first && held.answer.length === 1 ? first : new Map(held.answer.flatMap((counts) => [...counts])),
    };
  };
}
