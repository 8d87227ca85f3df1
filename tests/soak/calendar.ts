/** What happens on which night. */
import type { Random } from "./random.js";

/** What people do to the program, and to the service behind its back. */
export const happenings = [
  "added",
  "moved",
  "cancelled",
  "extended",
  "shortened",
  "stopped in the console",
  "deleted in the console",
  "template or rule edited",
  "template or rule changed in the console",
] as const;

export type Happening = (typeof happenings)[number];

export interface Night {
  /** Whether the pipeline runs. People go on with their lives where it does not. */
  readonly runs: boolean;
  /** The service refuses every second call as one too many. */
  readonly throttled: boolean;
  readonly happenings: readonly Happening[];
}

/** How likely it is on any night. What is done in the console, and by a broken pipeline, has nights of its own. */
const likely: Partial<Record<Happening, number>> = {
  added: 0.35,
  moved: 0.3,
  cancelled: 0.15,
  extended: 0.2,
  shortened: 0.12,
  "template or rule edited": 0.25,
};

/** Two nights without a run at a fifth of the way, nine in the middle: longer than the service's reach of 6 days. */
export function drawCalendar(days: number, random: Random): Night[] {
  const broken = new Set<number>();
  const breakDown = (from: number, nights: number) => {
    for (let night = from; night < from + nights; night += 1) broken.add(night);
  };
  if (days >= 10) breakDown(Math.floor(days / 5), 2);
  if (days >= 40) breakDown(Math.floor(days / 2), 9);

  const special = (): number => {
    const night = random.whole(1, days - 2);
    return broken.has(night) ? special() : night;
  };
  const often = Math.max(1, Math.round(days / 40));
  const some = () => new Set(days < 4 ? [] : Array.from({ length: often }, special));
  const inTheConsole = new Map<Happening, ReadonlySet<number>>([
    ["stopped in the console", some()],
    ["deleted in the console", some()],
    ["template or rule changed in the console", some()],
  ]);
  const throttled = days < 4 ? -1 : special();

  return Array.from({ length: days }, (_, night) => ({
    runs: !broken.has(night),
    throttled: night === throttled,
    happenings: happenings.filter((happening) =>
      night === 0 ? false : (inTheConsole.get(happening)?.has(night) ?? random.chance(likely[happening] ?? 0)),
    ),
  }));
}
