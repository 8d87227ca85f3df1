/**
 * What the engine says of a stack's resources, read from one of three inputs, which are told apart by their content:
 * `pulumi preview --json`, an event log (`--event-log FILE`, or a preview's JSON as a stream), `pulumi stack export`.
 * Measured with CLI 3.248.0: a preview's JSON leaves out what does not change unless it is made with --show-sames, and
 * names the resources that a property depends on; an event log has what does not change, and no such names. Secrets
 * are "[secret]" in both.
 */
import * as v from "valibot";
import type { Properties } from "../../provider/fields.js";
import { nameOf, providerType, stackOf, subjectOf } from "../stackExport.js";
import { readProperties, secret } from "./property.js";

/** preview: what a run would do. update: what a run did. state: what there is. */
export type Origin = "preview" | "update" | "state";

/** A resource at one side of an operation. */
export interface Side {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** The URNs that each property depends on, where the input tells. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

/** What happens to one resource, all steps of it together: a replacement is one. */
export interface Operation {
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  /** The provider instance, as `pulumi stack export` names it: "URN::ID". */
  readonly provider: string;
  /** The engine's word. `pending`: a killed run left its creation or update. */
  readonly op: "same" | "create" | "update" | "replace" | "delete" | "read" | "pending";
  readonly before?: Side | undefined;
  readonly after?: Side | undefined;
  /** The properties that force a replacement. */
  readonly replaces: readonly string[];
  readonly failed: boolean;
}

/** An error that the engine reported, and the resource that it concerns, where it concerns one. */
export interface Problem {
  readonly urn?: string | undefined;
  readonly message: string;
}

export interface Operations {
  readonly origin: Origin;
  /** "project/stack", which only its resources tell. */
  readonly stack: string;
  readonly operations: readonly Operation[];
  readonly problems: readonly Problem[];
  /** The settings of the provider instances, by their references. */
  readonly providers: ReadonlyMap<string, Properties>;
  /** How many resources of the stack do not change, and are not in the input. */
  readonly samesLeftOut: number;
}

const properties = v.nullish(v.record(v.string(), v.unknown()));

const side = v.object({
  type: v.optional(v.string()),
  id: v.nullish(v.string()),
  inputs: properties,
  outputs: properties,
  delete: v.nullish(v.boolean()),
  external: v.nullish(v.boolean()),
  provider: v.nullish(v.string()),
  propertyDependencies: v.nullish(v.record(v.string(), v.nullable(v.array(v.string())))),
});

const diagnostic = v.object({
  urn: v.nullish(v.string()),
  severity: v.string(),
  message: v.string(),
});

/** pkg/display: PreviewDigest. Where nothing was previewed, as after an early error, there are no steps. */
const preview = v.object({
  config: properties,
  steps: v.nullish(
    v.array(
      v.object({
        op: v.string(),
        urn: v.string(),
        provider: v.nullish(v.string()),
        oldState: v.nullish(side),
        newState: v.nullish(side),
        replaceReasons: v.nullish(v.array(v.string())),
      }),
    ),
  ),
  diagnostics: v.nullish(v.array(diagnostic)),
  changeSummary: v.nullish(v.record(v.string(), v.number())),
});

const metadata = v.object({
  op: v.string(),
  urn: v.string(),
  type: v.string(),
  old: v.nullish(side),
  new: v.nullish(side),
  keys: v.nullish(v.array(v.string())),
  provider: v.nullish(v.string()),
});

/** sdk/go/common/apitype/events.go: EngineEvent. What is not needed is not read. */
const event = v.object({
  sequence: v.number(),
  preludeEvent: v.optional(v.object({ config: properties })),
  resourcePreEvent: v.optional(v.object({ metadata, planning: v.optional(v.boolean()) })),
  resOutputsEvent: v.optional(v.object({ metadata, planning: v.optional(v.boolean()) })),
  resOpFailedEvent: v.optional(v.object({ metadata })),
  diagnosticEvent: v.optional(diagnostic),
});

/** sdk/go/common/apitype: DeploymentV3. */
const resource = v.object({ ...side.entries, urn: v.string(), type: v.string() });
const exported = v.object({
  deployment: v.object({
    resources: v.nullish(v.array(resource)),
    pending_operations: v.nullish(v.array(v.object({ resource, type: v.string() }))),
  }),
});

type RawSide = v.InferOutput<typeof side>;

/** One step as any input has it. */
interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly provider: string;
  readonly before?: RawSide | null | undefined;
  readonly after?: RawSide | null | undefined;
  readonly replaces: readonly string[];
  readonly failed?: boolean;
}

