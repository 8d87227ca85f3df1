import { ApiError } from "../errors.js";
import { largestTemplateCount } from "../limits.js";
import type { ListingView } from "../listing.js";
import type { Request } from "../parameters.js";
import type { Switches } from "../switches.js";
import { type TemplateOptions, Templates } from "./templates.js";

/** A template as the service keeps it: all that it was given. */
export interface CallbackTemplate {
  TemplateId: number;
  TemplateName: string;
  Description: string;
  StreamBeginNotifyUrl: string;
  StreamEndNotifyUrl: string;
  StreamMixNotifyUrl: string;
  RecordNotifyUrl: string;
  /** No action returns it. */
  RecordStatusNotifyUrl: string;
  SnapshotNotifyUrl: string;
  PornCensorshipNotifyUrl: string;
  PushExceptionNotifyUrl: string;
  AudioAuditNotifyUrl: string;
  RecordExceptionNotifyUrl: string;
  RecordExceptionLevels: string[];
  /** What callbacks are signed with; it is returned in clear. */
  CallbackKey: string;
}

const urls = [
  "StreamBeginNotifyUrl",
  "StreamEndNotifyUrl",
  "StreamMixNotifyUrl",
  "RecordNotifyUrl",
  "RecordStatusNotifyUrl",
  "SnapshotNotifyUrl",
  "PornCensorshipNotifyUrl",
  "PushExceptionNotifyUrl",
  "AudioAuditNotifyUrl",
  "RecordExceptionNotifyUrl",
] as const satisfies readonly (keyof CallbackTemplate)[];

const nothingWritten = {
  ...(Object.fromEntries(urls.map((name) => [name, ""])) as Record<(typeof urls)[number], string>),
  Description: "",
  RecordExceptionLevels: [],
  CallbackKey: "",
};

/** The actions of callback templates (tencentcloud.com/document/product/267/30815). */
export class CallbackTemplates {
  readonly all: Templates<CallbackTemplate>;

  constructor(
    private readonly switches: Switches,
    options: TemplateOptions<CallbackTemplate>,
  ) {
    this.all = new Templates("callbackTemplate", options);
  }

  create(request: Request<"CreateLiveCallbackTemplate">): Record<string, unknown> {
    const settings = { ...nothingWritten, ...request };
    checkUrls(settings);
    return { TemplateId: this.all.add(largestTemplateCount, (TemplateId) => ({ TemplateId, ...settings })) };
  }

  modify({ TemplateId, ...request }: Request<"ModifyLiveCallbackTemplate">): Record<string, unknown> {
    const before = this.all.find(TemplateId, "FailedOperation.NotFound");
    const kept = this.switches.modifyOmitted === "kept" ? before : { ...before, ...nothingWritten };
    // Modify has no parameter for this one, so that nothing can be left out.
    const changed = { ...kept, StreamMixNotifyUrl: before.StreamMixNotifyUrl, ...request };
    checkUrls(changed);
    this.all.change(changed);
    return {};
  }

  delete({ TemplateId }: Request<"DeleteLiveCallbackTemplate">): Record<string, unknown> {
    this.all.remove(TemplateId, "FailedOperation.NotFound");
    return {};
  }

  describe({ TemplateId }: Request<"DescribeLiveCallbackTemplate">, view: ListingView): Record<string, unknown> {
    return { Template: show(this.all.describe(TemplateId, view), this.switches) };
  }

  describeAll(view: ListingView): Record<string, unknown> {
    return { Templates: this.all.describeAll(view).map((template) => show(template, this.switches)) };
  }
}

function checkUrls(settings: Omit<CallbackTemplate, "TemplateId" | "TemplateName">): void {
  if (urls.every((name) => settings[name] === "")) {
    throw new ApiError("InvalidParameter", "A callback template needs at least one URL.");
  }
}

/** PushExceptionNotifyUrl and AudioAuditNotifyUrl are null where there is none; the rest then is empty. */
function show(template: CallbackTemplate, { site }: Switches): Record<string, unknown> {
  const {
    RecordStatusNotifyUrl,
    PushExceptionNotifyUrl,
    AudioAuditNotifyUrl,
    RecordExceptionNotifyUrl,
    RecordExceptionLevels,
    ...shown
  } = template;
  return {
    ...shown,
    PushExceptionNotifyUrl: PushExceptionNotifyUrl || null,
    ...(site === "mainland" && {
      AudioAuditNotifyUrl: AudioAuditNotifyUrl || null,
      RecordExceptionNotifyUrl,
      RecordExceptionLevels,
    }),
  };
}
