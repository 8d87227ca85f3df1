/** Whether what a stack has lives in the world that its calls land in now. */
import type { Context } from "../provider/context.js";
import { assertSameWorld } from "../provider/live/world.js";
import { type Instant, phase } from "../provider/window.js";
import type { StackExport } from "./stackExport.js";

/**
 * Of what one provider instance has. What is over is the same everywhere: a stack may have moved to another account since.
 * @throws Error naming both worlds.
 */
export function refuseOtherWorld(
  { windows, lasting }: Pick<StackExport, "windows" | "lasting">,
  provider: string,
  { world, now, doing }: { readonly world: string; readonly now: Instant; readonly doing: string },
): void {
  for (const { known, name } of windows.filter((window) => window.provider === provider)) {
    if (known.standing.kind !== "task" || phase(known.standing.task.window, now) === "over") continue;
    assertSameWorld(world, known.standing.task.world, `${doing} ${name}`);
  }
  for (const held of lasting.filter((each) => each.provider === provider)) {
    assertSameWorld(world, held.world, `${doing} ${held.name}`);
  }
}

/** Where a stack lives elsewhere, nothing of a killed run would be found, and the next run would make it all a second time. */
export async function refuseToLookElsewhere(ctx: Context, stack: StackExport, provider: string): Promise<void> {
  const there = { world: await ctx.world(), now: ctx.clock.now() };
  refuseOtherWorld(stack, provider, { ...there, doing: "look for what a run left beside" });
}
