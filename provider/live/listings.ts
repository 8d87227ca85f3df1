/**
 * Listings that many share. There is no look-up by id, and a listing costs a call for each hundred tasks or so: what is
 * asked in the same moment is asked together, in questions of up to 7 days.
 */
import DataLoader from "dataloader";
import { once } from "../once.js";
import { day, type FixedWindow, type Instant, longestWindow, margin } from "../window.js";
import type { LiveApi } from "./api.js";
import { isUnpublished } from "./errors.js";
import {
  distinct,
  type ListedTask,
  type ListingQuestion,
  listTasks,
  longestQuestion,
  questionsOver,
  type StreamNames,
  sameStream,
  type TaskActions,
} from "./tasks.js";

/** Seconds between two listings that are taken for two looks. */
export const betweenListings = 8;

/** What one question showed, all pages of it. */
export interface Look {
  readonly tasks: readonly ListedTask[];
  /** The same question at least 8 s later, as one listing alone does not prove an absence. Asked once for all who ask. */
  again(): Promise<readonly ListedTask[]>;
}

/** All windows that may not be over, and some that are. */
export interface Unfinished {
  readonly tasks: readonly ListedTask[];
  /** The same from now on. Asked once for all who ask this one. */
  later(): Promise<Unfinished>;
}

export interface Listings {
  /** What is listed around a window, as of half a minute ago at the earliest: for a refresh of many. */
  recent(window: FixedWindow, stream: StreamNames): Promise<Look>;
  /** What is listed around a window from now on: for what was changed a moment ago. */
  fresh(window: FixedWindow, stream: StreamNames): Promise<readonly ListedTask[]>;
  /** What there was before the first creation of this process. A failure is one for all who wait; the next asks anew. */
  before(): Promise<Look>;
  /** What is not over, as of half a minute ago at the earliest. A failure is one for all who wait; the next asks anew. */
  unfinished(): Promise<Unfinished>;
  /** A creation is sent although `before` failed: from now on what there was cannot be told, and it stays failed. */
  goWithoutBefore(failure: Error): void;
}

export interface ListingsOptions {
  readonly api: LiveApi;
  readonly actions: TaskActions;
  readonly clock: { now(): Instant; sleep(seconds: number): Promise<void> };
  /** Runs what it is given a little later, when all who ask in the same moment have asked. */
  readonly collect: (ask: () => void) => void;
}

/** How far ahead a task can end (CreateScreenshotTask: EndTime). */
const furthestEnd = 7 * day + margin;

/** Seconds for which a listing serves later readers: a refresh of thousands lasts longer than one moment. */
const recentFor = 30;

interface Wanted {
  readonly window: FixedWindow;
  readonly stream: StreamNames;
}

interface Recent {
  readonly question: ListingQuestion;
  readonly askedAt: Instant;
  readonly look: Promise<Look>;
}

