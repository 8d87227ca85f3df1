/** What the pictures that a source saw say of a window. Pure. */

/**
 * as expected: what the window's length and its template's interval come to, but for a few. cannot be told: no source
 * could be asked that tells, or what it says has several meanings.
 */
export type EvidenceState = "as expected" | "fewer" | "none" | "cannot be told";

/** What one source saw in the time of a window. */
export interface Seen {
  readonly pictures: number;
  /** Of this window and of all others that the source cannot tell from it; `undefined` where an interval is not known. */
  readonly expected: number | undefined;
  /** How many others these are. */
  readonly others: number;
  /** Why any of the pictures may be of nobody's window, where that may be: a sentence without its full stop. */
  readonly strangers?: string | undefined;
}

/** So many pictures may be missing at the edges, where a capture begins some seconds late, or in the middle of many. */
const fewMissing = (expected: number) => Math.max(2, Math.floor(expected / 20));

export function isEnough(pictures: number, expected: number): boolean {
  return expected === 0 || (pictures > 0 && pictures >= expected - fewMissing(expected));
}

/** Whether none may come of so few although all is well. */
export const mayAllBeMissing = (expected: number): boolean => expected <= fewMissing(expected);

/** What one source says by itself; `undefined` where it has several meanings. */
function stateBy({ pictures, expected, others, strangers }: Seen): EvidenceState | undefined {
  if (pictures === 0) return expected === 0 ? "as expected" : "none";
  if (expected === undefined || strangers !== undefined) return undefined;
  if (isEnough(pictures, expected)) return "as expected";
  return others === 0 ? "fewer" : undefined;
}

export interface Verdict {
  readonly state: EvidenceState;
  /** What it goes by. */
  readonly by?: "callbacks" | "count";
}

/**
 * Callbacks are of the stream, and the count is of its whole domain, on which other stacks may capture: so it decides only
 * where callbacks tell nothing. That none is recorded tells something only where callbacks surely told of pictures then;
 * else it takes the count to say that there was none.
 * @param toldOfPicturesThen whether they surely did, of the domain and application.
 */
export function verdictOf(callbacks: Seen | undefined, count: Seen | undefined, toldOfPicturesThen: boolean): Verdict {
  const byCallbacks = callbacks && stateBy(callbacks);
  const byCount = count && stateBy(count);
  if (byCallbacks === "none" && !toldOfPicturesThen) {
    return byCount === "none" ? { state: "none", by: "count" } : { state: "cannot be told" };
  }
  if (byCallbacks) return { state: byCallbacks, by: "callbacks" };
  // Pictures of the stream that nobody can attribute are pictures all the same, whatever the count says.
  if (!byCount || (callbacks && byCount === "none")) return { state: "cannot be told" };
  return { state: byCount, by: "count" };
}
