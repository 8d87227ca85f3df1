/**
 * What the lifecycle functions work with. This is the only place that reads the clock, the environment and the
 * configuration, and everything here is made at its first use: a preview opens no connection and needs no credential.
 */
import { randomBytes } from "node:crypto";
import { createHolders, type Holders } from "./lasting/holders.js";
import type { ListAction } from "./lasting/kind.js";
import { createLastingListing, type LastingListing } from "./lasting/listing.js";
import type { LiveApi } from "./live/api.js";
import { type Connections, createConnections } from "./live/connections.js";
import type { Endpoint } from "./live/endpoint.js";
import { createListings, type Listings } from "./live/listings.js";
import type { TaskActions } from "./live/tasks.js";
import type { Stopwatch } from "./live/throttle.js";
import { type EmulatorAnswer, findWorld, worldWithoutAsking } from "./live/world.js";
import { createNotices, type NoticeBoard, type Notices } from "./notices.js";
import { once } from "./once.js";
import { type Environment, type ReadConfig, resolveSettings, type Settings } from "./settings.js";
import { createLedger, type Ledger } from "./timedTask/ledger.js";
import type { Instant } from "./window.js";

export interface Clock {
  now(): Instant;
  sleep(seconds: number): Promise<void>;
}

export interface Context {
  readonly settings: Settings;
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly api: LiveApi;
  /** Shared by all resources of this process. */
  readonly listings: (actions: TaskActions) => Listings;
  /** All templates, or all rules. Shared by all resources of this process. */
  readonly lasting: (list: ListAction) => LastingListing;
  /**
   * What a killed run left, for the resources that it matches: TENCENTCLOUD_CSS_ADOPT, comma separated. A task by its
   * TaskId; "SnapshotTemplate:ID", "CallbackRule:DOMAIN/APP" and the like.
   */
  readonly adopt: ReadonlySet<string>;
  /**
   * What this stack's own killed run left, as `recover` has just told: TENCENTCLOUD_CSS_LEFT, in the same form. It may go
   * with its template. What a person names to be taken over may have been taken by another stack long ago.
   */
  readonly left: ReadonlySet<string>;
  /** The name of the world that calls land in. Asked once, before the first call. */
  readonly world: () => Promise<string>;
  /** The same, where it is known already or can be told without asking. */
  readonly knownWorld: string | undefined;
  /** The worlds of what this process has seen in state and is not over: `diff` enters them. */
  readonly homes: Set<string>;
  readonly ledger: Ledger;
  readonly holders: Holders;
  readonly notices: Notices;
  /** A short random text, never the same twice. */
  readonly token: () => string;
}

/** @throws where a setting is wrong, or where the clock is an emulator's and there is none. */
export async function createContext(config: ReadConfig, environment: Environment): Promise<Context> {
  const settings = resolveSettings(config, environment);
  const { endpoint, emulator, live: api, account } = openConnections(settings, config, environment);
  const world = once(async () => findWorld(settings, endpoint, await emulator(), account));
  const notices = createNotices();
  const clock = settings.clock === undefined ? machineClock : emulatorClock(await emulator(), settings.clock);
  printAtTheEnd(notices);

  return {
    settings,
    endpoint,
    clock,
    api,
    listings: onceFor((actions: TaskActions) => createListings({ api, actions, clock, collect })),
    lasting: onceFor((list: ListAction) => createLastingListing({ api, clock }, list)),
    adopt: listIn(environment["TENCENTCLOUD_CSS_ADOPT"]),
    left: listIn(environment["TENCENTCLOUD_CSS_LEFT"]),
    world: async () => {
      const name = await world();
      if (name.startsWith("emulator:")) notices.say(`Emulator at ${endpoint.host}: no cloud was called.`);
      return name;
    },
    knownWorld: settings.clock === undefined ? worldWithoutAsking(endpoint, settings) : await world(),
    homes: new Set(),
    ledger: createLedger(),
    holders: createHolders(),
    notices,
    token: () => randomBytes(4).toString("hex"),
  };
}

/** The engine shows it at stack level while the run goes on. */
// biome-ignore lint/suspicious/noConsole: the one line by which a provider speaks; what else is printed was left behind.
const sayAtOnce = (line: string) => console.error(line);

/** The ways to the service. Nothing is read or opened before the first call. */
export function openConnections(settings: Settings, config: ReadConfig, environment: Environment): Connections {
  return createConnections({ settings, config, environment, stopwatch, now: machineClock.now, say: sayAtOnce });
}

const sleep = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));

const stopwatch: Stopwatch = { now: () => performance.now(), sleep: (milliseconds) => sleep(milliseconds / 1000) };

/** The engine calls for many resources at once, but not in the very same moment. */
const collect = (ask: () => void) => void setTimeout(ask, 10);

/** Made at the first use, and once for each of what it is asked for. */
function onceFor<Key, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const all = new Map<Key, Made>();
  return (key) => {
    const made = all.get(key) ?? make(key);
    all.set(key, made);
    return made;
  };
}

function listIn(written = ""): Set<string> {
  return new Set(written.split(/[\s,]+/).filter(Boolean));
}

/** The only reader of the time outside the emulator. */
export const machineClock: Clock = { now: () => Math.floor(Date.now() / 1000), sleep };

/** Follows the virtual clock from where it stood when it was asked. Where that clock stands still, waiting is idle. */
function emulatorClock(emulator: EmulatorAnswer | undefined, setting: string): Clock {
  if (!emulator) {
    throw new Error(
      `The setting clock is "${setting}", but there is no emulator behind the endpoint, so nothing was called. ` +
        "Leave tencentcloud-css:clock (TENCENTCLOUD_CSS_CLOCK) out, or set the endpoint of an emulator.",
    );
  }
  const skew = Number.parseInt(setting.slice("emulator".length) || "0", 10);
  const askedAt = performance.now();
  return {
    now: () => Math.floor(emulator.unix + skew + ((performance.now() - askedAt) / 1000) * emulator.rate),
    sleep: (seconds) => (emulator.rate === 0 ? Promise.resolve() : sleep(seconds / emulator.rate)),
  };
}

/** The engine interrupts its providers when a run is over, and still shows what they print then (CLI 3.248.0). */
function printAtTheEnd(board: NoticeBoard): void {
  const print = () => {
    for (const line of board.lines()) sayAtOnce(line);
  };
  process.once("SIGINT", () => {
    print();
    process.kill(process.pid, "SIGINT");
  });
}
