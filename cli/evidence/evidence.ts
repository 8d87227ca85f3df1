/**
 * Did it capture? For each window that is over: how many pictures there should be, and how many the service tells of. What
 * could not be asked is said, and never taken for "none".
 */
import type { Context } from "../../provider/context.js";
import { requireWorld } from "../../provider/live/world.js";
import type { InstanceOf } from "../stackContexts.js";
import { evidenceInAccount } from "./account.js";
import { counting } from "./asking.js";
import { groupBy } from "./groupBy.js";
import type { PastWindow } from "./pastWindow.js";
import type { Verdict } from "./verdict.js";

/** A source that says nothing of a window, and why not. */
export interface Unasked {
  readonly source: "callbacks" | "count";
  /** A sentence without its full stop. */
  readonly why: string;
}

export interface WindowEvidence extends Verdict {
  /** Pictures of which the source tells; where it cannot tell windows apart, of all of them. */
  readonly pictures: number | undefined;
  /** Of this window alone: its seconds by the interval; `undefined` where the interval is not known. */
  readonly expected: number | undefined;
  /** Seconds between two pictures. */
  readonly interval: number | undefined;
  /** How many other windows `pictures` may be of. */
  readonly others: number;
  /** Whether the stream was live in the window, as its pushes or anybody's picture of it tell, and for how long. */
  readonly live: boolean | undefined;
  readonly liveSeconds: number | undefined;
  /**
   * Fewer than expected, and as many as the time is good for in which the stream was live; or none, in a time that is good
   * for no more than may be missing.
   */
  readonly explained: boolean;
  readonly unasked: readonly Unasked[];
  /** What may be the reason, where there is no picture, the likeliest first. */
  readonly causes: readonly string[];
  readonly problem?: EvidenceProblem | undefined;
}

/**
 * What --fail-on can name. uncaptured: no picture, although the stream was live. unseen: no picture, and nobody can tell
 * whether it was.
 */
export const evidenceProblems = ["uncaptured", "unseen"] as const;

export type EvidenceProblem = (typeof evidenceProblems)[number];

export interface Evidence {
  /** By URN. */
  readonly of: ReadonlyMap<string, WindowEvidence>;
  /** How many calls were made of each action. */
  readonly calls: ReadonlyMap<string, number>;
}

export interface EvidenceOptions {
  /** Seconds between two pictures as the stack's own template says it; `undefined` where none does. */
  readonly intervalInStack: (urn: string) => number | undefined;
  /** Called at each call. */
  readonly progress?: (calls: number) => void;
}

export async function evidenceOf(
  windows: readonly PastWindow[],
  instanceOf: InstanceOf,
  { intervalInStack, progress = () => {} }: EvidenceOptions,
): Promise<Evidence> {
  const calls = new Map<string, number>();
  const of = new Map<string, WindowEvidence>();
  const tell = () => progress([...calls.values()].reduce((sum, count) => sum + count, 0));
  // Provider instances of one account tell of the same pictures, and each picture is one window's.
  for (const [world, ours] of groupBy(windows, (window) => window.world)) {
    const whyNot = new Map<string, string>();
    const ctx = await whoCanAsk(world, ours, instanceOf, whyNot);
    if (ctx) {
      const counted = { ...ctx, api: counting(ctx.api, calls, tell) };
      for (const [urn, evidence] of await evidenceInAccount(ours, counted, intervalInStack)) of.set(urn, evidence);
    } else {
      for (const { urn, provider } of ours) of.set(urn, nothingAsked(whyNot.get(provider) ?? noCredentials));
    }
  }
  return { of, calls };
}

const noCredentials = "there are no credentials, in the environment or in the export";

/**
 * The first of the windows' provider instances that leads to their world.
 * @param whyNot is filled with why those before it do not, by the provider.
 */
async function whoCanAsk(
  world: string,
  windows: readonly PastWindow[],
  instanceOf: InstanceOf,
  whyNot: Map<string, string>,
): Promise<Context | undefined> {
  for (const provider of new Set(windows.map((window) => window.provider))) {
    const instance = instanceOf(provider);
    if (!instance.hasCredentials) {
      whyNot.set(provider, noCredentials);
      continue;
    }
    const ctx = await instance.context();
    try {
      await requireWorld(ctx, world, "ask what was captured of a window");
      return ctx;
    } catch (error) {
      whyNot.set(provider, (error instanceof Error ? error.message : String(error)).replace(/\.$/, ""));
    }
  }
  return undefined;
}

/** @param why a sentence without its full stop. */
function nothingAsked(why: string): WindowEvidence {
  return {
    state: "cannot be told",
    pictures: undefined,
    expected: undefined,
    interval: undefined,
    others: 0,
    live: undefined,
    liveSeconds: undefined,
    explained: false,
    unasked: [
      { source: "callbacks", why },
      { source: "count", why },
    ],
    causes: [],
  };
}
