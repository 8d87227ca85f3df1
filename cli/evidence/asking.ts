/** Asking one source of evidence: what it answers, or why it could not be asked. A source that fails never ends a status. */
import type { LiveApi } from "../../provider/live/api.js";
import { isLiveError, isUnpublished, type LiveError } from "../../provider/live/errors.js";
import type { FixedWindow } from "../../provider/window.js";
import type { PastWindow } from "./pastWindow.js";

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

/** The answers of all questions that hold a part, or why one of them was not answered. */
export function together<Question, Answer>(
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

/** What one question can be about. */
export function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
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
