/**
 * What becomes of one window: from what the engine says of its resource, and from the provider's own table and clock
 * for what the engine does not say. Pure.
 */
import type { Settings } from "../../provider/settings.js";
import { decide } from "../../provider/timedTask/diff.js";
import type { TimedTaskKind } from "../../provider/timedTask/kind.js";
import type { Declared, Known } from "../../provider/timedTask/state.js";
import {
  creatableFrom,
  day,
  type FixedWindow,
  furthest,
  type Instant,
  mayBeInReach,
  mustRunBefore,
  phase,
  surelyOver,
  type Window,
} from "../../provider/window.js";
import { type Circumstances as CircumstancesOfState, judge } from "../status/judgement.js";
import type { Capture, Change } from "./capture.js";
import { type DeclaredTimes, declaredBefore, declaredBy, editsOf, knownOf, timesOf } from "./declared.js";
import type { Operation, Origin } from "./operations.js";
import { isHidden, knownLater } from "./property.js";

/** Where and when it is judged. */
export interface Circumstances extends CircumstancesOfState {
  readonly origin: Origin;
  readonly settings: Pick<Settings, "ifTooFar" | "ifPast" | "ifStopped">;
}

/** What `Capture` says of it; the rest of a capture is declared. */
export type Outcome = Pick<Capture, "change" | "why" | "state" | "window" | "former" | "creatableFrom" | "runBefore">;

export function outcomeOf(operation: Operation, kind: TimedTaskKind, circumstances: Circumstances): Outcome {
  const { op, before, after, failed } = operation;
  const was = knownOf(before, kind);
  const former = was && capturedBy(was);
  const is = knownOf(after, kind);
  const changed = changeOf(operation);

  if (failed)
    return { change: "failed", why: "the run could not do it", ...(was && present(was, circumstances)), former };
  switch (op) {
    case "delete":
      // What that loses the other windows tell: gone.ts.
      return { change: "deleted", why: "", state: "deleted", former };
    case "pending":
      return {
        change: "pending",
        why: "a killed run left it half done; `npx pulumi-tencentcloud-css recover` says what it made",
        state: "pending",
      };
    case "read":
      return { change: "read", why: "somebody else's task", ...(is && present(is, circumstances)) };
    case "same": {
      const known = is ?? was;
      return { change: "unchanged", why: "", ...(known && present(known, circumstances)) };
    }
    case "create":
    case "replace":
    case "update":
  }
  if (circumstances.origin === "update") {
    if (!is) return { change: changed, why: "the run did not say what came of it", former };
    return {
      change: doneChange(changed, was, is),
      why: reasonDone(operation, is),
      ...present(is, circumstances),
      former,
    };
  }
  const next = declaredBy(after, kind);
  if (op === "update") return foreseenUpdate(operation, was, next, circumstances);
  const times = timesOf(after?.inputs ?? {});
  const why = op === "create" ? "" : whyReplaced(operation);
  return { ...foreseenMaking(changed, times, next, circumstances, why), former };
}

/** What there is of a window that is in state. */
function present(known: Known, circumstances: Circumstances): Omit<Outcome, "change" | "why"> {
  const { state, runBefore } = judge(known, circumstances);
  const { declared, standing } = known;
  if (standing.kind !== "deferred" || declared.window.end <= circumstances.now)
    return { state, window: capturedBy(known) };
  return { state, ...waiting(declared.window, circumstances.now), runBefore };
}

/** What its task captures, where it has one. */
function capturedBy({ standing }: Known): FixedWindow | undefined {
  if (standing.kind !== "task") return undefined;
  const { window, stoppedAt } = standing.task;
  return { start: window.start, end: Math.max(window.start, Math.min(window.end, stoppedAt ?? window.end)) };
}

/** A window that the service does not take yet: what its task will capture, if a run comes as soon as it does. */
function waiting(window: Window, now: Instant): Pick<Outcome, "window" | "creatableFrom" | "runBefore"> {
  const from = creatableFrom(window);
  return { window: fromNow(window, Math.max(now, from)), creatableFrom: from, runBefore: mustRunBefore(window) };
}

const fromNow = ({ start, end }: Window, now: Instant): FixedWindow => ({ start: Math.max(start ?? now, now), end });

/** A new window, or one in the place of another: what `create` will say of it. */
function foreseenMaking(
  change: Change,
  times: DeclaredTimes,
  next: Declared | undefined,
  { now, settings }: Circumstances,
  why: string,
): Outcome {
  if (isHidden(times.end) || isHidden(times.start)) return { change, why };
  const window: Window = { end: times.end, ...(times.start !== undefined && { start: times.start }) };
  const { ifPast = settings.ifPast, ifTooFar = settings.ifTooFar } = next?.policies ?? {};
  const refused = (reason: string): Outcome => ({ change: "refused", why: reason, state: "refused" });

  if (surelyOver(window.end, now)) {
    if (ifPast === "error") return refused('it is over, and ifPast is "error"');
    return { change: "skipped", why: "it is over already", state: "skipped" };
  }
  if (mayBeInReach(window, now)) {
    const captured = fromNow(window, now);
    return { change, why, state: phase(captured, now), window: captured };
  }
  const aheadBy = (window.start ?? window.end) - now;
  if (aheadBy > furthest) return refused(`it is ${Math.floor(aheadBy / day)} days ahead: check the year`);
  if (ifTooFar === "error") {
    return {
      ...refused('the service does not take it yet, and ifTooFar is "error"'),
      creatableFrom: creatableFrom(window),
    };
  }
  return { change: change === "created" ? "deferred" : change, why, state: "deferred", ...waiting(window, now) };
}

