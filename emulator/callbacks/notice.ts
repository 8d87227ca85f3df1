import { createHash } from "node:crypto";
import type { StreamNames } from "../captures/task.js";

/** What the service tells of: a push ended, a push began, a picture was taken. */
export type EventType = 0 | 1 | 200;

/** A picture as its notice tells of it. */
export interface TakenPicture {
  /** Unix seconds. */
  time: number;
  width: number;
  height: number;
  /** Where it lies in its bucket. */
  path: string;
  /** Where it can be had. The emulator draws no pictures of snapshot rules: undefined. */
  url: string | undefined;
  /** As the service writes a task's id there; undefined: it does not, or no task took the picture. */
  taskId: string | undefined;
}

/** Seconds for which a signature is good (tencentcloud.com/document/product/267/38080). */
const signatureGood = 600;

/** Of what the pictures of an emulator come to, about: they are drawn only when somebody asks for them. */
const bytesPerPixel = 0.035;

/** The body of a notice that a picture was taken (tencentcloud.com/document/product/267/38083). */
export function pictureNotice(stream: StreamNames, picture: TakenPicture, key: string, now: number): string {
  const { time, width, height, path, url, taskId } = picture;
  return write(200, stream, key, now, {
    create_time: time,
    file_size: Math.round(width * height * bytesPerPixel),
    width,
    height,
    pic_url: path,
    ...(url !== undefined && { pic_full_url: url }),
    ...(taskId !== undefined && { task_id: taskId }),
  });
}

/** The body of a notice that a push began (tencentcloud.com/document/product/267/38081). */
export function beginNotice(stream: StreamNames, key: string, now: number): string {
  return write(1, stream, key, now, { event_time: now, sequence: sequenceOf(stream, now), errcode: 0, errmsg: "ok" });
}

/** The body of a notice that a push ended, which had begun at `since`. */
export function endNotice(stream: StreamNames, key: string, now: number, since: number): string {
  return write(0, stream, key, now, {
    event_time: now,
    sequence: sequenceOf(stream, since),
    push_duration: String((now - since) * 1000),
    errcode: 1,
    errmsg: "The push client actively stopped the push",
  });
}

function write(
  type: EventType,
  { domainName, appName, streamName }: StreamNames,
  key: string,
  now: number,
  fields: Record<string, unknown>,
): string {
  const t = now + signatureGood;
  return JSON.stringify({
    app: domainName,
    appname: appName,
    stream_id: streamName,
    channel_id: streamName,
    stream_param: "",
    event_type: type,
    ...fields,
    t,
    sign: createHash("md5")
      .update(key + t)
      .digest("hex"),
  });
}

/** The same for the begin and the end of one push. */
function sequenceOf({ domainName, appName, streamName }: StreamNames, since: number): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([domainName, appName, streamName, since]))
    .digest();
  return String(digest.readUIntBE(0, 6));
}
