import { randomUUID } from "node:crypto";
import type { Delivery } from "./callbacks/outbox.js";
import { Postman } from "./callbacks/postman.js";
import { pictureOf } from "./console.js";
import type { Fault } from "./faults/faultKinds.js";
import { type FaultStatus, Faults, type FiredFault } from "./faults/faults.js";
import { HeldCalls } from "./faults/held.js";
import { LateChanges } from "./faults/late.js";
import { accountOf, type Credential } from "./http/account.js";
import { Gateway, type RequestRecord } from "./http/gateway.js";
import type { Listener } from "./http/listener.js";
import { listen } from "./http/server.js";
import { callbackPatience, taskRegion } from "./limits.js";
import { createService, type Service } from "./service.js";
import { readStore, StoreWriter } from "./store.js";
import { resolveSwitches, type Switches } from "./switches.js";
import { ClockChanges } from "./time/changes.js";
import { VirtualClock } from "./time/clock.js";

export type { Delivery } from "./callbacks/outbox.js";
export type { StreamNames } from "./captures/task.js";
export type { StreamView, TaskView } from "./captures/tasks.js";
export { ApiError } from "./errors.js";
export { type Fault, type FaultAction, type FaultKind, faultKinds } from "./faults/faultKinds.js";
export type { FaultStatus, FiredFault } from "./faults/faults.js";
export type { Credential } from "./http/account.js";
export type { RequestRecord } from "./http/gateway.js";
export {
  type Configured,
  createService,
  type Service,
  type ServiceOptions,
  type ServiceState,
} from "./service.js";
export { type Switches, switchTable } from "./switches.js";

export interface EmulatorOptions {
  /** The port on 127.0.0.1. Default: 0, any free one. */
  port?: number;
  /** A file that keeps the state over restarts; it is made where there is none. Default: state lives in memory. */
  data?: string;
  /**
   * ISO 8601 with an offset: the virtual clock stands still there. Default: it goes on as the data file has it, else it
   * follows real time.
   */
  time?: string;
  /** Virtual seconds in one real second; 0 stands still. Default: 0 with `time`, else 1. */
  rate?: number;
  /** Values for what no document settles, also as text. Default: see `switchTable`. */
  switches?: Partial<Switches> | Readonly<Record<string, string>>;
  /** Faults to begin with, one or several; they are not saved. See `faultKinds`. Default: none. */
  faults?: Fault | readonly Fault[];
  /** Calls of one action in one second of the wall clock. Default: as documented, 20 for those of tasks. */
  callsPerSecond?: number | undefined;
  /**
   * Whom callbacks are sent to: addresses on this machine alone, or whatever address a callback template names. Default:
   * `loopback`.
   */
  callbacks?: "loopback" | "anywhere";
  /** Milliseconds of real time after which a callback counts as unanswered. Default: 20,000, as documented. */
  callbackPatience?: number;
  /** Real time in milliseconds, for signatures and rates. Default: Date.now. */
  wallClock?: () => number;
  /** The store's id, where no data file has one. Default: a random UUID. */
  store?: string;
}

/** Milliseconds of real time between two looks at what is due. */
const tick = 500;

/**
 * The virtual clock. A change settles when all that it made due is done and callbacks are answered; a refusal says why. It
 * goes in strides of two minutes, as a receiver lives by this clock, too. A receiver that takes half of its patience in one
 * of them (`callbackPatience`) is waited for no more in this change.
 */
export interface EmulatorClock {
  /** Unix seconds, rounded down. */
  now(): number;
  /** @param duration ISO 8601, as "PT2H", or seconds; not negative. */
  advance(duration: string | number): Promise<void>;
  /** @param iso a time with an offset, not earlier than now. */
  set(iso: string): Promise<void>;
  /** @param rate virtual seconds in one real second, 0 to 100,000. */
  rate(rate: number): Promise<void>;
}

/** The callbacks: event 200 for each picture, 1 and 0 where a push begins and ends. */
export interface EmulatorCallbacks {
  /** What came of those that were sent, oldest first: the latest 10,000. */
  deliveries(): readonly Delivery[];
  /** Resolves when none is on its way. Those that were not answered with 200 wait to be sent again, in virtual time. */
  settled(): Promise<void>;
}

/** Faults of the calls to come: see `faultKinds` for the kinds, and `/_emulator/faults` for the same over HTTP. */
export interface EmulatorFaults {
  /** Sets one fault or several instead of those that are set. @throws Error naming the field that is wrong. */
  set(faults: Fault | readonly Fault[]): void;
  /** Adds one fault or several. @throws Error naming the field that is wrong; then none is added. */
  add(faults: Fault | readonly Fault[]): void;
  /** Removes all faults. What fired stays known, and held calls stay held. */
  clear(): void;
  /** What is set, with how often it fired. */
  list(): FaultStatus[];
  /** The latest calls that a fault struck, oldest first; `clear` and `set` keep them. */
  fired(): FiredFault[];
  /** The calls that wait at their commit, held or slow, oldest first. */
  held(): FiredFault[];
  /** Resolves with the held calls when there are at least so many (default: 1); with none on a reset or close. */
  whenHeld(calls?: number): Promise<FiredFault[]>;
  /**
   * Lets all held and slow calls go on, or one, and returns them: they are carried out when it returns, also those whose
   * clients have gone.
   */
  release(requestId?: string): FiredFault[];
  /** Ends all connections and leaves the port, so that whoever connects gets ECONNREFUSED. Held calls stay held. */
  stopListening(): Promise<void>;
  /** Listens again on the same port, also before a fault `down` is over. @throws Error where somebody else took it. */
  listenAgain(): Promise<void>;
}

