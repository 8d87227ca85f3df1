import { createHmac } from "node:crypto";
import { ApiError } from "../errors.js";
import { endAhead, longestTask, recordKept, runningPerStream, startAhead } from "../limits.js";
import { type ListingView, list } from "../listing.js";
import type { Request } from "../parameters.js";
import type { Switches } from "../switches.js";
import type { CallbackTemplate } from "../templates/callbackTemplates.js";
import type { Timeline } from "../time/timeline.js";
import type { Audience } from "./audience.js";
import {
  atEachPicture,
  captureAt,
  captureTimes,
  countCaptures,
  nextPicture,
  type PictureSettings,
  type Segment,
  type Span,
} from "./captures.js";
import { type Channel, readyAt, settle } from "./channel.js";
import type { RuleCapture, RuleCaptures } from "./ruleCaptures.js";
import { type StreamNames, streamKey, type Task } from "./task.js";

/** A task as a person or a test sees it; times are Unix seconds, null where it has not happened. */
export interface TaskView extends StreamNames {
  taskId: string;
  /** Its place in the order of creation, from 1. */
  sequence: number;
  templateId: number;
  streamType: number;
  extension: string;
  startTime: number;
  endTime: number;
  createdAt: number;
  stoppedAt: number | null;
  deletedAt: number | null;
  /** waiting: its window is open, but three other tasks run on its stream. */
  state: "scheduled" | "running" | "waiting" | "stopped" | "over" | "deleted";
  /** Pictures taken until now. */
  captures: number;
  /** When it captured: [from, to), `to` is null while it does. */
  segments: readonly Readonly<Span>[];
}

/** Tasks and the streams that are pushed, as plain data. */
export interface TasksState {
  /** How many tasks were ever created: TaskIds never come again, not even after `reset`. */
  counter: number;
  tasks: Task[];
  pushed: { stream: StreamNames; since: number; callbacks?: CallbackTemplate | null | undefined }[];
  /** All that are known, pushed or not, in the order in which they became so. Default: those of what is kept beside. */
  streams?: StreamNames[] | undefined;
  /** What snapshot rules captured. Default: nothing. */
  ruleCaptures?: RuleCapture[] | undefined;
}

/** A stream as a person or a test sees it. */
export interface StreamView extends StreamNames {
  /** Unix seconds; null while it is not pushed. */
  pushedSince: number | null;
  /** Pictures that snapshot rules have taken of it until now: those of tasks are the tasks'. */
  ruleCaptures: number;
}

export interface TasksOptions {
  /** The store's id, from which the TaskIds are made. */
  store: string;
  switches: Switches;
  timeline: Timeline;
  /** What the template of a task says now; undefined where the service knows no such template. */
  settingsOf: (task: Task) => PictureSettings | undefined;
  audience: Audience;
  /** What captures beside tasks. */
  rules: RuleCaptures;
  onChange: () => void;
}

/** The actions of screenshot tasks, the streams that they are for, and the pictures that they take. */
export class ScreenshotTasks {
  private readonly store: string;
  private readonly switches: Switches;
  private readonly timeline: Timeline;
  private readonly onChange: () => void;
  private readonly byId = new Map<string, Task>();
  private readonly channels = new Map<string, Channel>();
  private counter = 0;

  constructor(private readonly options: TasksOptions) {
    ({ store: this.store, switches: this.switches, timeline: this.timeline, onChange: this.onChange } = options);
  }

