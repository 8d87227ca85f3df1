/** Which actions the templates and rules of a stack need: what is denied of these fails a run, and the rest does not. */
import type { StackExport } from "../stackExport.js";

type Lasting = Pick<StackExport, "lasting" | "replacedLasting" | "pendingLasting">;

/** @param provider The instance that they belong to, as the export names it. */
export function neededBy({ lasting, replacedLasting, pendingLasting }: Lasting, provider: string): ReadonlySet<string> {
  const all = [...lasting, ...replacedLasting, ...pendingLasting.map((each) => ({ ...each, external: false }))];
  return new Set(
    all
      .filter((each) => each.provider === provider)
      .flatMap(({ kind: { actions }, external }) => [
        actions.list.action,
        ...("describe" in actions ? [actions.describe] : []),
        ...(external ? [] : [actions.create, actions.remove, ...("modify" in actions ? [actions.modify] : [])]),
      ]),
  );
}
