/** Folders that live as long as a piece of work, however it ends. */
import { mkdtemp, rm } from "node:fs/promises";

/** Folders of one run, and the signal that ends it early. */
export interface Scratch {
  readonly signal: AbortSignal;
  /** A new folder whose path starts with `prefix`; it is gone when the run is over. */
  folder(prefix: string): Promise<string>;
}

export async function withScratch<T>(work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const folders: string[] = [];
  const interruption = new AbortController();
  let received: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    received = signal;
    interruption.abort(new Error(`Interrupted by ${signal}; nothing half made is left behind`));
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    return await work({
      signal: interruption.signal,
      folder: async (prefix) => {
        const folder = await mkdtemp(prefix);
        folders.push(folder);
        return folder;
      },
    });
  } finally {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 3 })));
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    if (received !== undefined) {
      // Whoever started this process is to see that it ended by the signal.
      process.kill(process.pid, received);
    }
  }
}
