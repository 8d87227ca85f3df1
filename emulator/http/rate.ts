import { tooManyCalls } from "../errors.js";

/** Counts the calls of each action within one second of the wall clock; the refused ones too, as the service does. */
export class RateLimiter {
  private second = Number.NaN;
  private readonly calls = new Map<string, number>();

  /** @param wall the wall clock in milliseconds. */
  constructor(private readonly wall: () => number) {}

  /** @throws ApiError RequestLimitExceeded where this second has had `limit` calls of the action. */
  admit(action: string, limit: number): void {
    const second = Math.floor(this.wall() / 1000);
    if (second !== this.second) {
      this.second = second;
      this.calls.clear();
    }
    const calls = (this.calls.get(action) ?? 0) + 1;
    this.calls.set(action, calls);
    if (calls > limit) throw tooManyCalls(calls, limit);
  }
}