export function createListings({ api, actions, clock, collect }: ListingsOptions): Listings {
  const recents = new Set<Recent>();
  const streams = new Map<string, StreamNames>();
  let before: Promise<Look> | undefined;
  let unfinished: { readonly askedAt: Instant; readonly all: Promise<Unfinished> } | undefined;

  const ask = (question: ListingQuestion) => listTasks(api, actions, question);

  async function lookAt(questions: readonly ListingQuestion[]): Promise<Look> {
    const askAll = async () => distinct((await Promise.all(questions.map(ask))).flat());
    const tasks = await askAll();
    return { tasks, again: once(() => clock.sleep(betweenListings).then(askAll)) };
  }

  async function askUnfinished(): Promise<Unfinished> {
    const now = clock.now();
    const questions = questionsOver({ from: now - longestWindow - margin, to: now + furthestEnd });
    return { tasks: distinct((await Promise.all(questions.map(ask))).flat()), later: once(askUnfinished) };
  }

  function stillRecent(): Recent[] {
    const oldest = clock.now() - recentFor;
    for (const recent of recents) if (recent.askedAt < oldest) recents.delete(recent);
    return [...recents];
  }

  const findRecent = ({ window, stream }: Wanted): Recent | undefined =>
    stillRecent().find(
      ({ question }) => holds(question, window) && (!question.stream || sameStream(question.stream, stream)),
    );

  function askRecent(question: ListingQuestion): Recent {
    const recent: Recent = { question, askedAt: clock.now(), look: lookAt([question]) };
    recents.add(recent);
    recent.look.catch((error: unknown) => {
      // What the site does not publish it will not publish for the next reader either.
      if (!isUnpublished(error)) recents.delete(recent);
    });
    return recent;
  }

  const readers = new DataLoader<Wanted, Look>(
    async (wanted) => {
      const [only] = streams.size === 1 ? streams.values() : [];
      const length = Math.max(...wanted.map(({ window }) => window.end - window.start));
      for (const question of questionsFor(wanted)) {
        const known = stillRecent().map((recent) => recent.question);
        const asked = widened(question, only ? [] : known.filter((each) => !each.stream), length, clock.now());
        askRecent({ ...asked, ...stream(only) });
      }
      return settled(wanted.map((each) => findRecent(each)?.look));
    },
    { cache: false, batchScheduleFn: collect },
  );

  const watchers = new DataLoader<Wanted, readonly ListedTask[]>(
    async (wanted) => {
      const [first] = wanted;
      const only = first && wanted.every((each) => sameStream(each.stream, first.stream)) ? first.stream : undefined;
      const asked = questionsFor(wanted).map((question) => ({
        question,
        tasks: ask({ ...question, ...stream(only) }),
      }));
      return settled(wanted.map(({ window }) => asked.find(({ question }) => holds(question, window))?.tasks));
    },
    { cache: false, batchScheduleFn: collect },
  );

  return {
    recent: async (window, stream) => {
      streams.set(JSON.stringify([stream.domainName, stream.appName, stream.streamName]), stream);
      return (await findRecent({ window, stream })?.look) ?? readers.load({ window, stream });
    },
    fresh: (window, stream) => watchers.load({ window, stream }),
    before: () => {
      const now = clock.now();
      // A running task lies in the first, a scheduled one in the second.
      before ??= lookAt([
        { from: now - longestWindow - margin, to: now + longestWindow + 6 * margin },
        { from: now + margin, to: now + furthestEnd },
      ]).catch((error: unknown) => {
        // What the site does not publish it will not publish for the next one either.
        if (!isUnpublished(error)) before = undefined;
        throw error;
      });
      return before;
    },
    unfinished: () => {
      if (unfinished === undefined || unfinished.askedAt < clock.now() - recentFor) {
        const asked = { askedAt: clock.now(), all: askUnfinished() };
        unfinished = asked;
        asked.all.catch((error: unknown) => {
          // What the site does not publish it will not publish for the next one either.
          if (!isUnpublished(error) && unfinished === asked) unfinished = undefined;
        });
      }
      return unfinished.all;
    },
    goWithoutBefore: (failure) => {
      before = Promise.reject(failure);
      before.catch(() => {});
    },
  };
}

/** As few questions as hold all windows, each window with a margin. */
function questionsFor(wanted: readonly Wanted[]): ListingQuestion[] {
  const questions: { from: Instant; to: Instant }[] = [];
  for (const { window } of wanted.toSorted((a, b) => a.window.start - b.window.start)) {
    const [from, to] = [window.start - margin, window.end + margin];
    const last = questions.at(-1);
    if (last && Math.max(last.to, to) - last.from <= longestQuestion) last.to = Math.max(last.to, to);
    else questions.push({ from, to });
  }
  return questions;
}

/**
 * As long as a question may be, for those who ask next: ahead as far as there can be tasks, and then back; but not again
 * over what is known, except by a window's length, so that none lies between two questions.
 */
function widened(
  { from, to }: ListingQuestion,
  known: readonly ListingQuestion[],
  windowLength: number,
  now: Instant,
): ListingQuestion {
  const overlap = windowLength + 2 * margin;
  const ahead = known.filter((question) => question.from > from).map((question) => question.from + overlap);
  const later = Math.max(to, Math.min(from + longestQuestion, now + furthestEnd, ...ahead));
  const behind = known.filter((question) => question.to < to).map((question) => question.to - overlap);
  return { from: Math.min(from, Math.max(later - longestQuestion, ...behind)), to: later };
}

function holds({ from, to }: ListingQuestion, window: FixedWindow): boolean {
  return window.start - margin >= from && window.end + margin <= to;
}

const stream = (only: StreamNames | undefined): Pick<ListingQuestion, "stream"> => (only ? { stream: only } : {});

/** Each answer or its error, in the order asked, as a batch has to give them. */
async function settled<Answer>(answers: readonly (Promise<Answer> | undefined)[]): Promise<(Answer | Error)[]> {
  const results = await Promise.allSettled(answers);
  return results.map((result) => {
    if (result.status === "rejected") return result.reason instanceof Error ? result.reason : new Error(result.reason);
    return result.value ?? new Error("A listing was asked that holds no such window.");
  });
}