/** @throws Error that names the source, what is wrong with it, and what would be right. */
export function parseOperations(text: string, source: string): Operations {
  const lines = text.trim().split("\n");
  const first = parseLine(lines[0] ?? "");
  if (isObject(first) && "sequence" in first) return fromEvents(lines, source);
  const whole = parseWhole(text, source);
  if (isObject(whole) && "deployment" in whole) return fromExport(check(exported, whole, source));
  if (isObject(whole) && ("steps" in whole || "changeSummary" in whole || "diagnostics" in whole)) {
    return fromPreview(check(preview, whole, source));
  }
  throw wrong(source, "it is JSON of another shape");
}

function fromPreview(digest: v.InferOutput<typeof preview>): Operations {
  const steps = (digest.steps ?? []).map(({ op, urn, provider, oldState, newState, replaceReasons }): Step => {
    const type = newState?.type ?? oldState?.type ?? "";
    return {
      op,
      urn,
      type,
      provider: provider ?? "",
      before: oldState,
      after: newState,
      replaces: replaceReasons ?? [],
    };
  });
  const sames = steps.filter(({ op }) => op === "same").length;
  return {
    origin: "preview",
    ...put(steps, digest.config ?? {}),
    problems: problemsOf(digest.diagnostics ?? []),
    samesLeftOut: Math.max(0, (digest.changeSummary?.["same"] ?? 0) - sames),
  };
}

/** A run that previews first has its own events after the preview's; both begin with a prelude. The last one counts. */
function fromEvents(lines: readonly string[], source: string): Operations {
  let config: Properties = {};
  let steps: Step[] = [];
  let diagnostics: v.InferOutput<typeof diagnostic>[] = [];
  let planned = false;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const parsed = parseLine(line);
    // A log that is being written, or was cut off by a kill, may end within a line.
    if (parsed === undefined && index === lines.length - 1) break;
    const read = check(event, parsed, `${source}, line ${index + 1}`);
    if (read.preludeEvent) {
      config = read.preludeEvent.config ?? {};
      steps = [];
      diagnostics = [];
      planned = false;
    }
    const told = read.resOutputsEvent ?? read.resourcePreEvent;
    if (told) {
      planned ||= told.planning === true;
      steps.push(toStep(told.metadata));
    }
    if (read.resOpFailedEvent) steps.push({ ...toStep(read.resOpFailedEvent.metadata), failed: true });
    if (read.diagnosticEvent) diagnostics.push(read.diagnosticEvent);
  }
  return {
    origin: planned ? "preview" : "update",
    ...put(steps, config),
    problems: problemsOf(diagnostics),
    samesLeftOut: 0,
  };
}

function toStep({ op, urn, type, provider, old, new: after, keys }: v.InferOutput<typeof metadata>): Step {
  return { op, urn, type, provider: provider ?? "", before: old, after, replaces: keys ?? [] };
}

function fromExport({ deployment }: v.InferOutput<typeof exported>): Operations {
  const step = (op: string, { urn, type, provider, ...after }: v.InferOutput<typeof resource>): Step => {
    return { op, urn, type, provider: provider ?? "", after, replaces: [] };
  };
  const resources = deployment.resources ?? [];
  const opOf = (each: RawSide) => (each.delete ? "delete-replaced" : each.external ? "read" : "same");
  const pending = (deployment.pending_operations ?? []).filter(
    ({ type }) => type === "creating" || type === "updating",
  );
  return {
    origin: "state",
    ...put(
      [...resources.map((each) => step(opOf(each), each)), ...pending.map((each) => step("pending", each.resource))],
      {},
    ),
    problems: [],
    samesLeftOut: 0,
  };
}

