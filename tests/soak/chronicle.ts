/** What happened on which night, and what must not have: told at once, and with its history where it is a violation. */
import type { Fault } from "./judging.js";

/** Something that must not be, and when it was noticed. */
export interface Violation {
  readonly night: number;
  readonly kind:
    | "failed run"
    | "false diff"
    | "forgotten"
    | "false alarm"
    | "no alarm"
    | "unwarned"
    | "not as declared"
    | Fault["kind"];
  readonly text: string;
}

export interface Chronicle {
  note(night: number, text: string): void;
  /**
   * @param about names of windows and streams, of which the latest lines are told again.
   * @param more what else a person needs to understand it.
   */
  violate(violation: Violation, about?: readonly string[], more?: string): void;
  violations(): readonly Violation[];
}

/** So much of a history is told. */
const latest = 12;

export function createChronicle(seed: number, say: (line: string) => void): Chronicle {
  const lines: string[] = [];
  const violations: Violation[] = [];
  return {
    note: (night, text) => {
      const line = `night ${String(night).padStart(3)}  ${text}`;
      lines.push(line);
      say(line);
    },
    violate: (violation, about = [], more = "") => {
      violations.push(violation);
      const { kind, night, text } = violation;
      const history = lines.filter((line) => about.some((name) => line.includes(name))).slice(-latest);
      say([`!! ${kind} (seed ${seed}, night ${night}): ${text}`, ...history, more].filter(Boolean).join("\n   "));
    },
    violations: () => violations,
  };
}
