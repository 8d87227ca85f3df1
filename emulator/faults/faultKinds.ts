import { getCallerIdentity } from "../http/sts.js";
import { type Action, actionParameters } from "../parameters.js";

/** The actions whose calls a fault can strike. */
export type FaultAction = Action | typeof getCallerIdentity;

/** Which calls a fault strikes. Calls are counted from the moment when the fault was set. */
export interface Selection {
  /** Default: "any", which means every action that the kind can strike. */
  action?: FaultAction | readonly FaultAction[] | "any";
  /** The first call that it can strike, from 1. Default: 1. */
  nth?: number;
  /** How many calls it strikes, from 1. Default: one where `nth` is given, else all. */
  count?: number;
  /** How likely it strikes each of these calls: above 0, up to 1. Default: 1. */
  probability?: number;
  /** What the probability is drawn from: the same seed and the same calls give the same faults. Default: 0. */
  seed?: number;
}

/** A fault that meets a call on its way to the service or back. */
export type WayFault = Selection &
  (
    | {
        kind: "refused" | "lost-before" | "lost-after" | "held" | "truncated" | "throttled" | "token-expired";
      }
    /** `milliseconds` are of real time. `carriedOut`: at once, so that only the answer is late. Default: false. */
    | { kind: "slow"; milliseconds: number; carriedOut?: boolean }
    /** `contentLength`: the answer's head says how long it is; else it comes in chunks. Default: false. */
    | { kind: "reset"; contentLength?: boolean }
    /** `status`: 500 to 599. Default: 502. `carriedOut`: the call is. Default: false. */
    | { kind: "http-error"; status?: number; carriedOut?: boolean }
    /** `carriedOut`: the call is. Default: false. */
    | { kind: "html"; carriedOut?: boolean }
    /** `milliseconds` are of real time. */
    | { kind: "down"; milliseconds: number }
  );

/** A fault of what listings show. */
export type ListingFault = Selection &
  (
    | { kind: "late"; seconds: number; listings?: never }
    | { kind: "late"; listings: number; seconds?: never }
    | { kind: "page-repeated" }
    /** Default: never. */
    | { kind: "task-moved"; seen?: "never" | "twice" }
  );

export type Fault = WayFault | ListingFault;

export type FaultKind = Fault["kind"];

interface Field {
  /** The values that may be given, for a person. */
  readonly takes: string;
  readonly fits: (value: unknown) => boolean;
}

function whole(least: number, most = 999_999_999): Field {
  return {
    takes: `a whole number from ${least} to ${most}`,
    fits: (value) => typeof value === "number" && Number.isInteger(value) && value >= least && value <= most,
  };
}

const truth: Field = { takes: "true or false", fits: (value) => typeof value === "boolean" };

const fieldKinds = {
  nth: whole(1),
  count: whole(1),
  probability: {
    takes: "a number above 0, up to 1",
    fits: (value) => typeof value === "number" && value > 0 && value <= 1,
  },
  seed: whole(0),
  milliseconds: whole(0),
  seconds: whole(1),
  listings: whole(1),
  status: whole(500, 599),
  carriedOut: truth,
  contentLength: truth,
  seen: { takes: '"never" or "twice"', fits: (value) => value === "never" || value === "twice" },
} as const satisfies Record<string, Field>;

type FieldName = keyof typeof fieldKinds;

/** What any fault may have, beside `kind` and `action`. */
const selection: readonly FieldName[] = ["nth", "count", "probability", "seed"];

const everyAction: readonly FaultAction[] = [...(Object.keys(actionParameters) as Action[]), getCallerIdentity];

interface Kind {
  /** What happens, and whether the call is carried out. */
  readonly about: string;
  readonly actions: readonly FaultAction[];
  /** Fields of which just one must be given. */
  readonly needs: readonly FieldName[];
  /** Fields that may be given. */
  readonly takes: readonly FieldName[];
  readonly example: Fault;
}

function onTheWay(example: WayFault, about: string, takes: readonly FieldName[] = []): Kind {
  const needs: readonly FieldName[] = "milliseconds" in example ? ["milliseconds"] : [];
  return { about, actions: everyAction, needs, takes, example };
}

function inListings(
  example: ListingFault,
  about: string,
  actions: readonly FaultAction[],
  fields: { needs?: readonly FieldName[]; takes?: readonly FieldName[] } = {},
): Kind {
  return { about, actions, needs: [], takes: [], ...fields, example };
}

