import { createHmac } from "node:crypto";
import { Agenda } from "./agenda.js";
import type { CallbackTemplate } from "./callbackTemplates.js";
import { captureAt, captureTimes, countCaptures, type PictureSettings, type Span } from "./captures.js";
import { type Channel, readyAt, settle } from "./channel.js";
import { Configuration, type ConfigurationState } from "./configuration.js";
import { ApiError, invalidAction } from "./errors.js";
import { END_AHEAD, LONGEST_TASK, RECORD_KEPT, RUNNING_PER_STREAM, START_AHEAD } from "./limits.js";
import { type ListingView, list, TRUE_VIEW } from "./listing.js";
import { type Action, type Encoding, isAction, type Request, readParameters } from "./parameters.js";
import type { Rule } from "./rules.js";
import type { SnapshotTemplate } from "./snapshotTemplates.js";
import { demandedFailure, resolveSwitches, type Switches } from "./switches.js";
import { type StreamNames, streamKey, type Task } from "./task.js";

export interface ServiceOptions {
  /** The store's id, from which the TaskIds are made. Default: always the same. */
  store?: string;
  /**
   * The virtual time in Unix seconds, read at each use; it must not go backwards. Without it time stands at `now` and
   * moves by `advanceTo` alone.
   */
  clock?: () => number;
  /** Where time begins, in Unix seconds. Default: that of `clock`, else 2026-01-01T00:00:00Z. */
  now?: number;
  /** Values for what no document settles. Default: see `switches.ts`. */
  switches?: Partial<Switches> | Readonly<Record<string, string>>;
  /** What `snapshot` returned: the service goes on from there. */
  state?: ServiceState;
  /** Called after each change of what `snapshot` returns, except that time passed. */
  onChange?: () => void;
}

/** All that the service keeps, as plain data. */
export interface ServiceState {
  now: number;
  /** How many tasks were ever created: TaskIds never come again, not even after `reset`. */
  counter: number;
  tasks: Task[];
  pushed: { stream: StreamNames; since: number }[];
  /** Templates and rules. Default: those of a new store, as where the state is of a version that had none. */
  configuration?: ConfigurationState | undefined;
}

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

/** The state machine of the service: no network, no clock of its own, the same history always gives the same state. */
export interface Service {
  readonly store: string;
  /** The virtual time in Unix seconds. */
  now(): number;
  /**
   * Moves the virtual time and carries out, in order, all that falls due.
   *
   * @throws RangeError where it would go back.
   */
  advanceTo(unixSeconds: number): void;
  /**
   * Performs one action of the API: checks its parameters and returns its fields without RequestId.
   *
   * @param encoding `text` where all values are strings, as in a query or a form. Default: `json`.
   * @param view How a listing departs from the things as they are. Default: it does not.
   * @throws ApiError with the code that the service would answer.
   */
  call(
    action: string,
    params: Readonly<Record<string, unknown>>,
    encoding?: Encoding,
    view?: ListingView,
  ): Record<string, unknown>;
  /** All tasks in the order of creation, deleted ones included. */
  tasks(): TaskView[];
  /** One task, or undefined where there never was one of this id. */
  task(taskId: string): TaskView | undefined;
  /** The Unix seconds of a task's captures; none where there is no such task. */
  captures(taskId: string): number[];
  /** What the template said of a task's capture of that Unix second, or undefined where the task took none. */
  captureAt(taskId: string, time: number): PictureSettings | undefined;
  /** A stream begins to be pushed. No change where it is pushed already. */
  push(stream: StreamNames): void;
  /** A stream ceases to be pushed. No change where it was not pushed. */
  interrupt(stream: StreamNames): void;
  /** Templates and rules as they are set: not what the service goes by, which follows later. */
  configured(): Configured;
  /** Forgets all tasks, streams, templates and rules, but for those of a new store. The virtual time then is that of the clock, or `now`, which may lie earlier. */
  reset(now?: number): void;
  snapshot(): ServiceState;
}

/** Templates and rules in the words of the API, in the order of creation. */
export interface Configured {
  snapshotTemplates: SnapshotTemplate[];
  snapshotRules: Rule[];
  callbackTemplates: CallbackTemplate[];
  callbackRules: Rule[];
}

export function createService(options: ServiceOptions = {}): Service {
  return new TaskService(options);
}

const DEFAULT_NOW = Date.parse("2026-01-01T00:00:00Z") / 1000;

