import { createHash } from "node:crypto";
import { actionsOf, type Fault, type FaultKind, type ListingFault, readFaults, type WayFault } from "./faultKinds.js";

/** A fault that is set. */
export interface FaultStatus {
  /** From 1, in the order in which they were set; not used again before a reset. */
  id: number;
  fault: Fault;
  /** Calls that it could have struck, by its action, since it was set. */
  calls: number;
  /** Calls that it struck. */
  fired: number;
}

/** One call that a fault struck. */
export interface FiredFault {
  /** The fault's id. */
  fault: number;
  kind: FaultKind;
  action: string;
  /** Which call it was of those that the fault could have struck, from 1. */
  call: number;
  /** The virtual time when the call came, ISO 8601. */
  time: string;
  requestId: string;
  /** The task that the call was about or made; null where there is none, or it is not made yet. */
  taskId: string | null;
  /** Whether the service has done what the call asked for. */
  carriedOut: boolean;
}

/** What is known of a call when it comes. */
export interface ArrivingCall {
  action: string;
  requestId: string;
  /** The task that it names. */
  taskId: string | null;
  /** It asks for a further page of a listing. */
  furtherPage: boolean;
}

/** A fault and its record, which is completed when the call is carried out. */
export interface Met<F extends Fault> {
  readonly fault: F;
  readonly record: FiredFault;
}

/** What strikes one call: at most one fault on its way, and beside it at most one of what listings show. */
export interface Struck {
  readonly way?: Met<WayFault>;
  readonly listing?: Met<ListingFault>;
}

/** So many firings are kept; the oldest go first. */
const kept = 10_000;

interface Entry extends FaultStatus {
  /** The calls by their action, for what is drawn: so calls of one action change nothing for those of another. */
  readonly callsOf: Map<string, number>;
}

/** The faults that are set, and what they did. The same faults and the same calls always give the same. */
export class Faults {
  private entries: Entry[] = [];
  private log: FiredFault[] = [];
  private lastId = 0;

  /**
   * @param now the virtual time in Unix seconds.
   * @param atStart faults to begin with, and again after each reset. @throws Error where they are not right.
   */
  constructor(
    private readonly now: () => number,
    private readonly atStart: unknown = [],
  ) {
    this.add(atStart);
  }

  /** Adds one fault or a list of them. @throws Error naming the field that is wrong; then none is added. */
  add(given: unknown): void {
    const added = readFaults(given).map((fault, index) => ({
      id: this.lastId + 1 + index,
      fault,
      calls: 0,
      fired: 0,
      callsOf: new Map(),
    }));
    this.entries.push(...added);
    this.lastId += added.length;
  }

  /** As `add`, instead of those that are set. */
  set(given: unknown): void {
    const before = this.entries;
    this.entries = [];
    try {
      this.add(given);
    } catch (error) {
      this.entries = before;
      throw error;
    }
  }

  clear(): void {
    this.entries = [];
  }

  /** Forgets all that was set and fired, and begins anew. */
  reset(): void {
    this.clear();
    this.log = [];
    this.lastId = 0;
    this.add(this.atStart);
  }

  list(): FaultStatus[] {
    return this.entries.map(({ id, fault, calls, fired }) => structuredClone({ id, fault, calls, fired }));
  }

  /** The latest firings, oldest first. */
  fired(): FiredFault[] {
    return structuredClone(this.log);
  }

  /** Counts a call and finds what strikes it: of several faults of one sort, the one that was set first. */
  strike(call: ArrivingCall): Struck {
    let struck: Struck = {};
    for (const entry of this.entries) {
      if (!canStrike(entry.fault, call)) continue;
      entry.calls += 1;
      const ofAction = (entry.callsOf.get(call.action) ?? 0) + 1;
      entry.callsOf.set(call.action, ofAction);
      const { fault } = entry;
      const sort = isListingFault(fault) ? "listing" : "way";
      if (struck[sort] || !isDue(entry) || !isDrawn(fault, call.action, ofAction)) continue;
      entry.fired += 1;
      struck = { ...struck, [sort]: { fault, record: this.keep(entry, call) } };
    }
    return struck;
  }

  private keep({ id, fault, calls }: Entry, { action, requestId, taskId }: ArrivingCall): FiredFault {
    const time = new Date(this.now() * 1000).toISOString();
    const record = { fault: id, kind: fault.kind, action, call: calls, time, requestId, taskId, carriedOut: false };
    this.log.push(record);
    if (this.log.length > kept) this.log.shift();
    return record;
  }
}

function isListingFault(fault: Fault): fault is ListingFault {
  return fault.kind === "late" || changesPages(fault);
}

function changesPages({ kind }: Fault): boolean {
  return kind === "page-repeated" || kind === "task-moved";
}

function canStrike(fault: Fault, { action, furtherPage }: ArrivingCall): boolean {
  return actionsOf(fault).some((name) => name === action) && (furtherPage || !changesPages(fault));
}

function isDue({ fault: { nth, count }, calls, fired }: Entry): boolean {
  const most = count ?? (nth === undefined ? Number.POSITIVE_INFINITY : 1);
  return calls >= (nth ?? 1) && fired < most;
}

/** A draw that depends on nothing but the fault and the number of the call. */
function isDrawn({ kind, probability = 1, seed = 0 }: Fault, action: string, call: number): boolean {
  const digest = createHash("sha256")
    .update(JSON.stringify([seed, kind, action, call]))
    .digest();
  return digest.readUInt32BE(0) / 2 ** 32 < probability;
}
