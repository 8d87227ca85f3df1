import * as v from "valibot";
import { durationInSeconds } from "../../provider/settings.js";

/** A length of time: whole seconds, or an ISO 8601 duration such as `"PT15M"`, in which a day has 24 hours. */
export type Length = number | string;

/** A field that takes a {@link Length} within a range, and gives seconds. */
export function length(least: number, most: number, range: string) {
  const takes = `${range}, in whole seconds or like "PT15M"`;
  return v.pipe(
    v.unknown(),
    v.rawTransform<unknown, number>(({ dataset: { value }, addIssue, NEVER }) => {
      const seconds = secondsOf(value);
      if (seconds !== undefined && Number.isInteger(seconds) && seconds >= least && seconds <= most) return seconds;
      addIssue({ message: `must be ${takes}; got ${JSON.stringify(value)}` });
      return NEVER;
    }),
    v.description(takes),
  );
}

function secondsOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  try {
    return durationInSeconds(value);
  } catch {
    return undefined;
  }
}
