/**
 * Did it capture? For each window that is over: how many pictures there should be, and how many the service tells of. What
 * could not be asked is said, and never taken for "none".
 */
import type { Context } from "../../provider/context.js";
import { requireWorld } from "../../provider/live/world.js";
import type { Subject } from "../../provider/timedTask/state.js";
import { day, type FixedWindow, formatInstant, type Instant, margin } from "../../provider/window.js";
import type { InstanceOf } from "../stackContexts.js";
import { type Asked, askAll, counting, questionsOver } from "./asking.js";
import {
  askRecords,
  events,
  longestRecordsQuestion,
  type RecordsQuestion,
  readRecords,
  recordsSince,
  type Told,
  type ToldPush,
} from "./callbackRecords.js";
import { causesOf } from "./causes.js";
import { type Liveness, livenessOf } from "./live.js";
import {
  askCounts,
  type Counts,
  countedAfter,
  countIn,
  countsSince,
  longestCountsQuestion,
  pointsOf,
} from "./screenshotCounts.js";
import { askIntervals, askTells, type Tells } from "./setUp.js";
import { isEnough, type Seen, type Verdict, verdictOf } from "./verdict.js";

/** A window of which a task captured, and which is over. */
export interface PastWindow {
  readonly urn: string;
  readonly subject: Subject;
  readonly taskId: string;
  readonly world: string;
  readonly provider: string;
  /** From the task's start until it ended or was stopped. */
  readonly captured: FixedWindow;
}

/** A source that says nothing of a window, and why not. */
export interface Unasked {
  readonly source: "callbacks" | "count";
  /** A sentence without its full stop. */
  readonly why: string;
}

export interface WindowEvidence extends Verdict {
  /** Pictures of which the source tells; where it cannot tell windows apart, of all of them. */
  readonly pictures: number | undefined;
  /** Of this window alone: its seconds by the interval; `undefined` where the interval is not known. */
  readonly expected: number | undefined;
  /** Seconds between two pictures. */
  readonly interval: number | undefined;
  /** How many other windows `pictures` may be of. */
  readonly others: number;
  /** Whether the stream was live in the window, and for how long; `undefined` where callbacks do not tell. */
  readonly live: boolean | undefined;
  readonly liveSeconds: number | undefined;
  /** Fewer than expected, and as many as the time is good for in which the stream was live. */
  readonly explained: boolean;
  readonly unasked: readonly Unasked[];
  /** What may be the reason, where there is no picture, the likeliest first. */
  readonly causes: readonly string[];
  readonly problem?: EvidenceProblem | undefined;
}

/**
 * What --fail-on can name. uncaptured: no picture, although the stream was live. unseen: no picture, and nobody can tell
 * whether it was.
 */
export const evidenceProblems = ["uncaptured", "unseen"] as const;

export type EvidenceProblem = (typeof evidenceProblems)[number];

export interface Evidence {
  /** By URN. */
  readonly of: ReadonlyMap<string, WindowEvidence>;
  /** How many calls were made of each action. */
  readonly calls: ReadonlyMap<string, number>;
}

export interface EvidenceOptions {
  /** Seconds between two pictures as the stack's own template says it; `undefined` where none does. */
  readonly intervalInStack: (urn: string) => number | undefined;
  /** Called at each call. */
  readonly progress?: (calls: number) => void;
}

/** Seconds around a window in which its stream's pushes begin and end, most often. */
const around = 3600;

export async function evidenceOf(
  windows: readonly PastWindow[],
  instanceOf: InstanceOf,
  { intervalInStack, progress = () => {} }: EvidenceOptions,
): Promise<Evidence> {
  const calls = new Map<string, number>();
  const of = new Map<string, WindowEvidence>();
  const sum = () => [...calls.values()].reduce((all, count) => all + count, 0);
  for (const provider of new Set(windows.map((window) => window.provider))) {
    const instance = instanceOf(provider);
    const ctx = await instance.context();
    const api = counting(ctx.api, calls, () => progress(sum()));
    const ours = windows.filter((window) => window.provider === provider);
    const found = instance.hasCredentials
      ? await inOneAccount(ours, { ...ctx, api: { ...ctx.api, ...api } }, intervalInStack)
      : ours.map(() => nothingAsked("there are no credentials, in the environment or in the export"));
    ours.forEach(({ urn }, index) => void of.set(urn, found[index] ?? nothingAsked("it was not asked")));
  }
  return { of, calls };
}

function nothingAsked(why: string): WindowEvidence {
  return {
    state: "cannot be told",
    pictures: undefined,
    expected: undefined,
    interval: undefined,
    others: 0,
    live: undefined,
    liveSeconds: undefined,
    explained: false,
    unasked: [
      { source: "callbacks", why },
      { source: "count", why },
    ],
    causes: [],
  };
}