  create(request: Request<"CreateScreenshotTask">): Record<string, unknown> {
    const start = this.checkWindow(request);
    const streamType = request.StreamType ?? 0;
    if (streamType > 1) throw new ApiError("InvalidParameter", "StreamType must be 0 or 1.");
    const stream = { domainName: request.DomainName, appName: request.AppName, streamName: request.StreamName };
    this.checkPlace(stream, start, request.EndTime);
    this.checkQuota();

    this.counter += 1;
    const task: Task = {
      ...stream,
      taskId: makeTaskId(this.store, this.counter),
      sequence: this.counter,
      templateId: request.TemplateId,
      streamType,
      extension: request.Extension ?? "",
      start,
      end: request.EndTime,
      startGiven: request.StartTime !== undefined,
      created: this.timeline.now(),
      stopped: null,
      deleted: null,
      running: false,
      turnedAway: false,
      segments: [],
    };
    this.byId.set(task.taskId, task);
    this.settle(this.enter(task));
    this.onChange();
    return { TaskId: task.taskId };
  }

  stop({ TaskId }: Request<"StopScreenshotTask">): Record<string, unknown> {
    const { stopUnknown, stopStopped, stopFinished, stopScheduled, stopDeleted } = this.switches;
    const task = this.record(TaskId);
    const reached = task && (task.deleted === null || (stopDeleted === "stops" && task.running)) ? task : undefined;
    if (!reached) return allowed(stopUnknown, "The task does not exist.");
    if (reached.stopped !== null) return allowed(stopStopped, "The task has been stopped already.");
    if (isOver(reached, this.timeline.now())) return allowed(stopFinished, "The task is over.");
    if (reached.start > this.timeline.now()) allowed(stopScheduled, "The task has not started.");

    reached.stopped = this.timeline.now();
    this.settle(this.channel(reached));
    this.onChange();
    return {};
  }

  delete({ TaskId }: Request<"DeleteScreenshotTask">): Record<string, unknown> {
    const { deleteUnknown, deleteStopped, deleteFinished } = this.switches;
    const task = this.record(TaskId);
    if (!task || task.deleted !== null) return allowed(deleteUnknown, "The task does not exist.");
    if (task.stopped !== null) allowed(deleteStopped, "The task has been stopped.");
    else if (isOver(task, this.timeline.now())) allowed(deleteFinished, "The task is over.");

    task.deleted = this.timeline.now();
    this.settle(this.channel(task));
    this.onChange();
    return {};
  }

  /** A task that the service still knows: records are kept for 3 months. */
  private record(taskId: string): Task | undefined {
    const task = this.byId.get(taskId);
    return task && task.end >= this.timeline.now() - recordKept ? task : undefined;
  }

  /** Checks the window of a new task and returns when it starts. */
  private checkWindow({ StartTime, EndTime }: Request<"CreateScreenshotTask">): number {
    const { pastStart, startLimit, endLimit } = this.switches;
    const now = this.timeline.now();
    if (EndTime <= now) throw new ApiError("InvalidParameter", "EndTime must be later than the current time.");
    let start = StartTime ?? now;
    if (start < now && pastStart === "refused") {
      throw new ApiError("InvalidParameter", "StartTime must not be earlier than the current time.");
    }
    if (start < now && pastStart === "clamped") start = now;
    if (EndTime <= start) throw new ApiError("InvalidParameter", "EndTime must be later than StartTime.");
    if (EndTime - start > longestTask) {
      throw new ApiError("InvalidParameter", "EndTime must not be more than 24 hours after StartTime.");
    }
    const ahead = start - now;
    if (startLimit !== "none" && (ahead > startAhead || (ahead === startAhead && startLimit === "exclusive"))) {
      throw new ApiError("InvalidParameter", "StartTime must be within 6 days from now.");
    }
    if (EndTime - now > endAhead || (EndTime - now === endAhead && endLimit === "exclusive")) {
      throw new ApiError("InvalidParameter", "EndTime must be within 7 days from now.");
    }
    return start;
  }

  private checkPlace(stream: StreamNames, start: number, end: number): void {
    const { fourthTask } = this.switches;
    if (fourthTask === "waits" || fourthTask === "never-starts") return;
    if (fourthTask === "refused-running" && start > this.timeline.now()) return;
    const others = this.channels.get(streamKey(stream))?.tasks ?? [];
    const together =
      fourthTask === "refused-running" ? others.filter((task) => task.running).length : mostAtOnce(others, start, end);
    if (together >= runningPerStream) {
      throw new ApiError(
        "LimitExceeded.MaximumRunningTask",
        `At most ${runningPerStream} tasks can run on a stream at the same time.`,
      );
    }
  }

