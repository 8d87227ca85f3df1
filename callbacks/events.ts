/** What the service tells, by POST, to the addresses of a callback template. */
import * as v from "valibot";

/** Whole numbers come as numbers; one that came as its digits is taken too. */
const whole = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))], "must be a whole number"),
  v.safeInteger("must be a whole number"),
);

const text = v.string("must be a text");

/** An extra is left out where it is not as documented: a signed notice is not refused for it. */
const extra = <Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.optional(schema), undefined);

/** Digits. A number that is too large has lost some of its own when JSON was read. */
const digits = v.union([text, v.pipe(v.number(), v.safeInteger(), v.transform(String))]);

/** What every notice has. */
export const notice = v.looseObject({
  event_type: whole,
  t: whole,
  sign: v.pipe(text, v.regex(/^[0-9a-f]{32}$/i, "must be the 32 hexadecimal digits of an MD5")),
});

export const screenshot = v.looseObject({
  ...notice.entries,
  app: text,
  appname: text,
  stream_id: text,
  create_time: whole,
  pic_url: text,
  channel_id: extra(text),
  stream_param: extra(text),
  file_size: extra(whole),
  width: extra(whole),
  height: extra(whole),
  pic_full_url: extra(text),
  task_id: extra(digits),
});

export const push = v.looseObject({
  ...notice.entries,
  app: text,
  appname: text,
  stream_id: text,
  event_time: whole,
  sequence: extra(text),
  stream_param: extra(text),
  push_duration: extra(digits),
  errcode: extra(whole),
  errmsg: extra(text),
});

/** Any notice. What the service adds beside the named fields stays in it. */
export interface CallbackNotice {
  /** 0 a push ended, 1 a push began, 200 a screenshot was taken; the service has more. */
  readonly event_type: number;
  /** When the signature expires: Unix seconds, 10 minutes after it was made. */
  readonly t: number;
  readonly sign: string;
  readonly [field: string]: unknown;
}

/**
 * A picture was taken (event 200).
 * Source: https://www.tencentcloud.com/document/product/267/38083
 */
export interface ScreenshotNotice extends CallbackNotice {
  /** The push domain. */
  readonly app: string;
  /** The push path: a task's `appName`. */
  readonly appname: string;
  /** The stream's name. */
  readonly stream_id: string;
  /** When the picture was taken: Unix seconds. */
  readonly create_time: number;
  /** Where the picture lies in its bucket. */
  readonly pic_url: string;
  /** Where it can be fetched from, if the bucket allows it. */
  readonly pic_full_url?: string | undefined;
  /** The stream's name once more. */
  readonly channel_id?: string | undefined;
  /** What stood behind the `?` of the push address. */
  readonly stream_param?: string | undefined;
  /** The picture's size in bytes. */
  readonly file_size?: number | undefined;
  /** The picture's width in pixels. */
  readonly width?: number | undefined;
  /** The picture's height in pixels. */
  readonly height?: number | undefined;
  /** A task's id, in newer notices. Nothing documented says that it is the `TaskId` of the API. */
  readonly task_id?: string | undefined;
}

/**
 * A push began (event 1) or ended (event 0).
 * Source: https://www.tencentcloud.com/document/product/267/38081
 */
export interface PushNotice extends CallbackNotice {
  /** The push domain. */
  readonly app: string;
  /** The push path: a task's `appName`. */
  readonly appname: string;
  /** The stream's name. */
  readonly stream_id: string;
  /** When it was: Unix seconds. */
  readonly event_time: number;
  /** The same for the begin and the end of one push. */
  readonly sequence?: string | undefined;
  /** What stood behind the `?` of the push address. */
  readonly stream_param?: string | undefined;
  /** How long the push lasted, in milliseconds, once it has ended. */
  readonly push_duration?: string | undefined;
  /** Why it ended. */
  readonly errcode?: number | undefined;
  readonly errmsg?: string | undefined;
}
