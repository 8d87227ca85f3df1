import { beijingTime } from "../time/beijing.js";
import type { PictureSettings } from "./captures.js";
import { sizeOf } from "./picture.js";
import type { StreamNames } from "./task.js";

/** What a template without a prefix or a file name has in effect (tencentcloud.com/document/product/267/31072). */
const defaultPrefix = "/{Year}-{Month}-{Day}";
const defaultFileName = "{StreamID}-screenshot-{Hour}-{Minute}-{Second}-{Width}x{Height}{Ext}";

/** Where a picture lies in its bucket: with a slash in front, as in a notice. Its date is that of Beijing. */
export function objectPath(
  settings: PictureSettings,
  { domainName, appName, streamName }: StreamNames,
  time: number,
): string {
  const { prefix, fileName } = settings;
  const { width, height } = sizeOf(settings);
  const [year, month, day, hour, minute, second] = beijingTime(time).split(/[- :]/);
  const values: Readonly<Record<string, string | undefined>> = {
    AppName: appName,
    PushDomain: domainName,
    StreamID: streamName,
    Year: year,
    Month: month,
    Day: day,
    Hour: hour,
    Minute: minute,
    Second: second,
    Width: String(width),
    Height: String(height),
    Ext: ".jpg",
  };
  const path = `${prefix ?? defaultPrefix}/${fileName ?? defaultFileName}`;
  return `/${path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "")}`.replace(/\/{2,}/g, "/");
}