class TaskService implements Service {
  readonly store: string;
  private readonly switches: Switches;
  private readonly clock: (() => number) | undefined;
  private readonly onChange: () => void;
  private readonly byId = new Map<string, Task>();
  private readonly channels = new Map<string, Channel>();
  private agenda = new Agenda<Channel>();
  private time: number;
  private counter = 0;
  private configuration: Configuration;

  constructor({ store, clock, now, switches, state, onChange }: ServiceOptions) {
    this.store = store ?? "00000000-0000-0000-0000-000000000000";
    this.switches = resolveSwitches(switches);
    this.clock = clock;
    this.onChange = onChange ?? (() => {});
    this.time = state?.now ?? now ?? clock?.() ?? DEFAULT_NOW;
    this.configuration = this.configure({ state: state?.configuration });
    if (state) this.restore(state);
  }

  now(): number {
    this.catchUp();
    return this.time;
  }

  advanceTo(unixSeconds: number): void {
    if (unixSeconds < this.time) {
      throw new RangeError(`Time cannot go back, from ${isoTime(this.time)} to ${isoTime(unixSeconds)}.`);
    }
    for (let due = this.agenda.next(unixSeconds); due; due = this.agenda.next(unixSeconds)) {
      this.time = Math.max(this.time, due.at);
      this.settle(due.item);
    }
    this.time = unixSeconds;
  }

  call(
    action: string,
    params: Readonly<Record<string, unknown>>,
    encoding: Encoding = "json",
    view: ListingView = TRUE_VIEW,
  ): Record<string, unknown> {
    this.catchUp();
    if (!isAction(action) || !isPublished(action, this.switches)) throw invalidAction();
    const read = <A extends Action>(name: A): Request<A> => {
      const request = readParameters(name, params, encoding, this.switches);
      this.checkAccount(name);
      return request;
    };
    const { snapshotTemplates, snapshotRules, callbackTemplates, callbackRules } = this.configuration;
    const changed = (answer: Record<string, unknown>): Record<string, unknown> => {
      this.onChange();
      return answer;
    };
    switch (action) {
      case "CreateScreenshotTask":
        return this.create(read(action));
      case "StopScreenshotTask":
        return this.stop(read(action));
      case "DeleteScreenshotTask":
        return this.delete(read(action));
      case "DescribeScreenshotTask":
        return list(read(action), this.byId.values(), this.time, this.switches, view);
      case "CreateLiveSnapshotTemplate":
        return changed(snapshotTemplates.create(read(action)));
      case "ModifyLiveSnapshotTemplate":
        return changed(snapshotTemplates.modify(read(action)));
      case "DeleteLiveSnapshotTemplate":
        return changed(snapshotTemplates.delete(read(action)));
      case "DescribeLiveSnapshotTemplate":
        return snapshotTemplates.describe(read(action), view);
      case "DescribeLiveSnapshotTemplates":
        read(action);
        return snapshotTemplates.describeAll(view);
      case "CreateLiveSnapshotRule":
        return changed(snapshotRules.create(read(action)));
      case "DeleteLiveSnapshotRule":
        return changed(snapshotRules.delete(read(action)));
      case "DescribeLiveSnapshotRules":
        read(action);
        return snapshotRules.describeAll(view);
      case "CreateLiveCallbackTemplate":
        return changed(callbackTemplates.create(read(action)));
      case "ModifyLiveCallbackTemplate":
        return changed(callbackTemplates.modify(read(action)));
      case "DeleteLiveCallbackTemplate":
        return changed(callbackTemplates.delete(read(action)));
      case "DescribeLiveCallbackTemplate":
        return callbackTemplates.describe(read(action), view);
      case "DescribeLiveCallbackTemplates":
        read(action);
        return callbackTemplates.describeAll(view);
      case "CreateLiveCallbackRule":
        return changed(callbackRules.create(read(action)));
      case "DeleteLiveCallbackRule":
        return changed(callbackRules.delete(read(action)));
      case "DescribeLiveCallbackRules":
        read(action);
        return callbackRules.describeAll(view);
    }
  }

  tasks(): TaskView[] {
    this.catchUp();
    return [...this.byId.values()].map((task) => this.view(task));
  }

  task(taskId: string): TaskView | undefined {
    this.catchUp();
    const task = this.byId.get(taskId);
    return task && this.view(task);
  }

  captures(taskId: string): number[] {
    this.catchUp();
    return captureTimes(this.byId.get(taskId)?.segments ?? [], this.time);
  }