  private checkQuota(): void {
    const { quota } = this.switches;
    if (quota === 0) return;
    const tasks = [...this.channels.values()].reduce((sum, channel) => sum + channel.tasks.length, 0);
    if (tasks >= quota) {
      throw new ApiError("LimitExceeded.MaximumRunningTask", `The account has ${tasks} tasks that are not over.`);
    }
  }

  describe(question: Request<"DescribeScreenshotTask">, view: ListingView): Record<string, unknown> {
    return list(question, this.byId.values(), this.timeline.now(), this.switches, view);
  }

  views(): TaskView[] {
    return [...this.byId.values()].map((task) => this.show(task));
  }

  view(taskId: string): TaskView | undefined {
    const task = this.byId.get(taskId);
    return task && this.show(task);
  }

  captures(taskId: string): number[] {
    return captureTimes(this.segmentsOf(taskId), this.timeline.now());
  }

  captureAt(taskId: string, time: number): PictureSettings | undefined {
    return captureAt(this.segmentsOf(taskId), time, this.timeline.now());
  }

  /** Who has taken pictures, and when: all tasks and all snapshot rules. */
  pictures(): { domainName: string; segments: readonly Segment[] }[] {
    const byRule = this.options.rules.all().map(({ domainName, segment }) => ({ domainName, segments: [segment] }));
    return [...this.byId.values(), ...byRule];
  }

  /** The tasks that are not over and name a template, for a person; undefined where there are none. */
  takerOf(templateId: number): string | undefined {
    const tasks = [...this.channels.values()].flatMap((channel) => channel.tasks);
    const takers = tasks.filter((task) => task.templateId === templateId);
    return takers.length > 0 ? `the task ${takers.map(({ taskId }) => taskId).join(", ")}` : undefined;
  }

  push(stream: StreamNames): void {
    const channel = this.channel(stream);
    if (channel.pushedSince !== null) return;
    channel.pushedSince = this.timeline.now();
    channel.callbacks = this.options.audience.began(channel.stream);
    this.options.rules.began(channel.stream, channel.callbacks);
    this.settle(channel);
    this.onChange();
  }

  interrupt(stream: StreamNames): void {
    const channel = this.channel(stream);
    const { pushedSince, callbacks } = channel;
    if (pushedSince === null) return;
    channel.pushedSince = null;
    this.settle(channel);
    this.options.rules.ended(channel.stream);
    if (callbacks) this.options.audience.ended(channel.stream, pushedSince, callbacks);
    this.onChange();
  }

  streams(): StreamView[] {
    return [...this.channels.values()].map(({ stream, pushedSince }) => ({
      ...stream,
      pushedSince,
      ruleCaptures: this.options.rules.count(stream),
    }));
  }

  /** Forgets all tasks and streams. */
  clear(): void {
    this.options.rules.clear();
    this.byId.clear();
    this.channels.clear();
  }

  snapshot(): TasksState {
    return structuredClone({
      counter: this.counter,
      tasks: [...this.byId.values()],
      streams: [...this.channels.values()].map(({ stream }) => stream),
      pushed: [...this.channels.values()].flatMap(({ stream, pushedSince, callbacks }) =>
        pushedSince === null ? [] : [{ stream, since: pushedSince, callbacks }],
      ),
      ruleCaptures: this.options.rules.snapshot(),
    });
  }

