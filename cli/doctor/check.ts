/** What the doctor says of one thing. */

/**
 * ok: as it should be. note: to be known, and nothing is wrong. problem: a run will fail for it. unknown: it could not be
 * told.
 */
export type Verdict = "ok" | "note" | "problem" | "unknown";

export interface Check {
  /** "credentials", "account", "clock", "live:CreateScreenshotTask" and so on. */
  readonly check: string;
  readonly verdict: Verdict;
  /** What was found. */
  readonly found: string;
  /** What to do about it, where there is something to do. */
  readonly advice?: string | undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
