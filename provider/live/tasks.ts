/** The four calls that any timed task has, and what they take and answer. */
import { day, formatWindow, type Instant, longestWindow, margin, type Window } from "../window.js";
import type { LiveApi } from "./api.js";
import { LiveError } from "./errors.js";

/** The actions of one kind of timed task; CreateRecordTask and its siblings have the same fields and rules. */
export interface TaskActions {
  readonly create: string;
  readonly stop: string;
  readonly remove: string;
  readonly describe: string;
}

export const screenshotTasks: TaskActions = {
  create: "CreateScreenshotTask",
  stop: "StopScreenshotTask",
  remove: "DeleteScreenshotTask",
  describe: "DescribeScreenshotTask",
};

/** A task as a listing reports it. Neither StreamType nor Extension is reported. */
export interface ListedTask {
  readonly taskId: string;
  readonly domainName: string;
  readonly appName: string;
  readonly streamName: string;
  readonly templateId: number;
  /** Without a start where none is reported: what is reported of a start that was left out is not documented. */
  readonly window: Window;
  readonly stoppedAt?: Instant;
}

/** What a listing can be narrowed to. */
export type StreamNames = Pick<ListedTask, "domainName" | "appName" | "streamName">;

export function sameStream(a: StreamNames, b: StreamNames): boolean {
  return a.domainName === b.domainName && a.appName === b.appName && a.streamName === b.streamName;
}

/** Each task once, as several questions may show it. */
export function distinct(tasks: readonly ListedTask[]): ListedTask[] {
  return [...new Map(tasks.map((task) => [task.taskId, task])).values()];
}

/** A listing's question: tasks whose whole window lies inside, for at most 7 days at a time. */
export interface ListingQuestion {
  readonly from: Instant;
  readonly to: Instant;
  readonly stream?: StreamNames;
}

/** Seconds of the longest question (DescribeScreenshotTask: EndTime - StartTime). */
export const longestQuestion = 7 * day;

/** What can be asked for now: 90 days back (DescribeScreenshotTask), and as far ahead as a task can end. */
export function listedSpan(now: Instant): Pick<ListingQuestion, "from" | "to"> {
  return { from: now - 90 * day + margin, to: now + 7 * day + margin };
}

/** Questions that show every window between the two, the last ones first; some in two of them. */
export function questionsOver({ from, to }: Pick<ListingQuestion, "from" | "to">): ListingQuestion[] {
  const questions: ListingQuestion[] = [];
  for (let end = to; end > from; end -= longestQuestion - longestWindow) {
    questions.push({ from: Math.max(end - longestQuestion, from), to: end });
  }
  return questions;
}

/**
 * How often a listing is begun whose pages repeat, as when somebody creates and deletes while one turns them: as often
 * as a call is sent that gets no answer.
 */
const beginnings = 6;

/** All pages of one question. */
export async function listTasks(
  api: LiveApi,
  actions: TaskActions,
  question: ListingQuestion,
): Promise<readonly ListedTask[]> {
  for (let beginning = 1; beginning <= beginnings; beginning += 1) {
    const listed = await turnPages(api, actions, question);
    if (listed) return listed;
  }
  throw new LiveError({
    action: actions.describe,
    object: describeQuestion(question),
    outcome: "ambiguous",
    message: "the pages of this listing repeat, so it has no end",
  });
}

/** `undefined` where a page's token has been seen before. */
async function turnPages(
  api: LiveApi,
  actions: TaskActions,
  question: ListingQuestion,
): Promise<readonly ListedTask[] | undefined> {
  const listed: ListedTask[] = [];
  const seen = new Set<unknown>();
  let scrollToken: unknown = "";
  let page: readonly ListedTask[];
  // An empty token and an empty page are both documented as the end.
  do {
    const answer = await api.read({
      action: actions.describe,
      object: describeQuestion(question),
      params: {
        StartTime: question.from,
        EndTime: question.to,
        ...(question.stream && {
          DomainName: question.stream.domainName,
          AppName: question.stream.appName,
          StreamName: question.stream.streamName,
        }),
        ...(scrollToken !== "" && { ScrollToken: scrollToken }),
      },
    });
    page = Array.isArray(answer["TaskList"]) ? answer["TaskList"].map(toListedTask) : [];
    listed.push(...page);
    scrollToken = answer["ScrollToken"] ?? "";
    if (seen.has(scrollToken)) return undefined;
    seen.add(scrollToken);
  } while (scrollToken !== "" && page.length > 0);
  return listed;
}

function describeQuestion({ from, to }: ListingQuestion): string {
  return `tasks from ${formatWindow({ start: from, end: to })}`;
}

function toListedTask(raw: Readonly<Record<string, unknown>>): ListedTask {
  const stopped = Number(raw["Stopped"] ?? 0);
  const start = Number(raw["StartTime"] ?? 0);
  return {
    taskId: String(raw["TaskId"]),
    domainName: String(raw["DomainName"]),
    appName: String(raw["AppName"]),
    streamName: String(raw["StreamName"]),
    templateId: Number(raw["TemplateId"]),
    window: { ...(start > 0 && { start }), end: Number(raw["EndTime"]) },
    ...(stopped > 0 && { stoppedAt: stopped }),
  };
}
