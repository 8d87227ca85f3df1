/** Where exported stacks live, accounts or emulators, and what they declare there. */
import type { Context } from "../provider/context.js";
import { isUnpublished } from "../provider/live/errors.js";
import type { ListedTask } from "../provider/live/tasks.js";
import { assertSameWorld } from "../provider/live/world.js";
import type { TimedTaskKind } from "../provider/timedTask/kind.js";
import type { Declared, Task } from "../provider/timedTask/state.js";
import { phase } from "../provider/window.js";
import type { Instance, InstanceOf } from "./stackContexts.js";
import type { StackExport } from "./stackExport.js";

/** An exported stack, and the way to where it lives. */
export interface GivenStack {
  readonly exported: StackExport;
  readonly instanceOf: InstanceOf;
}

/** A declared window, and its task where it has one. */
export interface Declaration {
  readonly stack: string;
  readonly name: string;
  readonly urn: string;
  readonly kind: TimedTaskKind;
  readonly declared: Declared;
  readonly task?: Task | undefined;
  /** Somebody else's, which the stack only reads. */
  readonly external: boolean;
}

/** One account, or one emulator, and what the given stacks declare there. */
export interface Place {
  readonly ctx: Context;
  readonly world: string;
  readonly declarations: Declaration[];
}

/** Where a provider instance leads, without what is declared there. */
export async function placeOf(instance: Instance): Promise<Place> {
  const ctx = await instance.context();
  return { ctx, world: await ctx.world(), declarations: [] };
}

/**
 * In another world nothing is known of what is declared, and every task there would look like a stranger's.
 * @throws where what is declared has a task that can still capture in another world.
 */
export function assertLivesHere({ ctx, world, declarations }: Place): void {
  for (const { task, name, stack } of declarations) {
    if (task && mayCapture(ctx, task)) assertSameWorld(world, task.world, `compare ${name} of ${stack}`);
  }
}

/** Not over, and not stopped: a stopped task never starts again (StopScreenshotTask). */
export function mayCapture(ctx: Context, { window, stoppedAt }: Pick<ListedTask, "window" | "stoppedAt">): boolean {
  return stoppedAt === undefined && phase({ start: 0, ...window }, ctx.clock.now()) !== "over";
}

/** Stacks and provider instances that lead to the same place are compared with it together. */
export async function placesOf(stacks: readonly GivenStack[]): Promise<Iterable<Place>> {
  const places = new Map<string, Place>();
  for (const { exported, instanceOf } of stacks) {
    const providers = exported.providers.size === 0 ? [""] : exported.providers.keys();
    for (const provider of providers) {
      const found = await placeOf(instanceOf(provider));
      const place = places.get(found.world) ?? found;
      places.set(found.world, place);
      place.declarations.push(...declarationsOf(exported, provider));
    }
  }
  return places.values();
}

function declarationsOf({ stack, windows, pending }: StackExport, provider: string): Declaration[] {
  return [
    ...windows
      .filter((window) => window.provider === provider)
      .map(({ known: { declared, standing }, ...window }) => {
        return { ...window, stack, declared, task: standing.kind === "task" ? standing.task : undefined };
      }),
    ...pending
      .filter((operation) => operation.provider === provider)
      .map((operation) => ({ ...operation, stack, external: false })),
  ];
}

/**
 * Waits for what depends on a listing.
 * @param instead what to do where the site has none.
 */
export async function whereListed<Answer>(asking: Promise<Answer>, instead: string): Promise<Answer> {
  try {
    return await asking;
  } catch (error) {
    if (!isUnpublished(error)) throw error;
    throw new Error(
      `This site publishes no DescribeScreenshotTask, so which tasks there are cannot be told. ${instead}`,
    );
  }
}
