/**
 * What the pipeline's `recover` does before a run: for each creation or update that a killed run left pending, the tasks
 * that match it in every field and are in no resource's state. Their TaskIds go into TENCENTCLOUD_CSS_ADOPT.
 */
import type { Service, TaskView } from "../../emulator/index.js";
import { parseInstant } from "../../provider/window.js";
import type { Checkpoint, Operation } from "./program.js";

/** How far the clock of the run that was killed may have been from the service's. */
const clockSkew = 300;

export function findLeftTasks(service: Service, checkpoint: Checkpoint): string[] {
  const known = new Set(
    [...checkpoint.resources.values(), ...checkpoint.condemned].map((held) => held.outputs["taskId"]),
  );
  const making = checkpoint.pending.filter(({ kind }) => kind !== "delete" && kind !== "read");
  return service
    .tasks()
    .filter(({ state, taskId }) => (state === "scheduled" || state === "running") && !known.has(taskId))
    .filter((task) => task.deletedAt === null && making.some((operation) => isMadeBy(task, operation)))
    .map(({ taskId }) => taskId);
}

function isMadeBy(task: TaskView, { inputs }: Operation): boolean {
  const start = secondsOf(inputs["startTime"]);
  return (
    task.domainName === inputs["domainName"] &&
    task.appName === inputs["appName"] &&
    task.streamName === inputs["streamName"] &&
    task.templateId === inputs["templateId"] &&
    task.endTime === secondsOf(inputs["endTime"]) &&
    (start === undefined || task.startTime >= start - clockSkew)
  );
}

function secondsOf(written: unknown): number | undefined {
  const parsed = parseInstant(written);
  return "instant" in parsed ? parsed.instant : undefined;
}
