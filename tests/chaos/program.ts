/** What the pipeline's program declares: the lines of its `windows.csv`, and how people edit them. */
import { formatInstant, type Instant } from "../../provider/window.js";
import type { Draws } from "./draws.js";

export interface Row {
  readonly name: string;
  readonly stream: string;
  readonly start: Instant;
  readonly end: Instant;
}

export type Program = readonly Row[];

/** Two streams for each place, so that a row can move and three tasks never run on one. All are pushed. */
const places = [
  ["arena", "arena-b"],
  ["court", "court-b"],
  ["field", "field-b"],
] as const;

export const streams: readonly string[] = places.flat();

const minute = 60;
const hour = 60 * minute;

export const lineOf = ({ name, stream, start, end }: Row): string =>
  [name, stream, formatInstant(start), formatInstant(end)].join(",");

/** The first place without a row. */
export function freePlace(program: Program): (typeof places)[number] | undefined {
  return places.find((place) => !program.some(({ stream }) => place.some((one) => one === stream)));
}

/** A window that runs, is about to run, or is hours ahead. */
export function newRow(name: string, stream: string, now: Instant, draws: Draws): Row {
  const start = now + draws.oneOf([-10 * minute, -hour, 2 * minute, 12 * minute, 2 * hour, 30 * hour], "start");
  return { name, stream, start, end: Math.max(start, now) + draws.oneOf([hour, 2 * hour, 5 * hour], "length") };
}

/** An edit that asks for another task. */
export function edit(row: Row, now: Instant, draws: Draws, name: string): Row {
  const edits = ["longer", "stream", "renamed", ...(row.start > now + hour ? ["later"] : ["longer"])] as const;
  switch (draws.oneOf(edits as readonly [string, ...string[]], name)) {
    case "later":
      return { ...row, start: row.start + 10 * minute };
    case "stream":
      return { ...row, stream: otherStream(row.stream) };
    case "renamed":
      return { ...row, name: `${row.name}b` };
    default:
      return { ...row, end: row.end + 20 * minute };
  }
}

const otherStream = (stream: string) => (stream.endsWith("-b") ? stream.slice(0, -2) : `${stream}-b`);
