/** What is left to chance, each drawn under a name of its own: one draw more or less changes no other. */
import { createHash } from "node:crypto";

export interface Draws {
  /** From 0 up to, but not, 1. */
  fraction(name: string): number;
  /** Whether something happens that does so one time in `times`. */
  once(times: number, name: string): boolean;
  oneOf<Value>(values: readonly [Value, ...Value[]], name: string): Value;
}

export function drawsOf(seed: number, kill: string): Draws {
  const fraction = (name: string) => {
    const digest = createHash("sha256")
      .update(JSON.stringify([seed, kill, name]))
      .digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  };
  return {
    fraction,
    once: (times, name) => fraction(name) < 1 / times,
    oneOf: (values, name) => values[Math.floor(fraction(name) * values.length)] ?? values[0],
  };
}
