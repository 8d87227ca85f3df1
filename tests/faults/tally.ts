/** State and the service's tables side by side, after a run. */
import { compare as compareStacks } from "../../cli/orphans/orphans.js";
import type { Service, TaskView } from "../../emulator/index.js";
import { diff } from "../../provider/resources/screenshotTask.js";
import { testContext } from "../support/context.js";
import { firstGap } from "../support/coverage.js";
import { alwaysTo, exportOf } from "../support/exported.js";
import type { Held } from "../support/program.js";
import { isLive } from "../support/tasks.js";
import type { Program } from "./scenarios.js";

/** What the engine keeps. */
export interface State {
  readonly resources: ReadonlyMap<string, Held>;
  /** What was replaced and is not deleted yet. */
  readonly condemned: readonly Held[];
}

export interface Tally {
  /** Declared captures of whose window a second has no task. */
  readonly lost: number;
  /** Tasks that would capture, and that no resource in state knows. */
  readonly orphans: number;
  /** Tasks that would capture what another one captures. */
  readonly doubled: number;
  /** Declared resources that the state does not have, or whose task is none that would capture. */
  readonly forgotten: number;
}

const instant = (time: string) => Date.parse(time) / 1000;

/** In this process, whose waits leave the emulator's clock alone. */
export const idleContext = (service: Service) => testContext(service, { sleep: async () => {} });

/** Tasks that would capture, and that no resource in state knows. */
function orphansOf(service: Service, { resources, condemned }: State): TaskView[] {
  const known = new Set([...resources.values(), ...condemned].map(({ outputs }) => outputs["taskId"]));
  return service.tasks().filter((task) => isLive(task) && !known.has(task.taskId));
}

/** @param since from when on the captures were declared, in Unix seconds. */
export function count(service: Service, program: Program, state: State, since: number): Tally {
  const live = service.tasks().filter(isLive);
  const liveOn = (name: string) => live.filter(({ streamName }) => streamName === name);
  const names = Object.keys(program);
  return {
    lost: Object.entries(program).filter(
      ([name, { startTime, endTime }]) =>
        firstGap(service, name, Math.max(instant(startTime), since), instant(endTime)) !== undefined,
    ).length,
    orphans: orphansOf(service, state).length,
    doubled: names.reduce((sum, name) => sum + Math.max(0, liveOn(name).length - 1), 0),
    forgotten: names.filter((name) => {
      const taskId = state.resources.get(name)?.outputs["taskId"];
      return !liveOn(name).some((task) => task.taskId === taskId);
    }).length,
  };
}

/** The orphans, and the tasks that `tencentcloud-css orphans` names for this state: the same ones, if it can be relied on. */
export async function orphansAndNamed(service: Service, state: State): Promise<{ orphans: string[]; named: string[] }> {
  const given = { exported: exportOf(state.resources), instanceOf: alwaysTo(idleContext(service)) };
  const { orphans, absent } = await compareStacks([given]);
  return {
    orphans: orphansOf(service, state).map(({ taskId }) => taskId),
    named: [...orphans.map(({ task }) => task.taskId), ...absent.map(({ taskId }) => taskId)],
  };
}

/** Whether nothing is left for a further run: no resource too many, none waiting to be deleted, none with a difference. */
export function isSettled(service: Service, program: Program, { resources, condemned }: State): boolean {
  return (
    condemned.length === 0 &&
    resources.size === Object.keys(program).length &&
    [...resources].every(([name, { id, outputs }]) => {
      const declared = program[name];
      return declared !== undefined && !diff(idleContext(service), id, outputs, { ...declared }).changes;
    })
  );
}
