/** What a thing was set to, and the Unix second from which on the service goes by it; null: it is removed. */
export interface Version<T> {
  from: number;
  value: T | null;
}

/** A ledger as plain data, in the order in which its things were made. */
export type LedgerState<T> = { key: string; versions: Version<T>[] }[];

/**
 * Things by their keys, in two views: as they were set, which is what the API describes, and as the service goes by
 * them, which may follow later (tencentcloud.com/document/product/267/31072).
 */
export class Ledger<T> {
  private readonly entries = new Map<string, Version<T>[]>();

  constructor(state: LedgerState<T> = []) {
    for (const { key, versions } of structuredClone(state)) this.entries.set(key, versions);
  }

  /** The thing as it was set, or undefined where there is none. */
  get(key: string): T | undefined {
    return this.entries.get(key)?.at(-1)?.value ?? undefined;
  }

  /** All things as they were set, in the order in which they were made. */
  list(): { key: string; value: T }[] {
    return [...this.entries.keys()].flatMap((key) => {
      const value = this.get(key);
      return value === undefined ? [] : [{ key, value }];
    });
  }

  /** The thing as the service goes by it at `now`, or undefined where it knows none. */
  inEffect(key: string, now: number): T | undefined {
    return this.entries.get(key)?.findLast(({ from }) => from <= now)?.value ?? undefined;
  }

  /**
   * Makes, changes or, with null, removes a thing.
   *
   * @param from the Unix second from which on the service goes by it.
   */
  set(key: string, value: T | null, now: number, from: number): void {
    const isNew = this.get(key) === undefined;
    const before = (this.entries.get(key) ?? []).filter((_, index, all) => (all[index + 1]?.from ?? now + 1) > now);
    // What was removed and is made again comes last in the order.
    if (isNew) this.entries.delete(key);
    this.entries.set(key, [...before, { from, value }]);
    for (const [other, versions] of this.entries) {
      const last = versions.at(-1);
      if (last?.value === null && last.from <= now) this.entries.delete(other);
    }
  }

  snapshot(): LedgerState<T> {
    return structuredClone([...this.entries].map(([key, versions]) => ({ key, versions })));
  }
}
