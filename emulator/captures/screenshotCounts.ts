import { countLimits } from "../limits.js";
import type { Request } from "../parameters.js";
import type { Switches } from "../switches.js";
import { beijingMidnight } from "../time/beijing.js";
import { readPeriod, utcTime } from "../time/period.js";
import { countCaptures, type Segment } from "./captures.js";

/** Seconds between two points, by the granularity that is asked for. */
const steps = { Minute: 300, Day: 86_400 } as const;

/**
 * How many pictures were taken, in points of 5 minutes or days of Beijing: those that the period touches, zeros
 * included. All of the emulator's streams are in the mainland.
 */
export function screenshotCounts(
  question: Request<"DescribeScreenShotSheetNumList">,
  takers: readonly { domainName: string; segments: readonly Segment[] }[],
  now: number,
  { site, sheetCountsAfter }: Switches,
): Record<string, unknown> {
  const granularity = question.Granularity === "Minute" ? "Minute" : "Day";
  const limits = countLimits[site];
  const { from, to } = readPeriod(question, now, { kept: limits.kept, span: limits[granularity], site });
  const step = steps[granularity];
  const pointOf = (time: number): number =>
    granularity === "Day" ? beijingMidnight(time) : Math.floor(time / step) * step;
  // What was taken before this is counted.
  const counted = now - sheetCountsAfter;
  const counts = new Map<number, number>();
  for (let point = pointOf(from); point <= to; point += step) counts.set(point, 0);
  for (const { domainName, segments } of question.Zone === "Oversea" ? [] : takers) {
    if (!isAsked(question.PushDomains, domainName)) continue;
    for (const segment of segments) {
      const end = Math.min(segment.to ?? counted, counted);
      for (let point = pointOf(Math.max(from, segment.from)); point <= to && point < end; point += step) {
        const taken = countCaptures([segment], Math.min(point + step, counted)) - countCaptures([segment], point);
        counts.set(point, (counts.get(point) ?? 0) + taken);
      }
    }
  }
  return { DataInfoList: [...counts].map(([point, Num]) => ({ Time: utcTime(point), Num })) };
}

function isAsked(domains: readonly string[] | undefined, domain: string): boolean {
  return !domains?.length || domains.includes(domain);
}
