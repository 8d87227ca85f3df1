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

export function ianaZone(name: string): Zone {
  return {
    toInstant: (wall) =>
      Temporal.Instant.fromEpochMilliseconds(wall * 1000)
        .toZonedDateTimeISO("UTC")
        .toPlainDateTime()
        .toZonedDateTime(name).epochMilliseconds / 1000,
    toWall: (instant) => {
      const there = Temporal.Instant.fromEpochMilliseconds(instant * 1000).toZonedDateTimeISO(name);
      return instant + there.offsetNanoseconds / 1e9;
    },
  };
}

/** A change of a zone's offset: at which instant, and from how many seconds ahead of UTC to how many. */
export interface Change {
  readonly at: Instant;
  readonly from: number;
  readonly to: number;
}

const day = 86_400;

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
