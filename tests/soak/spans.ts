/** Stretches of time, and what they have in common. */
import type { Instant } from "../../provider/window.js";

/** [from, to) */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** In order, none touching another. */
export function union(spans: readonly Span[]): Span[] {
  const merged: { from: Instant; to: Instant }[] = [];
  for (const { from, to } of spans.filter((span) => span.to > span.from).toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

export function common(some: readonly Span[], others: readonly Span[]): Span[] {
  const second = union(others);
  return union(some).flatMap((one) =>
    second
      .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }))
      .filter(({ from, to }) => to > from),
  );
}

export function without(some: readonly Span[], others: readonly Span[]): Span[] {
  const holes = union(others);
  return union(some).flatMap(({ from, to }) => {
    const kept: Span[] = [];
    let begin = from;
    for (const hole of holes) {
      if (hole.to <= begin || hole.from >= to) continue;
      kept.push({ from: begin, to: hole.from });
      begin = hole.to;
    }
    return [...kept, { from: begin, to }].filter((span) => span.to > span.from);
  });
}

/** Where two or more of them lie over one another. */
export function overlaps(spans: readonly Span[]): Span[] {
  return union(
    spans.flatMap((one, index) =>
      spans.slice(index + 1).map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) })),
    ),
  );
}

export function widened(spans: readonly Span[], seconds: number): Span[] {
  return union(spans.map(({ from, to }) => ({ from: from - seconds, to: to + seconds })));
}

export function seconds(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}
