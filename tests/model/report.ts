/** Plays many random histories, and shows the smallest one that breaks a rule so that it can be read and played again. */
import fc from "fast-check";
import { play } from "./play.js";
import { type History, Violation } from "./record.js";
import { type Script, scripts } from "./steps.js";

export interface Search {
  readonly runs: number;
  /** Default: another one each time. */
  readonly seed?: number | undefined;
  /** Called after each history that held. */
  readonly onHeld?: (history: History) => void;
}

/** @returns what broke, as a text; `undefined` where every history held. */
export async function search({ runs, seed, onHeld }: Search): Promise<string | undefined> {
  const property = fc.asyncProperty(scripts, async (script) => {
    const history = await play(script);
    onHeld?.(history);
  });
  const result = await fc.check(property, { numRuns: runs, ...(seed !== undefined && { seed }) });
  if (!result.failed || !result.counterexample) return undefined;
  const [script] = result.counterexample;
  return (
    `Seed ${result.seed}: after ${result.numRuns} histories and ${result.numShrinks} reductions this one breaks a ` +
    `rule.\n${await tell(script)}`
  );
}

/** A script, what happened in it step by step, and the rule that it breaks. */
export async function tell(script: Script): Promise<string> {
  const log: string[] = [];
  const end = await play(script, log).then(
    () => "It breaks no rule.",
    (error: unknown) => (error instanceof Violation ? error.message : error instanceof Error ? error.stack : error),
  );
  return [JSON.stringify(script), ...log, end].join("\n");
}
