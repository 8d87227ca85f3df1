import type { Audience, Picture } from "../captures/audience.js";
import { objectPath } from "../captures/objectPath.js";
import { sizeOf } from "../captures/picture.js";
import type { StreamNames, Task } from "../captures/task.js";
import type { Switches } from "../switches.js";
import type { CallbackTemplate } from "../templates/callbackTemplates.js";
import type { Configuration } from "../templates/configuration.js";
import type { Timeline } from "../time/timeline.js";
import { beginNotice, endNotice, pictureNotice } from "./notice.js";
import type { Outbox } from "./outbox.js";

export interface CallbackOptions {
  configuration: () => Configuration;
  outbox: Outbox;
  timeline: Timeline;
  switches: Switches;
  /** Where the picture of a task can be had. */
  pictureUrl: (taskId: string, time: number) => string;
}

/**
 * Tells those whom a callback template names of streams and pictures. The rule and the template are those that the
 * service goes by when the push begins (tencentcloud.com/document/product/267/31063).
 */
export class Callbacks implements Audience {
  constructor(private readonly options: CallbackOptions) {}

  began(stream: StreamNames): CallbackTemplate | null {
    const { outbox, timeline } = this.options;
    const { callbackRules, callbackTemplates } = this.options.configuration();
    const rule = callbackRules.all.inEffect({ DomainName: stream.domainName, AppName: stream.appName });
    const template = rule && callbackTemplates.all.inEffect(rule.TemplateId);
    if (!template) return null;
    const { StreamBeginNotifyUrl: url, CallbackKey: key } = template;
    const now = timeline.now();
    if (url) outbox.add({ ...stream, eventType: 1, happened: now, url, body: beginNotice(stream, key, now) });
    return template;
  }

  ended(stream: StreamNames, since: number, { StreamEndNotifyUrl: url, CallbackKey: key }: CallbackTemplate): void {
    const now = this.options.timeline.now();
    if (!url) return;
    this.options.outbox.add({ ...stream, eventType: 0, happened: now, url, body: endNotice(stream, key, now, since) });
  }

  taken({ stream, time, settings, task }: Picture, callbacks: CallbackTemplate): void {
    const { outbox, timeline, switches, pictureUrl } = this.options;
    const { domainName, appName, streamName } = stream;
    const names = { domainName, appName, streamName };
    const picture = {
      time,
      ...sizeOf(settings),
      path: objectPath(settings, names, time),
      url: task && pictureUrl(task.taskId, time),
      taskId: task && taskIds[switches.noticeTaskId](task),
    };
    const { SnapshotNotifyUrl: url, CallbackKey: key } = callbacks;
    const body = pictureNotice(names, picture, key, timeline.now());
    outbox.add({ ...names, eventType: 200, happened: time, url, body });
  }
}

const taskIds: Readonly<Record<Switches["noticeTaskId"], (task: Task) => string | undefined>> = {
  // In the documented sample it has 19 digits.
  number: ({ sequence }) => String(1_867_908_378_000_000_000n + BigInt(sequence)),
  same: ({ taskId }) => taskId,
  none: () => undefined,
};
