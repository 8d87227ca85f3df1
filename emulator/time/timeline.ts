import { Agenda } from "./agenda.js";

/** The virtual time, in Unix seconds, and what is to be done at which. */
export class Timeline {
  private agenda = new Agenda<() => void>();

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  at(unixSeconds: number, act: () => void): void {
    this.agenda.add(unixSeconds, act);
  }

  /**
   * Moves the time and does, in order, all that falls due.
   *
   * @throws RangeError where it would go back.
   */
  advanceTo(unixSeconds: number): void {
    if (unixSeconds < this.time) {
      throw new RangeError(`Time cannot go back, from ${isoTime(this.time)} to ${isoTime(unixSeconds)}.`);
    }
    for (let due = this.agenda.next(unixSeconds); due; due = this.agenda.next(unixSeconds)) {
      this.time = Math.max(this.time, due.at);
      due.item();
    }
    this.time = unixSeconds;
  }

  /** Forgets what was to be done. */
  restart(now: number): void {
    this.agenda = new Agenda();
    this.time = now;
  }
}

export function isoTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}
