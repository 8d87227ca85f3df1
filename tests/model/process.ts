/** The provider's process of one run: its calls take time, fail, and may be its last. */

import type { Service } from "../../emulator/index.js";
import { type TestContext, testContext } from "../support/context.js";
import type { Checkpoint, Operation } from "../support/program.js";
import { createVirtualTime } from "../support/virtualTime.js";
import { taskIdsIn } from "./record.js";
import { betweenListings } from "./rules.js";
import type { Action, Fault, RunStep, Setup } from "./steps.js";

/** A write that the service carried out. */
export interface Write {
  readonly action: Action;
  readonly taskId: string;
  readonly at: number;
}

/** A fault that came about, and the call that it struck. */
export interface Strike {
  readonly kind: Fault["kind"];
  readonly action: Action;
  /** What the call was about, as its error names it. */
  readonly object: string;
  readonly at: number;
}

export interface Process {
  readonly ctx: TestContext;
  /** Resolves when the process is killed; nothing of it goes on then. */
  readonly killed: Promise<"killed">;
  readonly writes: readonly Write[];
  readonly strikes: readonly Strike[];
  beforeSaving(operation: Operation): Promise<void>;
  /** Nothing of it goes on, and what the service holds of it is carried out. */
  end(): void;
}

const never = new Promise<never>(() => {});

export interface ProcessOptions {
  readonly service: Service;
  readonly setup: Setup;
  readonly step: RunStep;
  /** As it is when the process starts. */
  readonly checkpoint: Checkpoint;
  readonly adopt: readonly string[];
}

export function startProcess({ service, setup, step, checkpoint, adopt }: ProcessOptions): Process {
  const time = createVirtualTime(service);
  const writes: Write[] = [];
  const strikes: Strike[] = [];
  const inState = taskIdsIn(checkpoint);
  const sent = new Map<string, number>();
  const held = new Set<() => void>();
  const { faults = [], kill, delays = [] } = step;
  let calls = 0;
  let steps = 0;
  let toRead = step.refresh || step.verb === "refresh" ? checkpoint.resources.size + checkpoint.condemned.length : 0;
  let shortUntil = Infinity;
  let stopWasRefused = false;
  let dead = false;
  let die = (_reason: "killed"): void => {};
  const killed = new Promise<"killed">((resolve) => {
    die = resolve;
  });

  function perish(): Promise<never> {
    dead = true;
    time.stop();
    die("killed");
    return never;
  }

  function faultOf(action: string): Fault | undefined {
    const nth = (sent.get(action) ?? 0) + 1;
    sent.set(action, nth);
    const fault = faults.find((fault) => fault.action === action && nth >= fault.nth && nth < fault.nth + fault.count);
    if (fault?.kind === "short") return mayBeShort() ? fault : undefined;
    if (fault?.kind === "refused") return mayBeRefused() ? fault : undefined;
    return fault;
  }

  /** One that may not have begun is believed to be so where the service says it again, be it true the first time. */
  function mayBeRefused(): boolean {
    return !stopWasRefused && !strikes.some(({ kind }) => kind === "refused");
  }

  function proceedOrNote<Answer>(action: string, proceed: () => Answer): Answer {
    try {
      return proceed();
    } catch (error) {
      stopWasRefused ||= action === "StopScreenshotTask";
      throw error;
    }
  }

  /** Of two looks at the same, one at most. */
  function mayBeShort(): boolean {
    if (toRead === 0 || service.now() >= shortUntil) return false;
    shortUntil = Math.min(shortUntil, service.now() + betweenListings);
    return true;
  }

  function shortened(answer: Record<string, unknown>): Record<string, unknown> {
    const listed = answer["TaskList"] as { readonly TaskId: string }[];
    return { ...answer, TaskList: listed.filter(({ TaskId }) => !inState.has(TaskId)) };
  }

  /** The service has it, and carries it out whatever becomes of this process. */
  function hold(carryOut: () => unknown, seconds: number): void {
    const release = () => {
      if (held.delete(release)) attempt(carryOut);
    };
    held.add(release);
    void time.sleep(seconds).then(release);
  }

  const ctx = testContext(service, {
    skew: step.skew ?? setup.skew ?? 0,
    settings: setup.runEvery === undefined ? {} : { runEvery: setup.runEvery },
    adopt,
    sleep: time.sleep,
    intercept: async ({ action, object, params }, proceed) => {
      if (dead) return never;
      calls += 1;
      const call = calls;
      if (kill && kill.at === "before" && kill.call === call) return perish();
      const fault = faultOf(action);
      if (fault) strikes.push({ kind: fault.kind, action: fault.action, object, at: service.now() });
      const delay = delays[call % Math.max(1, delays.length)] ?? 0;
      if (step.parallel || delay > 0) await time.sleep(delay);

      if (fault?.kind === "throttled") throw refusal("RequestLimitExceeded", "Too many calls.");
      if (fault?.kind === "frozen") throw refusal("ResourceNotFound.FreezeService", "The service is frozen.");
      if (fault?.kind === "refused") throw refusal("UnsupportedOperation", "Not now.");
      if (fault?.kind === "dropped") throw new Error("socket hang up");
      const carryOut = () => {
        const answered = proceedOrNote(action, proceed);
        if (action !== "DescribeScreenshotTask") {
          const taskId = String(params["TaskId"] ?? answered["TaskId"]);
          writes.push({ action: action as Action, taskId, at: service.now() });
        }
        return answered;
      };
      if (fault?.kind === "held") {
        hold(carryOut, fault.heldFor ?? 0);
        throw new Error("socket hang up");
      }
      const answer = attempt(carryOut);
      if (kill && kill.at === "after" && kill.call === call) return perish();
      if (fault?.kind === "lost") throw new Error("socket hang up");
      return fault?.kind === "short" ? shortened(answer()) : answer();
    },
  });

  return {
    ctx,
    killed,
    writes,
    strikes,
    beforeSaving: async ({ kind }) => {
      if (dead) return never;
      steps += 1;
      if (kind === "read") toRead -= 1;
      if (kill && kill.at === "saving" && kill.step === steps) await perish();
    },
    end: () => {
      time.stop();
      for (const release of held) release();
    },
  };
}

function attempt<Result>(act: () => Result): () => Result {
  try {
    const result = act();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function refusal(code: string, message: string): Error {
  return Object.assign(new Error(message), { code, requestId: "r-1" });
}
