/** What is declared, and may be skipped by the engine: see `Resource.announce`. */
import type { Context } from "../context.js";
import type { Properties } from "../fields.js";
import { isUnknown } from "../fields.js";
import { identityIn } from "./holders.js";
import type { LastingKind } from "./kind.js";
import { declare } from "./values.js";

/** What it may be to take the place of is kept. */
export function announce(ctx: Context, kind: LastingKind, inputs: Properties): void {
  if (Object.values(inputs).some(isUnknown)) return;
  ctx.holders.announce(identityIn(kind, declare(kind, inputs).values));
}
