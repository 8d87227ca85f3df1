import { Command } from "commander";
import { runDemo } from "../demo/demo.js";

/** `tencentcloud-css demo`: in a clone the same as `npm run demo`. */
export function demoCommand(): Command {
  return new Command("demo")
    .description(
      "Show what this package does, in less than a minute: the real Pulumi engine against the emulator. No account is " +
        "needed, no cloud is called, and nothing of your Pulumi login or stacks is touched.",
    )
    .addHelpText("after", "\nThe status is 0 where all of it was shown, and 1 where a step failed.")
    .action(run);
}

async function run(): Promise<void> {
  const interruption = new AbortController();
  let received: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    // npm hands on what the terminal has sent already, so a second signal says nothing new.
    received ??= signal;
    interruption.abort(new Error(`Interrupted by ${signal}. Nothing is left running; the next demo starts anew.`));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  // Whoever reads may leave first, as `head` does.
  process.stdout.once("error", () => interruption.abort(new Error("Nobody reads what the demo prints.")));
  try {
    await runDemo({
      environment: process.env,
      workingDirectory: process.cwd(),
      colours: process.stdout.isTTY && !process.env["NO_COLOR"],
      signal: interruption.signal,
    });
  } catch (error) {
    if (received === undefined) throw error;
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
    // Whoever started this process is to see that it ended by the signal.
    if (received !== undefined) process.kill(process.pid, received);
  }
}
