/**
 * What `pulumi stack export` tells of the windows of a stack: the resources of ours, what a killed run left pending,
 * and the settings of the provider instances. Read only: nothing here calls the service, or Pulumi.
 */
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import type { Properties } from "../provider/fields.js";
import type { Declared as LastingDeclared, RuleKind, TemplateKind } from "../provider/lasting/kind.js";
import { declare } from "../provider/lasting/values.js";
import { callbackRule } from "../provider/resources/callbackRule.js";
import { callbackTemplate } from "../provider/resources/callbackTemplate.js";
import { screenshotTask } from "../provider/resources/screenshotTask.js";
import { snapshotRule } from "../provider/resources/snapshotRule.js";
import { snapshotTemplate } from "../provider/resources/snapshotTemplate.js";
import type { TimedTaskKind } from "../provider/timedTask/kind.js";
import { type Declared, fromState, type Known } from "../provider/timedTask/state.js";

/** What people call the input that is no file. */
const standardInput = "standard input";

/** The resources of ours, by Pulumi's type token. */
export const kinds: Readonly<Record<string, TimedTaskKind>> = {
  "pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask": screenshotTask,
};

const lastingKinds: Readonly<Record<string, TemplateKind | RuleKind>> = Object.fromEntries(
  [snapshotTemplate, snapshotRule, callbackTemplate, callbackRule].map((kind) => [
    `pulumi-nodejs:dynamic/tencentcloud-css:${kind.type}`,
    kind,
  ]),
);

/** Every kind of task that there is. */
export const taskKinds = Object.values(kinds);

export const providerType = "pulumi:providers:pulumi-nodejs";

/** A resource of ours in state. */
export interface ExportedWindow {
  readonly urn: string;
  /** Its name in the program. */
  readonly name: string;
  readonly kind: TimedTaskKind;
  /** The provider instance that it belongs to, as `providers` names it. */
  readonly provider: string;
  readonly known: Known;
  /** Read by `ScreenshotTask.get`: somebody else's, which this stack never changes. */
  readonly external: boolean;
  /** Replaced by another in this state, and to be deleted by the next run. */
  readonly replaced: boolean;
}

/**
 * A creation or an update that a killed run left: sent or not, carried out or not. Measured with CLI 3.248.0: both hold
 * the new inputs and neither an id nor outputs; a replacement is "creating", beside the old resource of the same URN.
 * Runs that do not clear pending creates pile up equal ones, which are one here.
 */
export interface PendingOperation {
  readonly urn: string;
  readonly name: string;
  readonly kind: TimedTaskKind;
  readonly provider: string;
  readonly type: "creating" | "updating";
  readonly declared: Declared;
}

/** A template or rule in state. */
export interface ExportedLasting {
  readonly provider: string;
  readonly name: string;
  readonly kind: TemplateKind | RuleKind;
  /** Read by `get`: somebody else's, which this stack never changes. */
  readonly external: boolean;
  /** "SnapshotTemplate:1000", as TENCENTCLOUD_CSS_ADOPT names it. */
  readonly handle: string;
  readonly world: string;
}

/** The creation of a template or rule that a killed run left. What is encrypted in the export is not declared here. */
export interface PendingLasting {
  readonly urn: string;
  readonly name: string;
  readonly kind: TemplateKind | RuleKind;
  readonly provider: string;
  readonly declared: LastingDeclared;
}

export interface StackExport {
  /** A file's name, or "standard input". */
  readonly source: string;
  /** As Pulumi names it, "project/stack", which only its resources tell. */
  readonly stack: string;
  readonly windows: readonly ExportedWindow[];
  readonly pending: readonly PendingOperation[];
  /** The templates and rules of the stack. */
  readonly lasting: readonly ExportedLasting[];
  /**
   * Those that were replaced and wait to be deleted, as where the run was killed in between. Should their name or key be
   * declared again, they are what a new resource finds there.
   */
  readonly replacedLasting: readonly ExportedLasting[];
  /** Those whose creation is pending. */
  readonly pendingLasting: readonly PendingLasting[];
  /** The URNs of the resources of others whose creation is pending, each once. */
  readonly pendingOfOthers: readonly string[];
  /** The inputs of each provider instance, by its reference ("URN::ID"): the settings of the stack, or its own. */
  readonly providers: ReadonlyMap<string, Properties>;
}