/** An update in place: the provider's own table says what it does. */
function foreseenUpdate(
  operation: Operation,
  was: Known | undefined,
  next: Declared | undefined,
  circumstances: Circumstances,
): Outcome {
  const { now, settings } = circumstances;
  const change = changeOf(operation);
  const former = was && capturedBy(was);
  const unknown = Object.entries(operation.after?.inputs ?? {}).flatMap(([name, value]) =>
    value === knownLater ? name : [],
  );
  if (unknown.length > 0) return { change, why: `${unknown.join(", ")}: ${knownLater.text}`, former };
  if (!was || !next) return { change, why: "", former };

  const ifStopped = next.policies.ifStopped ?? settings.ifStopped;
  const { row } = decide({ old: was, next, now, ifStopped, handedOver: false });
  const kept = (why: string): Outcome => ({
    change: "kept",
    why,
    ...present({ ...was, declared: next }, circumstances),
  });
  const making = (word: Change, why: string): Outcome => {
    // An update in place is refused by no policy.
    const inPlace = { ...circumstances, settings: { ...settings, ifPast: "skip", ifTooFar: "defer" } as const };
    return { ...foreseenMaking(word, next.window, undefined, inPlace, why), former };
  };
  switch (row) {
    case 3:
      return was.standing.kind === "deferred"
        ? { change: "skipped", why: "missed: it was deferred, and no run came while it was in reach", state: "missed" }
        : { change: "skipped", why: "it is over already", state: "skipped" };
    case 4:
      return making("made", "it is within the service's reach now");
    case 5:
      return making("deferred", "");
    case 6:
      return kept("it is over, and stays as it was");
    case 7:
      return making("made", "the task before is over, and its new window is not");
    case 8:
      return {
        change: "stopped",
        why: "its new end has passed, so the running task is stopped",
        state: "over",
        window: former && { start: former.start, end: Math.max(former.start, now) },
        former,
      };
    case 9:
      return making("restored", "somebody stopped or deleted its task, so what is left gets a new one");
    case 10:
      return kept("it runs, and the past does not change");
    default:
      return kept("its task stays as it is");
  }
}

/** The word for an operation, as far as what is declared tells. */
function changeOf(operation: Operation): Change {
  const { op, before, after } = operation;
  if (op === "create") return "created";
  if (op !== "replace") return "kept";
  const fields = editsOf(operation).map(({ field }) => field);
  if (fields.length === 0 || fields.some((field) => field !== "startTime" && field !== "endTime")) return "replaced";
  const [from, to] = [timesOf(before ? declaredBefore(before) : {}), timesOf(after?.inputs ?? {})];
  if (isHidden(from.end) || isHidden(to.end) || isHidden(from.start) || isHidden(to.start)) return "moved";
  const [start, newStart] = [from.start ?? 0, to.start ?? 0];
  if (newStart >= start && to.end <= from.end) return "shortened";
  return newStart <= start && to.end >= from.end ? "extended" : "moved";
}

/** The word for what a run has done, which its outcome tells better than what was declared. */
function doneChange(changed: Change, was: Known | undefined, { declared, standing }: Known): Change {
  if (standing.kind === "skipped") return "skipped";
  if (standing.kind === "deferred") return was && changed !== "kept" ? changed : "deferred";
  if (changed !== "kept") return changed;
  if (was?.standing.kind !== "task") return "made";
  if (was.standing.task.taskId === standing.task.taskId) {
    return standing.task.stoppedAt !== undefined && declared.window.end <= standing.task.stoppedAt ? "stopped" : "kept";
  }
  return was.standing.task.stoppedAt !== undefined || was.standing.task.missing === true ? "restored" : "made";
}

function reasonDone(operation: Operation, { standing }: Known): string {
  if (standing.kind === "skipped")
    return standing.missed ? "missed: no run came while it was in reach" : "it is over already";
  return operation.op === "replace" ? whyReplaced(operation) : "";
}

function whyReplaced(operation: Operation): string {
  const unknown = editsOf(operation).filter((edit) => edit.new === knownLater);
  if (unknown.length > 0) return "what is known only later may be another capture, so there is a new task";
  return operation.replaces.length === 0 && editsOf(operation).length === 0 ? "it was asked for (--replace)" : "";
}
