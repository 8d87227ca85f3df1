/**
 * The processes that host dynamic providers. The engine starts one for each provider instance it comes across, and uses
 * some of them for nothing (CLI 3.248.0: an `up --refresh` has a second one). Such a host has loaded no provider, so it
 * can send nothing, and nothing in it notices that the engine is gone: it stays until somebody ends it. One that was
 * asked for something has loaded ours, which holds a connection to the engine.
 */
import { readdir, readFile, readlink } from "node:fs/promises";
import { processesWith } from "../../cli/demo/processes.js";

export interface Host {
  readonly pid: number;
  /** It has loaded our provider. */
  readonly asked: boolean;
}

/** Those that have a variable, such as `NAME=value`, in their environment. Linux alone tells. */
export async function hostsWith(variable: string): Promise<Host[]> {
  const ports = await remotePorts();
  const hosts = await Promise.all(
    (await processesWith(variable)).map(async (pid): Promise<Host[]> => {
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      if (!command.includes("dynamic-provider")) return [];
      const [, enginePort] = /:(\d+)\0?$/.exec(command) ?? [];
      const sockets = await socketsOf(pid);
      return [{ pid, asked: sockets.some((socket) => ports.get(socket) === Number(enginePort)) }];
    }),
  );
  return hosts.flat();
}

/** The sockets of a process, by their inodes. */
async function socketsOf(pid: number): Promise<string[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "")),
  );
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

/** To which port each socket is connected: the third and the tenth column of proc_pid_net(5). */
async function remotePorts(): Promise<Map<string, number>> {
  const [, ...lines] = (await readFile("/proc/net/tcp", "utf8")).trim().split("\n");
  return new Map(
    lines.map((line) => {
      const columns = line.trim().split(/\s+/);
      return [columns[9] ?? "", Number.parseInt(columns[2]?.split(":")[1] ?? "", 16)];
    }),
  );
}