const resource = v.object({
  urn: v.string(),
  type: v.string(),
  id: v.optional(v.string()),
  inputs: v.optional(v.record(v.string(), v.unknown()), {}),
  outputs: v.optional(v.record(v.string(), v.unknown()), {}),
  provider: v.optional(v.string(), ""),
  external: v.optional(v.boolean(), false),
  delete: v.optional(v.boolean(), false),
  /** Deleted already, and its successor is not made yet. */
  pendingReplacement: v.optional(v.boolean(), false),
});

/** sdk/go/common/apitype: UntypedDeployment and DeploymentV3. A stack that was never updated has no resources yet. */
const exported = v.object({
  version: v.pipe(v.number(), v.minValue(3)),
  deployment: v.object({
    resources: v.optional(v.nullable(v.array(resource)), null),
    pending_operations: v.optional(v.nullable(v.array(v.object({ resource, type: v.string() }))), null),
  }),
});

/**
 * Reads an export.
 * @param file its name; left out or "-": standard input.
 * @throws Error where it cannot be read, or is none.
 */
export async function readStackExport(file?: string): Promise<StackExport> {
  const input = await readInput(file, "pulumi stack export | npx pulumi-tencentcloud-css …");
  return parseStackExport(input.text, input.source);
}

/**
 * The text of a file, or of standard input where none is named.
 * @param example what could be piped.
 */
export async function readInput(file: string | undefined, example: string): Promise<{ source: string; text: string }> {
  if (file !== undefined && file !== "-") return { source: file, text: await readText(file) };
  if (process.stdin.isTTY) throw new Error(`There is nothing to read. Name a file, or pipe: ${example}`);
  return { source: standardInput, text: await text(process.stdin) };
}

/** A folder's error of Node's does not say which file it is about. */
async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
}

/** How a message begins that is about an input. */
export function subjectOf(source: string): string {
  return source === standardInput ? "What came on standard input" : source;
}

