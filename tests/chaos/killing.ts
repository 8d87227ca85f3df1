/** How a run is killed, and what is left of it then. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { killProcessesWith } from "../../cli/demo/processes.js";
import type { Emulator } from "../../emulator/index.js";
import { killScript } from "../support/pipeline.js";
import { type LateCall, watchLateCalls } from "./lateCalls.js";
import type { Kill } from "./plan.js";
import { hostsWith } from "./providers.js";

/** Real milliseconds: what pipelines grant between asking and killing, and people between two Ctrl-C. */
const grace = 10_000;
const betweenInterrupts = 1_000;

/** A held write that is carried out "during" the end of a run is so after that long. */
const intoTheEnd = 1_500;

/** Ours end within two seconds of the engine; after this long they are taken for left behind. */
const longestWatch = 30_000;

/** Real milliseconds from one look at what is left of a run to the next. */
const betweenLooks = 20;

/** done: the run had come to its end before, or never sent the write that was to be held. */
export type Hit = "killed" | "ended when asked" | "done";

export interface KilledRun {
  readonly hit: Hit;
  /** Real milliseconds for which processes of our provider outlived the run; Infinity where some did to the last. */
  readonly outlived: number;
  /** Processes of our provider that had to be killed. */
  readonly left: number;
  /** Hosts of dynamic providers that nobody had asked for anything. */
  readonly idle: number;
  /** What came after the run's end, beside what was held: of the moment in which our provider notices it. */
  readonly afterwards: readonly LateCall[];
}

export interface Victim {
  /** The leader of a process group of its own. */
  readonly child: ChildProcess;
  /** The pipeline's script, which has its children in groups of their own and hands on one signal; else `pulumi`. */
  readonly isScript: boolean;
  /** What its processes, and no others, have in their environment. */
  readonly variable: string;
  /** How long it takes when nobody kills it, in real milliseconds. */
  readonly length: number;
  readonly emulator: Emulator;
  readonly say: (event: string) => void;
}

/** Kills a run as it is told to, and returns when nothing of it is left. */
export async function killRun(
  { child, isScript, variable, length, emulator, say }: Victim,
  kill: Kill,
): Promise<KilledRun> {
  const { faults } = emulator;
  const exit = once(child, "exit").then(() => performance.now());
  const ended = exit.then(() => true as const);
  if (typeof kill.when === "number") await Promise.race([delay(kill.when * length), ended]);
  else await Promise.race([faults.whenHeld(), ended]);

  const held = faults.held();
  if (held.length > 0) say(`held: ${held.map(({ action, taskId }) => `${action} ${taskId ?? ""}`).join(", ")}`);
  const asked = new Set<number>();
  const noteAsked = async () => {
    for (const host of await hostsWith(variable)) if (host.asked) asked.add(host.pid);
  };
  await noteAsked();
  const wasDone = child.exitCode !== null || child.signalCode !== null;
  const releasing = (async () => {
    if (kill.release !== "during") return;
    if (kill.signals !== "SIGKILL") await Promise.race([delay(intoTheEnd), ended]);
    release(faults, say);
  })();
  const hit = wasDone ? "done" : await bringToAnEnd({ child, isScript, ended, say, noteAsked }, kill);
  const diedAt = await exit;
  await releasing;
  say(`the run ended: ${hit}`);

  const late = watchLateCalls(emulator, diedAt);
  const alive = async () => (await hostsWith(variable)).filter(({ pid }) => asked.has(pid)).length;
  let left = await alive();
  while (left > 0 && performance.now() - diedAt < longestWatch) {
    await delay(betweenLooks);
    late.look();
    left = await alive();
  }
  const lasted = performance.now() - diedAt;
  const idle = (await hostsWith(variable)).length - left;
  late.look();
  const afterwards = late.found();
  for (const { action, after } of afterwards) say(`${action} had come ${Math.round(after)} ms after the end`);
  say(`${Math.round(lasted)} ms later ${left} of our processes are left, and ${idle} idle hosts`);
  await killProcessesWith(variable);
  release(faults, say);
  faults.clear();
  return { hit, outlived: left > 0 ? Number.POSITIVE_INFINITY : lasted, left, idle, afterwards };
}

interface Dying {
  readonly child: ChildProcess;
  readonly isScript: boolean;
  readonly ended: Promise<true>;
  readonly say: Victim["say"];
  readonly noteAsked: () => Promise<void>;
}

async function bringToAnEnd({ child, isScript, ended, say, noteAsked }: Dying, { signals, to }: Kill): Promise<Hit> {
  const pid = child.pid ?? 0;
  const send = (signal: NodeJS.Signals, target: Kill["to"]) => {
    say(`${signal} to the ${target}`);
    try {
      if (isScript && signal === "SIGKILL") killScript(child);
      else process.kill(target === "group" ? -pid : pid, signal);
    } catch {
      say("nobody was there any more");
    }
  };
  const endsWithin = async (milliseconds: number) => {
    const inTime = await Promise.race([delay(milliseconds, false as const), ended]);
    if (!inTime) await noteAsked();
    return inTime;
  };
  if (signals === "SIGTERM") {
    send("SIGTERM", to);
    if (await endsWithin(grace)) return "ended when asked";
  }
  if (signals === "two SIGINTs") {
    send("SIGINT", to);
    if (await endsWithin(betweenInterrupts)) return "ended when asked";
    send("SIGINT", to);
    if (await endsWithin(grace)) return isScript ? "ended when asked" : "killed";
  }
  send("SIGKILL", "group");
  await ended;
  return "killed";
}

function release(faults: Emulator["faults"], say: Victim["say"]): void {
  for (const { action, taskId } of faults.release()) say(`released: ${action} ${taskId ?? ""}`);
}
