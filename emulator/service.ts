import { callbackRecords } from "./callbacks/callbackRecords.js";
import { Callbacks } from "./callbacks/callbacks.js";
import { type Delivery, Outbox, type OutboxState } from "./callbacks/outbox.js";
import type { Post } from "./callbacks/postman.js";
import { type Audience, nobody } from "./captures/audience.js";
import type { PictureSettings } from "./captures/captures.js";
import { RuleCaptures } from "./captures/ruleCaptures.js";
import { screenshotCounts } from "./captures/screenshotCounts.js";
import type { StreamNames } from "./captures/task.js";
import { ScreenshotTasks, type StreamView, type TasksState, type TaskView } from "./captures/tasks.js";
import { ApiError, invalidAction } from "./errors.js";
import { type ListingView, trueView } from "./listing.js";
import { type Action, type Encoding, isAction, type Request, readParameters } from "./parameters.js";
import { demandedFailure, resolveSwitches, type Switches } from "./switches.js";
import type { CallbackTemplate } from "./templates/callbackTemplates.js";
import { Configuration, type ConfigurationState } from "./templates/configuration.js";
import type { Rule } from "./templates/rules.js";
import type { SnapshotTemplate } from "./templates/snapshotTemplates.js";
import { Timeline } from "./time/timeline.js";

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
  /** How callbacks are sent. Default: none is. */
  callbacks?: {
    post: Post;
    /** Where the picture of a task can be had. */
    pictureUrl: (taskId: string, time: number) => string;
  };
  /** Called after each change of what `snapshot` returns, except that time passed. */
  onChange?: () => void;
}

/** All that the service keeps, as plain data. */
export interface ServiceState extends TasksState {
  now: number;
  /** Templates and rules. Default: those of a new store, as where the state is of a version that had none. */
  configuration?: ConfigurationState | undefined;
  /** Notices on their way, and what came of those before. Default: none. */
  outbox?: OutboxState | undefined;
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
  /** The streams that were pushed, or that a task was made for. */
  streams(): StreamView[];
  /** Templates and rules as they are set: not what the service goes by, which follows later. */
  configured(): Configured;
  /** What came of the callbacks that were sent, oldest first. */
  deliveries(): readonly Delivery[];
  /** Resolves when no callback is on its way; some may wait to be sent again. */
  settled(): Promise<void>;
  /**
   * Forgets all tasks and streams, and templates and rules but for those of a new store. The virtual time then is that of
   * the clock, or `now`, which may lie earlier.
   */
  reset(now?: number): void;
  /** Sends no callbacks and heeds no answers any more: those on their way count as not sent. */
  stop(): void;
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
  return new LiveService(options);
}

const defaultNow = Date.parse("2026-01-01T00:00:00Z") / 1000;

class LiveService implements Service {
  readonly store: string;
  private readonly switches: Switches;
  private readonly clock: (() => number) | undefined;
  private readonly onChange: () => void;
  private readonly timeline: Timeline;
  private readonly outbox: Outbox | undefined;
  private readonly screenshotTasks: ScreenshotTasks;
  private configuration: Configuration;

  constructor({ store, clock, now, switches, state, onChange, callbacks }: ServiceOptions) {
    this.store = store ?? "00000000-0000-0000-0000-000000000000";
    this.switches = resolveSwitches(switches);
    this.clock = clock;
    this.onChange = onChange ?? (() => {});
    const timeline = new Timeline(state?.now ?? now ?? clock?.() ?? defaultNow);
    this.timeline = timeline;
    this.configuration = this.configure({ state: state?.configuration });
    const { outbox, audience } = this.tell(callbacks, state?.outbox);
    this.outbox = outbox;
    this.screenshotTasks = new ScreenshotTasks({
      store: this.store,
      switches: this.switches,
      timeline,
      settingsOf: ({ templateId }) => this.configuration.snapshotTemplates.pictureSettings(templateId),
      audience,
      rules: new RuleCaptures({ configuration: () => this.configuration, timeline, audience }),
      onChange: this.onChange,
    });
    if (state) this.screenshotTasks.restore(state);
  }

  now(): number {
    this.catchUp();
    return this.timeline.now();
  }

  advanceTo(unixSeconds: number): void {
    this.timeline.advanceTo(unixSeconds);
  }

