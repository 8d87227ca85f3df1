/** What is declared of a window at one side of an operation, as far as it is not hidden, and what differs. Pure. */
import type { Properties } from "../../provider/fields.js";
import { isState } from "../../provider/state.js";
import type { TimedTaskKind } from "../../provider/timedTask/kind.js";
import { type Declared, fromState, type Known } from "../../provider/timedTask/state.js";
import { type Instant, parseInstant } from "../../provider/window.js";
import type { Operation, Side } from "./operations.js";
import { type Hidden, isHidden, knownLater, showValue } from "./property.js";

/** A property that changes; hidden values stay so. */
export interface Edit {
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
}

export type Maybe<Value> = Value | Hidden;

/** A start left out is `undefined`. */
export interface DeclaredTimes {
  readonly start?: Maybe<Instant> | undefined;
  readonly end: Maybe<Instant>;
}

/** What is declared; of a task that is only read, what it has. */
export function declaredProperties({ inputs, outputs }: Side): Properties {
  return Object.keys(inputs).length > 0 ? inputs : outputs;
}

/** What its task was made for: the outputs echo that, and the inputs may be those of a later program that changed nothing. */
export function declaredBefore({ inputs, outputs }: Side): Properties {
  return isState(outputs) ? outputs : inputs;
}

export function timesOf(properties: Properties): DeclaredTimes {
  const end = hiddenOr(properties["endTime"], instantOf);
  const start = properties["startTime"];
  return start === undefined ? { end } : { start: hiddenOr(start, instantOf), end };
}

/** @throws where the engine's input holds a time that the provider's check would have refused. */
function instantOf(value: unknown): Instant {
  const parsed = parseInstant(value);
  if ("instant" in parsed) return parsed.instant;
  throw new Error(`a time ${parsed.problem}`);
}

/** What `ScreenshotTask.get` names has no properties before it is read. */
export function hiddenOr<Value>(value: unknown, read: (value: unknown) => Value): Maybe<Value> {
  if (value === undefined) return knownLater;
  return isHidden(value) ? value : read(value);
}

/** What the state says, where none of its times is hidden. */
export function knownOf(side: Side | undefined, kind: TimedTaskKind): Known | undefined {
  const outputs = side && withStandIns(side.outputs);
  return outputs && isState(outputs) ? fromState(outputs, kind.declare) : undefined;
}

/** What is declared, where none of its times and policies is hidden. */
export function declaredBy(side: Side | undefined, kind: TimedTaskKind): Declared | undefined {
  const inputs = side && withStandIns(side.inputs);
  return inputs && kind.declare(inputs);
}

/** Whatever a hidden stream is called: when it is captured does not depend on that. */
const standIns: Properties = { domainName: "push.example.com", appName: "hidden", streamName: "hidden", templateId: 1 };

function withStandIns(properties: Properties): Properties | undefined {
  const known = Object.entries(properties).map(([name, value]) => [name, isHidden(value) ? standIns[name] : value]);
  return known.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(known);
}

/** The properties that differ, times compared as instants; where both sides are hidden the engine's word counts. */
export function editsOf({ op, before, after, replaces }: Operation): Edit[] {
  if (op === "create" || !before || !after) return [];
  const [from, to] = [declaredBefore(before), after.inputs];
  // Sorted so that a start is named before an end.
  const fields = [...new Set([...Object.keys(before.inputs), ...Object.keys(to)])].sort().reverse();
  return fields
    .filter((field) => {
      if (isHidden(from[field]) && from[field] === to[field]) return replaces.includes(field);
      return !isSame(field, from[field], to[field]);
    })
    .map((field) => ({ field, old: from[field], new: to[field] }));
}

function isSame(field: string, a: unknown, b: unknown): boolean {
  const isTime = field === "startTime" || field === "endTime";
  if (!isTime || isHidden(a) || isHidden(b)) return showValue(a) === showValue(b);
  const [one, other] = [parseInstant(a), parseInstant(b)];
  return "instant" in one && "instant" in other ? one.instant === other.instant : a === b;
}
