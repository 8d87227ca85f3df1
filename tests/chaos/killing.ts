/** How a run is killed, and what is left of it then. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { killProcessesWith, processesWith } from "../../cli/demo/processes.js";
import type { EmulatorFaults } from "../../emulator/index.js";
import type { Kill } from "./plan.js";

/** Real milliseconds: what pipelines grant between asking and killing, and people between two Ctrl-C. */
const grace = 10_000;
const betweenInterrupts = 1_000;

/** A held write that is carried out "during" the end of a run is so after that long. */
const intoTheEnd = 1_500;

/** Ours end within two seconds of the engine; after this long they are taken for left behind. */
const longestWatch = 30_000;

/** done: the run had come to its end before, or never sent the write that was to be held. */
export type Hit = "killed" | "ended when asked" | "done";

export interface KilledRun {
  readonly hit: Hit;
  /** Real milliseconds for which provider processes outlived the run; Infinity where they were still there at last. */
  readonly outlived: number;
  /** Provider processes that had to be killed. */
  readonly left: number;
  /** What else was left of the engine: its language hosts look for their engine every few minutes only. */
  readonly hosts: number;
}

export interface Victim {
  /** The leader of a process group of its own. */
  readonly child: ChildProcess;
  /** What its processes, and no others, have in their environment. */
  readonly variable: string;
  /** How long it takes when nobody kills it, in real milliseconds. */
  readonly length: number;
  readonly faults: EmulatorFaults;
  readonly say: (event: string) => void;
}

/** Kills a run as it is told to, and returns when nothing of it is left. */
export async function killRun({ child, variable, length, faults, say }: Victim, kill: Kill): Promise<KilledRun> {
  const exit = once(child, "exit").then(() => performance.now());
  const ended = exit.then(() => true as const);
  if (typeof kill.when === "number") await Promise.race([delay(kill.when * length), ended]);
  else await Promise.race([faults.whenHeld(), ended]);

  const held = faults.held();
  if (held.length > 0) say(`held: ${held.map(({ action, taskId }) => `${action} ${taskId ?? ""}`).join(", ")}`);
  const wasDone = child.exitCode !== null || child.signalCode !== null;
  const releasing = (async () => {
    if (kill.release !== "during") return;
    if (kill.signals !== "SIGKILL") await Promise.race([delay(intoTheEnd), ended]);
    release(faults, say);
  })();
  const hit = wasDone ? "done" : await bringToAnEnd(child, kill, ended, say);
  const diedAt = await exit;
  await releasing;
  say(`the run ended: ${hit}`);

  let providers = await providersWith(variable);
  while (providers.length > 0 && performance.now() - diedAt < longestWatch) {
    await delay(50);
    providers = await providersWith(variable);
  }
  const outlived = providers.length > 0 ? Number.POSITIVE_INFINITY : performance.now() - diedAt;
  const hosts = (await processesWith(variable)).length - providers.length;
  say(`after ${Math.round(performance.now() - diedAt)} ms ${providers.length} providers and ${hosts} others are left`);
  await killProcessesWith(variable);
  release(faults, say);
  faults.clear();
  return { hit, outlived, left: providers.length, hosts };
}

async function bringToAnEnd(
  child: ChildProcess,
  { signals, to }: Kill,
  ended: Promise<true>,
  say: Victim["say"],
): Promise<Hit> {
  const pid = child.pid ?? 0;
  const send = (signal: NodeJS.Signals, target: Kill["to"]) => {
    say(`${signal} to the ${target}`);
    try {
      process.kill(target === "group" ? -pid : pid, signal);
    } catch {
      say("nobody was there any more");
    }
  };
  const endsWithin = async (milliseconds: number) => Promise.race([delay(milliseconds, false as const), ended]);
  if (signals === "SIGTERM") {
    send("SIGTERM", to);
    if (await endsWithin(grace)) return "ended when asked";
  }
  if (signals === "two SIGINTs") {
    send("SIGINT", to);
    if (await endsWithin(betweenInterrupts)) return "ended when asked";
    send("SIGINT", to);
    if (await endsWithin(grace)) return "killed";
  }
  send("SIGKILL", "group");
  await ended;
  return "killed";
}

function release(faults: EmulatorFaults, say: Victim["say"]): void {
  for (const { action, taskId } of faults.release()) say(`released: ${action} ${taskId ?? ""}`);
}

/** The processes that host our provider. */
async function providersWith(variable: string): Promise<number[]> {
  const pids = await processesWith(variable);
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return pids.filter((_, index) => commands[index]?.includes("dynamic-provider"));
}