  captureAt(taskId: string, time: number): PictureSettings | undefined {
    this.catchUp();
    return captureAt(this.byId.get(taskId)?.segments ?? [], time, this.time);
  }

  push(stream: StreamNames): void {
    this.catchUp();
    const channel = this.channel(stream);
    if (channel.pushedSince !== null) return;
    channel.pushedSince = this.time;
    this.settle(channel);
    this.onChange();
  }

  interrupt(stream: StreamNames): void {
    this.catchUp();
    const channel = this.channel(stream);
    if (channel.pushedSince === null) return;
    channel.pushedSince = null;
    this.settle(channel);
    this.onChange();
  }

  configured(): Configured {
    this.catchUp();
    const { snapshotTemplates, snapshotRules, callbackTemplates, callbackRules } = this.configuration;
    return structuredClone({
      snapshotTemplates: snapshotTemplates.all.list(),
      snapshotRules: snapshotRules.all.list(),
      callbackTemplates: callbackTemplates.all.list(),
      callbackRules: callbackRules.all.list(),
    });
  }

  reset(now: number = this.clock?.() ?? this.time): void {
    this.byId.clear();
    this.channels.clear();
    this.agenda = new Agenda();
    this.time = now;
    this.configuration = this.configure({ counter: this.configuration.snapshot().counter });
    this.onChange();
  }

  snapshot(): ServiceState {
    this.catchUp();
    return structuredClone({
      now: this.time,
      counter: this.counter,
      tasks: [...this.byId.values()],
      pushed: [...this.channels.values()].flatMap(({ stream, pushedSince }) =>
        pushedSince === null ? [] : [{ stream, since: pushedSince }],
      ),
      configuration: this.configuration.snapshot(),
    });
  }

  private restore(state: ServiceState): void {
    const { counter, tasks, pushed } = structuredClone(state);
    this.counter = counter;
    for (const { stream, since } of pushed) this.channel(stream).pushedSince = since;
    for (const task of tasks) {
      this.byId.set(task.taskId, task);
      if (!isOver(task, this.time)) this.enter(task);
    }
    for (const channel of this.channels.values()) this.settle(channel);
  }

