/**
 * What is to be captured, and how far that has come. A run makes all that was asked for since the last one began, so a
 * hundred requests at once are two runs; and as it brings the stack to the whole of what is wanted, one that failed, was
 * interrupted or killed is made good by the next.
 */
import { EventEmitter, on } from "node:events";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { bring, type Capture, openStack } from "./stack";

export interface Standing {
  readonly capture: Capture;
  readonly state: "waiting" | "running" | "declared" | "failed" | "cancelling" | "cancelled";
  /** What Pulumi does with it at the moment, as `create`. */
  readonly doing?: string;
  /** Of one that is declared; without one it is over, or too far ahead as yet. */
  readonly taskId?: string;
  /** Why it failed. It is tried again with every run. */
  readonly error?: string;
}

const isSettled = ({ state }: Standing) => ["declared", "failed", "cancelled"].includes(state);
const isWanted = ({ state }: Standing) => state !== "cancelling";

export class Captures {
  readonly #file: string;
  readonly #stack: Stack;
  readonly #standings: Map<string, Standing>;
  /** Emits a capture's name with each standing of it. */
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #isRunDue = false;
  #isRefreshDue = false;
  #isClosing = false;
  /** Interrupts the run that is under way. */
  #interrupt = new AbortController();
  #runs: Promise<void> | undefined;

  /** @param folder keeps all; what a service that was killed has left in it is taken up. */
  static async open(folder: string): Promise<Captures> {
    mkdirSync(folder, { recursive: true });
    const captures = new Captures(join(folder, "captures.json"), await openStack(folder));
    captures.keepUp();
    return captures;
  }

  private constructor(file: string, stack: Stack) {
    this.#file = file;
    this.#stack = stack;
    const saved = Object.entries(readCaptures(file));
    this.#standings = new Map(saved.map(([name, capture]) => [name, { capture, state: "waiting" }]));
  }

  /** Asked for the same again it does nothing more. Another window under the same name moves the task's. */
  declare(name: string, capture: Capture): Standing {
    const known = this.#standings.get(name);
    const isSame = known && isWanted(known) && JSON.stringify(known.capture) === JSON.stringify(capture);
    return isSame && known.state !== "failed" ? known : this.#ask(name, { capture, state: "waiting" });
  }

  /** The run that may be making it is interrupted. What is made is taken back by the next. */
  cancel(name: string): Standing | undefined {
    const known = this.#standings.get(name);
    if (!known || known.state === "cancelling") return known;
    if (known.state === "running") this.#interrupt.abort();
    return this.#ask(name, { capture: known.capture, state: "cancelling" });
  }

  all(): Record<string, Standing> {
    return Object.fromEntries(this.#standings);
  }

  standing(name: string): Standing | undefined {
    return this.#standings.get(name);
  }

  /** Its standing, and each one after that: to the one at which it stays, or until nobody listens any more. */
  async *follow(name: string, signal: AbortSignal): AsyncGenerator<Standing> {
    const standing = this.#standings.get(name);
    if (!standing) return;
    const changes = on(this.#changes, name, { signal }); // From now on, so that none is missed.
    try {
      yield standing;
      if (isSettled(standing)) return;
      for await (const [next] of changes) {
        yield next;
        if (isSettled(next)) return;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await changes.return?.();
    }
  }

  /** To be called each day or so: what has come into reach is made, and what somebody deleted or stopped is found out and made again. */
  keepUp(): void {
    this.#isRefreshDue = true;
    this.#runSoon();
  }

  /** Resolves when the run that is under way has ended. What is still due is made after the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#runs;
  }

  #ask(name: string, standing: Standing): Standing {
    this.#standings.set(name, standing);
    const wanted = Object.fromEntries([...this.#standings].filter(([, each]) => isWanted(each)).map(captureOf));
    // By way of another file, as this process may be killed while it writes.
    writeFileSync(`${this.#file}.new`, JSON.stringify(wanted));
    renameSync(`${this.#file}.new`, this.#file);
    this.#changes.emit(name, standing);
    this.#runSoon();
    return standing;
  }

  #runSoon(): void {
    this.#isRunDue = true;
    this.#runs ??= this.#runWhileDue().finally(() => {
      this.#runs = undefined;
    });
  }

  async #runWhileDue(): Promise<void> {
    while (this.#isRunDue && !this.#isClosing) {
      this.#isRunDue = false;
      await this.#run();
    }
  }

  async #run(): Promise<void> {
    const asked = new Map(this.#standings);
    const wanted = [...asked].filter(([, standing]) => isWanted(standing));
    /** Says it of a capture, unless something else has been asked for since. */
    const say = (name: string, standing: Omit<Standing, "capture">) => {
      const [before, now] = [asked.get(name), this.#standings.get(name)];
      if (!before || !now || before.capture !== now.capture || isWanted(before) !== isWanted(now)) return;
      const next = { capture: now.capture, ...standing };
      if (next.state === "cancelled") this.#standings.delete(name);
      else this.#standings.set(name, next);
      this.#changes.emit(name, next);
    };
    for (const [name, { state }] of wanted) if (state !== "declared") say(name, { state: "running" });

    this.#interrupt = new AbortController();
    const { signal } = this.#interrupt;
    const refresh = this.#isRefreshDue;
    this.#isRefreshDue = false;
    const outcomes = new Map<string, Omit<Standing, "capture">>();
    let failure = "The run ended before it was begun";
    let isComplete = false;
    const onEvent = (event: EngineEvent) => {
      if (event.summaryEvent) isComplete = !signal.aborted;
      const { name, doing, taskId, error } = read(event);
      const standing = asked.get(name);
      if (!standing) return;
      const [during, after, not]: Standing["state"][] = isWanted(standing)
        ? ["running", "declared", "failed"]
        : ["cancelling", "cancelled", "cancelling"];
      if (doing !== undefined) say(name, { state: during, doing });
      else if (error !== undefined) outcomes.set(name, { state: not, error });
      else if (outcomes.get(name)?.error === undefined) outcomes.set(name, { state: after, ...(taskId && { taskId }) });
    };
    try {
      await bring(this.#stack, { wanted: Object.fromEntries(wanted.map(captureOf)), refresh, signal, onEvent });
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    for (const [name, standing] of asked) {
      const outcome = outcomes.get(name);
      if (outcome) say(name, outcome);
      else if (isComplete && !isWanted(standing))
        say(name, { state: "cancelled" }); // It had never been made.
      else if (!signal.aborted && isWanted(standing)) say(name, { state: "failed", error: failure });
    }
  }
}

const captureOf = ([name, { capture }]: [string, Standing]) => [name, capture] as const;

/** What an event of the engine says of a capture. */
function read({ resourcePreEvent, resOutputsEvent, diagnosticEvent }: EngineEvent) {
  const { metadata } = resourcePreEvent ?? resOutputsEvent ?? {};
  const urn = metadata?.urn ?? diagnosticEvent?.urn ?? "";
  return {
    name: urn.slice(urn.lastIndexOf("::") + 2),
    doing: resourcePreEvent && metadata?.op !== "same" ? metadata?.op : undefined,
    taskId: resOutputsEvent?.metadata.new?.outputs["taskId"] as string | undefined,
    error: diagnosticEvent?.severity === "error" ? diagnosticEvent.message.trim() : undefined,
  };
}

function readCaptures(file: string): Record<string, Capture> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}
