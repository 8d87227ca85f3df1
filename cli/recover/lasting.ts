/**
 * The templates and rules that a killed run left. Before it sent a creation that run saw that nothing of the name or key
 * was there, so what is there now, and equal, is what it made: unless it was killed before it looked, and what is there is
 * another stack's, which nothing in the service tells. Nothing is changed here.
 */
import { handleOf } from "../../provider/lasting/holders.js";
import { isEqualTo, isNamedAs, toFound } from "../../provider/lasting/values.js";
import { refuseToLookElsewhere } from "../elsewhere.js";
import type { InstanceOf } from "../stackContexts.js";
import type { PendingLasting, StackExport } from "../stackExport.js";

/**
 * What came of a pending creation. found: the next run is to adopt it. differs: its name or key is taken by what is
 * another in a field. none: the service has nothing of it. held: it is in the state.
 */
export interface RecoveredLasting {
  readonly operation: PendingLasting;
  readonly outcome: "found" | "differs" | "none" | "held";
  readonly handle?: string;
  /** The handles of further ones that are equal. */
  readonly others: readonly string[];
}

/** @throws Error where the service cannot be asked, and before any question where the stack lives in another world. */
export async function recoverLasting(stack: StackExport, instanceOf: InstanceOf): Promise<RecoveredLasting[]> {
  return Promise.all(stack.pendingLasting.map((operation) => recoverOne(stack, operation, instanceOf)));
}

async function recoverOne(
  stack: StackExport,
  operation: PendingLasting,
  instanceOf: InstanceOf,
): Promise<RecoveredLasting> {
  const { kind, declared, provider } = operation;
  const ctx = await instanceOf(provider).context();
  await refuseToLookElsewhere(ctx, stack, provider);
  // A creation of a moment ago may be listed a little later, and a deletion too: what is still there comes first.
  const look = await ctx.lasting(kind.actions.list).recent();
  const listed = new Map([...(await look.again()), ...look.all].map((raw) => [kind.idOf(raw), toFound(kind, raw)]));
  const named = [...listed.values()].filter((found) => isNamedAs(kind, found, declared.values));
  const equal = named.filter((found) => isEqualTo(kind, found, declared.values)).map(({ id }) => handleOf(kind, id));
  const free = equal.filter((handle) => !stack.lasting.some((held) => held.handle === handle));
  const [handle, ...others] = free;
  if (handle !== undefined) return { operation, outcome: "found", handle, others };
  const outcome = equal.length > 0 ? "held" : named.length > 0 ? "differs" : "none";
  return { operation, outcome, others: [] };
}
