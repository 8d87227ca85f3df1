/** For how long of a window a stream was live, as far as its pushes that were told of say it. Pure. */
import type { FixedWindow, Instant } from "../../provider/window.js";
import { byTime } from "./byTime.js";
import type { ToldPush } from "./callbackRecords.js";
import { overlap } from "./pastWindow.js";

export interface Liveness {
  /** `undefined`: it cannot be told. */
  readonly live: boolean | undefined;
  /** Of the window; `undefined` where no more is known than `live`. */
  readonly seconds?: number;
}

/** @param complete whether both begins and ends are told of, so that what is not told did not happen. */
export type LivenessIn = (window: FixedWindow, complete: boolean) => Liveness;

/** @param pushes of one stream, in the order of their times. */
export function livenessBy(pushes: readonly ToldPush[]): LivenessIn {
  if (pushes.length === 0) return () => ({ live: undefined });
  const begins = byTime(pushes.filter(isBegin), timeOf);
  const ends = byTime(
    pushes.filter((push) => !push.began),
    timeOf,
  );
  const spans = byTime(united(spansOf(pushes)), ({ start }) => start);
  return (window, complete) => {
    const { start, end } = window;
    if (!complete) {
      const began = begins.from(start);
      const ended = ends.before(end + 1);
      const isLive = (began && began.at < end) || (ended && ended.at > start);
      return { live: isLive ? true : undefined };
    }
    const earlier = spans.before(start);
    let seconds = 0;
    for (const span of [...(earlier ? [earlier] : []), ...spans.within(start, end)]) {
      seconds += Math.max(0, overlap(span, window));
    }
    return { live: seconds > 0, seconds };
  };
}

const isBegin = ({ began }: ToldPush) => began;

const timeOf = ({ at }: ToldPush) => at;

/** One push, of which at least one of the two is told. */
interface Push {
  began?: Instant;
  ended?: ToldPush;
}

/**
 * An encoder that reconnects begins its new push before the old one has ended, so begin and end belong together by their
 * sequence. Without it an end is of the push that is open.
 */
function paired(pushes: readonly ToldPush[]): Push[] {
  const all: Push[] = [];
  const latest = new Map<string | undefined, Push>();
  for (const push of pushes) {
    const { at, began, sequence } = push;
    const last = latest.get(sequence);
    const open = last?.began !== undefined && last.ended === undefined ? last : undefined;
    if (!began && open) {
      open.ended = push;
    } else if (began && sequence !== undefined && last?.ended?.at === at && last.began === undefined) {
      // Of the same second, the end came first in the order.
      last.began = at;
    } else if (!began || !open) {
      const next = began ? { began: at } : { ended: push };
      all.push(next);
      latest.set(sequence, next);
    }
  }
  return all;
}

function spansOf(pushes: readonly ToldPush[]): FixedWindow[] {
  const [first] = pushes;
  const begins = byTime(pushes.filter(isBegin), timeOf);
  return paired(pushes).map(({ began, ended }) => {
    const start = began ?? (ended ? beginOf(ended, ended === first) : Number.NEGATIVE_INFINITY);
    // A name has one push: one whose end nobody told of has ended when the next begins.
    const end = ended?.at ?? begins.from(start + 1)?.at ?? Number.POSITIVE_INFINITY;
    return { start, end };
  });
}

/** When a push began whose end alone is told of: as it says itself, or, where that is the first that is told, before all. */
function beginOf({ at, lasted }: ToldPush, isFirst: boolean): Instant {
  if (lasted !== undefined) return at - lasted;
  return isFirst ? Number.NEGATIVE_INFINITY : at;
}

/** The same time in spans that share none, so that a second in which two pushes overlap counts once. */
function united(spans: readonly FixedWindow[]): FixedWindow[] {
  const apart: { start: Instant; end: Instant }[] = [];
  for (const { start, end } of byTime(spans, (span) => span.start).all) {
    const last = apart.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else apart.push({ start, end });
  }
  return apart;
}
