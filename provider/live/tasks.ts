/** The four calls that any timed task has, and what they take and answer. */
import { clockSkew, formatWindow, type Instant, type Window } from "../window.js";
import type { LiveApi } from "./api.js";

/** The actions of one kind of timed task; CreateRecordTask and its siblings have the same fields and rules. */
export interface TaskActions {
  readonly create: string;
  readonly stop: string;
  readonly remove: string;
  readonly describe: string;
}

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

/** A listing's question: tasks whose whole window lies inside, for at most 7 days at a time. */
export interface ListingQuestion {
  readonly from: Instant;
  readonly to: Instant;
  readonly stream?: { readonly domainName: string; readonly appName: string; readonly streamName: string };
}

/** All pages of one question. */
export async function listTasks(
  api: LiveApi,
  actions: TaskActions,
  question: ListingQuestion,
): Promise<readonly ListedTask[]> {
  const listed: ListedTask[] = [];
  const seen = new Set<unknown>();
  let scrollToken: unknown = "";
  let page: readonly ListedTask[];
  // An empty token and an empty page are both documented as the end.
  do {
    const answer = await api.read({
      action: actions.describe,
      object: `tasks from ${formatWindow({ start: question.from, end: question.to })}`,
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
    if (seen.has(scrollToken)) {
      throw new Error(
        `${actions.describe} repeats a page (ScrollToken ${scrollToken}), so its listing has no end. Nothing was ` +
          "concluded from it; run again, and report it to Tencent Cloud if it stays so.",
      );
    }
    seen.add(scrollToken);
  } while (scrollToken !== "" && page.length > 0);
  return listed;
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

/** Whether a task starts when ours is to start; where ours starts now, any task that has begun already will do. */
export function startsLike(listed: Window, declared: Window, now: Instant): boolean {
  if (listed.start !== undefined && listed.start === declared.start) return true;
  const startsNow = declared.start === undefined || declared.start <= now;
  return startsNow && (listed.start === undefined || listed.start <= now - clockSkew);
}
