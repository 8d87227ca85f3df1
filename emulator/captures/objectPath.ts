import type { SnapshotTemplate } from "../templates/snapshotTemplates.js";
import { beijingTime } from "../time/beijing.js";
import type { StreamNames } from "./task.js";

/** What a template without a prefix or a file name has in effect (tencentcloud.com/document/product/267/31072). */
const PREFIX = "/{Year}-{Month}-{Day}";
const FILE_NAME = "{StreamID}-screenshot-{Hour}-{Minute}-{Second}-{Width}x{Height}{Ext}";

/** Where a picture lies in its bucket: with a slash in front, as in a notice. Its date is that of Beijing. */
export function objectPath(
  { CosPrefix, CosFileName }: Pick<SnapshotTemplate, "CosPrefix" | "CosFileName">,
  { domainName, appName, streamName }: StreamNames,
  time: number,
  size: { width: number; height: number },
): string {
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
    Width: String(size.width),
    Height: String(size.height),
    Ext: ".jpg",
  };
  const path = `${CosPrefix ?? PREFIX}/${CosFileName ?? FILE_NAME}`;
  return `/${path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "")}`.replace(/\/{2,}/g, "/");
}
