import type { VirtualClock } from "./clock.js";

/**
 * Seconds that pass at once. A notice's signature is good for 600, and its receiver forgives 300 more: of a notice that is
 * sent for the last time after 600, the answer comes 120 later at most.
 */
const stride = 120;

export interface ClockChangesOptions {
  clock: VirtualClock;
  /** Does what is due. */
  catchUp: () => void;
  /** Resolves when nobody is being told of anything. */
  settled: () => Promise<void>;
  /** Milliseconds of real time that each stride waits for that. */
  patience: number;
}

/**
 * Changes a clock, one change after the other, and does what falls due. Those who are told by callbacks live by this clock,
 * so it moves in strides and waits for their answers; who does not answer is not waited for again in the same change.
 */
export class ClockChanges {
  private last: Promise<unknown> = Promise.resolve();
  private ended = new AbortController();

  constructor(private readonly options: ClockChangesOptions) {}

  /** @throws what the change throws; nothing has changed then. */
  make(change: (clock: VirtualClock) => void): Promise<void> {
    const { signal } = this.ended;
    const made = this.last.then(() => this.carryOut(change, signal));
    this.last = made.catch(() => {});
    return made;
  }

  /** Leaves those that are being made where they are, and makes none that waits. */
  drop(): void {
    this.ended.abort();
    this.ended = new AbortController();
  }

  private async carryOut(change: (clock: VirtualClock) => void, signal: AbortSignal): Promise<void> {
    const { clock, catchUp, settled, patience } = this.options;
    if (signal.aborted) return;
    // Where the clock would be, and goes on to, without the strides.
    const goal = clock.copy();
    change(goal);
    let waits = true;
    while (waits && clock.milliseconds() + stride * 1000 < goal.milliseconds()) {
      clock.advance(stride);
      catchUp();
      waits = await isWithin(patience, settled());
      if (signal.aborted) return;
    }
    clock.restart(goal.snapshot());
    catchUp();
    if (waits) await isWithin(patience, settled());
  }
}

/** Whether something is done in so many milliseconds. */
function isWithin(milliseconds: number, done: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds, false);
    void done.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
