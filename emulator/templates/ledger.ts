import type { ListingView } from "../listing.js";

/** What a thing was set to, and the Unix second from which on the service goes by it; null: it is removed. */
export interface Version<T> {
  from: number;
  value: T | null;
}

/** A ledger as plain data, in the order in which its things were made. */
export type LedgerState<T> = { key: string; versions: Version<T>[] }[];

/** Of so many things it is known what they were before; as many as an account has, and more. */
const kept = 200;

/**
 * Things by their keys, in two views: as they were set, which is what the API describes, and as the service goes by
 * them, which may follow later (tencentcloud.com/document/product/267/31072).
 */
export class Ledger<T> {
  private readonly entries = new Map<string, Version<T>[]>();
  /** What things were before they were last changed or removed, for listings that show it late. Not saved. */
  private readonly before = new Map<string, T>();

  /** @param sort what tells its things from those of others in the view of a listing. */
  constructor(
    private readonly sort: string,
    state: LedgerState<T> = [],
  ) {
    for (const { key, versions } of structuredClone(state)) this.entries.set(key, versions);
  }

  /** The thing as it was set, or undefined where there is none. */
  get(key: string): T | undefined {
    return this.entries.get(key)?.at(-1)?.value ?? undefined;
  }

  /** All things as they were set, in the order in which they were made. */
  list(): T[] {
    return [...this.entries.keys()].flatMap((key) => this.get(key) ?? []);
  }

  /** All things as a caller sees them, in the order in which they were made. */
  show(view: ListingView, now: number): T[] {
    const keys = [...new Set([...this.entries.keys(), ...this.before.keys()])];
    view.begin(keys.map((key) => listedAs(this.sort, key)));
    return keys.flatMap((key) => this.showOne(key, view, now) ?? []);
  }

  /** One thing as a caller sees it, or undefined where that is nothing. */
  describe(key: string, view: ListingView, now: number): T | undefined {
    view.begin([listedAs(this.sort, key)]);
    return this.showOne(key, view, now);
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
    const last = this.get(key);
    this.keepBefore(key, last);
    const counting = (this.entries.get(key) ?? []).filter((_, index, all) => (all[index + 1]?.from ?? now + 1) > now);
    // What was removed and is made again comes last in the order.
    if (last === undefined) this.entries.delete(key);
    this.entries.set(key, [...counting, { from, value }]);
    for (const [other, versions] of this.entries) {
      const { value, from } = versions.at(-1) ?? { value: null, from: now };
      if (value === null && from <= now) this.entries.delete(other);
    }
  }

  snapshot(): LedgerState<T> {
    return structuredClone([...this.entries].map(([key, versions]) => ({ key, versions })));
  }
  private showOne(key: string, view: ListingView, now: number): T | undefined {
    const name = listedAs(this.sort, key);
    // The caller's own.
    const value = structuredClone(this.get(key));
    const before = structuredClone(this.before.get(key));
    if (value === undefined) return view.hides(name, "deleted", now) ? before : undefined;
    if (view.hides(name, "created", now)) return undefined;
    return view.hides(name, "changed", now) ? (before ?? value) : value;
  }

  private keepBefore(key: string, value: T | undefined): void {
    this.before.delete(key);
    if (value !== undefined) this.before.set(key, value);
    const [oldest] = this.before.keys();
    if (oldest !== undefined && this.before.size > kept) this.before.delete(oldest);
  }
}

/** What listings know a thing by. */
export function listedAs(sort: string, key: string): string {
  return `${sort} ${key}`;
}
