/** A stack under the real engine. One goes through several rows, one after the other. */
import { ScreenshotTask } from "pulumi-tencentcloud-css";
import { openStack, type StateResource } from "../support/stack.js";
import type { Program } from "./scenarios.js";
import { type Stage, switches, writesAmong } from "./stage.js";

export async function openEngineStage(): Promise<Stage & { close(): Promise<void> }> {
  const trial = await openStack(async () => {}, { switches });
  const declare = (program: Program) => {
    trial.program = async () => {
      for (const [name, capture] of Object.entries(program)) new ScreenshotTask(name, capture);
    };
  };
  const held = ({ urn, ...resource }: StateResource) => [String(urn.split("::").at(-1)), resource] as const;
  /** What the stack has been brought to: most rows begin where the one before ended. */
  let reached: Program | undefined;
  const run: Stage["run"] = async (program, environment) => {
    declare(program);
    Object.assign(trial.environment, environment);
    const { failed, output } = await trial.up({ refresh: true, continueOnError: true });
    for (const name of Object.keys(environment)) delete trial.environment[name];
    reached = program;
    return { failed, said: output };
  };
  return {
    tier: "engine",
    emulator: trial.emulator,
    prepare: async (program) => {
      if (program === reached) return;
      declare(program);
      const { failed, output } = await trial.up();
      if (failed) throw new Error(output);
    },
    run,
    runAgain: async (program) => {
      const before = trial.emulator.requests().length;
      const again = await run(program, {});
      const calls = trial.emulator.requests().slice(before);
      return { ...again, written: writesAmong(calls.map(({ action }) => action)) };
    },
    state: async () => {
      const resources = await trial.exported();
      return {
        resources: new Map(resources.filter((resource) => !resource.delete).map(held)),
        condemned: resources.filter((resource) => resource.delete),
      };
    },
    close: () => trial.close(),
  };
}
