/** What is declared without a required value is not made in this run: see ../absent.ts. */
import type { Context } from "../context.js";
import type { Properties } from "../fields.js";
import { identityIn } from "./holders.js";
import type { LastingKind } from "./kind.js";
import { declare } from "./values.js";

/** What it may be to take the place of, as under another resource name, is kept. */
export function noteAbsence(ctx: Context, kind: LastingKind, inputs: Properties): void {
  ctx.holders.failed(identityIn(kind, declare(kind, inputs).values));
}
