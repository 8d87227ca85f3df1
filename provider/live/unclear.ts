/** A creation without a clear answer: when the service is asked what came of it, and how often it is sent. */
import { isLiveError } from "./errors.js";

/** Seconds after the failure at which the service is asked. */
export const looks = [1, 2, 4, 8];

/** How often a creation is sent at most: before each further time the service has shown that nothing came of the last. */
export const sendings = 3;

/**
 * What may have come of a call, of the first look that shows something: the one to take first, and what is equal to it.
 * @param ask Asks the service, which may fail.
 * @returns nothing where the last look shows nothing; `undefined` where it could not be had.
 */
export async function lookForWhatCame<Item>(
  clock: { sleep(seconds: number): Promise<void> },
  ask: () => Promise<readonly Item[]>,
): Promise<readonly Item[] | undefined> {
  let shown: readonly Item[] | undefined;
  let waited = 0;
  for (const at of looks) {
    await clock.sleep(at - waited);
    waited = at;
    shown = await ask().catch((error: unknown) => {
      if (!isLiveError(error)) throw error;
      return undefined;
    });
    if (shown && shown.length > 0) break;
  }
  return shown;
}