/** Every kind of fault. "Carried out": what the call asks for is done, whatever its client gets to know of it. */
export const faultKinds: Readonly<Record<FaultKind, Kind>> = {
  refused: onTheWay(
    { kind: "refused", action: "CreateScreenshotTask", nth: 1 },
    "the client gets ECONNREFUSED, and nothing is carried out. A listening socket cannot refuse one call alone: the " +
      "call is redirected (307) to a port where nobody listens, which clients that follow redirects do not tell " +
      "from a refusal; the vendor's SDK for Node is one by default, this package's provider follows no redirect. See down " +
      "for a port that is closed in fact",
  ),
  "lost-before": onTheWay(
    { kind: "lost-before", action: "StopScreenshotTask", count: 2 },
    "the connection is closed without an answer, and nothing is carried out",
  ),
  "lost-after": onTheWay(
    { kind: "lost-after", action: "CreateScreenshotTask", nth: 1 },
    "the call is carried out, and the connection closed without an answer",
  ),
  held: onTheWay(
    { kind: "held", action: ["CreateScreenshotTask", "DeleteScreenshotTask"], nth: 1 },
    "the call waits just before it is carried out, until it is released; then it is carried out and answered, also " +
      "where its client has gone",
  ),
  slow: onTheWay(
    { kind: "slow", action: "DescribeScreenshotTask", nth: 1, milliseconds: 35_000 },
    "as held, and released by itself after so many milliseconds of real time. With carriedOut it is carried out at " +
      "once, and only its answer is late",
    ["carriedOut"],
  ),
  reset: onTheWay(
    { kind: "reset", action: "DescribeScreenshotTask", nth: 2 },
    "the call is carried out, and the connection closed in the middle of the answer's body. With contentLength its " +
      "head says how long it is: node-fetch 2, and so the vendor's SDK for Node, then sees the end only when its " +
      "timeout is over; of an answer in chunks, the default, at once",
    ["contentLength"],
  ),
  truncated: onTheWay(
    { kind: "truncated", action: "CreateScreenshotTask", nth: 1 },
    "the call is carried out, and answered properly with half of the JSON",
  ),
  html: onTheWay(
    { kind: "html", probability: 0.05, seed: 7 },
    "a page of HTML with status 200 instead of JSON; the call is carried out only with carriedOut",
    ["carriedOut"],
  ),
  "http-error": onTheWay(
    { kind: "http-error", action: "DeleteScreenshotTask", nth: 1, status: 503, carriedOut: true },
    "the HTTP status (502 if none is given) and no JSON; the call is carried out only with carriedOut",
    ["status", "carriedOut"],
  ),
  throttled: onTheWay(
    { kind: "throttled", action: "CreateScreenshotTask", count: 5 },
    "RequestLimitExceeded, and nothing is carried out",
  ),
  "token-expired": onTheWay({ kind: "token-expired", nth: 3 }, "AuthFailure.TokenFailure, and nothing is carried out"),
  down: onTheWay(
    { kind: "down", action: "DescribeScreenshotTask", nth: 1, milliseconds: 2000 },
    "the call is carried out and answered; then all connections are closed, and nobody listens on the port for so " +
      "many milliseconds of real time: whoever calls next gets ECONNREFUSED. Held calls stay held",
  ),
  late: inListings(
    { kind: "late", action: "CreateScreenshotTask", nth: 1, listings: 2 },
    "what the call does is done at once, but listings show it late: after so many virtual seconds, or after so many " +
      "listings that ask about it (all pages of one question are one listing, and so is the description of one " +
      "template). Listings are counted under a frozen clock too; seconds need a clock that moves",
    everyAction.filter((action) => /^(?:Create|Stop|Modify|Delete)/.test(action)),
    { needs: ["seconds", "listings"] },
  ),
  "page-repeated": inListings(
    { kind: "page-repeated", nth: 1 },
    "a call for a further page (only these are counted) gets the page before once more, with the ScrollToken that " +
      "it sent",
    ["DescribeScreenshotTask"],
  ),
  "task-moved": inListings(
    { kind: "task-moved", nth: 1, seen: "twice" },
    "a task changes its page between two pages (only calls for a further page are counted): the first task of this " +
      "page is not in this listing at all; with seen: twice, the last task of the page before is on this one again",
    ["DescribeScreenshotTask"],
    { takes: ["seen"] },
  ),
};

/** The actions whose calls a fault strikes. */
export function actionsOf({ kind, action = "any" }: Fault): readonly FaultAction[] {
  if (action === "any") return faultKinds[kind].actions;
  return typeof action === "string" ? [action] : action;
}

/**
 * Reads one fault or a list of them.
 *
 * @throws Error naming the field, and showing the right form.
 */
export function readFaults(given: unknown): Fault[] {
  if (!Array.isArray(given)) return [readFault(given, "The fault")];
  return given.map((one, index) => readFault(one, given.length === 1 ? "The fault" : `Fault ${index + 1} of the list`));
}

function readFault(given: unknown, which: string): Fault {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new Error(`${which} is no object with a kind: ${show(faultKinds["lost-after"].example)}.`);
  }
  const { kind, action, ...fields } = given as Record<string, unknown>;
  if (typeof kind !== "string" || !Object.hasOwn(faultKinds, kind)) {
    throw new Error(`${which} has no known kind (${show(kind)}). There are: ${Object.keys(faultKinds).join(", ")}.`);
  }
  const { needs, takes, actions, example } = faultKinds[kind as FaultKind];
  const form = `Right is, for example: ${show(example)}.`;
  checkAction(action, actions, `${which} (${kind})`, form);
  const known = [...selection, ...needs, ...takes];
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const field = known.find((one) => one === name);
    if (!field) throw new Error(`${which} (${kind}) has no field ${name}, only ${known.join(", ")}. ${form}`);
    if (!fieldKinds[field].fits(value)) {
      throw new Error(`${which} (${kind}): ${name} takes ${fieldKinds[field].takes}, not ${show(value)}. ${form}`);
    }
  }
  if (needs.length > 0 && needs.filter((name) => fields[name] !== undefined).length !== 1) {
    const one = needs.length > 1 ? "one of " : "";
    throw new Error(`${which} (${kind}) needs ${one}${needs.join(" and ")}. ${form}`);
  }
  // The tables say which fields there are and of which type; the compiler cannot follow it through the loop.
  return structuredClone(given) as Fault;
}

function checkAction(action: unknown, actions: readonly FaultAction[], which: string, form: string): void {
  if (action === undefined || action === "any") return;
  const named: readonly unknown[] = Array.isArray(action) ? action : [action];
  const wrong = named.find((one) => !actions.some((known) => known === one));
  if (wrong === undefined && named.length > 0) return;
  throw new Error(
    `${which}: action takes "any", an action or a list of them, of ${actions.join(", ")}, not ${show(wrong ?? action)}. ${form}`,
  );
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
