/** Where a row is played: the provider process alone, or under the real engine. */
import type { Emulator } from "../../emulator/index.js";
import type { Program } from "./scenarios.js";
import type { State } from "./tally.js";

export interface Stage {
  readonly tier: "gRPC" | "engine";
  readonly emulator: Emulator;
  /** Brings about what is declared, without a fault. */
  prepare(program: Program): Promise<void>;
  /** `pulumi up --refresh --continue-on-error`, in a provider process of its own. */
  run(program: Program, environment: Readonly<Record<string, string>>): Promise<Run>;
  /** The same again, when nothing goes wrong any more. */
  runAgain(program: Program): Promise<Run & { readonly written: readonly string[] }>;
  state(): Promise<State>;
}

export interface Run {
  readonly failed: boolean;
  /** Errors and notices, as they are printed. */
  readonly said: string;
}

/** Those of the actions that change something. */
export const writesAmong = (actions: readonly string[]): string[] =>
  actions.filter((action) => !action.startsWith("Describe"));

/** Two tasks in a page, so that three make two pages. */
export const switches = { pageSize: 2 };
