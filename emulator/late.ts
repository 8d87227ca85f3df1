import type { Change, ListingView, Page } from "./listing.js";

/** How late: virtual seconds, or listings that ask about the task. */
export interface Lateness {
  seconds?: number;
  listings?: number;
}

interface LateChange {
  /** The virtual Unix second from which on it shows. */
  readonly until: number;
  /** So many more listings do not show it. */
  listings: number;
}

/** Changes of tasks that listings do not show yet. */
export class LateChanges {
  private readonly late = new Map<string, LateChange>();

  /** @param now the virtual Unix second of the change. */
  add(taskId: string, change: Change, { seconds, listings }: Lateness, now: number): void {
    // While no listing has asked about the task yet, nothing shows: one more than the listings that are to miss it.
    const until = seconds === undefined ? Number.POSITIVE_INFINITY : now + seconds;
    this.late.set(keyOf(taskId, change), { until, listings: (listings ?? Number.POSITIVE_INFINITY) + 1 });
  }

  /** What a listing sees, a page of which may be odd. */
  view(page: Page = "right"): ListingView {
    return {
      page,
      begin: (taskIds) => {
        if (this.late.size === 0) return;
        for (const taskId of taskIds) {
          for (const change of CHANGES) this.count(keyOf(taskId, change));
        }
      },
      hides: (taskId, change, now) => {
        const found = this.late.get(keyOf(taskId, change));
        return found !== undefined && now < found.until;
      },
    };
  }

  forget(): void {
    this.late.clear();
  }

  private count(key: string): void {
    const found = this.late.get(key);
    if (!found) return;
    found.listings -= 1;
    if (found.listings === 0) this.late.delete(key);
  }
}

const CHANGES: readonly Change[] = ["created", "stopped", "deleted"];

function keyOf(taskId: string, change: Change): string {
  return `${change} ${taskId}`;
}
