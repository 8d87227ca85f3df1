/**
 * How fast the calls of one action leave: evenly, at the rate that the service documents; slower where it says that
 * there are too many, as all of an account share that rate, and then faster again (additive increase, multiplicative
 * decrease, so that several processes come to share it).
 */

/** Real time, which rates are counted in; a virtual clock may stand still. */
export interface Stopwatch {
  /** Milliseconds, never going back. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export interface Throttle {
  /** Settles when the next call may leave: first in, first out. */
  turn(): Promise<void>;
  /** The service said that there are too many calls. */
  exceeded(): void;
}

/** However many others there are, a call leaves every two seconds. */
const slowest = 0.5;

export function createThrottle(callsPerSecond: number, stopwatch: Stopwatch): Throttle {
  let rate = callsPerSecond;
  let changedAt = Number.NEGATIVE_INFINITY;
  let loweredAt = Number.NEGATIVE_INFINITY;
  let leftAt = Number.NEGATIVE_INFINITY;
  let last = Promise.resolve();

  /** One call a second more for each second without a complaint. */
  function recover(now: number): void {
    if (rate === callsPerSecond) return;
    const gained = Math.floor((now - changedAt) / 1000);
    if (gained === 0) return;
    rate = Math.min(callsPerSecond, rate + gained);
    changedAt += gained * 1000;
  }

  async function wait(): Promise<void> {
    recover(stopwatch.now());
    const early = leftAt + 1000 / rate - stopwatch.now();
    if (early > 0) await stopwatch.sleep(early);
    leftAt = stopwatch.now();
  }

  return {
    turn: () => {
      last = last.then(wait);
      return last;
    },
    exceeded: () => {
      const now = stopwatch.now();
      // Calls that left together are refused together, and mean it once.
      if (now - loweredAt < 1000) return;
      rate = Math.max(slowest, rate / 2);
      loweredAt = now;
      changedAt = now;
    },
  };
}
