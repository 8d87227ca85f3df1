import { isInteractive } from "./engine.js";

/** Whoever waits for less than this needs no news. */
const shownAfterMs = 1_000;

/** Where it is drawn, and how time passes there. */
export interface Drawn {
  readonly stream: NodeJS.WriteStream;
  readonly environment: NodeJS.ProcessEnv;
  /** @returns what calls it off. */
  later(run: () => void, milliseconds: number): () => void;
}

const onStandardError: Drawn = {
  stream: process.stderr,
  environment: process.env,
  later: (run, milliseconds) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** On standard error, and only where a person looks at it. */
export async function slowSpinner(
  doing: string,
  { stream, environment, later }: Drawn = onStandardError,
): Promise<{ say(doing: string): void; end(): void }> {
  if (!isInteractive(stream, environment)) return { say: () => {}, end: () => {} };
  const { default: ora } = await import("ora");
  // Left to ora, standard input would be in raw mode, and Ctrl-C no signal.
  const spinner = ora({ stream, isEnabled: true, discardStdin: false, text: doing });
  const callOff = later(() => spinner.start(), shownAfterMs);
  return {
    say: (now) => {
      spinner.text = now;
    },
    end: () => {
      callOff();
      // One that never began would write all the same, to show the cursor.
      if (spinner.isSpinning) spinner.stop();
    },
  };
}
