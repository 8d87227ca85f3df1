/** The provider process, driven over gRPC as the engine drives it. */
import { type Emulator, startEmulator } from "../../emulator/index.js";
import { type ProviderProcess, startProvider } from "../support/process.js";
import { emptyCheckpoint, type Held, run, up } from "../support/program.js";
import { environmentFor, start } from "../support/stack.js";
import { play, type Result } from "./play.js";
import { type Row, rows } from "./rows.js";
import type { Program } from "./scenarios.js";
import { type Stage, switches, writesAmong } from "./stage.js";
import { idleContext, type State } from "./tally.js";

/** Plays a row on a stage of its own. */
async function playAlone(row: Row): Promise<Result> {
  const emulator = await startEmulator({ time: start, switches });
  try {
    return await play(row, processStage(emulator));
  } finally {
    await emulator.close();
  }
}

/** Rows at a time: a provider waits for the emulator and its own patience as often as it computes. */
const lanes = 2;

/** All rows, to be played one after the other: whoever asks for one has the next ones begun. */
export function playRows(): { readonly row: Row; readonly played: () => Promise<Result> }[] {
  const begun = new Map<Row, Promise<Result>>();
  const begin = (row: Row): Promise<Result> => {
    const played = begun.get(row) ?? playAlone(row);
    begun.set(row, played);
    return played;
  };
  return rows.map((row, index) => ({
    row,
    played: () => {
      // What fails there is told to whoever asks for it.
      for (const next of rows.slice(index + 1, index + lanes)) begin(next).catch(() => {});
      return begin(row);
    },
  }));
}

function processStage(emulator: Emulator): Stage {
  let state: State = { resources: new Map(), condemned: [] };
  return {
    tier: "gRPC",
    emulator,
    // In this process, as it costs no time there.
    prepare: async (program) => {
      const { stack } = await up(idleContext(emulator.service), new Map(), declared(program));
      state = { resources: stack, condemned: [] };
    },
    run: async (program, environment) => {
      const provider = await startProvider({}, { ...environmentFor(emulator), ...environment });
      const engine = new Engine(provider, state);
      await engine.up(declared(program));
      state = engine.state();
      const printed = await provider.end();
      return { failed: engine.errors.length > 0, said: [...engine.errors, printed].join("\n") };
    },
    // In this process too: which process a run without a fault has is one more second for each row, and no difference.
    runAgain: async (program) => {
      const ctx = idleContext(emulator.service);
      const condemned = state.condemned.map((held) => ({ name: held.id, ...held }));
      const checkpoint = { ...emptyCheckpoint(state.resources), condemned };
      const { failures } = await run(ctx, checkpoint, declared(program), { refresh: true, continueOnError: true });
      state = checkpoint;
      return {
        failed: failures.length > 0,
        said: failures.map(({ error }) => String(error)).join("\n"),
        written: writesAmong(ctx.calls),
      };
    },
    state: async () => state,
  };
}

const declared = (program: Program) =>
  Object.fromEntries(Object.entries(program).map(([name, capture]) => [name, { ...capture }]));

/** What the engine does in `up --refresh --continue-on-error`; the rows under the real one keep it honest. */
class Engine {
  readonly errors: string[] = [];
  private readonly resources: Map<string, Held>;
  private condemned: readonly Held[];

  constructor(
    private readonly provider: ProviderProcess,
    before: State,
  ) {
    this.resources = new Map(before.resources);
    this.condemned = before.condemned;
  }

  state(): State {
    return { resources: this.resources, condemned: this.condemned };
  }

  async up(program: Readonly<Record<string, Record<string, unknown>>>): Promise<void> {
    await this.refresh();
    // A read that fails ends the run.
    if (this.errors.length > 0) return;
    for (const [name, inputs] of Object.entries(program)) await this.step(() => this.register(name, inputs));
    for (const old of this.condemned) {
      await this.step(async () => {
        await this.provider.delete(old.id, old.outputs);
        this.condemned = this.condemned.filter((other) => other !== old);
      });
    }
    for (const [name, { id, outputs }] of [...this.resources].filter(([name]) => !(name in program))) {
      await this.step(async () => {
        await this.provider.delete(id, outputs);
        this.resources.delete(name);
      });
    }
  }

  private async refresh(): Promise<void> {
    const reads = [...this.resources].map(([name, held]) =>
      this.step(async () => {
        const { id, outputs } = await this.provider.read(held.id, held.outputs);
        if (id === "") this.resources.delete(name);
        else this.resources.set(name, { ...held, outputs });
      }),
    );
    const others = this.condemned.map((old) =>
      this.step(async () => {
        const { id } = await this.provider.read(old.id, old.outputs);
        if (id === "") this.condemned = this.condemned.filter((other) => other !== old);
      }),
    );
    await Promise.all([...reads, ...others]);
  }

  private async register(name: string, inputs: Record<string, unknown>): Promise<void> {
    const old = this.resources.get(name);
    const difference = old && (await this.provider.diff(old.id, old.outputs, inputs));
    if (old && difference?.changes === "none") return;
    if (old && difference?.replaces.length === 0) {
      this.resources.set(name, { ...old, inputs, outputs: await this.provider.update(old.id, old.outputs, inputs) });
      return;
    }
    this.resources.set(name, { inputs, ...(await this.provider.create(inputs)) });
    if (old) this.condemned = [...this.condemned, old];
  }

  private async step(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.errors.push(error instanceof Error ? error.message : String(error));
    }
  }
}
