import { isInteractive } from "./engine.js";

/** Whoever waits for less than this needs no news. */
const SHOWN_AFTER_MS = 1_000;

/** On standard error, and only where a person looks at it. */
export async function slowSpinner(doing: string): Promise<{ say(doing: string): void; end(): void }> {
  if (!isInteractive(process.stderr, process.env)) return { say: () => {}, end: () => {} };
  const { default: ora } = await import("ora");
  // Left to ora, standard input would be in raw mode, and Ctrl-C no signal.
  const spinner = ora({ stream: process.stderr, discardStdin: false, text: doing });
  const timer = setTimeout(() => spinner.start(), SHOWN_AFTER_MS);
  return {
    say: (now) => {
      spinner.text = now;
    },
    end: () => {
      clearTimeout(timer);
      spinner.stop();
    },
  };
}
