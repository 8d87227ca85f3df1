/** All templates, or all rules, of an account: one call answers them, and many share it. */
import type { Properties } from "../fields.js";
import type { LiveApi } from "../live/api.js";
import { isLiveError, type LiveError } from "../live/errors.js";
import { betweenListings } from "../live/listings.js";
import { once } from "../once.js";
import type { Instant } from "../window.js";
import type { ListAction } from "./kind.js";

export interface LastingLook {
  readonly all: readonly Properties[];
  /** The same 8 s later, as one listing alone does not prove an absence. Asked once for all who ask. */
  again(): Promise<readonly Properties[]>;
}

export interface LastingListing {
  /** What there was before the first creation of this process. A failure is for those who wait; the next asks anew. */
  before(): Promise<readonly Properties[]>;
  /** The same, or for good why it cannot be had: for what can go on without, and must not ask a thousand times. */
  beforeIfPossible(): Promise<readonly Properties[] | LiveError>;
  /** As of half a minute ago at the earliest: for a refresh of many. */
  recent(): Promise<LastingLook>;
  /** What there is from now on. */
  fresh(): Promise<readonly Properties[]>;
}

/** Seconds for which a listing serves later readers. */
const recentFor = 30;

export function createLastingListing(
  { api, clock }: { readonly api: LiveApi; readonly clock: { now(): Instant; sleep(seconds: number): Promise<void> } },
  { action, answer }: ListAction,
): LastingListing {
  let last: { readonly askedAt: Instant; readonly look: Promise<LastingLook> } | undefined;

  const fresh = async (): Promise<readonly Properties[]> => {
    const answered = await api.read({ action, object: `all ${answer.toLowerCase()} of the account`, params: {} });
    const all = answered[answer];
    return Array.isArray(all) ? all : [];
  };

  const lookNow = async (): Promise<LastingLook> => ({
    all: await fresh(),
    again: once(() => clock.sleep(betweenListings).then(fresh)),
  });

  const before = once(fresh);
  let ifPossible: Promise<readonly Properties[] | LiveError> | undefined;

  return {
    fresh,
    before,
    beforeIfPossible: () => {
      ifPossible ??= before().catch((error: unknown) => {
        if (!isLiveError(error)) throw error;
        return error;
      });
      return ifPossible;
    },
    recent: () => {
      const now = clock.now();
      if (last && last.askedAt >= now - recentFor) return last.look;
      const look = lookNow();
      const asked = { askedAt: now, look };
      last = asked;
      look.catch(() => {
        if (last === asked) last = undefined;
      });
      return look;
    },
  };
}
