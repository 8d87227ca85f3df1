import assert from "node:assert/strict";
import { ApiError, createService, type Service, type Switches, type TaskView } from "../../../emulator/index.js";

export const hour = 3600;
export const day = 24 * hour;

/** 2026-12-18T18:00:00Z */
export const virtualNow = 1_797_616_800;

export const stream = { domainName: "push.example.com", appName: "live", streamName: "final" };

export function serviceWith(switches: Partial<Switches> = {}): Service {
  return createService({ now: virtualNow, switches });
}

/** Creates a task on the stream `final`, an hour long from now on unless it is told otherwise, and returns its id. */
export function create(service: Service, parameters: Record<string, unknown> = {}): string {
  const { TaskId } = service.call("CreateScreenshotTask", {
    StreamName: stream.streamName,
    DomainName: stream.domainName,
    AppName: stream.appName,
    EndTime: service.now() + hour,
    TemplateId: 1,
    ...parameters,
  });
  return String(TaskId);
}

export function task(service: Service, taskId: string): TaskView {
  const found = service.task(taskId);
  assert.ok(found, `no task ${taskId}`);
  return found;
}

/** One page of what DescribeScreenshotTask answers. */
export function page(
  service: Service,
  question: Record<string, unknown> = {},
): { TaskList: Record<string, unknown>[]; ScrollToken: string } {
  const answer = service.call("DescribeScreenshotTask", {
    StartTime: service.now() - day,
    EndTime: service.now() + 5 * day,
    ...question,
  });
  return answer as { TaskList: Record<string, unknown>[]; ScrollToken: string };
}

export function listed(service: Service, question: Record<string, unknown> = {}): string[] {
  return page(service, question).TaskList.map(({ TaskId }) => String(TaskId));
}

/** The code with which a call fails, or "" where it succeeds. */
export function codeOf(call: () => unknown): string {
  try {
    call();
    return "";
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}
