import { type FixedWindow, longestWindow } from "../../provider/window.js";

/**
 * A window as parts that the service takes: at most 24 h each, each beginning where the one before ends. They are cut
 * from the start, so that a moved end changes the last part alone, or adds and removes parts behind it.
 */
export function split({ start, end }: FixedWindow): FixedWindow[] {
  const count = Math.ceil((end - start) / longestWindow);
  return Array.from({ length: count }, (_, part) => ({
    start: start + part * longestWindow,
    end: Math.min(start + (part + 1) * longestWindow, end),
  }));
}
