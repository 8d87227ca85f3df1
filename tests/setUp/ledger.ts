/** What a run has to do to templates and rules: it follows from what was declared when the last one came by. */
import { isDeepStrictEqual } from "node:util";
import type { Operation } from "../soak/output.js";
import type { Part, SetUp } from "./parts.js";

export interface SetUpRun {
  readonly setUp: SetUp;
  /** What it did, by the name in the program. */
  readonly operations: ReadonlyMap<string, Operation>;
  readonly failed: boolean;
}

/** A change that nothing explains, or one that did not come. */
export interface SetUpSurprise {
  readonly kind: "false diff" | "forgotten";
  readonly name: string;
  readonly text: string;
}

export interface SetUpLedger {
  /** Somebody did it to a part in the console. */
  interfered(name: string, what: "changed" | "deleted"): void;
  ran(run: SetUpRun): readonly SetUpSurprise[];
}

export function createSetUpLedger(): SetUpLedger {
  let seen: SetUp = [];
  /** What the last run began, where it failed: the next one may have to do the same. */
  let unfinished: SetUpRun["operations"] = new Map();
  const interferences = new Map<string, "changed" | "deleted">();

  function expect(name: string, setUp: SetUp): { readonly operation?: Operation; readonly why: string } {
    const old = seen.find((part) => part.name === name);
    const part = setUp.find((each) => each.name === name);
    if (!old) return { operation: "create", why: "it is new" };
    if (!part) return { operation: "delete", why: "it is no longer declared" };
    const interference = interferences.get(name);
    if (interference === "deleted") return { operation: "create", why: "it was deleted in the console" };
    if (keyOf(old) !== keyOf(part)) return { operation: "replace", why: "it is for another stream" };
    if (!isDeepStrictEqual(old, part)) return { operation: "update", why: "it was edited" };
    if (interference === "changed") return { operation: "update", why: "it was changed in the console" };
    return { why: "nothing was changed" };
  }

  return {
    interfered: (name, what) => void interferences.set(name, what),
    ran: ({ setUp, operations, failed }) => {
      const names = new Set([...seen, ...setUp].map(({ name }) => name));
      const surprises = [...names].flatMap((name): SetUpSurprise[] => {
        const { operation, why } = expect(name, setUp);
        const done = operations.get(name);
        if (done === operation || (done !== undefined && done === unfinished.get(name))) return [];
        return done === undefined
          ? [{ kind: "forgotten", name, text: `no ${operation} of ${name}: ${why}` }]
          : [{ kind: "false diff", name, text: `${done} of ${name}: ${why}` }];
      });
      seen = setUp;
      interferences.clear();
      unfinished = failed ? operations : new Map();
      return surprises;
    },
  };
}

/** A rule of another key is another rule. */
const keyOf = ({ type, args }: Part) => (type === "SnapshotRule" || type === "CallbackRule" ? args["streamName"] : "");
