/** What somebody else does in the console. */

import { isLive } from "../support/tasks.js";
import { harm } from "./harms.js";
import { whyLeft } from "./leftovers.js";
import { type History, taskIdsIn, windowOf } from "./record.js";
import type { Name } from "./steps.js";

export function createInTheConsole({ program, service, foreign }: History, like: Name): void {
  const inputs = program[like];
  if (!inputs) return;
  const { start, end } = windowOf(inputs);
  try {
    const { TaskId } = service.call("CreateScreenshotTask", {
      DomainName: inputs["domainName"],
      AppName: inputs["appName"],
      StreamName: inputs["streamName"],
      TemplateId: inputs["templateId"],
      EndTime: end,
      ...(start !== undefined && start > service.now() && { StartTime: start }),
    });
    foreign.add(String(TaskId));
  } catch {
    // The console refuses what the service refuses.
  }
}

export function endInTheConsole(history: History, act: "stop" | "delete", nth: number): void {
  const { service, checkpoint, foreign } = history;
  const tasks = service.tasks().filter((task) => isLive(task) && task.deletedAt === null);
  const task = tasks[nth % Math.max(1, tasks.length)];
  if (!task) return;
  // What a run let go of by a clock that was wrong may be what captures until its end.
  const isOurs = taskIdsIn(checkpoint).has(task.taskId) || (!foreign.has(task.taskId) && whyLeft(history, task));
  try {
    service.call(act === "stop" ? "StopScreenshotTask" : "DeleteScreenshotTask", { TaskId: task.taskId });
  } catch {
    return;
  }
  if (act === "delete") history.deleted.add(task.taskId);
  if (isOurs) {
    harm(history, act === "stop" ? "stopped in the console" : "deleted in the console", task.taskId, service.now());
  }
}
