/** What the states of all resources have in common. */
import type { Properties } from "./fields.js";

/** Rises when older code could not read the state any more; state of a higher version is refused before any call. */
export const schemaVersion = 1;

/** Whether these are outputs that this provider wrote; a `get` comes with nothing but inputs, or with nothing at all. */
export function isState(state: Properties): boolean {
  return state["schemaVersion"] !== undefined;
}

/** @throws where a newer release wrote it: what it means is not known here. */
export function refuseNewerState(state: Properties): void {
  const version = Number(state["schemaVersion"]);
  if (version > schemaVersion) {
    throw new Error(
      `This state was written by a newer release of pulumi-tencentcloud-css (schema ${version}; this one reads up to ` +
        `${schemaVersion}). Nothing was called. Install at least the release that wrote it, then run again.`,
    );
  }
}

/** The one place that turns a result into what the engine stores: no undefined, NaN or Date may reach it. */
export function storable(state: Properties): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined));
}
