/** How often a task takes a picture: its snapshot template says it, where that is in the same stack. */

import type { Operation, Side } from "./operations.js";
import { type Hidden, isHidden } from "./property.js";

const templateType = "pulumi-nodejs:dynamic/tencentcloud-css:SnapshotTemplate";

/** Seconds (CreateLiveSnapshotTemplate: SnapshotInterval, which may be left out). */
const defaultInterval = 10;

/** The seconds between two pictures of a task; `undefined` where no template of the stack tells. */
export type IntervalOf = (task: Side, templateId: number | Hidden) => number | undefined;

/** @param otherwise for tasks whose template is not in the stack. */
export function intervalsOf(operations: readonly Operation[], otherwise: number | undefined): IntervalOf {
  const byUrn = new Map<string, number>();
  const byId = new Map<string, number>();
  for (const { urn, type, before, after } of operations) {
    if (type !== templateType || !after) continue;
    const interval = after.inputs["snapshotInterval"] ?? defaultInterval;
    if (typeof interval !== "number" || interval <= 0) continue;
    byUrn.set(urn, interval);
    // A preview of a change in place knows the id of before.
    byId.set(after.id || before?.id || "", interval);
  }
  return ({ dependencies }, templateId) => {
    const named = isHidden(templateId) ? undefined : byId.get(String(templateId));
    const [depended] = (dependencies["templateId"] ?? []).flatMap((urn) => byUrn.get(urn) ?? []);
    return named ?? depended ?? otherwise;
  };
}
