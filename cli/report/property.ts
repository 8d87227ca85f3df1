/** A property as a preview, an event log or an export shows it: its value, or that it is hidden. */
import { isUnknown, type Properties } from "../../provider/fields.js";
import { isSecret } from "../stackExport.js";

/** Stands for a value that a report must not tell, or cannot. */
export class Hidden {
  constructor(readonly text: string) {}
}

/** Whether it is in the input in plain text or not: a report is posted where many read it. */
export const secret = new Hidden("[secret]");

/** Not known until something else is made: a preview cannot tell. */
export const knownLater = new Hidden("known after it is made");

/** The engine's text in place of a secret (`preview --json`, and within the event log's mark). */
const blinded = "[secret]";

function revealed(raw: unknown): unknown {
  if (raw === blinded || isSecret(raw)) return secret;
  return isUnknown(raw) ? knownLater : raw;
}

/** Properties with what is hidden told apart, without the engine's own. */
export function readProperties(raw: Properties | undefined): Properties {
  const entries = Object.entries(raw ?? {}).filter(([name]) => !name.startsWith("__"));
  return Object.fromEntries(entries.map(([name, value]) => [name, revealed(value)]));
}

export function isHidden(value: unknown): value is Hidden {
  return value instanceof Hidden;
}

/** A value on one line; what is hidden says why. */
export function showValue(value: unknown): string {
  if (isHidden(value)) return value.text;
  if (value === undefined) return "not set";
  return typeof value === "string" ? value : JSON.stringify(value);
}