/** @throws Error that names the source, what is wrong with it, and what would be right. */
export function parseStackExport(json: string, source: string): StackExport {
  const result = v.safeParse(exported, parseJson(json, source));
  if (!result.success) {
    const [issue] = result.issues;
    throw notAnExport(source, `${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
  }
  const { resources, pending_operations: operations } = result.output.deployment;
  const all = resources ?? [];
  return {
    source,
    stack: stackOf(all[0]?.urn) ?? "an empty stack",
    windows: all.flatMap(toWindow),
    pending: distinct((operations ?? []).flatMap(toPending)),
    lasting: all.filter((each) => !each.delete).flatMap(toLasting),
    replacedLasting: all.filter((each) => each.delete && !each.external).flatMap(toLasting),
    pendingLasting: distinct((operations ?? []).flatMap(toPendingLasting)),
    pendingOfOthers: [...new Set((operations ?? []).filter(isOfOthers).map((operation) => operation.resource.urn))],
    providers: new Map(
      all.filter(({ type }) => type === providerType).map(({ urn, id, inputs }) => [`${urn}::${id}`, inputs]),
    ),
  };
}

type ExportedResource = v.InferOutput<typeof resource>;

function toWindow({ urn, type, provider, external, delete: replaced, outputs }: ExportedResource): ExportedWindow[] {
  const kind = kinds[type];
  if (!kind) return [];
  const known = fromState(decrypted(outputs, urn), kind.declare);
  return [{ urn, name: nameOf(urn), kind, provider, known, external, replaced }];
}

function toPending(operation: { resource: ExportedResource; type: string }): PendingOperation[] {
  const { urn, type: token, provider, inputs } = operation.resource;
  const kind = kinds[token];
  if (!kind || (operation.type !== "creating" && operation.type !== "updating")) return [];
  const declared = kind.declare(decrypted(inputs, urn));
  return [{ urn, name: nameOf(urn), kind, provider, type: operation.type, declared }];
}

function toLasting({ urn, type, provider, external, outputs, ...resource }: ExportedResource): ExportedLasting[] {
  const { handle, world } = outputs;
  const kind = lastingKinds[type];
  if (resource.pendingReplacement) return [];
  if (!kind || typeof handle !== "string" || typeof world !== "string") return [];
  return [{ name: nameOf(urn), provider, kind, external, handle, world }];
}

function toPendingLasting(operation: { resource: ExportedResource; type: string }): PendingLasting[] {
  const { urn, type: token, provider, inputs } = operation.resource;
  const kind = lastingKinds[token];
  if (!kind || operation.type !== "creating") return [];
  const plain = Object.entries(inputs)
    .map(([name, value]) => [name, reveal(value)] as const)
    .filter(([, value]) => !(value instanceof Encrypted));
  const declared = declare(kind, Object.fromEntries(plain));
  const values = Object.entries(declared.values).filter(([name]) => !(reveal(inputs[name]) instanceof Encrypted));
  return [{ urn, name: nameOf(urn), kind, provider, declared: { ...declared, values: Object.fromEntries(values) } }];
}

function isOfOthers({ resource: { type: token }, type }: { resource: ExportedResource; type: string }): boolean {
  return type === "creating" && !kinds[token] && !lastingKinds[token];
}

function distinct<Pending extends { urn: string; declared: unknown }>(pending: readonly Pending[]): Pending[] {
  return [
    ...new Map(pending.map((operation) => [JSON.stringify([operation.urn, operation.declared]), operation])).values(),
  ];
}

function parseJson(json: string, source: string): unknown {
  if (json.trim() === "") throw notAnExport(source, "it is empty, so what should have written it may have failed");
  try {
    return JSON.parse(json);
  } catch (error) {
    throw notAnExport(source, `it is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function notAnExport(source: string, problem: string): Error {
  return new Error(`${subjectOf(source)} is not a stack's export: ${problem}. Make one with \`pulumi stack export\`.`);
}

/** urn:pulumi:STACK::PROJECT::TYPE::NAME */
export function stackOf(urn: string | undefined): string | undefined {
  const [, stack, project] = /^urn:pulumi:(.+?)::(.+?)::/.exec(urn ?? "") ?? [];
  return stack === undefined ? undefined : `${project}/${stack}`;
}

/** A name may have "::" in it, so it is all that follows the type. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Marks a secret in an export; its value stands beside it, as `plaintext` in JSON, or encrypted as `ciphertext`. */
const secretMark = { key: "4dabf18193072939515e22adb298388d", value: "1b47061264138c4ac30d75fd1eb44270" };

/** A value that is encrypted in an export. */
export class Encrypted {}

export function isSecret(value: unknown): value is object {
  return typeof value === "object" && value !== null && Reflect.get(value, secretMark.key) === secretMark.value;
}

/** A property as it was written, where the export has it in plain text. */
export function reveal(value: unknown): unknown {
  if (!isSecret(value)) return value;
  const plaintext: unknown = Reflect.get(value, "plaintext");
  return typeof plaintext === "string" ? JSON.parse(plaintext) : new Encrypted();
}

/** What to do about properties that are encrypted. */
export const showSecrets =
  "Export it with `pulumi stack export --show-secrets`, and pipe it, so that it lies in no file.";

/** @throws Error where a property is encrypted: without it the window cannot be told from others. */
function decrypted(properties: Properties, urn: string): Properties {
  const revealed = Object.entries(properties).map(([name, value]) => [name, reveal(value)] as const);
  const encrypted = revealed.filter(([, value]) => value instanceof Encrypted).map(([name]) => name);
  if (encrypted.length > 0) {
    throw new Error(`In this export of ${nameOf(urn)} ${encrypted.join(", ")} is encrypted. ${showSecrets}`);
  }
  return Object.fromEntries(revealed);
}
