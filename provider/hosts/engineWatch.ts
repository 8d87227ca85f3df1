/**
 * The engine starts a provider in a process group of its own, and where it is killed it leaves it running: such a
 * provider would still send its creations, which nobody records (pulumi/pulumi#4265). So it watches the engine, and
 * ends with it.
 */
import { connect } from "node:http2";

/** Milliseconds before the engine is asked for again. */
const beforeAskingAgain = 250;

/**
 * Calls `gone` once nobody answers at the engine's address any more. A connection is held, as it breaks in the moment
 * in which the engine ends; one that breaks for another reason is made again.
 * @param address "127.0.0.1:PORT", as the engine gives it to its providers.
 */
export function watchEngine(address: string, gone: () => void): void {
  const hold = (wait: number) => {
    let held = false;
    const session = connect(`http://${address}`);
    session.unref();
    session.once("connect", () => {
      held = true;
    });
    // Its end follows, and says the same.
    session.on("error", () => {});
    session.once("close", () => {
      if (!held) gone();
      else if (wait === 0) hold(beforeAskingAgain);
      else setTimeout(() => hold(wait), wait).unref();
    });
  };
  hold(0);
}

/** The engine's address is the first argument of the process that hosts dynamic providers (cmd/dynamic-provider). */
export function engineAddress(args: readonly string[]): string | undefined {
  const [, script = "", address] = args;
  return script.includes("dynamic-provider") && address !== undefined && /^[^/]+:\d+$/.test(address)
    ? address
    : undefined;
}
