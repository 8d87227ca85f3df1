/** Stretches of time in which something is, or was to be, captured. */

/** What a listing reports of a task beside its window: by this a capture is compared with what was declared. */
export interface Subject {
  readonly domainName: string;
  readonly appName: string;
  readonly streamName: string;
  readonly templateId: number;
}

/** [from, to) in Unix seconds. */
export interface Span {
  readonly subject: Subject;
  readonly from: number;
  readonly to: number;
}

export function sameStream(a: Subject, b: Subject): boolean {
  return a.streamName === b.streamName && a.domainName === b.domainName && a.appName === b.appName;
}

export function sameSubject(a: Subject, b: Subject): boolean {
  return a.templateId === b.templateId && sameStream(a, b);
}

export function cut(span: Span, from: number, to: number): Span {
  return { ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) };
}

export function isEmpty({ from, to }: Span): boolean {
  return from >= to;
}

/** What is in both. */
export function common(some: readonly Span[], others: readonly Span[]): Span[] {
  return some.flatMap((span) =>
    others
      .filter((other) => sameSubject(span.subject, other.subject))
      .map((other) => cut(span, other.from, other.to))
      .filter((both) => !isEmpty(both)),
  );
}

/** What is in the first and in none of the others. */
export function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  return others.reduce<Span[]>(
    (left, other) =>
      left.flatMap((span) =>
        sameSubject(span.subject, other.subject)
          ? [cut(span, -Infinity, other.from), cut(span, other.to, Infinity)].filter((rest) => !isEmpty(rest))
          : [span],
      ),
    [...spans],
  );
}