/** The steps of each resource together, and the settings. */
function put(steps: readonly Step[], config: Properties): Pick<Operations, "stack" | "operations" | "providers"> {
  const byUrn = new Map<string, Step[]>();
  for (const step of steps) {
    const known = byUrn.get(step.urn);
    if (known) known.push(step);
    else byUrn.set(step.urn, [step]);
  }
  const operations = [...byUrn.values()].flatMap((all) => together(all) ?? []);
  return {
    stack: stackOf(steps[0]?.urn) ?? "an empty stack",
    operations,
    providers: settingsOf(operations, withoutSecrets(readProperties(config))),
  };
}

/** What the last step of a kind says, for the kind that tells most. */
function together(steps: readonly Step[]): Operation | undefined {
  const last = (...ops: readonly string[]) => steps.findLast((step) => ops.includes(step.op));
  const replacement = last("replace", "create-replacement", "import-replacement", "read-replacement");
  const step =
    last("pending") ??
    replacement ??
    last("create", "import", "update", "delete", "same", "read", "discard") ??
    last("refresh");
  // Only what an earlier run replaced and could not delete is left: this resource has no window of its own.
  if (!step) return undefined;
  const op = opOf(step, replacement);
  return {
    urn: step.urn,
    name: nameOf(step.urn),
    type: step.type,
    provider: step.provider,
    op,
    before: toSide(step.before),
    after: op === "delete" ? undefined : toSide(step.after),
    replaces: step.replaces,
    failed: steps.some(({ failed }) => failed === true),
  };
}

function opOf(step: Step, replacement: Step | undefined): Operation["op"] {
  if (step === replacement) return "replace";
  switch (step.op) {
    case "create":
    case "import":
      return "create";
    case "update":
    case "read":
    case "pending":
      return step.op;
    case "delete":
    case "discard":
      return "delete";
    case "refresh":
      // A refresh that finds a task gone takes it out of the state.
      return step.after ? "same" : "delete";
    default:
      return "same";
  }
}

function toSide(raw: RawSide | null | undefined): Side | undefined {
  if (!raw) return undefined;
  return {
    id: raw.id ?? "",
    inputs: readProperties(raw.inputs ?? undefined),
    outputs: readProperties(raw.outputs ?? undefined),
    dependencies: Object.fromEntries(
      Object.entries(raw.propertyDependencies ?? {}).map(([name, urns]) => [name, urns ?? []]),
    ),
  };
}

/** The arguments of an instance where it is among the resources, else the stack's configuration. */
function settingsOf(operations: readonly Operation[], config: Properties): Operations["providers"] {
  const own = new Map(
    operations
      .filter(({ type }) => type === providerType)
      .map(({ urn, before, after }) => [urn, withoutSecrets((after ?? before)?.inputs ?? {})]),
  );
  const references = new Set(operations.map(({ provider }) => provider));
  const urnOf = (reference: string) => reference.split("::").slice(0, -1).join("::");
  return new Map([...references].map((reference) => [reference, own.get(urnOf(reference)) ?? config]));
}

function withoutSecrets(settings: Properties): Properties {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== secret));
}

function problemsOf(diagnostics: readonly v.InferOutput<typeof diagnostic>[]): Problem[] {
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ urn, message }) => ({ urn: urn ?? undefined, message: message.trim() }));
}

function check<Schema extends v.GenericSchema>(schema: Schema, value: unknown, source: string): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw wrong(source, `${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
}

function parseWhole(text: string, source: string): unknown {
  if (text.trim() === "") throw wrong(source, "it is empty, so what should have written it may have failed");
  try {
    // What some shells write begins with a byte order mark.
    return JSON.parse(text.trim());
  } catch (error) {
    throw wrong(source, `it is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function wrong(source: string, problem: string): Error {
  return new Error(
    `${subjectOf(source)} is no preview, event log or export: ${problem}. Make one with \`pulumi preview --json ` +
      "--show-sames`, `pulumi preview --event-log FILE` (with PULUMI_DEBUG_COMMANDS=true in the environment) or `pulumi " +
      "stack export`.",
  );
}
