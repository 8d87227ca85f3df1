/** What the service tells of the windows of one account, by as few questions as hold them all. */
import type { Context } from "../../provider/context.js";
import { requireWorld } from "../../provider/live/world.js";
import type { FixedWindow } from "../../provider/window.js";
import { type Asked, groupBy } from "./asking.js";
import type { Told } from "./callbackRecords.js";
import { causesOf } from "./causes.js";
import { nothingAsked, type Unasked, type WindowEvidence } from "./evidence.js";
import { isOf, overlap, type PastWindow, sameStream } from "./pastWindow.js";
import { askCounted, type Counts, countIn, pointsOf } from "./screenshotCounts.js";
import { askIntervals, askTells } from "./setUp.js";
import { around, askTold, doubtOf, livenessAround } from "./told.js";
import { isEnough, type Seen, verdictOf } from "./verdict.js";

/** @returns the evidence of each, by URN. */
export async function evidenceInAccount(
  windows: readonly PastWindow[],
  ctx: Context,
  intervalInStack: (urn: string) => number | undefined,
): Promise<ReadonlyMap<string, WindowEvidence>> {
  const of = new Map<string, WindowEvidence>();
  const here: PastWindow[] = [];
  for (const [world, group] of groupBy(windows, (window) => window.world)) {
    const why = await whyNotHere(ctx, world);
    if (why === undefined) here.push(...group);
    else for (const { urn } of group) of.set(urn, nothingAsked(why));
  }
  if (here.length === 0) return of;

  const { api } = ctx;
  const now = ctx.clock.now();
  const [tells, templates] = [await askTells(api), await askIntervals(api)];
  const [told, counted] = [await askTold(here, api, now), await askCounted(here, api, now)];
  const recorded = new Map(here.map((window) => [window, told(window)]));
  const intervals = "answer" in templates ? templates.answer : undefined;
  const intervalOf = ({ urn, subject }: PastWindow) => intervalInStack(urn) ?? intervals?.get(subject.templateId);

  /** How many pictures windows come to within a time; `undefined` where an interval is not known. */
  function expectedOf(sharing: readonly PastWindow[], within: FixedWindow): number | undefined {
    let sum = 0;
    for (const window of sharing) {
      const interval = intervalOf(window);
      if (interval === undefined) return undefined;
      sum += Math.floor(Math.max(0, overlap(window.captured, within)) / interval);
    }
    return sum;
  }

  function byCallbacks(window: PastWindow, { pictures }: Told): Seen {
    const { captured, subject, taskId } = window;
    const taken = pictures.filter(isOf(subject)).filter(({ at }) => at >= captured.start && at < captured.end);
    const neighbours = here.filter(
      (other) => other !== window && sameStream(other, window) && overlap(other.captured, captured) > 0,
    );
    // Nothing documented says that a callback names the TaskId, so tasks are told apart only where it does.
    const ids = new Set([window, ...neighbours].map((each) => each.taskId));
    const isNamed = taken.some((picture) => picture.taskId !== undefined && ids.has(picture.taskId));
    if (isNamed || neighbours.length === 0) {
      const own = isNamed ? taken.filter((picture) => picture.taskId === taskId) : taken;
      return { pictures: own.length, expected: expectedOf([window], captured), others: 0 };
    }
    const expected = expectedOf([window, ...neighbours], captured);
    return { pictures: taken.length, expected, others: neighbours.length };
  }

  /** A rule tells of all streams of its domain and application. */
  function wereSetUpAround({ captured: { start, end }, subject }: PastWindow): boolean {
    const near = { start: start - around, end: end + around };
    return here.some((other) => {
      const records = recorded.get(other);
      if (!records || "why" in records || overlap(other.captured, near) <= 0) return false;
      return [...records.answer.pushes, ...records.answer.pictures].some(
        (each) => isOf(subject)(each) && each.at >= near.start && each.at <= near.end,
      );
    });
  }

  function byCount(window: PastWindow, counts: Counts): Seen {
    const points = pointsOf(window.captured);
    const others = here.filter(
      (other) =>
        other !== window &&
        other.subject.domainName === window.subject.domainName &&
        overlap(other.captured, points) > 0,
    );
    const expected = expectedOf([window, ...others], points);
    return { pictures: countIn(counts, window.captured), expected, others: others.length };
  }

  async function ofWindow(window: PastWindow): Promise<WindowEvidence> {
    const { subject, captured } = window;
    const unasked: Unasked[] = [];
    const answerOf = <Answer>(source: Unasked["source"], answer: Asked<Answer>): Answer | undefined => {
      if ("answer" in answer) return answer.answer;
      unasked.push({ source, why: answer.why });
      return undefined;
    };
    const records = answerOf("callbacks", recorded.get(window) ?? told(window));
    const seen = records && byCallbacks(window, records);
    const doubt = seen && doubtOf(seen, records, tells, window, now);
    if (doubt !== undefined) unasked.push({ source: "callbacks", why: doubt });
    const callbacks = doubt === undefined ? seen : undefined;
    const counts = answerOf("count", counted(window));
    const count = counts && byCount(window, counts);

    const verdict = verdictOf(callbacks, count, callbacks?.pictures === 0 && wereSetUpAround(window));
    if (callbacks?.pictures === 0 && verdict.state === "cannot be told") {
      const why = `none is recorded, but ${count?.pictures} pictures were counted: callbacks may have been set up later`;
      unasked.push({ source: "callbacks", why });
    }
    const { state } = verdict;
    const pushes = records?.pushes.filter(isOf(subject)) ?? [];
    const isTaken = callbacks !== undefined && callbacks.pictures > 0;
    const liveness =
      records && state !== "as expected" ? await livenessAround(window, pushes, tells, api, now) : { live: undefined };
    const live = isTaken || liveness.live;
    const source = verdict.by === "count" ? count : (callbacks ?? count);
    const interval = intervalOf(window);
    const whileLive = interval && liveness.seconds !== undefined ? Math.floor(liveness.seconds / interval) : undefined;
    return {
      ...verdict,
      pictures: source?.pictures,
      expected: expectedOf([window], captured),
      interval,
      others: source?.others ?? 0,
      live,
      liveSeconds: liveness.seconds,
      explained: state === "fewer" && whileLive !== undefined && isEnough(source?.pictures ?? 0, whileLive),
      unasked,
      causes: state === "none" ? causesOf(subject, live, intervals) : [],
      problem: state === "none" && live !== false ? (live ? "uncaptured" : "unseen") : undefined,
    };
  }

  await Promise.all(here.map(async (window) => void of.set(window.urn, await ofWindow(window))));
  return of;
}

async function whyNotHere(ctx: Context, world: string): Promise<string | undefined> {
  try {
    await requireWorld(ctx, world, "ask what was captured of a window");
    return undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
  }
}
