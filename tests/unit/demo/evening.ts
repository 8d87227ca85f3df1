/** An evening as the demo has it: a window that was moved at 20:00, so that a second task took over from the first. */
import { createService, type Service, type TaskView } from "../../../emulator/index.js";

export interface Evening {
  readonly service: Service;
  readonly first: TaskView;
  readonly second: TaskView;
}

export interface EveningOptions {
  /** When the first task was stopped. */
  readonly stopped?: string;
}

export function evening({ stopped = "20:00:12" }: EveningOptions = {}): Evening {
  const service = createService({ now: at("18:55:00") });
  const stream = { domainName: "5000.livepush.myqcloud.com", appName: "live", streamName: "stream1" };
  const create = (window: { StartTime?: number; EndTime: number }): string => {
    const { domainName: DomainName, appName: AppName, streamName: StreamName } = stream;
    const names = { DomainName, AppName, StreamName, TemplateId: 1000 };
    return String(service.call("CreateScreenshotTask", { ...names, ...window })["TaskId"]);
  };
  const first = create({ StartTime: at("19:00:00"), EndTime: at("21:00:00") });
  service.push(stream);
  service.advanceTo(at("20:00:08"));
  const second = create({ EndTime: at("21:30:00") });
  service.advanceTo(at(stopped));
  service.call("StopScreenshotTask", { TaskId: first });
  service.call("DeleteScreenshotTask", { TaskId: first });
  service.advanceTo(at("22:00:00"));
  return { service, first: taskOf(service, first), second: taskOf(service, second) };
}

/** Unix seconds of a time of that evening. */
export function at(time: string): number {
  return Date.parse(`2026-12-18T${time}Z`) / 1000;
}

function taskOf(service: Service, taskId: string): TaskView {
  const task = service.task(taskId);
  if (!task) throw new Error(`There is no task ${taskId}.`);
  return task;
}
