/** What there is of every window of an exported stack: from its state, and from the service where that is asked too. */
import type { Context } from "../../provider/context.js";
import { type ListedTask, sameStream } from "../../provider/live/tasks.js";
import { createNotices } from "../../provider/notices.js";
import { expectedEvery } from "../../provider/settings.js";
import { refresh } from "../../provider/timedTask/reading.js";
import type { Instant } from "../../provider/window.js";
import { type EvidenceOptions, type EvidenceProblem, evidenceOf, type WindowEvidence } from "../evidence/evidence.js";
import type { PastWindow } from "../evidence/pastWindow.js";
import { isHeld, type Outcome, recover } from "../recover/recover.js";
import type { InstanceOf } from "../stackContexts.js";
import type { ExportedWindow, PendingOperation, StackExport } from "../stackExport.js";
import { crowdingOf } from "./crowding.js";
import { type Circumstances, type Judgement, judge, judgePending, type Left, type Problem } from "./judgement.js";

export interface WindowStatus extends Judgement {
  readonly urn: string;
  readonly name: string;
  /** The provider instance that it belongs to, as an export names it. */
  readonly provider: string;
  /** What the service tells of its pictures; only where that was asked, and of what is over. */
  readonly evidence?: WindowEvidence;
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
  /** How many calls of each action were made to find evidence, where it was asked for. */
  readonly evidenceCalls?: ReadonlyMap<string, number>;
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
    const fromState = () => ({ urn, name, provider, ...judge(known, circumstancesOf(ctx)) });
    if (known.standing.kind !== "task" || !ask || !instance.hasCredentials) return fromState();
    try {
      const standing = await refresh({ ...ctx, notices: notes }, kind, known);
      const read = { ...known, standing: standing ?? known.standing };
      return { urn, name, provider, ...judge(read, circumstancesOf(ctx), standing === undefined) };
    } catch (error) {
      failures.push(error);
      return fromState();
    }
  }

  /** @param inState what is known of the resources in state. */
  async function ofPending(
    operation: PendingOperation,
    inState: Promise<readonly WindowStatus[]>,
  ): Promise<WindowStatus> {
    const { urn, name, declared, provider } = operation;
    const circumstances = circumstancesOf(await instanceOf(provider).context());
    const captured = (await inState)
      .filter((other) => other.urn === urn && other.state !== "missing" && sameStream(other.subject, declared.subject))
      .flatMap(({ captures }) => captures ?? []);
    const around = { left: (await lookedFor).get(operation), captured };
    return { urn, name, provider, ...judgePending(declared, circumstances, around) };
  }

  /** What has begun without a task in state may be captured all the same. Before that the next run will see to it. */
  async function lookFor(operations: readonly PendingOperation[]): Promise<ReadonlyMap<PendingOperation, Left>> {
    const begun: PendingOperation[] = [];
    for (const operation of operations) {
      const instance = instanceOf(operation.provider);
      const { clock } = await instance.context();
      const { start, end } = operation.declared.window;
      if (ask && instance.hasCredentials && (start ?? end) <= clock.now()) begun.push(operation);
    }
    try {
      const recovered = begun.length > 0 ? await recover({ ...stack, pending: begun }, instanceOf) : [];
      return new Map(recovered.map(({ operation, outcome, task }) => [operation, leftBy(outcome, task)]));
    } catch (error) {
      failures.push(error);
      return new Map();
    }
  }

  const pending = stack.pending.filter((operation) => !isHeld(stack, operation));
  const lookedFor = lookFor(pending);
  // What has no task and was being given one when the run was killed is one window, and not two.
  const isPending = ({ urn, known }: ExportedWindow) =>
    known.standing.kind !== "task" && pending.some((operation) => operation.urn === urn);
  const ours = stack.windows.filter((window) => !window.external && !window.replaced && !isPending(window));
  const inState = Promise.all(ours.map(ofWindow));
  const inNoState = Promise.all(pending.map((operation) => ofPending(operation, inState)));
  const judged = (await Promise.all([inState, inNoState])).flat();
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

function leftBy(outcome: Outcome, task: ListedTask | undefined): Left {
  return task ?? (outcome === "unlisted" ? "unknown" : "none");
}

/** The same with what the service tells of the pictures of each window that is over. */
export async function withEvidence(status: Status, instanceOf: InstanceOf, options: EvidenceOptions): Promise<Status> {
  const past = status.windows.flatMap((window) => toPast(window, status.now));
  const { of, calls } = await evidenceOf(past, instanceOf, options);
  const windows = status.windows.map((window) => {
    const evidence = of.get(window.urn);
    return evidence ? { ...window, evidence } : window;
  });
  return { ...status, windows, evidenceCalls: calls };
}

/** What was stopped before it began was never to be captured. */
function toPast({ urn, provider, subject, taskId, world, captures }: WindowStatus, now: Instant): PastWindow[] {
  if (taskId === undefined || world === undefined || !captures) return [];
  if (captures.end > now || captures.end <= captures.start) return [];
  return [{ urn, provider, subject, taskId, world, captured: captures }];
}

function circumstancesOf({ clock, settings }: Context): Circumstances {
  return { now: clock.now(), runEvery: expectedEvery(settings), settings };
}

function beginning({ declared, effective }: WindowStatus): Instant {
  return declared.start ?? effective?.start ?? declared.end;
}

export type AnyProblem = Problem | EvidenceProblem;

/**
 * The windows that have one of these problems and are not over, or have not been for long. What has been said for long
 * must not fail a pipeline for ever: nobody would look at it any more. Of pictures the service itself forgets.
 * @param since seconds for which a window counts after its declared end. Default: twice runEvery, and where pictures are
 * concerned for as long as the service tells of them.
 */
export function failing(
  { windows, now, runEvery }: Status,
  failOn: ReadonlySet<AnyProblem>,
  since?: number,
): readonly WindowStatus[] {
  return windows.filter(({ declared, problems, evidence }) => {
    const counts = (within: number) => declared.end > now - within;
    const isWanted = (problem: AnyProblem) => failOn.has(problem);
    return (
      (counts(since ?? 2 * runEvery.seconds) && problems.some(isWanted)) ||
      (counts(since ?? Number.POSITIVE_INFINITY) && evidence?.problem !== undefined && isWanted(evidence.problem))
    );
  });
}
