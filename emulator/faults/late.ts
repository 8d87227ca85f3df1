import type { Change, ListingView, Page } from "../listing.js";

/** How late: virtual seconds, or listings that ask about the thing. */
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

/** Changes of tasks, templates and rules that listings do not show yet. */
export class LateChanges {
  private readonly late = new Map<string, LateChange>();

  /** @param now the virtual Unix second of the change. */
  add(id: string, change: Change, { seconds, listings }: Lateness, now: number): void {
    // While no listing has asked about it yet, nothing shows: one more than the listings that are to miss it.
    const until = seconds === undefined ? Number.POSITIVE_INFINITY : now + seconds;
    this.late.set(keyOf(id, change), { until, listings: (listings ?? Number.POSITIVE_INFINITY) + 1 });
  }

  /** What a listing sees, a page of which may be odd. */
  view(page: Page = "right"): ListingView {
    return {
      page,
      begin: (ids) => {
        if (this.late.size === 0) return;
        for (const id of ids) {
          for (const change of changes) this.count(keyOf(id, change));
        }
      },
      hides: (id, change, now) => {
        const found = this.late.get(keyOf(id, change));
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

const changes: readonly Change[] = ["created", "stopped", "changed", "deleted"];

function keyOf(id: string, change: Change): string {
  return `${change} ${id}`;
}