async function inOneAccount(
  windows: readonly PastWindow[],
  ctx: Context,
  intervalInStack: (urn: string) => number | undefined,
): Promise<WindowEvidence[]> {
  const elsewhere = new Map<string, string>();
  for (const world of new Set(windows.map((window) => window.world))) {
    await requireWorld(ctx, world, "ask what was captured of a window").catch((error: unknown) => {
      elsewhere.set(world, (error instanceof Error ? error.message : String(error)).replace(/\.$/, ""));
    });
  }
  const here = windows.filter(({ world }) => !elsewhere.has(world));
  const { api } = ctx;
  const now = ctx.clock.now();
  if (here.length === 0) return windows.map(({ world }) => nothingAsked(elsewhere.get(world) ?? ""));

  const inStack = new Map(here.map(({ urn }) => [urn, intervalInStack(urn)]));
  const tells = await askTells(api);
  const templates = await askIntervals(api);
  const intervalOf = ({ urn, subject }: PastWindow) =>
    inStack.get(urn) ?? ("answer" in templates ? templates.answer.get(subject.templateId) : undefined);
  const expectedOf = (window: PastWindow, within = window.captured): number | undefined => {
    const interval = intervalOf(window);
    const seconds = overlap(window.captured, within);
    return interval && seconds > 0 ? Math.floor(seconds / interval) : interval && 0;
  };

  const told = await askTold(here, api, now);
  const counted = await askCounted(here, api, now);

  async function ofWindow(window: PastWindow): Promise<WindowEvidence> {
    const { subject, captured } = window;
    const unasked: Unasked[] = [];
    const expected = expectedOf(window);
    const setUp: Tells | undefined = "answer" in tells ? tells.answer(subject) : undefined;

    const records = told(window);
    let callbacks: Seen | undefined;
    let pushes: readonly ToldPush[] = [];
    if ("why" in records) unasked.push({ source: "callbacks", why: records.why });
    else {
      pushes = records.answer.pushes.filter(isOf(subject));
      const all = records.answer.pictures.filter(isOf(subject)).filter(({ at }) => isIn(captured, at));
      // Nothing documented says that this is the task's id, so it counts only where it is.
      const own = all.filter(({ taskId }) => taskId === window.taskId);
      const neighbours = here.filter(
        (other) => other !== window && sameStream(other, window) && overlaps(other, window),
      );
      const isTold = own.length > 0 || neighbours.length === 0;
      const sharing = isTold ? [] : neighbours;
      const seen: Seen = {
        pictures: (own.length > 0 ? own : all).length,
        expected: sumOf([expected, ...sharing.map((other) => expectedOf(other, captured))]),
        others: sharing.length,
      };
      const doubt = doubtOf(seen, records.answer, setUp, "why" in tells ? tells.why : undefined, captured, now);
      if (doubt === undefined) callbacks = seen;
      else unasked.push({ source: "callbacks", why: doubt });
    }

    const counts = counted(window);
    let count: Seen | undefined;
    if ("why" in counts) unasked.push({ source: "count", why: counts.why });
    else {
      const points = pointsOf(captured);
      const sharing = here.filter(
        (other) =>
          other !== window && other.subject.domainName === subject.domainName && overlap(other.captured, points) > 0,
      );
      count = {
        pictures: countIn(counts.answer, captured),
        expected: sumOf([expected, ...sharing.map((other) => expectedOf(other, points))]),
        others: sharing.length,
      };
    }

    const setUpThen = pushes.some(({ at }) => at >= captured.start - around && at <= captured.end + around);
    const verdict = verdictOf(callbacks, count, setUpThen);
    const complete = setUp ? setUp.begins && setUp.ends : pushes.some(({ began }) => began !== pushes[0]?.began);
    const liveness =
      verdict.state === "as expected"
        ? { live: verdict.by === "callbacks" || undefined }
        : await livenessAround(window, pushes, complete, "answer" in records, api, now);
    const live = callbacks && callbacks.pictures > 0 ? true : liveness.live;
    const source = verdict.by === "count" ? count : (callbacks ?? count);
    const interval = intervalOf(window);
    const whileLive = interval && liveness.seconds !== undefined ? Math.floor(liveness.seconds / interval) : undefined;
    return {
      ...verdict,
      pictures: source?.pictures,
      expected,
      interval,
      others: source?.others ?? 0,
      live,
      liveSeconds: liveness.seconds,
      explained: verdict.state === "fewer" && whileLive !== undefined && isEnough(source?.pictures ?? 0, whileLive),
      unasked,
      problem: verdict.state === "none" && live !== false ? (live ? "uncaptured" : "unseen") : undefined,
      causes:
        verdict.state === "none" ? causesOf(subject, live, "answer" in templates ? templates.answer : undefined) : [],
    };
  }

  return Promise.all(
    windows.map((window) => {
      const why = elsewhere.get(window.world);
      return why === undefined ? ofWindow(window) : nothingAsked(why);
    }),
  );
}

