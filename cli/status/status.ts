/** What there is of every window of an exported stack: from its state, and from the service where that is asked too. */
import type { Context } from "../../provider/context.js";
import { createNotices } from "../../provider/notices.js";
import { expectedEvery } from "../../provider/settings.js";
import { refresh } from "../../provider/timedTask/reading.js";
import type { Instant } from "../../provider/window.js";
import { isHeld } from "../recover/recover.js";
import type { InstanceOf } from "../stackContexts.js";
import type { ExportedWindow, PendingOperation, StackExport } from "../stackExport.js";
import { crowdingOf } from "./crowding.js";
import { type Circumstances, type Judgement, judge, judgePending, type Problem } from "./judgement.js";

export interface WindowStatus extends Judgement {
  readonly urn: string;
  readonly name: string;
  /** The first moment at which more windows are to be captured on its stream than the service runs tasks, and how many. */
  readonly crowded?: { readonly at: Instant; readonly windows: number };
}

export interface Status {
  readonly stack: string;
  readonly now: Instant;
  /** How often runs are expected, in seconds, and whether that is a guess. */
  readonly runEvery: { readonly seconds: number; readonly assumed: boolean };
  /** Whether the service was asked for every task that there should be. */
  readonly asked: boolean;
  /** In the order of their declared times. */
  readonly windows: readonly WindowStatus[];
  /** What a person should know beside it. */
  readonly notes: readonly string[];
  /** Why the service could not be asked although it was to be; the rest is from state alone then. */
  readonly failure?: unknown;
}

export interface StatusOptions {
  /** Ask the service where there are credentials. */
  readonly ask: boolean;
}

export async function statusOf(stack: StackExport, instanceOf: InstanceOf, { ask }: StatusOptions): Promise<Status> {
  const notes = createNotices();
  const failures: unknown[] = [];

  async function ofWindow(window: ExportedWindow): Promise<WindowStatus> {
    const { urn, name, kind, known, provider } = window;
    const instance = instanceOf(provider);
    const ctx = await instance.context();
    const fromState = () => ({ urn, name, ...judge(known, circumstancesOf(ctx)) });
    if (known.standing.kind !== "task" || !ask || !instance.hasCredentials) return fromState();
    try {
      const standing = await refresh({ ...ctx, notices: notes }, kind, known);
      const read = { ...known, standing: standing ?? known.standing };
      return { urn, name, ...judge(read, circumstancesOf(ctx), standing === undefined) };
    } catch (error) {
      failures.push(error);
      return fromState();
    }
  }

  async function ofPending({ urn, name, declared, provider }: PendingOperation): Promise<WindowStatus> {
    return { urn, name, ...judgePending(declared, circumstancesOf(await instanceOf(provider).context())) };
  }

  const pending = stack.pending.filter((operation) => !isHeld(stack, operation));
  // What has no task and was being given one when the run was killed is one window, and not two.
  const isPending = ({ urn, known }: ExportedWindow) =>
    known.standing.kind !== "task" && pending.some((operation) => operation.urn === urn);
  const ours = stack.windows.filter((window) => !window.external && !window.replaced && !isPending(window));
  const judged = await Promise.all([...ours.map(ofWindow), ...pending.map(ofPending)]);
  // The settings and the time of the whole are those of the first instance; most stacks have but one.
  const [first] = [...stack.windows, ...stack.pending];
  const ctx = await instanceOf(first?.provider ?? "").context();
  const crowding = crowdingOf(judged, ctx.clock.now());
  const windows = judged.map((window) => {
    const crowded = crowding.of.get(window.urn);
    return crowded ? { ...window, crowded } : window;
  });
  return {
    stack: stack.stack,
    now: ctx.clock.now(),
    runEvery: { seconds: circumstancesOf(ctx).runEvery, assumed: ctx.settings.runEvery === undefined },
    asked: ask && failures.length === 0 && ours.every(({ provider }) => instanceOf(provider).hasCredentials),
    windows: windows.toSorted((a, b) => beginning(a) - beginning(b) || a.declared.end - b.declared.end),
    notes: [...notes.lines(), ...crowding.notes],
    ...(failures.length > 0 && { failure: failures[0] }),
  };
}

function circumstancesOf({ clock, settings }: Context): Circumstances {
  return { now: clock.now(), runEvery: expectedEvery(settings), settings };
}

function beginning({ declared, effective }: WindowStatus): Instant {
  return declared.start ?? effective?.start ?? declared.end;
}

/**
 * The windows that have one of these problems and are not over, or have not been for long. What has been said for long
 * must not fail a pipeline for ever: nobody would look at it any more.
 * @param since seconds for which a window counts after its declared end.
 */
export function failing(
  { windows, now }: Status,
  failOn: ReadonlySet<Problem>,
  since: number,
): readonly WindowStatus[] {
  return windows.filter(
    ({ problems, declared }) => declared.end > now - since && problems.some((problem) => failOn.has(problem)),
  );
}
