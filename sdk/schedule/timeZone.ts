/**
 * Clock times of a zone and the instants that they are. A clock time that the clocks jump over is read with the offset
 * before the change, and of one that comes twice the first is meant (RFC 5545, 3.3.5), whichever way a zone is defined.
 */
import { Temporal } from "temporal-polyfill";
import type { Instant } from "../../provider/window.js";

/** What a clock on the wall shows, as the seconds that it would be in UTC. */
export type WallTime = number;

export interface Zone {
  toInstant(wall: WallTime): Instant;
  toWall(instant: Instant): WallTime;
}

export const utc: Zone = { toInstant: (wall) => wall, toWall: (instant) => instant };

/** Whether it is a name of the IANA database, as `Europe/Berlin`: an offset names no zone, as it knows no change. */
export function isIanaName(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    new Temporal.ZonedDateTime(0n, name);
    return true;
  } catch {
    return false;
  }
}

const day = 86_400;

export function ianaZone(name: string): Zone {
  const offsetAt = (instant: Instant) =>
    Temporal.Instant.fromEpochMilliseconds(instant * 1000).toZonedDateTimeISO(name).offsetNanoseconds / 1e9;
  const offsets = new Map<number, number>();
  /** At the beginning of a day in UTC, counted from 1970. */
  const offsetOn = (index: number) => {
    const offset = offsets.get(index) ?? offsetAt(index * day);
    offsets.set(index, offset);
    return offset;
  };
  return {
    toInstant: (wall) => {
      // Where nothing changes around, nothing has to be looked up: calendars have thousands of times on few days.
      const today = Math.floor(wall / day);
      const offset = offsetOn(today - 1);
      if (offset === offsetOn(today + 2)) return wall - offset;
      const shown = new Date(wall * 1000).toISOString().replace("Z", "");
      return Temporal.PlainDateTime.from(shown).toZonedDateTime(name).epochMilliseconds / 1000;
    },
    toWall: (instant) => instant + offsetAt(instant),
  };
}

/**
 * The first instant at which a clock in an IANA zone shows a time, or has just jumped over it, as cron takes it.
 *
 * @param instant What the zone reads it as.
 */
export function shownFirst(name: string, instant: Instant, wall: WallTime): Instant {
  const read = Temporal.Instant.fromEpochMilliseconds(instant * 1000).toZonedDateTimeISO(name);
  if (instant + read.offsetNanoseconds / 1e9 === wall) return instant;
  // Strictly before, so that a change at this very instant is found.
  const jump = read.add({ seconds: 1 }).getTimeZoneTransition("previous");
  return jump === null ? instant : jump.epochMilliseconds / 1000;
}

/** A change of a zone's offset: at which instant, and from how many seconds ahead of UTC to how many. */
export interface Change {
  readonly at: Instant;
  readonly from: number;
  readonly to: number;
}

/** A zone by its changes in the order of time, of which there is at least one. No two lie within two days. */
export function zoneOfChanges(changes: readonly Change[]): Zone {
  const offsetAt = (instant: Instant) => changes.findLast(({ at }) => at <= instant)?.to ?? changes[0]?.from ?? 0;
  return {
    toInstant: (wall) => {
      const before = offsetAt(wall - day);
      const after = offsetAt(wall + day);
      const [first, second] = [wall - before, wall - after];
      return offsetAt(first) !== before && offsetAt(second) === after ? second : first;
    },
    toWall: (instant) => instant + offsetAt(instant),
  };
}