export interface Emulator {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly secretId: string;
  readonly secretKey: string;
  /** A temporary credential, whose token must be sent with it. */
  readonly temporary: Required<Credential>;
  readonly region: string;
  readonly accountId: string;
  /** The store's id: it stays the same over restarts and resets. */
  readonly store: string;
  readonly clock: EmulatorClock;
  readonly service: Service;
  readonly callbacks: EmulatorCallbacks;
  readonly faults: EmulatorFaults;
  /** The latest calls of the API, oldest first. */
  requests(): RequestRecord[];
  /**
   * Forgets tasks, templates, rules, streams, requests and held calls; the clock goes back to where it was set at the start, and the
   * faults are those of the start.
   */
  reset(): void;
  /** Saves the state, where there is a data file, and ends all connections. Held calls are not carried out. */
  close(): Promise<void>;
}

/**
 * Starts the emulator in this process.
 *
 * @throws Error where the port, the time, a switch, a fault or the data file cannot be used.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const wall = options.wallClock ?? Date.now;
  const switches = resolveSwitches(options.switches);
  const saved = options.data === undefined ? undefined : readStore(options.data);
  const store = saved?.store ?? options.store ?? randomUUID();
  const account = accountOf(store);

  const clock = options.time ? VirtualClock.frozenAt(wall, options.time) : new VirtualClock(wall, saved?.clock);
  if (options.rate !== undefined) clock.setRate(options.rate);
  if (saved && clock.seconds() < saved.service.now) {
    const then = new Date(saved.service.now * 1000).toISOString();
    throw new Error(
      `In the data file ${options.data} it is ${then} already: the clock cannot start earlier. Leave the time out to go on from there, or delete the file to begin anew.`,
    );
  }
  const start = options.time ? clock.snapshot() : undefined;

  const patience = options.callbackPatience ?? callbackPatience;
  // What cannot be saved now is saved, or told, by the next change of the clock or by `close`.
  const saveSoon = (): void => void writer?.save().catch(() => {});
  const postman = new Postman({
    anywhere: options.callbacks === "anywhere",
    patience,
  });
  const service = createService({
    store,
    switches,
    clock: () => clock.seconds(),
    callbacks: {
      post: postman.post,
      pictureUrl: (taskId, time) => new URL(pictureOf(taskId, time), listener.endpoint).href,
    },
    ...(saved && { state: saved.service }),
    onChange: saveSoon,
  });
  const writer =
    options.data === undefined
      ? undefined
      : new StoreWriter(options.data, () => ({
          emulator: 1,
          store,
          clock: clock.snapshot(),
          service: service.snapshot(),
        }));
  const gateway = new Gateway({
    account,
    service,
    switches,
    callsPerSecond: options.callsPerSecond,
    wall,
  });
  const now = (): number => service.now();
  const faults = new Faults(now, options.faults);
  const held = new HeldCalls();
  const late = new LateChanges();

  const clockChanges = new ClockChanges({
    clock,
    catchUp: () => service.now(),
    settled: () => service.settled(),
    patience: patience / 2,
  });
  const changeClock = async (change: (clock: VirtualClock) => void): Promise<void> => {
    await clockChanges.make(change);
    await writer?.save();
  };
  const reset = (): void => {
    clockChanges.drop();
    clock.restart({ ...(start ?? { virtual: wall(), rate: options.rate ?? 1 }), wall: wall() });
    service.reset();
    gateway.forget();
    held.drop();
    postman.drop();
    late.forget();
    faults.reset();
  };
  const listener: Listener = await listen(
    {
      accountId: account.accountId,
      service,
      clock,
      clockChanges,
      gateway,
      faults,
      held,
      late,
      now,
      reset,
      onChange: saveSoon,
    },
    options.port ?? 0,
  );

  // Without a call, too, time passes: callbacks go out when they are due.
  const ticker = setInterval(() => service.now(), tick).unref();
  const close = async (): Promise<void> => {
    clearInterval(ticker);
    clockChanges.drop();
    service.stop();
    postman.drop();
    held.drop();
    await listener.close();
    await writer?.save();
  };
  // The store's id is worth keeping from the first moment: people's state names it.
  await writer?.save().catch((error: unknown) => {
    clearInterval(ticker);
    void listener.close();
    throw error;
  });

  return {
    endpoint: listener.endpoint,
    ...account.permanent,
    temporary: account.temporary,
    region: taskRegion,
    accountId: account.accountId,
    store,
    clock: {
      now: () => clock.seconds(),
      advance: (duration) => changeClock((clock) => clock.advance(duration)),
      set: (iso) => changeClock((clock) => clock.set(iso)),
      rate: (rate) => changeClock((clock) => clock.setRate(rate)),
    },
    service,
    callbacks: { deliveries: () => service.deliveries(), settled: () => service.settled() },
    faults: {
      set: (given) => faults.set(given),
      add: (given) => faults.add(given),
      clear: () => faults.clear(),
      list: () => faults.list(),
      fired: () => faults.fired(),
      held: () => held.list(),
      whenHeld: (calls = 1) => held.whenHeld(calls),
      release: (requestId) => held.release(requestId),
      stopListening: () => listener.rest(),
      listenAgain: () => listener.open(),
    },
    requests: () => gateway.requests(),
    reset,
    close,
  };
}
