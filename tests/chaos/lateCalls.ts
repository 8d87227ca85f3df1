/** What a run sends when it has ended: what a provider of it does before it notices that its engine is gone. */
import type { Emulator } from "../../emulator/index.js";

export interface LateCall {
  readonly action: string;
  /** Real milliseconds from the run's end to the look that found it. */
  readonly after: number;
}

export interface LateCalls {
  /** Takes down what has come since the last look. */
  look(): void;
  found(): readonly LateCall[];
}

/** @param endedAt when the run ended, by `performance.now()`: about now. */
export function watchLateCalls({ requests }: Emulator, endedAt: number): LateCalls {
  const late: LateCall[] = [];
  let last = requests().at(-1)?.requestId;
  return {
    look: () => {
      const after = performance.now() - endedAt;
      const all = requests();
      for (const { action, faults } of all.slice(all.findLastIndex(({ requestId }) => requestId === last) + 1)) {
        // It had come before, and is logged as it is carried out.
        if (!faults?.some(({ kind }) => kind === "held")) late.push({ action, after });
      }
      last = all.at(-1)?.requestId;
    },
    found: () => late,
  };
}

export const isWrite = ({ action }: LateCall): boolean => /^(Create|Modify|Delete|Stop)/.test(action);
