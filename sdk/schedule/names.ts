/**
 * The part of a child's name that stays: from the UID and the RECURRENCE-ID, from the window's own name, or from the
 * instant. A name that stays makes a moved match an edit of one task; another name would be a task deleted and one made.
 */
import { createHash } from "node:crypto";
import { formatInstant, type Instant } from "../../provider/window.js";
import type { Partly } from "./problem.js";

const longestUid = 64;

/** `20261224T110000Z`, as iCalendar writes an instant in UTC. */
export function instantKey(instant: Instant): string {
  return formatInstant(instant).replace(/[-:]/g, "");
}

/**
 * An event's UID, and which of its recurrences it is. A UID may hold anything and be long; what cannot stand in a name is
 * replaced, and a digest of the whole then keeps two of them apart.
 */
export function eventKey(uid: string, recurrenceId: Instant | undefined): string {
  const plain = uid.replace(/[^\w.@-]/g, "-").slice(0, longestUid);
  const digest = plain === uid ? [] : [createHash("sha256").update(uid).digest("hex").slice(0, 8)];
  return [plain, ...digest, ...(recurrenceId === undefined ? [] : [instantKey(recurrenceId)])].join("-");
}

/** The first part is named as the whole would be, so that a window that outgrows 24 h keeps its task. */
export function partKey(key: string, part: number): string {
  return part === 0 ? key : `${key}-${part + 1}`;
}

/** Those whose name no other has: one is twice `a` in two parts and a window `a-2`, or a name that is given twice. */
export function withoutTwins<Named extends { readonly key: string; readonly origin: string }>(
  named: readonly Named[],
): Partly<Named> {
  const firsts = new Map<string, Named>();
  const twins = new Set<string>();
  const problems: string[] = [];
  for (const each of named) {
    const { key, origin } = each;
    const first = firsts.get(key);
    if (first) {
      twins.add(key);
      problems.push(`${first.origin} and ${origin} would both be named "${key}": each needs a name of its own`);
    } else {
      firsts.set(key, each);
    }
  }
  return { results: named.filter(({ key }) => !twins.has(key)), problems };
}
