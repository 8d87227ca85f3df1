/**
 * The credentials of the moment. Temporary ones are renewed well before they expire, in the background while they still
 * serve; by many callers at once only once; and a failure is never kept.
 */
import type { Instant } from "../../window.js";
import type { Credentials, Found } from "./credentials.js";

export interface Keys {
  /** What a call is to be signed with now. @throws where there are none to be had. */
  current(): Promise<Credentials>;
  /**
   * Those that the service does not take any more are replaced.
   * @returns nothing where there are no others, as with permanent ones.
   */
  insteadOf(refused: Credentials): Promise<Credentials | undefined>;
}

/** Seconds before they expire from which on new ones are fetched; a third of their life, where that is shorter. */
const early = 600;

/** Seconds before they expire from which on a call waits for new ones: it may wait its turn, and clocks differ. */
const late = 90;

/** Seconds from one attempt in the background to the next. */
const pause = 30;

interface Held extends Found {
  readonly since: Instant;
}

/** @param fetch Fetches them anew. @param now The machine's clock. */
export function createKeys(fetch: () => Promise<Found>, now: () => Instant): Keys {
  let held: Held | undefined;
  let pending: Promise<Held> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;

  function renew(): Promise<Held> {
    triedAt = now();
    pending ??= fetch()
      .then((found) => {
        held = { ...found, since: now() };
        return held;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  }

  return {
    current: async () => {
      if (!held || left(held, now()) <= Math.min(late, life(held) / 6)) return (await renew()).credentials;
      if (left(held, now()) <= Math.min(early, life(held) / 3) && now() - triedAt >= pause) {
        // These serve for a while yet, and the next call tries again.
        renew().catch(() => {});
      }
      return held.credentials;
    },
    insteadOf: async (refused) => {
      if (held && !same(held.credentials, refused)) return held.credentials;
      const { credentials } = await renew();
      return same(credentials, refused) ? undefined : credentials;
    },
  };
}

const left = ({ expires = Number.POSITIVE_INFINITY }: Held, now: Instant) => expires - now;
const life = (held: Held) => left(held, held.since);

function same(a: Credentials, b: Credentials): boolean {
  return a.secretId === b.secretId && a.secretKey === b.secretKey && a.token === b.token;
}
