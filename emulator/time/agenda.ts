/** What falls due, in order of time and, within one second, of entry. */
export class Agenda<T> {
  /** The latest first, so that what is next can be taken from the end. */
  private readonly entries: { at: number; item: T }[] = [];

  add(at: number, item: T): void {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.entries.splice(low, 0, { at, item });
  }

  /** Takes out and returns what falls due first, if that is at `until` or before. */
  next(until: number): { at: number; item: T } | undefined {
    const first = this.entries.at(-1);
    return first && first.at <= until ? this.entries.pop() : undefined;
  }
}
