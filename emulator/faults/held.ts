import type { FiredFault } from "./faults.js";

interface HeldCall {
  readonly record: FiredFault;
  readonly timer: NodeJS.Timeout | undefined;
  /** Lets the call go on; with `carryOut` false it ends without an answer, and nothing is done. */
  readonly end: (goOn: boolean) => void;
}

interface Watcher {
  readonly calls: number;
  readonly resolve: (held: FiredFault[]) => void;
}

/** Calls that wait at their commit, whether or not their clients still do, until they are released. */
export class HeldCalls {
  private readonly calls = new Map<string, HeldCall>();
  private watchers: readonly Watcher[] = [];

  /**
   * Holds a call and carries it out, within `release`, when it is released.
   *
   * @param milliseconds real time after which it is released by itself. Default: never.
   * @returns what `carryOut` returned, or undefined where the call was dropped.
   */
  hold<T>(record: FiredFault, carryOut: () => T, milliseconds?: number): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const end = (goOn: boolean): void => {
        try {
          resolve(goOn ? carryOut() : undefined);
        } catch (error) {
          reject(error);
        }
      };
      const { requestId } = record;
      const timer = milliseconds === undefined ? undefined : setTimeout(() => this.release(requestId), milliseconds);
      this.calls.set(requestId, { record, timer, end });
      const met = this.watchers.filter(({ calls }) => calls <= this.calls.size);
      this.watchers = this.watchers.filter(({ calls }) => calls > this.calls.size);
      for (const watcher of met) watcher.resolve(this.list());
    });
  }

  /** The calls that are held, oldest first. */
  list(): FiredFault[] {
    return [...this.calls.values()].map(({ record }) => ({ ...record }));
  }

  /** Resolves with the held calls when there are so many, or when the signal says to wait no longer. */
  whenHeld(calls: number, signal?: AbortSignal): Promise<FiredFault[]> {
    if (this.calls.size >= calls || signal?.aborted) return Promise.resolve(this.list());
    return new Promise((resolve) => {
      const watcher = { calls, resolve };
      this.watchers = [...this.watchers, watcher];
      signal?.addEventListener("abort", () => {
        this.watchers = this.watchers.filter((one) => one !== watcher);
        resolve(this.list());
      });
    });
  }

  /** Releases all calls, or one, and returns what was released: when it returns, they have been carried out. */
  release(requestId?: string): FiredFault[] {
    return this.end(true, requestId);
  }

  /** Ends all calls without an answer, and nothing that they asked for is done; nobody waits for more of them. */
  drop(): void {
    this.end(false);
    for (const { resolve } of this.watchers) resolve([]);
    this.watchers = [];
  }

  private end(goOn: boolean, requestId?: string): FiredFault[] {
    const ended = [...this.calls.values()].filter(({ record }) => (requestId ?? record.requestId) === record.requestId);
    for (const { record, timer, end } of ended) {
      this.calls.delete(record.requestId);
      clearTimeout(timer);
      end(goOn);
    }
    return ended.map(({ record }) => ({ ...record }));
  }
}
