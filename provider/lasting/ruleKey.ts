/**
 * What a rule is known by. It has no id of its own: the full key is its domain, path and, in a snapshot rule for one
 * stream alone, the stream (DeleteLiveSnapshotRule, DeleteLiveCallbackRule). The template is no part of it.
 */
import type { Properties } from "../fields.js";
import { handleOf } from "./holders.js";
import type { TemplateKind } from "./kind.js";

/** The path where none is given: https://www.tencentcloud.com/document/product/267/30834. */
export const defaultAppName = "live";

/** "push.example.com/live" or "push.example.com/live/stream", of what the API reports. */
export function ruleId(raw: Properties): string {
  const text = (name: string) => String(raw[name] ?? "");
  return keyOf(text("DomainName"), text("AppName"), text("StreamName"));
}

/** The same as TENCENTCLOUD_CSS_ADOPT names it, of a rule that uses a template of this kind. */
export function ruleHandle({ ruleType }: Pick<TemplateKind, "ruleType">, raw: Properties): string {
  return handleOf({ type: ruleType }, ruleId(raw));
}

/** Escaped as in an address, as a path may have slashes; a domain's case says nothing. */
export function keyOf(domainName: string, appName: string, streamName: string): string {
  const path = [appName || defaultAppName, ...(streamName === "" ? [] : [streamName])];
  return [domainName.toLowerCase(), ...path.map(encodeURIComponent)].join("/");
}
