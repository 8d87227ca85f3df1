/** A place where something is on every day, and the table in which its people declare what is to be captured. */
import { day, formatInstant, type Instant } from "../../provider/window.js";
import type { Happening } from "./calendar.js";
import type { Random } from "./random.js";

/** A line of `windows.csv`. */
export interface Row {
  readonly name: string;
  readonly stream: string;
  readonly start: Instant;
  readonly end: Instant;
}

export type Table = ReadonlyMap<string, Row>;

export const csvLine = ({ name, stream, start, end }: Row) =>
  [name, stream, formatInstant(start), formatInstant(end)].join(",");

export const describeRow = ({ name, stream, start, end }: Row) =>
  `${name} (${stream}, ${formatInstant(start)} to ${formatInstant(end)})`;

export const sameRow = (a: Row, b: Row) => a.stream === b.stream && a.start === b.start && a.end === b.end;

/** What people do to the table. */
export type Edit = Extract<Happening, "added" | "moved" | "cancelled" | "extended" | "shortened">;

export const edits: readonly Happening[] = ["added", "moved", "cancelled", "extended", "shortened"] satisfies Edit[];

export interface Place {
  table(): Table;
  /** The windows of a day become known. @param begin when that day begins. */
  announce(begin: Instant): void;
  /** What has been over for some days is taken out of the table, but for finals: those stay for good. */
  tidyUp(now: Instant): readonly Row[];
  /** @returns what was done, and nothing where there is no window that it can be done to. */
  edit(edit: Edit, now: Instant): string | undefined;
}

export interface PlaceOptions {
  /** When its first night begins, on which there is a final. */
  readonly began: Instant;
  /** The most windows in a day, 2 at least. */
  readonly most: number;
}

const venues = ["arena-1", "arena-2", "arena-3", "arena-4", "arena-5"] as const;

/** Of a stream that no draw picks, so that it is in nobody's way. It is over before anybody edits, and stays declared. */
const stadium = "stadium";

/** What is captured here. */
export const streamNames: readonly string[] = [...venues, stadium];

const minute = 60;
const hour = 60 * minute;

/** Days for which what is over stays in the table. */
const keptFor = 4 * day;

/** A window that began so long ago, and has so long to go, runs on anybody's clock. */
const surely = 20 * minute;

export function createPlace(random: Random, { began, most }: PlaceOptions): Place {
  const table = new Map<string, Row>();
  let counter = 0;

  const isFree = ({ name, stream, start, end }: Row) =>
    [...table.values()].every(
      (row) => row.name === name || row.stream !== stream || row.end <= start || row.start >= end,
    );
  const put = (row: Row): boolean => {
    const free = row.end > row.start && isFree(row);
    if (free) table.set(row.name, row);
    return free;
  };
  const newName = (kind: string) => {
    counter += 1;
    return `${kind}-${counter}`;
  };
  put({ name: "final-first", stream: stadium, start: began + hour, end: began + 3 * hour });

  const venue = () => random.pick(venues) ?? venues[0];
  /** Times as people write them: whole 5 minutes. */
  const between = (least: number, longest: number) =>
    random.whole(least / (5 * minute), longest / (5 * minute)) * 5 * minute;

  const running = (now: Instant) => rows(({ start, end }) => start < now - surely && end > now + surely);
  const rows = (filter: (row: Row) => boolean) => [...table.values()].filter(filter);

  const change = (row: Row | undefined, changed: Partial<Row>, what: string): string | undefined => {
    if (!row) return undefined;
    const next = { ...row, ...changed };
    if (!put(next)) return undefined;
    return `${what} ${describeRow(row)}: now ${formatInstant(next.start)} to ${formatInstant(next.end)}, ${next.stream}`;
  };

  const ways: Record<Edit, (now: Instant) => string | undefined> = {
    added: (now) => {
      const start = now + (random.pick([-30 * minute, 2 * minute, 5 * hour, 30 * hour, 4 * day]) ?? 0);
      const row = { name: newName("extra"), stream: venue(), start, end: start + between(hour, 3 * hour) };
      return put(row) ? `added ${describeRow(row)}` : undefined;
    },
    moved: (now) => {
      const row = random.pick(rows(({ start }) => start > now + surely));
      const by = random.pick([-hour, hour, 3 * hour, day, 8 * day]) ?? 0;
      if (!row || row.start + by <= now) return undefined;
      return change(
        row,
        { start: row.start + by, end: row.end + by, stream: random.chance(0.3) ? venue() : row.stream },
        "moved",
      );
    },
    cancelled: (now) => {
      const row = random.pick(rows(({ start, end }) => end > now + surely && start < now + 3 * day));
      if (!row) return undefined;
      table.delete(row.name);
      return `cancelled ${describeRow(row)}`;
    },
    extended: (now) => {
      const row = random.pick(running(now));
      return row && change(row, { end: row.end + between(15 * minute, 2 * hour) }, "extended");
    },
    shortened: (now) => {
      const row = random.pick(running(now));
      const end = now + (random.pick([-30, -10, -2, 2, 10, 15]) ?? 0) * minute;
      return row && change(row, { end }, "shortened");
    },
  };

  return {
    table: () => new Map(table),
    announce: (begin) => {
      if (random.chance(0.4)) {
        const start = begin + between(18 * hour, 22 * hour);
        put({ name: newName("night"), stream: venue(), start, end: start + between(7 * hour, 12 * hour) });
      }
      for (let count = random.whole(2, random.chance(0.2) ? most : Math.min(3, most)); count > 0; count -= 1) {
        const start = begin + between(30 * minute, 19 * hour);
        const kind = random.chance(0.06) ? "final" : "match";
        put({ name: newName(kind), stream: venue(), start, end: start + between(hour, 4 * hour) });
      }
    },
    tidyUp: (now) => {
      const old = rows(({ name, end }) => end < now - keptFor && !name.startsWith("final"));
      for (const { name } of old) table.delete(name);
      return old;
    },
    edit: (edit, now) => {
      // What does not fit between the others is thought over once or twice.
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const done = ways[edit](now);
        if (done !== undefined) return done;
      }
      return undefined;
    },
  };
}
