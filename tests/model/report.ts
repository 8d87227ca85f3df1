/** Plays many random histories, and shows the smallest one that breaks a rule so that it can be read and played again. */
import fc from "fast-check";
import { play } from "./play.js";
import type { Script } from "./steps.js";

export interface Search {
  readonly runs: number;
  readonly seed?: number | undefined;
  /** Called after each history that held. */
  readonly onHeld?: () => void;
}

/** @returns what broke, as a text; `undefined` where every history held. */
export async function search(scripts: fc.Arbitrary<Script>, { runs, seed, onHeld }: Search): Promise<string | undefined> {
  const property = fc.asyncProperty(scripts, async (script) => {
    await play(script);
    onHeld?.();
  });
  const result = await fc.check(property, { numRuns: runs, ...(seed !== undefined && { seed }) });
  if (!result.failed || !result.counterexample) return undefined;
  const [script] = result.counterexample;
  return `seed ${result.seed}, after ${result.numRuns} histories and ${result.numShrinks} reductions:\n${await tell(script)}`;
}

/** What a script does, step by step, and the rule that it breaks. */
export async function tell(script: Script): Promise<string> {
  const log: string[] = [];
  const end = await play(script, log).then(
    () => "It holds.",
    (error: unknown) => (error instanceof Error ? (error.name === "Error" ? error.message : String(error.stack)) : String(error)),
  );
  return [JSON.stringify(script), ...log, end].join("\n");
}
