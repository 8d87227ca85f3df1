/** Which seconds are to be captured: what the program declares, as of the last run that could make it so. */
import type { Properties } from "../../provider/fields.js";
import { inReach } from "../../provider/window.js";
import type { Program } from "../support/program.js";
import { type History, type RunRecord, subjectOf, windowOf } from "./record.js";
import { common, cut, isEmpty, type Span } from "./spans.js";

/** From when on a window left open is captured is not declared: from the run on that makes its task. */
function declaredSpan(inputs: Properties): Span {
  const { start, end } = windowOf(inputs);
  return { subject: subjectOf(inputs), from: start ?? -Infinity, to: end };
}

function declaredSpans(program: Program): Span[] {
  return Object.values(program).map(declaredSpan);
}

/** While a run is under way: what was declared before and still is. */
export function owedDuring({ owed }: History, { verb }: RunRecord["step"], program: Program): readonly Span[] {
  if (verb === "refresh") return owed;
  return verb === "destroy" ? [] : common(owed, declaredSpans(program));
}

/**
 * After a run: what each resource declares whose turn came and whose window is in reach. Where a run failed, was killed
 * or came too early, what it was to replace is to go on as far as it is still declared.
 */
export function owedAfter(history: History, run: RunRecord): readonly Span[] {
  if (run.step.verb !== "up") return owedDuring(history, run.step, run.program);
  const before = owedDuring(history, run.step, run.program);
  return Object.entries(run.program).flatMap(([name, inputs]) => {
    const span = declaredSpan(inputs);
    const isDone = run.operations[name] !== undefined && inReach(windowOf(inputs), run.start + run.skew);
    return isDone ? [span] : common(before, [span]);
  });
}

/** Time passes, and what is owed becomes due. */
export function fallDue(history: History, owed: readonly Span[], from: number, to: number): void {
  history.due.push(...owed.map((span) => cut(span, from, to)).filter((span) => !isEmpty(span)));
}
