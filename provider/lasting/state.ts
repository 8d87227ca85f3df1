/** What the engine keeps of a template or rule, and how it is read back. Outputs echo the inputs as the user wrote them. */
import type { Properties } from "../fields.js";
import { refuseNewerState, schemaVersion, storable } from "../state.js";
import { handleOf } from "./holders.js";
import type { Declared, Found, LastingKind } from "./kind.js";
import { declare, differences } from "./values.js";

/** An object in the service. */
export interface Held {
  readonly id: string;
  /** Fresh whenever one is made or taken over: who may delete it is who holds the same token. */
  readonly owner: string;
  /** The account, or the emulator's store, in which it lives. */
  readonly world: string;
}

export interface Known {
  readonly declared: Declared;
  readonly held: Held;
}

export function toState(kind: LastingKind, { declared, held }: Known): Record<string, unknown> {
  const { id, owner, world } = held;
  return storable({ ...declared.inputs, schemaVersion, handle: handleOf(kind, id), owner, world });
}

/** @throws where a newer release wrote it. */
export function fromState(kind: LastingKind, state: Properties): Known {
  refuseNewerState(state);
  const id = String(state["handle"]).slice(handleOf(kind, "").length);
  const held = { id, owner: String(state["owner"]), world: String(state["world"]) };
  return { declared: declare(kind, state), held };
}

/**
 * The same with what the service reports now in place of what differs, so that the next `up` brings it back. What is
 * equal stays as the user wrote it, or left it out.
 */
export function withReading(kind: LastingKind, { declared, held }: Known, found: Found): Known {
  const drifted = differences(kind, declared.values, found.values).map((name) => [name, found.values[name]]);
  return { declared: declare(kind, { ...declared.inputs, ...Object.fromEntries(drifted) }), held };
}
