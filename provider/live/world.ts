/**
 * Where a task lives: an account of the real service, or one emulator's store. It is stamped into state, so that no
 * operation ever lands in another world, where "not found" would say nothing.
 */
import type { Settings } from "../settings.js";
import type { Instant } from "../window.js";
import type { Endpoint } from "./endpoint.js";

export interface World {
  /** "emulator:STORE", "account:NUMBER", or "cloud" where no account is pinned. */
  readonly name: string;
  /** The virtual time, where this is an emulator. */
  readonly virtualTime?: { readonly unix: Instant; readonly rate: number };
}

/** The real service, of an account that nobody pinned with `accountId`. */
const cloud = "cloud";

/** The name of the world that an endpoint leads to, where it can be told without a connection. */
export function worldWithoutAsking(endpoint: Endpoint, settings: Settings): string | undefined {
  return endpoint.mayBeEmulator ? undefined : cloudOf(settings);
}

function cloudOf({ accountId }: Settings): string {
  return accountId === undefined ? cloud : `account:${accountId}`;
}

export async function findWorld(endpoint: Endpoint, settings: Settings): Promise<World> {
  const emulator = endpoint.mayBeEmulator ? await askEmulator(endpoint) : undefined;
  if (!emulator) return { name: cloudOf(settings) };
  if (settings.accountId !== undefined && settings.accountId !== emulator.accountId) {
    throw new Error(
      `accountId pins account ${settings.accountId}, but the emulator at ${endpoint.host} has account ` +
        `${emulator.accountId}, so nothing was called. Change one of the two: accountId, or the endpoint.`,
    );
  }
  return { name: `emulator:${emulator.store}`, virtualTime: { unix: emulator.unix, rate: emulator.rate } };
}

/** Whether two names can mean the same place. An unpinned account may be any account, but never an emulator. */
function sameWorld(a: string, b: string): boolean {
  const isCloud = (name: string) => !name.startsWith("emulator:");
  return a === b || ((a === cloud || b === cloud) && isCloud(a) && isCloud(b));
}

function describeWorld(name: string): string {
  if (name.startsWith("emulator:")) return `the emulator's store ${name.slice("emulator:".length)}`;
  return name.startsWith("account:") ? `account ${name.slice("account:".length)} of Tencent Cloud` : "Tencent Cloud";
}

/** @throws naming both worlds, before anything is called in the wrong one. */
export function assertSameWorld(found: string, expected: string, doing: string): void {
  if (sameWorld(found, expected)) return;
  throw new Error(
    `Refused to ${doing}: it lives in ${describeWorld(expected)}, but this run talks to ${describeWorld(found)}. ` +
      `Nothing was called. ${wayBack(expected)} If that place is gone for good, find the URN with ` +
      "`pulumi stack --show-urns` and drop it with `pulumi state delete URN`; for another place use another stack.",
  );
}

function wayBack(expected: string): string {
  return expected.startsWith("emulator:")
    ? "Was the emulator restarted without its --data file? Start it with that file, and set its endpoint."
    : "Set endpoint, accountId and the credentials back to where it lives.";
}

interface EmulatorAnswer {
  readonly store: string;
  readonly accountId: string;
  readonly unix: number;
  readonly rate: number;
}

/** What runs at an endpoint on this machine: an emulator says so, anything else leads to the real service. */
async function askEmulator(endpoint: Endpoint): Promise<EmulatorAnswer | undefined> {
  let response: Response;
  try {
    response = await fetch(`${endpoint.protocol}${endpoint.host}/_emulator`);
  } catch (error) {
    throw new Error(
      `Nothing answers at ${endpoint.protocol}${endpoint.host}, so nothing was called ` +
        `(${error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)}). ` +
        "If an emulator should be there, start it again with the same --port and --data: " +
        "`npx pulumi-tencentcloud-css emulator --help`.",
    );
  }
  if (!response.ok) return undefined;
  const answer = (await response.json().catch(() => undefined)) as Partial<EmulatorAnswer> | undefined;
  return answer?.store !== undefined && answer.accountId !== undefined
    ? { store: answer.store, accountId: answer.accountId, unix: Number(answer.unix), rate: Number(answer.rate) }
    : undefined;
}
