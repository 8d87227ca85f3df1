import { Temporal } from "temporal-polyfill";

/** The seconds of an ISO 8601 duration; a day has 24 h, as nothing says where it lies. @throws where it is none. */
export function secondsOf(duration: string): number {
  return Temporal.Duration.from(duration).total({ unit: "seconds", relativeTo: "2026-01-01" });
}
