/**
 * What the service has told by callbacks, as its records say: of each picture (event 200), and of each push that began or
 * ended (1, 0). cloud.tencent.com/document/api/267/51328: by the stream's name alone, a day per question, for 14 days.
 */
import * as v from "valibot";
import { push, screenshot } from "../../callbacks/events.js";
import type { LiveApi } from "../../provider/live/api.js";
import { day, type FixedWindow, formatInstant, formatWindow, type Instant, margin } from "../../provider/window.js";

const action = "DescribeCallbackRecordsList";

/** Seconds of the longest question. */
export const longestRecordsQuestion = day;

/** From when on it can be asked. The edge moves on while it is asked. */
export const recordsSince = (now: Instant): Instant => now - 14 * day + margin;

/** Of a page: no document names the most. */
const pageSize = 100;

interface ToldStream {
  readonly domainName: string;
  readonly appName: string;
}

export interface ToldPicture extends ToldStream {
  readonly at: Instant;
  readonly taskId: string | undefined;
}

export interface ToldPush extends ToldStream {
  readonly at: Instant;
  readonly began: boolean;
  /** The same for the begin and the end of one push, where the service says it. */
  readonly sequence: string | undefined;
  /** Of one that ended: for how many seconds it had lasted, where the service says it. */
  readonly lasted: number | undefined;
}

export const events = { ended: 0, began: 1, picture: 200 } as const;

export interface RecordsQuestion {
  readonly streamName: string;
  readonly span: FixedWindow;
  readonly event?: number;
}

type Raw = Readonly<Record<string, unknown>>;

/** What is kept of a record: a page of them has a hundred whole notices, and a season thousands of pages. */
export type Recorded =
  | ({ readonly kind: "picture"; readonly url: string } & ToldPicture)
  | ({ readonly kind: "push" } & ToldPush)
  | { readonly kind: "unread" };

/** All pages of one question. */
export async function askRecords(
  api: Pick<LiveApi, "read">,
  { streamName, span, event }: RecordsQuestion,
): Promise<readonly Recorded[]> {
  const records: Recorded[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await api.read({
      action,
      object: `callbacks of stream ${streamName} from ${formatWindow(span)}`,
      params: {
        StartTime: formatInstant(span.start),
        EndTime: formatInstant(span.end),
        StreamName: streamName,
        PageNum: page,
        PageSize: pageSize,
        ...(event !== undefined && { EventType: event }),
      },
    });
    const list: readonly Raw[] = Array.isArray(answer["DataInfoList"]) ? answer["DataInfoList"] : [];
    records.push(...list.flatMap(readRecord));
    if (list.length === 0 || page >= Number(answer["TotalPage"])) return records;
  }
}

const picture = v.pick(screenshot, ["app", "appname", "create_time", "pic_url", "task_id"]);
/** What a begin or an end may tell beside its time is of use, and not needed: in a form that is not known it is as good as left out. */
const pushed = v.object({
  ...v.pick(push, ["app", "appname", "event_time"]).entries,
  sequence: v.fallback(v.optional(v.union([v.string(), v.pipe(v.number(), v.transform(String))])), undefined),
  push_duration: v.fallback(
    v.optional(
      v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^\d+(\.\d+)?$/), v.transform(Number)),
    ),
    undefined,
  ),
});

/** One record, or nothing where it is of another event. */
function readRecord({ EventType, Request }: Raw): Recorded[] {
  const type = Number(EventType);
  const body = parse(Request);
  if (type === events.picture) {
    const { success, output } = v.safeParse(picture, body);
    if (!success) return [{ kind: "unread" }];
    const { app: domainName, appname: appName, create_time: at, pic_url: url, task_id: taskId } = output;
    return [{ kind: "picture", domainName, appName, at, url, taskId }];
  }
  if (type !== events.began && type !== events.ended) return [];
  const { success, output } = v.safeParse(pushed, body);
  if (!success) return [{ kind: "unread" }];
  const { app: domainName, appname: appName, event_time: at, sequence, push_duration: duration } = output;
  const lasted = duration === undefined ? undefined : duration / 1000;
  return [{ kind: "push", domainName, appName, at, began: type === events.began, sequence, lasted }];
}

/** What is null says no more than what is left out. */
function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text), (_, value: unknown) => (value === null ? undefined : value));
  } catch {
    return undefined;
  }
}