  restore(state: TasksState): void {
    const { counter, tasks, streams = [], pushed, ruleCaptures = [] } = structuredClone(state);
    const now = this.timeline.now();
    this.counter = counter;
    for (const stream of streams) this.channel(stream);
    for (const { stream, since, callbacks } of pushed) {
      Object.assign(this.channel(stream), { pushedSince: since, callbacks: callbacks ?? null });
    }
    for (const task of tasks) {
      this.byId.set(task.taskId, task);
      if (isOver(task, now)) continue;
      const channel = this.enter(task);
      const segment = task.segments.at(-1);
      if (segment?.to !== null) continue;
      this.follow(channel, task, segment, nextPicture(segment, now));
    }
    for (const stream of [...tasks, ...ruleCaptures]) this.channel(stream);
    this.options.rules.restore(ruleCaptures, (stream) => this.channel(stream).callbacks);
    for (const channel of this.channels.values()) this.settle(channel);
  }

  private segmentsOf(taskId: string): readonly Segment[] {
    return this.byId.get(taskId)?.segments ?? [];
  }

  private enter(task: Task): Channel {
    const channel = this.channel(task);
    channel.tasks.push(task);
    for (const at of [task.start, readyAt(task), task.end]) {
      if (at > this.timeline.now()) this.timeline.at(at, () => this.settle(channel));
    }
    return channel;
  }

  private channel({ domainName, appName, streamName }: StreamNames): Channel {
    const stream = { domainName, appName, streamName };
    const key = streamKey(stream);
    const known = this.channels.get(key);
    if (known) return known;
    const channel: Channel = { stream, pushedSince: null, callbacks: null, tasks: [] };
    this.channels.set(key, channel);
    return channel;
  }

  private settle(channel: Channel): void {
    const { switches, timeline, options } = this;
    const begun = settle(channel, timeline.now(), switches.fourthTask !== "never-starts", options.settingsOf);
    for (const [task, segment] of begun) this.follow(channel, task, segment, segment.from);
  }

  private follow({ callbacks }: Channel, task: Task, segment: Segment, time: number): void {
    if (!callbacks?.SnapshotNotifyUrl) return;
    const { timeline, options } = this;
    atEachPicture(timeline, segment, time, (time) =>
      options.audience.taken({ stream: task, time, settings: segment, task }, callbacks),
    );
  }

  private show(task: Task): TaskView {
    return {
      taskId: task.taskId,
      sequence: task.sequence,
      domainName: task.domainName,
      appName: task.appName,
      streamName: task.streamName,
      templateId: task.templateId,
      streamType: task.streamType,
      extension: task.extension,
      startTime: task.start,
      endTime: task.end,
      createdAt: task.created,
      stoppedAt: task.stopped,
      deletedAt: task.deleted,
      state: stateOf(task, this.timeline.now()),
      captures: countCaptures(task.segments, this.timeline.now()),
      segments: task.segments.map(({ from, to }) => ({ from, to })),
    };
  }
}

/** Success without an effect, or the refusal that a switch says. */
function allowed(answer: Switches["stopUnknown"], message: string): Record<string, unknown> {
  if (answer !== "accepted") throw new ApiError(answer, message);
  return {};
}

function isOver(task: Task, now: number): boolean {
  return task.end <= now;
}

function stateOf(task: Task, now: number): TaskView["state"] {
  if (task.stopped !== null) return "stopped";
  if (isOver(task, now)) return "over";
  if (task.running) return "running";
  if (task.deleted !== null) return "deleted";
  return task.start > now ? "scheduled" : "waiting";
}

/** The largest number of tasks whose windows share one moment of [start, end). */
function mostAtOnce(tasks: readonly Task[], start: number, end: number): number {
  const within = tasks.filter((task) => task.start < end && task.end > start);
  // The number can only rise where a window begins.
  const begins = [start, ...within.map((task) => task.start).filter((time) => time > start)];
  return Math.max(...begins.map((time) => within.filter((task) => task.start <= time && task.end > time).length));
}

/** 58 characters like the documented sample; opaque, and never the same twice in one store. */
function makeTaskId(store: string, counter: number): string {
  const digest = createHmac("sha512", store).update(`task ${counter}`).digest();
  return digest.subarray(0, 43).toString("base64").replace(/=/g, "").replace(/[+/]/g, "0");
}
