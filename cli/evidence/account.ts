/** What the service tells of the windows of one account, by as few questions as hold them all. */
import type { Context } from "../../provider/context.js";
import type { Instant } from "../../provider/window.js";
import type { Asked } from "./asking.js";
import type { ToldPicture } from "./callbackRecords.js";
import { causesOf } from "./causes.js";
import type { Unasked, WindowEvidence } from "./evidence.js";
import type { Liveness } from "./live.js";
import { askOthers } from "./otherTasks.js";
import { type PastWindow, placeOf } from "./pastWindow.js";
import { askCounted } from "./screenshotCounts.js";
import { sightOf } from "./seen.js";
import { askIntervals, askRules, askTells } from "./setUp.js";
import { askTold, doubtOf, livenessAround } from "./told.js";
import { type Told, untold } from "./toldStreams.js";
import { isEnough, mayAllBeMissing, type Seen, verdictOf } from "./verdict.js";

/** @returns the evidence of each, by URN. */
export async function evidenceInAccount(
  windows: readonly PastWindow[],
  ctx: Context,
  intervalInStack: (urn: string) => number | undefined,
): Promise<ReadonlyMap<string, WindowEvidence>> {
  const { api } = ctx;
  const now = ctx.clock.now();
  const [tells, templates, rules] = [await askTells(api), await askIntervals(api), await askRules(api)];
  const [toldOf, countedOf] = [await askTold(windows, api, now), await askCounted(windows, api, now)];
  const recorded = windows.map((window) => ({ window, told: toldOf(window) }));
  const surelyTold = tellingOfPictures(recorded.map(({ told }) => told));
  const intervals = "answer" in templates ? templates.answer : undefined;
  const intervalOf = ({ urn, subject }: PastWindow) => intervalInStack(urn) ?? intervals?.get(subject.templateId);
  const sight = sightOf(windows, intervalOf, rules, await askOthers(windows, api, now));

  async function ofWindow(window: PastWindow, told: Asked<Told>): Promise<WindowEvidence> {
    const { subject, captured } = window;
    const unasked: Unasked[] = [];
    const answerOf = <Answer>(source: Unasked["source"], answer: Asked<Answer>): Answer | undefined => {
      if ("answer" in answer) return answer.answer;
      unasked.push({ source, why: answer.why });
      return undefined;
    };
    const records = answerOf("callbacks", told);
    const stream = records && (records.streams.get(placeOf(subject)) ?? untold);
    const seen = stream && sight.byCallbacks(window, stream);
    const doubt = seen && records && doubtOf(seen, records, tells, window, now);
    if (doubt !== undefined) unasked.push({ source: "callbacks", why: doubt });
    const callbacks = doubt === undefined ? seen : undefined;
    const counts = answerOf("count", countedOf(window));
    const count = counts && sight.byCount(window, counts);

    const surely = surelyTold(window);
    const first = verdictOf(callbacks, count, surely);
    // Whoever took them, and for whichever window: a picture is of a stream that was live.
    const taken = stream?.pictures.within(captured.start, captured.end) ?? [];
    const pushed =
      stream && first.state !== "as expected"
        ? await livenessAround(window, stream, tells, api, now)
        : { live: undefined };
    const { live, seconds }: Liveness = taken.length > 0 && !pushed.live ? { live: true } : pushed;
    // Of a push that began before the callback rule took effect nothing is told, while others of its place are told of.
    const isUntold = first.state === "none" && first.by === "callbacks" && live === undefined;
    const verdict = isUntold ? verdictOf(callbacks, count, false) : first;
    const { state } = verdict;
    if (callbacks?.pictures === 0 && state === "cannot be told") {
      unasked.push({ source: "callbacks", why: surely ? whyUntold : whyUnproved(count?.pictures) });
    }
    if (state === "cannot be told")
      unasked.push(...strangersIn("callbacks", callbacks), ...strangersIn("count", count));
    const interval = intervalOf(window);
    const expected = sight.expectedOf(window);
    const source = verdict.by === "count" ? count : (callbacks ?? count);
    const inTime = (time: number | undefined) =>
      interval !== undefined && time !== undefined ? Math.floor(time / interval) : undefined;
    const whileLive = inTime(seconds);
    // For how many there was time: while it was pushed, from the first picture of anybody's to the last, or in the window.
    const atMost = whileLive ?? inTime(lengthOf(taken)) ?? expected;
    const isNone = state === "none" || isUntold;
    const isBrief = isNone && live !== false && atMost !== undefined && mayAllBeMissing(atMost);
    const isInterrupted = state === "fewer" && whileLive !== undefined && isEnough(source?.pictures ?? 0, whileLive);
    const isFailure = isNone && live !== false && !isBrief;
    return {
      ...verdict,
      pictures: source?.pictures,
      expected,
      interval,
      others: source?.others ?? 0,
      live,
      liveSeconds: seconds,
      explained: isBrief || isInterrupted,
      unasked,
      causes: isNone && !isBrief ? causesOf(subject, live, intervals) : [],
      problem: isFailure ? (live ? "uncaptured" : "unseen") : undefined,
    };
  }

  const evidence = recorded.map(async ({ window, told }) => [window.urn, await ofWindow(window, told)] as const);
  return new Map(await Promise.all(evidence));
}

/**
 * Whether callbacks surely told of pictures when a window was captured: one of its domain and application is recorded of
 * then, or of before. Pushes prove nothing, as each event has an address of its own.
 */
function tellingOfPictures(told: readonly Asked<Told>[]): (window: PastWindow) => boolean {
  const since = new Map<string, Instant>();
  for (const { streams } of new Set(told.flatMap((each) => ("answer" in each ? [each.answer] : [])))) {
    for (const [place, { pictures }] of streams) {
      const [first] = pictures.all;
      if (first) since.set(place, Math.min(first.at, since.get(place) ?? first.at));
    }
  }
  return ({ subject, captured }) => (since.get(placeOf(subject)) ?? captured.end) < captured.end;
}

const whyUntold =
  "none is recorded, and not enough of its stream's pushes to say whether it was live: of one that began before the " +
  "callback rule took effect nothing is told";

/** @param counted pictures of the whole domain. */
function whyUnproved(counted: number | undefined): string {
  return counted
    ? `none is recorded, but ${counted} pictures were counted: picture callbacks may have been set up later`
    : "none is recorded, nor any before of its domain and application, so picture callbacks may have been set up later";
}

/** Why a source does not tell, although it saw pictures. */
function strangersIn(source: Unasked["source"], seen: Seen | undefined): Unasked[] {
  return seen?.strangers !== undefined && seen.pictures > 0 ? [{ source, why: seen.strangers }] : [];
}

/** Seconds from the first picture to the last. */
function lengthOf(pictures: readonly ToldPicture[]): number | undefined {
  const [first, last] = [pictures[0], pictures.at(-1)];
  return first && last && last.at - first.at;
}
