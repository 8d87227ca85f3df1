/** One window of a report: what is captured, when, what changes and why. */
import type { TimedTaskKind } from "../../provider/timedTask/kind.js";
import type { FixedWindow, Instant } from "../../provider/window.js";
import type { State } from "../status/judgement.js";
import {
  type DeclaredTimes,
  declaredProperties,
  type Edit,
  editsOf,
  hiddenOr,
  type Maybe,
  timesOf,
} from "./declared.js";
import type { Operation } from "./operations.js";
import { type Circumstances, outcomeOf } from "./outcome.js";
import type { IntervalOf } from "./templates.js";

/**
 * created: a new window. moved, shortened, extended: another time of the same capture. replaced: another capture, or
 * one that is made anew for another reason. made: a deferred window whose task is made now. stopped: the end is moved
 * to the past, so a running task ends now. restored: somebody ended the task, and what is left gets a new one.
 * deferred: not taken by the service yet. skipped: over when it is first seen, or missed. refused: a policy or a limit
 * makes the run fail for it. kept: the resource changes and its task does not. read: somebody else's task. failed: the
 * run could not do it. pending: a killed run left it half done.
 */
export const changes = [
  "failed",
  "refused",
  "pending",
  "deleted",
  "stopped",
  "skipped",
  "replaced",
  "shortened",
  "moved",
  "extended",
  "restored",
  "made",
  "created",
  "deferred",
  "kept",
  "read",
  "unchanged",
] as const;

export type Change = (typeof changes)[number];

export interface Capture {
  readonly urn: string;
  readonly name: string;
  readonly domainName: Maybe<string>;
  readonly appName: Maybe<string>;
  readonly streamName: Maybe<string>;
  readonly templateId: Maybe<number>;
  readonly change: Change;
  /** One sentence without its full stop; empty where the change says it all. */
  readonly why: string;
  readonly edits: readonly Edit[];
  readonly declared: DeclaredTimes;
  /** What is there afterwards; `undefined` where that cannot be told. */
  readonly state?: State | "refused" | "deleted" | undefined;
  /** What is captured then, of the part that is over too; `undefined` where nothing is, or where that is not known. */
  readonly window?: FixedWindow | undefined;
  /** What was captured until now, where that changes. */
  readonly former?: FixedWindow | undefined;
  /** From when on the service takes it, where it does not yet. */
  readonly creatableFrom?: Instant | undefined;
  /** By when a run has to come, where it waits for one. */
  readonly runBefore?: Instant | undefined;
  /** Seconds between two pictures, where a template of the stack or the caller tells. */
  readonly interval?: number | undefined;
  /** In the whole of `window`. */
  readonly pictures?: number | undefined;
}

export function captureOf(
  operation: Operation,
  kind: TimedTaskKind,
  circumstances: Circumstances,
  intervalOf: IntervalOf,
): Capture {
  const { urn, name, before, after } = operation;
  const shown = after ?? before ?? { id: "", inputs: {}, outputs: {}, dependencies: {} };
  const properties = declaredProperties(shown);
  const text = (field: string) => hiddenOr(properties[field], String);
  const templateId = hiddenOr(properties["templateId"], Number);
  const outcome = outcomeOf(operation, kind, circumstances);
  const interval = intervalOf(shown, templateId);
  const { window } = outcome;
  return {
    urn,
    name,
    domainName: text("domainName"),
    appName: text("appName"),
    streamName: text("streamName"),
    templateId,
    declared: timesOf(properties),
    edits: editsOf(operation),
    interval,
    ...(window && interval && { pictures: Math.floor((window.end - window.start) / interval) }),
    ...outcome,
    former: isSameWindow(outcome.former, window) ? undefined : outcome.former,
  };
}

const isSameWindow = (a: FixedWindow | undefined, b: FixedWindow | undefined) =>
  a?.start === b?.start && a?.end === b?.end;
