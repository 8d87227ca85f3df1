/**
 * Waiting in virtual time, by many at once: where nobody has anything else to do, the clock moves to the moment that the
 * first of them waits for.
 */
import type { Service } from "../../emulator/index.js";

export interface VirtualTime {
  sleep(seconds: number): Promise<void>;
  /** Whoever waits goes on waiting for ever: the process is dead. */
  stop(): void;
}

export function createVirtualTime(service: Service): VirtualTime {
  let sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  let watched = false;

  function watch(): void {
    if (watched || sleepers.length === 0) return;
    watched = true;
    setImmediate(wakeTheFirst);
  }

  function wakeTheFirst(): void {
    watched = false;
    const [first] = sleepers.toSorted((a, b) => a.until - b.until);
    if (!first) return;
    sleepers = sleepers.filter((sleeper) => sleeper !== first);
    if (first.until > service.now()) service.advanceTo(first.until);
    first.wake();
    watch();
  }

  return {
    sleep: (seconds) =>
      new Promise((wake) => {
        sleepers.push({ until: service.now() + seconds, wake });
        watch();
      }),
    stop: () => {
      sleepers = [];
    },
  };
}
