/** Asking one source of evidence: what it answers, or why it could not be asked. A source that fails never ends a status. */
import type { LiveApi } from "../../provider/live/api.js";
import { isLiveError, isUnpublished, type LiveError } from "../../provider/live/errors.js";
import type { FixedWindow } from "../../provider/window.js";
import { byTime } from "./byTime.js";
import { groupBy } from "./groupBy.js";
import { type PastWindow, touches } from "./pastWindow.js";

/** An answer, or a sentence without its full stop that says why there is none. */
export type Asked<Answer> = { readonly answer: Answer } | { readonly why: string };

/** Answers to all questions, or to none after the first where the site or the key does not allow any. */
export async function askAll<Question, Answer>(
  questions: readonly Question[],
  ask: (question: Question) => Promise<Answer>,
): Promise<Asked<Answer>[]> {
  const [first, ...rest] = questions;
  if (first === undefined) return [];
  try {
    const answer = await ask(first);
    return [{ answer }, ...(await Promise.all(rest.map((question) => asked(ask(question)))))];
  } catch (error) {
    const failed = { why: reasonOf(error) };
    if (isForAll(error)) return questions.map(() => failed);
    return [failed, ...(await Promise.all(rest.map((question) => asked(ask(question)))))];
  }
}

export async function asked<Answer>(asking: Promise<Answer>): Promise<Asked<Answer>> {
  try {
    return { answer: await asking };
  } catch (error) {
    return { why: reasonOf(error) };
  }
}

const isForbidden = (error: unknown): error is LiveError =>
  isLiveError(error, "refused") && error.code?.endsWith("UnauthorizedOperation") === true;

const isForAll = (error: unknown) => isUnpublished(error) || isForbidden(error);

/** @throws what is no failed call, such as missing credentials. */
function reasonOf(error: unknown): string {
  if (isUnpublished(error)) return `this site does not publish ${error.action}`;
  if (isForbidden(error)) return `the key may not call ${error.action}: allow it in CAM as live:${error.action}`;
  if (isLiveError(error)) return error.summary.replace(/\.$/, "");
  throw error;
}

/** What was asked for many windows together, for each of them. */
export type AskOf<Answer> = (window: PastWindow) => Asked<Answer>;

/** The answers that hold a span of what was asked about, or why one of them was not answered. */
export type AnswersOver<Answer> = (about: string, span: FixedWindow) => Asked<readonly Answer[]>;

/**
 * Asks in as few questions as hold all spans.
 * @param spans by what they are about: a question is about one thing.
 * @param longest seconds of the longest question.
 * @returns what finds the answers again; to those who need the same ones, the same array.
 */
export async function askOver<Answer>(
  spans: ReadonlyMap<string, readonly FixedWindow[]>,
  longest: number,
  ask: (about: string, span: FixedWindow) => Promise<Answer>,
): Promise<AnswersOver<Answer>> {
  const questions = [...spans].flatMap(([about, group]) =>
    questionsOver(group, longest).map((span) => ({ about, span })),
  );
  const answers = await askAll(questions, ({ about, span }) => ask(about, span));
  const answered = answers.flatMap((answer, index) => {
    const question = questions[index];
    return question ? [{ ...question, answer }] : [];
  });
  const of = new Map(
    [...groupBy(answered, ({ about }) => about)].map(([about, group]) => [
      about,
      byTime(group, ({ span }) => span.start),
    ]),
  );
  const found = new Map<string, Asked<readonly Answer[]>>();
  return (about, span) => {
    const near = of.get(about)?.within(span.start - longest, span.end + 1) ?? [];
    const held = near.filter((question) => touches(question.span, span));
    const key = JSON.stringify([about, held[0]?.span.start, held.length]);
    const known = found.get(key) ?? together(held.map(({ answer }) => answer));
    found.set(key, known);
    return known;
  };
}

function together<Answer>(answers: readonly Asked<Answer>[]): Asked<readonly Answer[]> {
  const failed = answers.find((answer) => "why" in answer);
  return failed ?? { answer: answers.flatMap((answer) => ("answer" in answer ? [answer.answer] : [])) };
}

/** The same way to the service; each call is counted by its action. A repetition is not a call of ours. */
export function counting(api: LiveApi, calls: Map<string, number>, progress: () => void): LiveApi {
  return {
    ...api,
    read: (call) => {
      calls.set(call.action, (calls.get(call.action) ?? 0) + 1);
      progress();
      return api.read(call);
    },
  };
}

/** As few questions as hold all spans, none longer than so many seconds. A span may be held by several that touch. */
export function questionsOver(spans: readonly FixedWindow[], longest: number): FixedWindow[] {
  const questions: { start: number; end: number }[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = questions.at(-1);
    if (last && start <= last.start + longest) last.end = Math.max(last.end, Math.min(end, last.start + longest));
    for (let from = Math.max(start, last?.end ?? start); from < end; from += longest) {
      questions.push({ start: from, end: Math.min(end, from + longest) });
    }
  }
  return questions;
}
