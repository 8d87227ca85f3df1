/**
 * What one provider process has seen of the templates and rules of one run. The engine tells a provider nothing about a
 * resource's neighbours: a rename without an alias, say, creates and deletes, and may find the very same object.
 */
import { createTurns } from "../turns.js";
import type { LastingKind, Values } from "./kind.js";

export interface Holders {
  /** This resource holds the object from now on. */
  hold(handle: string, owner: string): void;
  /** This resource is to have another of that name or key in its place, so that the object is whose who declares it now. */
  leave(handle: string, owner: string, successor: { readonly identity: string; readonly world: string }): void;
  /** By a resource that does not give it up. */
  isHeld(handle: string): boolean;
  /** By the resource that has it, and nobody has taken it over yet. */
  isLeft(handle: string): boolean;
  /** Where that lives which is given up for this name or key. */
  worldLeftFor(identity: string): string | undefined;
  /** A refresh looks at the object, and asks for its difference next: no sign that the program still declares it. */
  refresh(handle: string): void;
  /** Whether this difference is asked for by a refresh. */
  endRefresh(handle: string): boolean;
  /** Another resource took the object over, so this one must not delete it. */
  handedOver(handle: string, owner: string): boolean;
  /** Deleted by this process, though listings may show it a little longer. */
  removed(handle: string): void;
  wasRemoved(handle: string): boolean;
  /** A new resource of that name or key is declared. Its creation may never come. */
  announce(identity: string): void;
  /** Its creation has come. */
  begin(identity: string): void;
  isAwaited(identity: string): boolean;
  failed(identity: string): void;
  succeeded(identity: string, handle: string): void;
  /** A resource of the same name or key was made, or taken over, in this process. */
  hasSucceeded(identity: string): boolean;
  /** This very object was. */
  wasMade(handle: string): boolean;
  /** A resource of the same name or key could not be made: perhaps the successor of the one that is to be deleted. */
  hasFailed(identity: string): boolean;
  /** One after the other for what has the same name or key. */
  inTurn<Result>(identity: string, make: () => Promise<Result>): Promise<Result>;
}

/** "SnapshotTemplate:1000", as TENCENTCLOUD_CSS_ADOPT names it. */
export function handleOf({ type }: Pick<LastingKind, "type">, id: string): string {
  return `${type}:${id}`;
}

/** By what one is known again among all kinds. */
export function identityIn(kind: LastingKind, values: Values): string {
  return `${kind.type}:${kind.identityOf(values)}`;
}

export function createHolders(): Holders {
  const holders = new Map<string, { readonly owner: string; readonly isLeft?: true }>();
  const worldsLeft = new Map<string, string>();
  const refreshing = new Set<string>();
  const removed = new Set<string>();
  const announced = new Set<string>();
  const failures = new Set<string>();
  const successes = new Map<string, string>();

  const isLeft = (handle: string) => holders.get(handle)?.isLeft === true;
  const handedOver = (handle: string, owner: string) => {
    const holder = holders.get(handle);
    return holder !== undefined && holder.owner !== owner;
  };

  return {
    hold: (handle, owner) => {
      holders.set(handle, { owner });
      removed.delete(handle);
    },
    leave: (handle, owner, { identity, world }) => {
      worldsLeft.set(identity, world);
      if (!handedOver(handle, owner)) holders.set(handle, { owner, isLeft: true });
    },
    isHeld: (handle) => holders.has(handle) && !isLeft(handle),
    isLeft,
    worldLeftFor: (identity) => worldsLeft.get(identity),
    refresh: (handle) => void refreshing.add(handle),
    endRefresh: (handle) => refreshing.delete(handle),
    handedOver,
    removed: (handle) => {
      holders.delete(handle);
      removed.add(handle);
    },
    wasRemoved: (handle) => removed.has(handle),
    announce: (identity) => void announced.add(identity),
    begin: (identity) => void announced.delete(identity),
    isAwaited: (identity) => announced.has(identity),
    failed: (identity) => void failures.add(identity),
    succeeded: (identity, handle) => {
      failures.delete(identity);
      successes.set(identity, handle);
    },
    hasSucceeded: (identity) => successes.has(identity),
    wasMade: (handle) => [...successes.values()].includes(handle) && !removed.has(handle),
    hasFailed: (identity) => failures.has(identity),
    inTurn: createTurns(),
  };
}