  private create(request: Request<"CreateScreenshotTask">): Record<string, unknown> {
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
      created: this.time,
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

  private stop({ TaskId }: Request<"StopScreenshotTask">): Record<string, unknown> {
    const { stopUnknown, stopStopped, stopFinished, stopScheduled, stopDeleted } = this.switches;
    const task = this.record(TaskId);
    const reached = task && (task.deleted === null || (stopDeleted === "stops" && task.running)) ? task : undefined;
    if (!reached) return allowed(stopUnknown, "The task does not exist.");
    if (reached.stopped !== null) return allowed(stopStopped, "The task has been stopped already.");
    if (isOver(reached, this.time)) return allowed(stopFinished, "The task is over.");
    if (reached.start > this.time) allowed(stopScheduled, "The task has not started.");

    reached.stopped = this.time;
    this.settle(this.channel(reached));
    this.onChange();
    return {};
  }

  private delete({ TaskId }: Request<"DeleteScreenshotTask">): Record<string, unknown> {
    const { deleteUnknown, deleteStopped, deleteFinished } = this.switches;
    const task = this.record(TaskId);
    if (!task || task.deleted !== null) return allowed(deleteUnknown, "The task does not exist.");
    if (task.stopped !== null) allowed(deleteStopped, "The task has been stopped.");
    else if (isOver(task, this.time)) allowed(deleteFinished, "The task is over.");

    task.deleted = this.time;
    this.settle(this.channel(task));
    this.onChange();
    return {};
  }

  /** A task that the service still knows: records are kept for 3 months. */
  private record(taskId: string): Task | undefined {
    const task = this.byId.get(taskId);
    return task && task.end >= this.time - RECORD_KEPT ? task : undefined;
  }

  /** Checks the window of a new task and returns when it starts. */
  private checkWindow({ StartTime, EndTime }: Request<"CreateScreenshotTask">): number {
    const { pastStart, startLimit, endLimit } = this.switches;
    const now = this.time;
    if (EndTime <= now) throw new ApiError("InvalidParameter", "EndTime must be later than the current time.");
    let start = StartTime ?? now;
    if (start < now && pastStart === "refused") {
      throw new ApiError("InvalidParameter", "StartTime must not be earlier than the current time.");
    }
    if (start < now && pastStart === "clamped") start = now;
    if (EndTime <= start) throw new ApiError("InvalidParameter", "EndTime must be later than StartTime.");
    if (EndTime - start > LONGEST_TASK) {
      throw new ApiError("InvalidParameter", "EndTime must not be more than 24 hours after StartTime.");
    }
    const ahead = start - now;
    if (startLimit !== "none" && (ahead > START_AHEAD || (ahead === START_AHEAD && startLimit === "exclusive"))) {
      throw new ApiError("InvalidParameter", "StartTime must be within 6 days from now.");
    }
    if (EndTime - now > END_AHEAD || (EndTime - now === END_AHEAD && endLimit === "exclusive")) {
      throw new ApiError("InvalidParameter", "EndTime must be within 7 days from now.");
    }
    return start;
  }

  private checkPlace(stream: StreamNames, start: number, end: number): void {
    const { fourthTask } = this.switches;
    if (fourthTask === "waits" || fourthTask === "never-starts") return;
    if (fourthTask === "refused-running" && start > this.time) return;
    const others = this.channels.get(streamKey(stream))?.tasks ?? [];
    const together =
      fourthTask === "refused-running" ? others.filter((task) => task.running).length : mostAtOnce(others, start, end);
    if (together >= RUNNING_PER_STREAM) {
      throw new ApiError(
        "LimitExceeded.MaximumRunningTask",
        `At most ${RUNNING_PER_STREAM} tasks can run on a stream at the same time.`,
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

  private checkAccount(action: Action): void {
    const failure = demandedFailure(this.switches, action);
    if (failure) throw new ApiError(failure, `The emulator's switch fail demands ${failure} of ${action}.`);
    if (this.switches.account === "normal") return;
    const [code, message] = ACCOUNT_STATES[this.switches.account];
    throw new ApiError(code, message);
  }

  private catchUp(): void {
    const now = this.clock?.();
    if (now !== undefined && now > this.time) this.advanceTo(now);
  }

  private enter(task: Task): Channel {
    const channel = this.channel(task);
    channel.tasks.push(task);
    for (const at of [task.start, readyAt(task), task.end]) {
      if (at > this.time) this.agenda.add(at, channel);
    }
    return channel;
  }

  private channel({ domainName, appName, streamName }: StreamNames): Channel {
    const stream = { domainName, appName, streamName };
    const key = streamKey(stream);
    const known = this.channels.get(key);
    if (known) return known;
    const channel: Channel = { stream, pushedSince: null, tasks: [] };
    this.channels.set(key, channel);
    return channel;
  }

  private settle(channel: Channel): void {
    settle(channel, this.time, this.switches.fourthTask !== "never-starts", ({ templateId }) =>
      this.configuration.snapshotTemplates.pictureSettings(templateId),
    );
  }

  private configure(from: { state?: ConfigurationState | undefined; counter?: number }): Configuration {
    const { switches } = this;
    return new Configuration({
      ...from,
      switches,
      now: () => this.time,
      takerOf: (templateId) => (switches.templateInUse === "rules" ? undefined : this.takerOf(templateId)),
    });
  }

  /** The tasks that are not over and name a template. */
  private takerOf(templateId: number): string | undefined {
    const tasks = [...this.channels.values()].flatMap((channel) => channel.tasks);
    const takers = tasks.filter((task) => task.templateId === templateId);
    return takers.length > 0 ? `the task ${takers.map(({ taskId }) => taskId).join(", ")}` : undefined;
  }

  private view(task: Task): TaskView {
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
      state: stateOf(task, this.time),
      captures: countCaptures(task.segments, this.time),
      segments: task.segments.map(({ from, to }) => ({ from, to })),
    };
  }
}

const ACCOUNT_STATES: Readonly<Record<Exclude<Switches["account"], "normal">, readonly [string, string]>> = {
  frozen: ["ResourceNotFound.FreezeService", "The service is frozen."],
  arrears: ["ResourceNotFound.StopService", "The service is suspended for arrears."],
  forbidden: ["ResourceNotFound.ForbidService", "The user is blocked."],
  disabled: ["ResourceNotFound.UserDisableService", "The user has disabled the service."],
};

/** What the international site's documents do not have. */
const MAINLAND_ACTIONS: ReadonlySet<Action> = new Set([
  "StopScreenshotTask",
  "DeleteScreenshotTask",
  "DescribeScreenshotTask",
]);

function isPublished(action: Action, switches: Switches): boolean {
  return switches.site === "mainland" || !MAINLAND_ACTIONS.has(action);
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

function isoTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}
