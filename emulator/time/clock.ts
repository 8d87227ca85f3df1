import { Temporal } from "temporal-polyfill";

/** Where the virtual clock stood at one moment of the wall clock (both in milliseconds), and how fast it goes. */
export interface ClockState {
  virtual: number;
  wall: number;
  /** Virtual seconds in one real second: 1 as in reality, 0 frozen. */
  rate: number;
}

export interface ClockReading {
  /** ISO 8601, in UTC. */
  now: string;
  /** Unix seconds, with a fraction. */
  unix: number;
  rate: number;
  mode: "real" | "offset" | "frozen" | "fast";
}

/** The fastest rate: a year in five minutes. */
const fastest = 100_000;

/**
 * The time that tasks and listings live by. It starts as the wall clock, or frozen at a given time; it can be set
 * forward and made faster. The wall clock alone rules signatures and rate limits.
 */
export class VirtualClock {
  private state: ClockState;

  constructor(
    private readonly wall: () => number,
    state?: ClockState,
  ) {
    this.state = state ?? { virtual: wall(), wall: wall(), rate: 1 };
  }

  /** A clock that stands still at a time. @throws Error where the text is no time with an offset. */
  static frozenAt(wall: () => number, iso: string): VirtualClock {
    return new VirtualClock(wall, { virtual: parseTime(iso), wall: wall(), rate: 0 });
  }

  /** Unix milliseconds. */
  milliseconds(): number {
    const { virtual, wall, rate } = this.state;
    // The wall clock may be corrected backwards; what was served by then must not become the future again.
    return virtual + Math.max(0, this.wall() - wall) * rate;
  }

  /** Unix seconds, rounded down. */
  seconds(): number {
    return Math.floor(this.milliseconds() / 1000);
  }

  read(): ClockReading {
    const milliseconds = this.milliseconds();
    return {
      now: new Date(milliseconds).toISOString(),
      unix: milliseconds / 1000,
      rate: this.state.rate,
      mode: this.mode(milliseconds),
    };
  }

  snapshot(): ClockState {
    return { ...this.state };
  }

  copy(): VirtualClock {
    return new VirtualClock(this.wall, this.state);
  }

  /** Goes on from a state, which may lie earlier: the service is reset with it. */
  restart(state: ClockState): void {
    this.state = { ...state };
  }

  /** @throws Error where the time is none, or earlier than now. */
  set(iso: string): void {
    this.moveTo(parseTime(iso));
  }

  /** @param duration ISO 8601, as "PT2H" or "P1D", or seconds. @throws Error where it is none, or negative. */
  advance(duration: string | number): void {
    this.moveTo(later(this.milliseconds(), duration));
  }

  /** @throws Error where the rate is no number from 0 to 100,000. */
  setRate(rate: number): void {
    if (!Number.isFinite(rate) || rate < 0 || rate > fastest) {
      throw new Error(`The rate must be a number from 0 (frozen) to ${fastest}, not ${rate}.`);
    }
    this.state = { virtual: this.milliseconds(), wall: this.wall(), rate };
  }

  private moveTo(milliseconds: number): void {
    const now = this.milliseconds();
    if (milliseconds < now) {
      throw new Error(`The clock cannot go back, from ${iso(now)} to ${iso(milliseconds)}.`);
    }
    this.state = { virtual: milliseconds, wall: this.wall(), rate: this.state.rate };
  }

  private mode(milliseconds: number): ClockReading["mode"] {
    if (this.state.rate === 0) return "frozen";
    if (this.state.rate !== 1) return "fast";
    return Math.abs(milliseconds - this.wall()) < 1 ? "real" : "offset";
  }
}

function parseTime(text: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    throw new Error(`"${text}" is not a time with an offset, as in 2026-12-18T19:00:00Z.`);
  }
}

function later(milliseconds: number, duration: string | number): number {
  if (typeof duration === "number") {
    if (!Number.isFinite(duration) || duration < 0) {
      throw new Error(`The clock can be advanced by 0 seconds or more, not by ${duration}.`);
    }
    return Math.round(milliseconds + duration * 1000);
  }
  try {
    const then = Temporal.Instant.fromEpochMilliseconds(Math.floor(milliseconds)).toZonedDateTimeISO("UTC");
    return then.add(Temporal.Duration.from(duration)).epochMilliseconds;
  } catch {
    throw new Error(`"${duration}" is not a duration, as in PT2H or P1D.`);
  }
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
