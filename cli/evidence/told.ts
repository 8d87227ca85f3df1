/** What callbacks told around each window, whether its stream was live, and where that proves nothing. */
import type { LiveApi } from "../../provider/live/api.js";
import { day, type FixedWindow, formatInstant, type Instant, margin } from "../../provider/window.js";
import { type Asked, type AskOf, askAll, askOver } from "./asking.js";
import { askRecords, events, longestRecordsQuestion, type Recorded, recordsSince } from "./callbackRecords.js";
import { groupBy } from "./groupBy.js";
import type { Liveness } from "./live.js";
import { type PastWindow, placeOf } from "./pastWindow.js";
import type { TellsOf } from "./setUp.js";
import { type Told, type ToldStream, toldBy, untold } from "./toldStreams.js";
import { isEnough, type Seen } from "./verdict.js";

/** Seconds around a window in which its stream's pushes begin and end, most often. */
const around = 3600;

/** Of each stream name in as few questions as hold its windows. */
export async function askTold(windows: readonly PastWindow[], api: LiveApi, now: Instant): Promise<AskOf<Told>> {
  const since = recordsSince(now);
  const isKnown = ({ captured }: PastWindow) => captured.start >= since;
  const spanOf = ({ captured }: PastWindow): FixedWindow => ({
    start: Math.max(since, captured.start - around),
    end: Math.min(now, captured.end + around),
  });
  const byName = groupBy(windows.filter(isKnown), ({ subject }) => subject.streamName);
  const recordsOver = await askOver(
    new Map([...byName].map(([streamName, group]) => [streamName, group.map(spanOf)])),
    longestRecordsQuestion,
    (streamName, span) => askRecords(api, { streamName, span }),
  );
  // The windows of a stream and a day share what they are answered.
  const read = new Map<readonly (readonly Recorded[])[], Told>();
  return (window) => {
    if (!isKnown(window)) {
      return {
        why: `the service tells of callbacks for 14 days, so of windows that began from ${formatInstant(since)} on`,
      };
    }
    const held = recordsOver(window.subject.streamName, spanOf(window));
    if ("why" in held) return held;
    const told = read.get(held.answer) ?? toldBy(held.answer.flat());
    read.set(held.answer, told);
    return { answer: told };
  };
}

/**
 * A stream may be pushed for long before its window and after it: where nothing is told of near the window, the day
 * before is asked for begins, and the day after for ends.
 */
export async function livenessAround(
  { subject, captured }: PastWindow,
  { hasPushes, tellsOfBoth, livenessIn }: ToldStream,
  tells: Asked<TellsOf>,
  api: LiveApi,
  now: Instant,
): Promise<Liveness> {
  const setUp = "answer" in tells ? tells.answer(subject) : undefined;
  const complete = setUp ? setUp.begins && setUp.ends : tellsOfBoth;
  if (!complete || hasPushes) return livenessIn(captured, complete);
  const { streamName } = subject;
  const before = { start: Math.max(recordsSince(now), captured.start - day), end: captured.start };
  const after = { start: captured.end, end: Math.min(now, captured.end + day) };
  const questions = [
    { streamName, span: before, event: events.began },
    { streamName, span: before, event: events.ended },
    { streamName, span: after, event: events.ended },
  ].filter(({ span }) => span.end > span.start);
  const answers = await askAll(questions, (question) => askRecords(api, question));
  const records = answers.flatMap((answer) => ("answer" in answer ? answer.answer : []));
  if (answers.some((answer) => "why" in answer)) return { live: undefined };
  const stream = toldBy(records).streams.get(placeOf(subject)) ?? untold;
  return stream.livenessIn(captured, true);
}

/** Why callbacks that told of few pictures, or none, prove nothing; `undefined` where they do. */
export function doubtOf(
  { pictures, expected }: Seen,
  { unread }: Told,
  tells: Asked<TellsOf>,
  { captured, subject }: PastWindow,
  now: Instant,
): string | undefined {
  if (expected !== undefined && isEnough(pictures, expected)) return undefined;
  if (now < captured.end + margin) {
    return `callbacks may still come, so it can be told from ${formatInstant(captured.end + margin)} on`;
  }
  if (pictures > 0) return undefined;
  if (unread > 0) return `${unread} callbacks of this stream's name were recorded in a form that is not known here`;
  if ("why" in tells) return `none is recorded, and whether any are set up could not be asked: ${tells.why}`;
  return tells.answer(subject).pictures
    ? undefined
    : "none are to be expected: no callback template with a SnapshotNotifyUrl is bound to its domain and application";
}
