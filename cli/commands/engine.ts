import { performance } from "node:perf_hooks";
import { Command } from "commander";
import { type Engine, type EngineOptions, findEngine } from "../engine.js";

export function engineCommand(): Command {
  return new Command("engine")
    .description("Find the Pulumi CLI, or make it, and print where it is.")
    .option("--json", "print path, version and source (PATH, cache, download or build) as JSON")
    .addHelpText("after", "\nThe status is 0 where there is one now, and 1 where it could be neither found nor made.")
    .action(async ({ json }: { json?: true }) => {
      const { path, version, source } = await findEngineAloud(process.env);
      console.log(json ? JSON.stringify({ path, version, source }) : path);
    });
}

/** The engine; what is tried for it is shown on standard error. */
export async function findEngineAloud(environment: NodeJS.ProcessEnv): Promise<Engine> {
  const report = isInteractive(process.stderr, environment) ? await spinnerReport() : plainReport();
  try {
    return await findEngine({ environment, say: report.say, progress: report.progress });
  } finally {
    report.end();
  }
}

type Terminal = Pick<NodeJS.WriteStream, "isTTY" | "columns">;

/** A pseudo-terminal of a container or a CI job may be 0 columns wide, and ora then counts lines for ever. */
export function isInteractive({ isTTY, columns }: Terminal, environment: NodeJS.ProcessEnv): boolean {
  return isTTY && columns > 0 && environment["TERM"] !== "dumb" && environment["CI"] === undefined;
}

interface Report extends Required<Pick<EngineOptions, "say" | "progress">> {
  end(): void;
}

const plainIntervalMs = 15_000;
const spinnerIntervalMs = 1_000;

/** For a log that keeps every line: at most four a minute. */
function plainReport(): Report {
  const print = (line: string) => process.stderr.write(`${line}\n`);
  const watch = stopwatch(plainIntervalMs, print);
  return {
    say: (line) => {
      watch.stop();
      print(line);
    },
    progress: watch.doing,
    end: watch.stop,
  };
}

async function spinnerReport(): Promise<Report> {
  const { default: ora } = await import("ora");
  // Left to ora, standard input would be in raw mode, and Ctrl-C no signal.
  const spinner = ora({ stream: process.stderr, discardStdin: false });
  const watch = stopwatch(spinnerIntervalMs, (line) => {
    spinner.text = line;
  });
  return {
    say: (line) => {
      watch.stop();
      spinner.stopAndPersist({ symbol: "-", text: line });
    },
    progress: (doing) => {
      watch.doing(doing);
      spinner.start();
    },
    end: () => {
      watch.stop();
      spinner.stop();
    },
  };
}

/** Shows, over and over, what is being done and how long that has taken since the first of it: `downloading, 1:05`. */
function stopwatch(intervalMs: number, show: (line: string) => void) {
  let timer: NodeJS.Timeout | undefined;
  let startedAt = 0;
  let current = "";
  return {
    doing(what: string): void {
      current = what;
      if (timer === undefined) {
        startedAt = performance.now();
        show(current);
        timer = setInterval(() => show(`${current}, ${elapsed(performance.now() - startedAt)}`), intervalMs);
      }
    },
    stop(): void {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
