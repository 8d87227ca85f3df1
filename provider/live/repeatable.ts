/** Changes that say the same however often they arrive: stopping, deleting, modifying with every field. */
import type { Call, LiveApi } from "./api.js";
import { isLiveError } from "./errors.js";

/** How often one that gets no clear answer is sent. */
const attempts = 4;

/** @throws LiveError as `write` throws it, an ambiguous one after four. */
export async function writeRepeatedly(api: LiveApi, call: Call): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await api.write(call);
      return;
    } catch (error) {
      if (!isLiveError(error, "ambiguous") || attempt === attempts) throw error;
    }
  }
}
