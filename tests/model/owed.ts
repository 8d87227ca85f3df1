/** Which seconds are to be captured: what the program declares, as of the last run that could make it so. */

import type { Properties } from "../../provider/fields.js";
import { type History, isSameCapture, type RunRecord, sameUnreported, subjectOf, windowOf } from "./record.js";
import { inReach } from "./rules.js";
import { common, cut, isEmpty, type Span } from "./spans.js";

/** What is to be captured for a resource. */
export interface Owed extends Span {
  readonly name: string;
  readonly inputs: Properties;
}

/** From when on a window left open is captured is not declared: from the run on that makes its task. */
function declaredSpan(inputs: Properties): Span {
  const { start, end } = windowOf(inputs);
  return { subject: subjectOf(inputs), from: start ?? -Infinity, to: end };
}

/** What goes on of what was owed to a resource, or to another one that declared the same, as far as it declares it. */
function stillOwed(owed: readonly Owed[], name: string, inputs: Properties): Owed[] {
  return owed
    .filter((old) => old.name === name || isSameCapture(old.inputs, inputs))
    .filter((old) => sameUnreported(old.inputs, inputs))
    .flatMap((old) => common([old], [declaredSpan(inputs)]))
    .map((span) => ({ ...span, name, inputs }));
}

/** While a run is under way: what was declared before and still is. */
export function owedDuring({ owed }: History, { step, program }: RunRecord): readonly Owed[] {
  const { verb } = step;
  if (verb === "refresh") return owed;
  if (verb === "destroy") return [];
  return Object.entries(program).flatMap(([name, inputs]) => stillOwed(owed, name, inputs));
}

/**
 * After a run: what each resource declares whose turn came and whose window is in reach. Where a run failed, was killed
 * or came too early, what it was to replace is to go on as far as it is still declared.
 */
export function owedAfter(history: History, run: RunRecord): readonly Owed[] {
  if (run.step.verb !== "up") return owedDuring(history, run);
  return Object.entries(run.program).flatMap(([name, inputs]) => {
    const wasDone = run.operations[name] !== undefined;
    if (wasDone && inReach(windowOf(inputs), run.start + run.skew)) return [{ ...declaredSpan(inputs), name, inputs }];
    return wasDone && hadStopped(history, run, name) ? [] : stillOwed(history.owed, name, inputs);
  });
}

/** What others had stopped, and is then moved out of reach, waits for its new window. */
function hadStopped({ harms }: History, run: RunRecord, name: string): boolean {
  const taskId = run.heldBefore.get(name)?.outputs["taskId"];
  return harms.some((harm) => harm.taskId === taskId && harm.to >= run.start);
}

/** Time passes, and what is owed becomes due. */
export function fallDue(history: History, owed: readonly Span[], from: number, to: number): void {
  history.due.push(...owed.map((span) => cut(span, from, to)).filter((span) => !isEmpty(span)));
}