/** Why callbacks that told of few pictures, or none, prove nothing; `undefined` where they do. */
function doubtOf(
  { pictures, expected }: Seen,
  { unread }: Told,
  setUp: Tells | undefined,
  notAsked: string | undefined,
  captured: FixedWindow,
  now: Instant,
): string | undefined {
  if (expected !== undefined && isEnough(pictures, expected)) return undefined;
  if (now < captured.end + margin) {
    return `callbacks may still come, so it can be told from ${formatInstant(captured.end + margin)} on`;
  }
  if (pictures > 0) return undefined;
  if (unread > 0) return `${unread} callbacks of this stream's name were recorded in a form that is not known here`;
  if (notAsked !== undefined) return `none is recorded, and whether any are set up could not be asked: ${notAsked}`;
  return setUp?.pictures === true
    ? undefined
    : "none are to be expected: no callback template with a SnapshotNotifyUrl is bound to its domain and application";
}

type AskOf<Answer> = (window: PastWindow) => Asked<Answer>;

/** Of each stream name in as few questions as hold its windows. */
async function askTold(windows: readonly PastWindow[], api: Context["api"], now: Instant): Promise<AskOf<Told>> {
  const since = recordsSince(now);
  const known = windows.filter(({ captured }) => captured.start >= since);
  const span = ({ captured }: PastWindow): FixedWindow => ({
    start: Math.max(since, captured.start - around),
    end: Math.min(now, captured.end + around),
  });
  const questions: RecordsQuestion[] = [...groupBy(known, ({ subject }) => subject.streamName)].flatMap(
    ([streamName, group]) =>
      questionsOver(group.map(span), longestRecordsQuestion).map((question) => ({ streamName, span: question })),
  );
  const answers = await askAll(questions, (question) => askRecords(api, question));
  return (window) => {
    if (!known.includes(window)) {
      return {
        why: `the service tells of callbacks for 14 days, so of windows that began from ${formatInstant(since)} on`,
      };
    }
    const held = together(questions, answers, (question) => {
      return question.streamName === window.subject.streamName && touches(question.span, span(window));
    });
    return "why" in held ? held : { answer: readRecords(held.answer.flat()) };
  };
}

/** Of each domain in as few questions as hold its windows. */
async function askCounted(windows: readonly PastWindow[], api: Context["api"], now: Instant): Promise<AskOf<Counts>> {
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
    return "why" in held ? held : { answer: new Map(held.answer.flatMap((counts) => [...counts])) };
  };
}

/** The answers of all questions that hold a part, or why one of them was not answered. */
function together<Question, Answer>(
  questions: readonly Question[],
  answers: readonly Asked<Answer>[],
  holds: (question: Question) => boolean,
): Asked<Answer[]> {
  const held = answers.filter((_, index) => {
    const question = questions[index];
    return question !== undefined && holds(question);
  });
  const failed = held.find((answer) => "why" in answer);
  return failed ?? { answer: held.flatMap((answer) => ("answer" in answer ? [answer.answer] : [])) };
}

/**
 * A stream may be pushed for long before its window and after it: where nothing is told of near the window, the day
 * before is asked for begins, and the day after for ends.
 */
async function livenessAround(
  { subject, captured }: PastWindow,
  pushes: readonly ToldPush[],
  complete: boolean,
  mayAsk: boolean,
  api: Context["api"],
  now: Instant,
): Promise<Liveness> {
  if (!mayAsk || !complete || pushes.length > 0) return livenessOf(captured, pushes, complete);
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
  return livenessOf(captured, readRecords(records.flat()).pushes.filter(isOf(subject)), true);
}

const isOf =
  ({ domainName, appName }: Subject) =>
  (told: { readonly domainName: string; readonly appName: string }): boolean =>
    told.domainName === domainName && told.appName === appName;

const sameStream = (a: PastWindow, b: PastWindow) =>
  isOf(a.subject)(b.subject) && a.subject.streamName === b.subject.streamName;

const overlaps = (a: PastWindow, b: PastWindow) => overlap(a.captured, b.captured) > 0;

const overlap = (a: FixedWindow, b: FixedWindow) => Math.min(a.end, b.end) - Math.max(a.start, b.start);

/** Spans that share no more than an edge count too: an event of that second is in both. */
const touches = (a: FixedWindow, b: FixedWindow) => overlap(a, b) >= 0;

const isIn = ({ start, end }: FixedWindow, at: Instant) => at >= start && at < end;

function sumOf(numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.reduce((sum, number) => (sum === undefined || number === undefined ? undefined : sum + number), 0);
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
