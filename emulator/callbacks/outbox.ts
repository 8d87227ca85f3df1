import type { StreamNames } from "../captures/task.js";
import type { Timeline } from "../time/timeline.js";
import type { EventType } from "./notice.js";
import type { Post, Reply } from "./postman.js";

/** A notice that has not arrived yet. Times are Unix seconds. */
export interface Notice extends StreamNames {
  eventType: EventType;
  /** When that happened which it tells of. */
  happened: number;
  url: string;
  body: string;
  /** How often it was sent in vain. */
  attempts: number;
  /** When it is sent next. */
  due: number;
}

/** What came of sending a notice once. Times are Unix seconds. */
export interface Delivery extends StreamNames {
  eventType: EventType;
  happened: number;
  url: string;
  body: string;
  /** From 1. */
  attempt: number;
  sent: number;
  /** The HTTP status; null where there was no answer. */
  status: number | null;
  response: string;
}

/** The outbox as plain data. */
export interface OutboxState {
  waiting: Notice[];
  deliveries: Delivery[];
  /** What happened at this time or before may be missing among them. Default: nothing is missing. */
  forgotten?: number | undefined;
}

/** A notice is sent again so often, so many seconds apart (tencentcloud.com/document/product/267/38080). */
const retries = 5;
const retryAfter = 120;

/** So many deliveries are kept, for memory; the oldest go first. The service keeps 14 days (cloud.tencent.com/document/api/267/51328). */
export const kept = 10_000;

interface OutboxOptions {
  timeline: Timeline;
  post: Post;
  state: OutboxState | undefined;
  onChange: () => void;
}

/**
 * Sends notices when they are due, and again where that was in vain. What falls due is carried out in virtual time, and
 * what comes of it in real time: time does not wait for an answer. An answer that comes when the next attempt is due
 * already has it sent at once; what is kept of it says when it was due.
 */
export class Outbox {
  private readonly waiting = new Set<Notice>();
  private deliveries: Delivery[];
  private forgotten: number | undefined;
  private underWay = 0;
  private watchers: (() => void)[] = [];
  private isStopped = false;

  constructor(private readonly options: OutboxOptions) {
    const { waiting, deliveries, forgotten } = structuredClone(
      options.state ?? { waiting: [], deliveries: [], forgotten: undefined },
    );
    this.deliveries = deliveries;
    this.forgotten = forgotten;
    for (const notice of waiting) this.keep(notice);
  }

  /** Sends a notice at once. */
  add(notice: Omit<Notice, "attempts" | "due">): void {
    this.keep({ ...notice, attempts: 0, due: this.options.timeline.now() });
  }

  /** What came of sending, oldest first. */
  delivered(): readonly Delivery[] {
    return this.deliveries;
  }

  /** What happened at this time or before may be missing there; `undefined` where nothing is. */
  forgottenUntil(): number | undefined {
    return this.forgotten;
  }

  /** Resolves when no notice is on its way; some may wait to be sent again. */
  settled(): Promise<void> {
    if (this.underWay === 0) return Promise.resolve();
    return new Promise((resolve) => this.watchers.push(resolve));
  }

  /** Forgets everything, also what comes of what is on its way. */
  clear(): void {
    this.waiting.clear();
    this.deliveries = [];
    this.forgotten = undefined;
  }

  /** Sends nothing and heeds no answer any more: what is on its way counts as not sent. */
  stop(): void {
    this.isStopped = true;
  }

  snapshot(): OutboxState {
    return structuredClone({
      waiting: [...this.waiting],
      deliveries: this.deliveries,
      ...(this.forgotten !== undefined && { forgotten: this.forgotten }),
    });
  }

  private keep(notice: Notice): void {
    const { timeline } = this.options;
    this.waiting.add(notice);
    if (notice.due <= timeline.now()) this.send(notice);
    else timeline.at(notice.due, () => this.send(notice));
  }

  private send(notice: Notice): void {
    // It may have been forgotten since.
    if (this.isStopped || !this.waiting.has(notice)) return;
    this.underWay += 1;
    void this.options.post(notice.url, notice.body).then((reply) => {
      this.underWay -= 1;
      if (!this.isStopped && this.waiting.delete(notice)) this.receive(notice, reply);
      // A data file is written once for all that was on its way, as each write is one of everything.
      if (this.underWay > 0) return;
      this.options.onChange();
      for (const resolve of this.watchers.splice(0)) resolve();
    });
  }

  private receive(notice: Notice, { status, text, forbidden }: Reply): void {
    const { attempts, due, ...told } = notice;
    this.deliveries.push({ ...told, attempt: attempts + 1, sent: due, status, response: text });
    if (this.deliveries.length > kept) {
      const { happened = 0 } = this.deliveries.shift() ?? {};
      this.forgotten = Math.max(happened, this.forgotten ?? happened);
    }
    if (status !== 200 && attempts < retries && !forbidden) {
      this.keep({ ...notice, attempts: attempts + 1, due: due + retryAfter });
    }
  }
}
