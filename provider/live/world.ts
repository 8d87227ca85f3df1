/**
 * Where a task lives: an account of the real service, or one emulator's store. It is stamped into state, so that no
 * operation ever lands in another world, where "not found" would say nothing.
 */
import type { Settings } from "../settings.js";
import type { Instant } from "../window.js";
import type { Endpoint } from "./endpoint.js";

/** What runs at an endpoint and says that it is an emulator. */
export interface EmulatorAnswer {
  readonly store: string;
  readonly accountId: string;
  /** The virtual time, and how many of its seconds pass in one of ours. */
  readonly unix: Instant;
  readonly rate: number;
}

/** The real service, of an account that nobody has asked for yet: no more is known without a call. */
const cloud = "cloud";

/** The name of the world that an endpoint leads to, where it can be told without a connection. */
export function worldWithoutAsking(endpoint: Endpoint, { accountId }: Settings): string | undefined {
  if (endpoint.mayBeEmulator) return undefined;
  return accountId === undefined ? cloud : `account:${accountId}`;
}

/**
 * The name of the world: "emulator:STORE" or "account:NUMBER".
 * @param account The number of the account that the keys belong to, which STS knows.
 * @throws where `accountId` pins another account.
 */
export async function findWorld(
  { accountId }: Settings,
  { host }: Endpoint,
  emulator: EmulatorAnswer | undefined,
  account: () => Promise<string>,
): Promise<string> {
  if (!emulator) return `account:${await pinned(accountId, account)}`;
  if (accountId !== undefined && accountId !== emulator.accountId) {
    throw new Error(
      `accountId pins account ${accountId}, but the emulator at ${host} has account ` +
        `${emulator.accountId}, so nothing was called. Change one of the two: accountId, or the endpoint.`,
    );
  }
  return `emulator:${emulator.store}`;
}

async function pinned(accountId: string | undefined, account: () => Promise<string>): Promise<string> {
  const found = await account();
  if (accountId === undefined || accountId === found) return found;
  throw new Error(
    `accountId pins account ${accountId}, but the keys belong to account ${found}, so nothing was called. Use the keys ` +
      "of the pinned account, or change accountId.",
  );
}

/** Whether two names can mean the same place. What says "cloud" may be any account, but never an emulator. */
function sameWorld(a: string, b: string): boolean {
  const isCloud = (name: string) => !name.startsWith("emulator:");
  return a === b || ((a === cloud || b === cloud) && isCloud(a) && isCloud(b));
}

function describeWorld(name: string): string {
  if (name.startsWith("emulator:")) return `the emulator's store ${name.slice("emulator:".length)}`;
  return name.startsWith("account:") ? `account ${name.slice("account:".length)} of Tencent Cloud` : "Tencent Cloud";
}

/** Of a context: what is known of its world without asking, and how to ask. */
interface Worldly {
  readonly knownWorld: string | undefined;
  readonly world: () => Promise<string>;
}

/** Without a call where that can be told without one. */
export async function livesHere(ctx: Worldly, world: string): Promise<boolean> {
  if (ctx.knownWorld !== undefined && !sameWorld(ctx.knownWorld, world)) return false;
  return sameWorld(await ctx.world(), world);
}

/** @throws as {@link assertSameWorld}, without a call where that can be told without one. */
export async function requireWorld(ctx: Worldly, expected: string, doing: string): Promise<void> {
  if (ctx.knownWorld !== undefined) assertSameWorld(ctx.knownWorld, expected, doing);
  assertSameWorld(await ctx.world(), expected, doing);
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

/**
 * What is new has lived nowhere yet. Where all else that the program has lives in another world, the keys are wrong and
 * not the state: made here, it would be out of reach once they are right again.
 * @param homes the worlds in which this process has seen what goes on to live.
 * @throws naming both worlds, before anything is made.
 */
export function assertAtHome(found: string, homes: ReadonlySet<string>, doing: string): void {
  const [home] = homes;
  if (home === undefined || [...homes].some((each) => sameWorld(found, each))) return;
  throw new Error(
    `Refused to ${doing}: what else this program has lives in ${describeWorld(home)}, but this run talks to ` +
      `${describeWorld(found)}. Nothing was made. ${wayBack(home)} If that place is gone for good, find the URNs of what ` +
      "lives there with `pulumi stack --show-urns` and drop each with `pulumi state delete URN`; for another place use " +
      "another stack.",
  );
}

function wayBack(expected: string): string {
  return expected.startsWith("emulator:")
    ? "Was the emulator restarted without its --data file? Start it with that file, and set its endpoint."
    : "Set endpoint, accountId and the credentials back to where it lives.";
}

const needed = (clock: string) =>
  `The setting clock is "${clock}", so an emulator has to be there and is asked for the time, even by \`status --offline\`.`;

/** Milliseconds for what an emulator says of itself, which it knows at once. */
const patience = 10_000;

/** An emulator says so, anything else leads to the real service. */
export async function askEmulator(
  endpoint: Endpoint,
  { clock }: Pick<Settings, "clock">,
): Promise<EmulatorAnswer | undefined> {
  if (!endpoint.mayBeEmulator) return undefined;
  const address = `${endpoint.protocol}${endpoint.host}`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${address}/_emulator`, { redirect: "manual", signal: AbortSignal.timeout(patience) });
    text = await response.text();
  } catch (error) {
    const again =
      (clock === undefined ? "If an emulator should be there, start" : `${needed(clock)} Start`) +
      " it again with the same --port and --data: `npx pulumi-tencentcloud-css emulator --help`.";
    throw error instanceof Error && error.name === "TimeoutError"
      ? new Error(
          `Something listens at ${address} and did not answer within ${patience / 1000} s, so nothing was called. Look ` +
            `which program has that port, and end it where it hangs. ${again}`,
        )
      : new Error(
          `Nothing answers at ${address}, so nothing was called ` +
            `(${error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)}). ${again}`,
        );
  }
  const answer = response.ok ? emulatorAnswer(text) : undefined;
  return answer?.store !== undefined && answer.accountId !== undefined
    ? { store: answer.store, accountId: answer.accountId, unix: Number(answer.unix), rate: Number(answer.rate) }
    : undefined;
}

function emulatorAnswer(text: string): Partial<EmulatorAnswer> | undefined {
  try {
    return (JSON.parse(text) ?? undefined) as Partial<EmulatorAnswer> | undefined;
  } catch {
    return undefined;
  }
}
