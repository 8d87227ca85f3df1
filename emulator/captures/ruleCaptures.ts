import type { CallbackTemplate } from "../templates/callbackTemplates.js";
import type { Configuration } from "../templates/configuration.js";
import type { Timeline } from "../time/timeline.js";
import type { Audience } from "./audience.js";
import { atEachPicture, countCaptures, nextPicture, type Segment } from "./captures.js";
import { type StreamNames, streamKey } from "./task.js";

/** What a snapshot rule captured of one push of a stream. */
export interface RuleCapture extends StreamNames {
  templateId: number;
  segment: Segment;
}

export interface RuleCaptureOptions {
  configuration: () => Configuration;
  timeline: Timeline;
  audience: Audience;
}

/**
 * What snapshot rules capture: all of a stream, by the rule and the template that the service goes by when its push begins
 * (tencentcloud.com/document/product/267/31072). A rule for the stream comes before one for its application.
 */
export class RuleCaptures {
  private captures: RuleCapture[] = [];

  constructor(private readonly options: RuleCaptureOptions) {}

  began(stream: StreamNames, callbacks: CallbackTemplate | null): void {
    const { snapshotRules, snapshotTemplates } = this.options.configuration();
    const { domainName: DomainName, appName: AppName, streamName: StreamName } = stream;
    const rule =
      snapshotRules.all.inEffect({ DomainName, AppName, StreamName }) ??
      snapshotRules.all.inEffect({ DomainName, AppName });
    const settings = rule && snapshotTemplates.pictureSettings(rule.TemplateId);
    if (!settings) return;
    const from = this.options.timeline.now();
    const capture = { ...stream, templateId: rule.TemplateId, segment: { from, to: null, ...settings } };
    this.captures.push(capture);
    this.follow(capture, callbacks, from);
  }

  ended(stream: StreamNames): void {
    const open = this.open(stream);
    if (!open) return;
    const { segment } = open;
    segment.to = this.options.timeline.now();
    if (segment.to === segment.from) this.captures = this.captures.filter((capture) => capture !== open);
  }

  /** The captures of all pushes, oldest first. */
  all(): readonly RuleCapture[] {
    return this.captures;
  }

  /** How many pictures rules have taken of a stream. */
  count(stream: StreamNames): number {
    const key = streamKey(stream);
    const segments = this.captures.filter((capture) => streamKey(capture) === key).map(({ segment }) => segment);
    return countCaptures(segments, this.options.timeline.now());
  }

  clear(): void {
    this.captures = [];
  }

  snapshot(): RuleCapture[] {
    return structuredClone(this.captures);
  }

  /** @param callbacksOf what is told of a stream that is pushed. */
  restore(captures: RuleCapture[], callbacksOf: (stream: StreamNames) => CallbackTemplate | null): void {
    this.captures = structuredClone(captures);
    for (const capture of this.captures) {
      if (capture.segment.to !== null) continue;
      this.follow(capture, callbacksOf(capture), nextPicture(capture.segment, this.options.timeline.now()));
    }
  }

  private open(stream: StreamNames): RuleCapture | undefined {
    const key = streamKey(stream);
    return this.captures.find((capture) => capture.segment.to === null && streamKey(capture) === key);
  }

  private follow(capture: RuleCapture, callbacks: CallbackTemplate | null, time: number): void {
    const { timeline, audience } = this.options;
    if (!callbacks?.SnapshotNotifyUrl) return;
    const { segment } = capture;
    atEachPicture(timeline, segment, time, (time) =>
      audience.taken({ stream: capture, time, settings: segment, task: undefined }, callbacks),
    );
  }
}
