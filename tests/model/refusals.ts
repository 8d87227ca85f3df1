/** Why a step may fail: each function names one reason. What none of them explains is a violation. */

import type { Properties } from "../../provider/fields.js";
import { isLiveError, type LiveError } from "../../provider/live/errors.js";
import type { Failure } from "../support/program.js";
import { visibleAfter } from "./harms.js";
import type { Strike } from "./process.js";
import { type History, type RunRecord, subjectOf, windowOf } from "./record.js";
import { clockSkew, mayBeInReach } from "./rules.js";
import { sameStream, sameSubject } from "./spans.js";

type Refusal = (history: History, run: RunRecord, failure: Failure, message: string) => boolean;

/** Stop and delete can be repeated, and are sent so often where no clear answer comes. */
const attemptsToEnd = 4;
/** A creation is sent again where the listings show that nothing came of it. */
const attemptsToCreate = 3;

/** The very call that the error names was struck, in a way that makes such an error, and as often as it is tried. */
const aCallFailed: Refusal = (_history, run, failure) => {
  const failed = failedCall(failure.error);
  if (!failed) return false;
  const strikes = run.strikes.filter((strike) => makes(strike, failed)).length;
  switch (failed.action) {
    case "DescribeScreenshotTask":
      return strikes > 0 && cannotDoWithoutListings(run, failure);
    case "CreateScreenshotTask": {
      const isUnclear = failed.outcome === "ambiguous" && !run.strikes.some(leavesNoListing);
      return strikes >= (isUnclear ? attemptsToCreate : 1);
    }
    default:
      return strikes >= (failed.outcome === "ambiguous" ? attemptsToEnd : 1);
  }
};

/** The call that a failure comes from: what cannot be found out about it, or let go, wraps it. */
function failedCall(error: unknown): LiveError | undefined {
  if (isLiveError(error)) return error;
  return error instanceof Error && isLiveError(error.cause) ? error.cause : undefined;
}

function makes({ kind, action, object }: Strike, failed: LiveError): boolean {
  if (action !== failed.action || object !== failed.object) return false;
  switch (kind) {
    case "lost":
    case "dropped":
    case "held":
      return failed.outcome === "ambiguous";
    case "throttled":
      return failed.outcome === "throttled";
    case "frozen":
      return failed.code === "ResourceNotFound.FreezeService";
    case "refused":
      return failed.outcome === "refused" && failed.code === "UnsupportedOperation";
    case "short":
      return false;
  }
}

function leavesNoListing({ action, kind }: Strike): boolean {
  return action === "DescribeScreenshotTask" && kind !== "short";
}

/** A creation asks what was there before, but goes on without where neither a policy nor a TaskId handed over needs it. */
function cannotDoWithoutListings({ program, adopt }: RunRecord, { kind, name }: Failure): boolean {
  if (kind !== "create" && kind !== "replace") return true;
  return adopt.length > 0 || (program[name]?.["ifExists"] ?? "create") !== "create";
}

/** The window is over, and the policy is to fail. */
const overByPolicy: Refusal = (_history, run, { kind, name }, message) => {
  const inputs = run.program[name];
  return (
    (kind === "create" || kind === "replace") &&
    /ifPast is "error"/.test(message) &&
    inputs?.["ifPast"] === "error" &&
    windowOf(inputs).end <= run.end
  );
};

/** The service does not take the window yet, and the policy is to fail. */
const tooFarByPolicy: Refusal = (history, run, { kind, name }, message) => {
  const inputs = run.program[name];
  const policy = inputs?.["ifTooFar"] ?? (history.setup.runEvery === undefined ? "error" : "defer");
  return (
    (kind === "create" || kind === "replace") &&
    /the service takes it from/.test(message) &&
    policy === "error" &&
    inputs !== undefined &&
    !mayBeInReach(windowOf(inputs), run.start + run.skew)
  );
};

/** An equal task that the resource does not have itself is there, and the policy is to fail. */
const thereByPolicy: Refusal = ({ service, setup }, run, { name }, message) => {
  const inputs = run.program[name];
  if (inputs?.["ifExists"] !== "error" || !/ifExists is "error"/.test(message)) return false;
  const own = run.step.replace === name ? undefined : run.heldBefore.get(name)?.outputs["taskId"];
  const { start, end } = windowOf(inputs);
  const now = run.end + run.skew;
  // What is listed twice was there all the while, but for what listings show late.
  const wasThere = (at: number | null) => at === null || at + visibleAfter >= run.start;
  return service.tasks().some((task) => {
    const mayHaveBegun = task.startTime <= now - clockSkew || setup.switches?.omittedStart === "zero";
    const startsNow = (start ?? now) <= now && mayHaveBegun;
    return (
      message.includes(task.taskId) &&
      task.taskId !== own &&
      sameSubject(task, subjectOf(inputs)) &&
      task.endTime === end &&
      (task.startTime === start || startsNow) &&
      wasThere(task.stoppedAt) &&
      wasThere(task.deletedAt)
    );
  });
};

/**
 * What was to capture the same stream in part of the same window could not be made, so it is kept; but not where this
 * run made its own successor.
 */
const keptForItsSuccessor: Refusal = (history, run, { kind, name }, message) => {
  const kept = history.runs
    .flatMap(({ heldBefore }) => [...heldBefore.values()])
    .find(({ outputs }) => {
      const taskId = String(outputs["taskId"]);
      return taskId !== "" && message.includes(taskId);
    });
  if (kind !== "delete" || !/^Kept the /.test(message) || !kept) return false;
  const hasSuccessor = (run.heldAfter.get(name)?.outputs["taskId"] ?? "") !== "";
  const wasReplaced = run.operations[name] === "replace" && run.step.replace !== name && hasSuccessor;
  if (wasReplaced && run.heldBefore.get(name)?.outputs["taskId"] === kept.outputs["taskId"]) return false;
  return run.failures.some((other) => {
    const inputs = run.program[other.name];
    if (other.kind === "delete" || other.kind === "read" || !inputs) return false;
    const why = other.error instanceof Error ? reasonFor(history, run, other, other.error.message) : undefined;
    const isOfItsStream = sameStream(subjectOf(inputs), subjectOf(kept.inputs));
    return (why === aCallFailed || why === thereByPolicy) && isOfItsStream && overlap(inputs, kept.inputs);
  });
};

/** What begins with its task begins at any time before its end. */
function overlap(some: Properties, others: Properties): boolean {
  const [one, other] = [windowOf(some), windowOf(others)];
  return (one.start ?? -Infinity) < other.end && (other.start ?? -Infinity) < one.end;
}

const refusals: readonly Refusal[] = [aCallFailed, overByPolicy, tooFarByPolicy, thereByPolicy, keptForItsSuccessor];

function reasonFor(history: History, run: RunRecord, failure: Failure, message: string): Refusal | undefined {
  return refusals.find((explains) => explains(history, run, failure, message));
}

/** The name of the reason for which a step failed. */
export function whyFailed(history: History, run: RunRecord, failure: Failure): string | undefined {
  const message = failure.error instanceof Error ? failure.error.message : String(failure.error);
  return reasonFor(history, run, failure, message)?.name;
}
