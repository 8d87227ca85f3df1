/** What a kill may cost, and what all of them did. */

import { isWrite } from "./lateCalls.js";
import { kinds } from "./plan.js";
import type { Named, Outcome } from "./stage.js";

/** Milliseconds in which a provider has to notice that its engine was killed; what it sends until then may arrive. */
const longestLife = 2000;

/** What was missed, in words; nothing where a kill did no harm. */
export function missed({ lost, left, outlived, afterwards, orphans, leftovers, doubled, runs }: Outcome): string[] {
  const tooLate = afterwards.filter((call) => isWrite(call) && call.after > longestLife);
  const unnamed = [...orphans, ...leftovers].filter(({ by }) => by === "nobody").length;
  return [
    ...(lost > 0 ? [`${lost} captures lost`] : []),
    ...(left > 0 ? [`${left} provider processes left`] : []),
    ...(outlived > longestLife ? [`a provider that lived ${Math.round(outlived)} ms longer than its engine`] : []),
    ...tooLate.map(({ action, after }) => `${action} sent ${Math.round(after)} ms after the run's end`),
    ...(unnamed > 0 ? [`${unnamed} orphans that no command names`] : []),
    ...(doubled > 0 ? [`${doubled} tasks doubled, although recover ran`] : []),
    ...(runs > 1 ? [`${runs === Number.POSITIVE_INFINITY ? "not converged" : `${runs} runs until converged`}`] : []),
  ];
}

/** A line for each measure, a column for each kind of kill and one for all: for console.table. */
export function tableOf(outcomes: readonly Outcome[]): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const all = measure(outcomes);
  const columns = [
    ...kinds.map((kind) => [kind, measure(outcomes.filter(({ scenario }) => scenario.kind === kind))] as const),
    ["all", all] as const,
  ];
  return Object.fromEntries(
    Object.keys(all).map((name) => [name, Object.fromEntries(columns.map(([kind, values]) => [kind, values[name]]))]),
  );
}

function measure(outcomes: readonly Outcome[]): Readonly<Record<string, number>> {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const most = (of: (outcome: Outcome) => number) => Math.max(0, ...outcomes.map(of));
  const count = (all: readonly Named[], by: Named["by"]) => all.filter((each) => each.by === by).length;
  const named = (by: Named["by"]) => sum(({ orphans }) => count(orphans, by));
  const leftAndNamed = (by: Named["by"]) => sum(({ leftovers }) => count(leftovers, by));
  const writes = outcomes.flatMap(({ afterwards }) => afterwards.filter(isWrite));
  return {
    kills: outcomes.length,
    killed: outcomes.filter(({ hit }) => hit === "killed").length,
    "ended when asked": outcomes.filter(({ hit }) => hit === "ended when asked").length,
    "done before": outcomes.filter(({ hit }) => hit === "done").length,
    edited: outcomes.filter(({ scenario }) => scenario.edited).length,
    doubled: sum(({ doubled }) => doubled),
    "captures lost": sum(({ lost }) => lost),
    "orphans named by status": named("status"),
    "by orphans": named("orphans"),
    "by nobody": named("nobody"),
    "templates and rules left, named": leftAndNamed("status"),
    "left, not named": leftAndNamed("nobody"),
    "processes left": sum(({ left }) => left),
    "calls after the run": sum(({ afterwards }) => afterwards.length),
    "writes among them": writes.length,
    "most of them after one": most(({ afterwards }) => afterwards.filter(isWrite).length),
    "latest of them, ms": Math.round(Math.max(0, ...writes.map(({ after }) => after))),
    "writes later than 2 s": writes.filter(({ after }) => after > longestLife).length,
    "idle hosts of Pulumi's": sum(({ idle }) => idle),
    "longest outlived, ms": Math.round(most(({ outlived }) => outlived)),
    "outlived by 2 s": outcomes.filter(({ outlived }) => outlived > longestLife).length,
    "most runs": most(({ runs }) => runs),
    "seconds each": Number((sum(({ seconds }) => seconds) / Math.max(1, outcomes.length)).toFixed(1)),
  };
}
