/**
 * The provider's context over the emulator's state machine, in this process and without HTTP: a call takes no time, and
 * waiting moves the virtual clock.
 */
import { ApiError, type Service } from "../../emulator/index.js";
import type { Context } from "../../provider/context.js";
import { createHolders } from "../../provider/lasting/holders.js";
import { createLastingListing, type LastingListing } from "../../provider/lasting/listing.js";
import type { Call, LiveApi } from "../../provider/live/api.js";
import { classify, LiveError } from "../../provider/live/errors.js";
import { createListings, type Listings } from "../../provider/live/listings.js";
import type { TaskActions } from "../../provider/live/tasks.js";
import { createNotices, type NoticeBoard } from "../../provider/notices.js";
import { type ReadConfig, resolveSettings } from "../../provider/settings.js";
import { createLedger } from "../../provider/timedTask/ledger.js";

export interface TestContext extends Context {
  readonly notices: NoticeBoard;
  /** The actions that were called, in order. */
  readonly calls: string[];
}

type Answer = Record<string, unknown>;

export interface TestContextOptions {
  /** By how many seconds the provider's clock is ahead of the service's. */
  readonly skew?: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly world?: string;
  readonly knownWorld?: string;
  /** TaskIds that a killed run left. */
  readonly adopt?: readonly string[];
  readonly left?: readonly string[];
  /** Waits together with others. Default: each wait moves the clock at once. */
  readonly sleep?: (seconds: number) => Promise<void>;
  /** Throws or answers instead of the service, at once or later. */
  readonly intercept?: (call: Call, proceed: () => Answer) => Answer | Promise<Answer>;
}

/** Of all contexts, as no two processes make the same one. */
let tokens = 0;

export function testContext(service: Service, options: TestContextOptions = {}): TestContext {
  const calls: string[] = [];
  // What is asked once for all tasks of a process would be in the calls of each test.
  const settings: Readonly<Record<string, string>> = { ifTemplateMissing: "ignore", ...options.settings };
  const config: ReadConfig = (key) => settings[key.replace("tencentcloud-css:", "")];
  const send = async (call: Call) => {
    calls.push(call.action);
    const proceed = () => service.call(call.action, call.params);
    try {
      return options.intercept ? await options.intercept(call, proceed) : proceed();
    } catch (thrown) {
      const seen =
        thrown instanceof ApiError
          ? Object.assign(new Error(thrown.message), { code: thrown.code, requestId: "r-1" })
          : thrown;
      throw new LiveError({ action: call.action, object: call.object, ...classify(seen) }, call.secrets);
    }
  };
  const api: LiveApi = { read: send, write: send };
  const clock = {
    now: () => service.now() + (options.skew ?? 0),
    sleep: options.sleep ?? (async (seconds: number) => service.advanceTo(service.now() + seconds)),
  };
  const { sleep } = options;
  const collect = sleep ? (ask: () => void) => void sleep(0).then(ask) : setImmediate;
  let listings: Listings | undefined;
  const lasting = new Map<string, LastingListing>();
  return {
    settings: resolveSettings(config, {}),
    endpoint: { protocol: "http://", host: "127.0.0.1:1", mayBeEmulator: true },
    clock,
    api,
    listings: (actions: TaskActions) => {
      listings ??= createListings({ api, actions, clock, collect });
      return listings;
    },
    lasting: (list) => {
      const listing = lasting.get(list.action) ?? createLastingListing({ api, clock }, list);
      lasting.set(list.action, listing);
      return listing;
    },
    adopt: new Set(options.adopt),
    left: new Set(options.left),
    world: async () => options.world ?? `emulator:${service.store}`,
    knownWorld: options.knownWorld,
    homes: new Set(),
    ledger: createLedger(),
    holders: createHolders(),
    notices: createNotices(),
    token: () => {
      tokens += 1;
      return `token-${Math.floor(service.now())}-${tokens}`;
    },
    calls,
  };
}
