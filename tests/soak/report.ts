/** What a season came to, held against what was promised. */
import { atLeast, atMost, median, type Result, told } from "../bench/result.js";
import type { Violation } from "./chronicle.js";
import type { Ran, Season } from "./season.js";

/** A third of a short season says nothing of its age. */
const longEnough = 30;

/** Nights after which the final of the first one is older than the service's records, by some days. */
const longEnoughToForget = 95;

/** By then a window that ran has been replaced, which takes longer than credentials last. */
const longEnoughToRenew = 6;

/** `pulumi refresh`, `pulumi up` and `status` fetch credentials of their own; `recover` asks nothing where nothing is pending. */
const fetchers = 3;

export function resultsOf({ runs, violations, judgement, warnings }: Season): Result[] {
  const count = (...kinds: Violation["kind"][]) => violations.filter(({ kind }) => kinds.includes(kind)).length;
  const { missed, predicted, captured } = judgement;
  const foreseen = predicted.gap + predicted.console + predicted.late;
  const nightly = runs.filter(({ byDay, throttled }) => !byDay && !throttled);
  const middle = (of: (run: Ran) => number) => median(nightly.map(of));
  const none = (name: string, ...kinds: Violation["kind"][]) => atMost(name, count(...kinds), "", 0);
  return [
    told("runs of the script", runs.length, ""),
    told("of those by day", runs.filter(({ byDay }) => byDay).length, ""),
    told(
      "calls struck by a fault",
      runs.reduce((sum, { struck }) => sum + struck, 0),
      "",
    ),
    none("failed runs", "failed run"),
    renewed(runs),
    oldest(runs),
    told("captured", captured, "s"),
    told("missed", missed, "s"),
    told("of those while the pipeline did not run", predicted.gap, "s"),
    told("of those stopped in the console", predicted.console, "s"),
    told("of those before a run had seen them", predicted.late, "s"),
    atMost("missed otherwise", missed - foreseen, "s", 0),
    none("windows and edits that lost something all the same", "lost"),
    none("tasks that captured twice", "doubled"),
    none("tasks that nobody declared", "undeclared"),
    none("false diffs", "false diff"),
    none("changes that did not come", "forgotten"),
    none("templates and rules that are not as declared, or twice", "not as declared"),
    none("wrong alarms of status", "false alarm", "no alarm"),
    told("windows that status named before the broken pipeline lost them", warnings.length, ""),
    none("windows that it lost, and status had not named", "unwarned"),
    ...(warnings.length > 0 ? [told("shortest warning", Math.min(...warnings) / 3600, "h")] : []),
    told(
      "calls of a run, median",
      middle(({ calls }) => calls),
      "",
    ),
    told("calls of a run, most", Math.max(...runs.map(({ calls }) => calls)), ""),
    told(
      "windows declared, median",
      middle(({ windows }) => windows),
      "",
    ),
    told(
      "state, median",
      middle(({ stateBytes }) => stateBytes),
      "bytes",
    ),
    told(
      "state per window, median",
      middle(({ stateBytes, windows }) => stateBytes / windows),
      "bytes",
    ),
    told(
      "a run, median",
      middle(({ seconds }) => seconds),
      "s",
    ),
    told(
      "processor time of a run, median",
      middle(({ processorSeconds }) => processorSeconds),
      "s",
    ),
    ...(nightly.length >= longEnough ? growth(nightly) : []),
  ];
}

const nightsOf = (runs: readonly Ran[]) => 1 + Math.max(...runs.map(({ night }) => night));

function renewed(runs: readonly Ran[]): Result {
  const name = "credentials renewed in the middle of a run, at least";
  const times = runs.reduce((sum, { credentials }) => sum + Math.max(0, credentials - fetchers), 0);
  return nightsOf(runs) >= longEnoughToRenew ? atLeast(name, times, "", 1) : told(name, times, "");
}

/** What nobody can ask the service for any more must cost nothing, and change nothing. */
function oldest(runs: readonly Ran[]): Result {
  const name = "windows older than 90 days, in a run";
  const most = Math.max(...runs.map(({ forgotten }) => forgotten));
  return nightsOf(runs) >= longEnoughToForget ? atLeast(name, most, "", 1) : told(name, most, "");
}

/** The last third of the nights against the first, without the days in which the table fills. */
function growth(nightly: readonly Ran[]): Result[] {
  const settled = nightly.slice(7);
  const third = Math.floor(settled.length / 3);
  const ratio = (of: (run: Ran) => number) =>
    median(settled.slice(-third).map(of)) / median(settled.slice(0, third).map(of));
  return [
    atMost(
      "processor time of a run, last third against first",
      ratio(({ processorSeconds }) => processorSeconds),
      "x",
      1.25,
    ),
    // On a machine that does other things too it grows with those.
    told(
      "time of a run, last third against first",
      ratio(({ seconds }) => seconds),
      "x",
    ),
    atMost(
      "calls of a run, last third against first",
      ratio(({ calls }) => calls),
      "x",
      1.5,
    ),
    atMost(
      "bytes per window, last third against first",
      ratio(({ stateBytes, windows }) => stateBytes / windows),
      "x",
      1.1,
    ),
    told(
      "windows declared, last third against first",
      ratio(({ windows }) => windows),
      "x",
    ),
    told(
      "state, last third against first",
      ratio(({ stateBytes }) => stateBytes),
      "x",
    ),
  ];
}