  call(
    action: string,
    params: Readonly<Record<string, unknown>>,
    encoding: Encoding = "json",
    view: ListingView = trueView,
  ): Record<string, unknown> {
    this.catchUp();
    if (!isAction(action) || !isPublished(action, this.switches)) throw invalidAction();
    const read = <A extends Action>(name: A): Request<A> => {
      const request = readParameters(name, params, encoding, this.switches);
      this.checkAccount(name);
      return request;
    };
    const now = this.timeline.now();
    const tasks = this.screenshotTasks;
    const { snapshotTemplates, snapshotRules, callbackTemplates, callbackRules } = this.configuration;
    const changed = (answer: Record<string, unknown>): Record<string, unknown> => {
      this.onChange();
      return answer;
    };
    switch (action) {
      case "CreateScreenshotTask":
        return tasks.create(read(action));
      case "StopScreenshotTask":
        return tasks.stop(read(action));
      case "DeleteScreenshotTask":
        return tasks.delete(read(action));
      case "DescribeScreenshotTask":
        return tasks.describe(read(action), view);
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
      case "DescribeCallbackRecordsList":
        return callbackRecords(read(action), this.recorded(), now, this.switches);
      case "DescribeScreenShotSheetNumList":
        return screenshotCounts(read(action), tasks.pictures(), now, this.switches);
    }
  }

  tasks(): TaskView[] {
    this.catchUp();
    return this.screenshotTasks.views();
  }

  task(taskId: string): TaskView | undefined {
    this.catchUp();
    return this.screenshotTasks.view(taskId);
  }

  captures(taskId: string): number[] {
    this.catchUp();
    return this.screenshotTasks.captures(taskId);
  }

  captureAt(taskId: string, time: number): PictureSettings | undefined {
    this.catchUp();
    return this.screenshotTasks.captureAt(taskId, time);
  }

  push(stream: StreamNames): void {
    this.catchUp();
    this.screenshotTasks.push(stream);
  }

  interrupt(stream: StreamNames): void {
    this.catchUp();
    this.screenshotTasks.interrupt(stream);
  }

  streams(): StreamView[] {
    this.catchUp();
    return this.screenshotTasks.streams();
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

  private recorded() {
    return { deliveries: this.outbox?.delivered() ?? [], forgotten: this.outbox?.forgottenUntil() };
  }

  deliveries(): readonly Delivery[] {
    this.catchUp();
    return [...(this.outbox?.delivered() ?? [])];
  }

  async settled(): Promise<void> {
    this.catchUp();
    await this.outbox?.settled();
  }

  reset(now: number = this.clock?.() ?? this.timeline.now()): void {
    this.timeline.restart(now);
    this.screenshotTasks.clear();
    this.outbox?.clear();
    this.configuration = this.configure({ counter: this.configuration.snapshot().counter });
    this.onChange();
  }

  stop(): void {
    this.outbox?.stop();
  }

  snapshot(): ServiceState {
    this.catchUp();
    return {
      now: this.timeline.now(),
      ...this.screenshotTasks.snapshot(),
      configuration: this.configuration.snapshot(),
      ...(this.outbox && { outbox: this.outbox.snapshot() }),
    };
  }

  private tell(
    callbacks: ServiceOptions["callbacks"],
    state: OutboxState | undefined,
  ): { outbox?: Outbox; audience: Audience } {
    if (!callbacks) return { audience: nobody };
    const { switches, timeline, onChange } = this;
    const { post, pictureUrl } = callbacks;
    const outbox = new Outbox({ timeline, post, state, onChange });
    return {
      outbox,
      audience: new Callbacks({ configuration: () => this.configuration, outbox, timeline, switches, pictureUrl }),
    };
  }

  private configure(from: { state?: ConfigurationState | undefined; counter?: number }): Configuration {
    const { switches, timeline } = this;
    return new Configuration({
      ...from,
      switches,
      now: () => timeline.now(),
      takerOf: (id) => (switches.templateInUse === "rules" ? undefined : this.screenshotTasks.takerOf(id)),
    });
  }

  private checkAccount(action: Action): void {
    const failure = demandedFailure(this.switches, action);
    if (failure) throw new ApiError(failure, `The emulator's switch fail demands ${failure} of ${action}.`);
    if (this.switches.account === "normal") return;
    const [code, message] = accountStates[this.switches.account];
    throw new ApiError(code, message);
  }

  private catchUp(): void {
    const now = this.clock?.();
    if (now !== undefined && now > this.timeline.now()) this.timeline.advanceTo(now);
  }
}

const accountStates: Readonly<Record<Exclude<Switches["account"], "normal">, readonly [string, string]>> = {
  frozen: ["ResourceNotFound.FreezeService", "The service is frozen."],
  arrears: ["ResourceNotFound.StopService", "The service is suspended for arrears."],
  forbidden: ["ResourceNotFound.ForbidService", "The user is blocked."],
  disabled: ["ResourceNotFound.UserDisableService", "The user has disabled the service."],
};

/** What the international site's documents do not have. */
const mainlandActions: ReadonlySet<Action> = new Set([
  "StopScreenshotTask",
  "DeleteScreenshotTask",
  "DescribeScreenshotTask",
  "DescribeCallbackRecordsList",
]);

function isPublished(action: Action, switches: Switches): boolean {
  return switches.site === "mainland" || !mainlandActions.has(action);
}
