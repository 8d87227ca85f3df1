import type { Service, TaskView } from "../../emulator/index.js";

/** It captures, or will: it is neither deleted, stopped nor over. */
export function isLive({ state }: TaskView): boolean {
  return state === "scheduled" || state === "running" || state === "waiting";
}

export function liveTasks(service: Pick<Service, "tasks">): TaskView[] {
  return service.tasks().filter(isLive);
}
