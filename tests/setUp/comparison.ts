/** What an account holds of templates and rules, against what is declared and what a stack's state knows. */
import type { Service } from "../../emulator/index.js";
import type { Configured } from "../../emulator/service.js";
import { ruleId } from "../../provider/lasting/ruleKey.js";
import type { Part, PartType, SetUp } from "./parts.js";

export interface SetUpComparison {
  /** Where the account is not what is declared, in words. */
  readonly differences: readonly string[];
  /** What the state does not know, by its handle. */
  readonly left: readonly Kept[];
}

/** A template or rule of the account. */
export interface Kept {
  readonly type: PartType;
  /** "SnapshotTemplate:1000", as TENCENTCLOUD_CSS_ADOPT names it. */
  readonly handle: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

const tables: Readonly<Record<PartType, keyof Configured>> = {
  SnapshotTemplate: "snapshotTemplates",
  CallbackTemplate: "callbackTemplates",
  SnapshotRule: "snapshotRules",
  CallbackRule: "callbackRules",
};

/** What no field of the program says. */
const ofTheService = ["TemplateId", "created"];

/** @param handles of the state. */
export function compareSetUp(service: Service, setUp: SetUp, handles: readonly string[]): SetUpComparison {
  const kept = keptIn(service);
  const partOf = new Map(kept.map((each) => [each, setUp.find((part) => isOf(each, part))]));
  const differences = setUp.flatMap((part) => {
    const [own, ...others] = kept.filter((each) => partOf.get(each) === part);
    if (!own) return [`there is no ${nameOf(part)}`];
    if (others.length > 0) return [`there are several of ${nameOf(part)}`];
    return [
      ...differing(part, own.raw).map((field) => `${nameOf(part)} has ${field} ${String(own.raw[field])}`),
      ...(bindsAsDeclared(part, own, setUp, partOf) ? [] : [`${nameOf(part)} binds ${String(own.raw["TemplateId"])}`]),
      ...(handles.includes(own.handle) ? [] : [`${nameOf(part)} is not in the state`]),
    ];
  });
  const gone = handles.filter((handle) => !kept.some((each) => each.handle === handle));
  const undeclared = kept.filter((each) => !partOf.get(each) && handles.includes(each.handle));
  return {
    differences: [
      ...differences,
      ...gone.map((handle) => `the state has ${handle}, which is gone`),
      ...undeclared.map(({ handle }) => `${handle} is not declared`),
    ],
    left: kept.filter(({ handle }) => !handles.includes(handle)),
  };
}

/** All that the account holds, but for the templates that a new one has. */
export function keptIn(service: Service): Kept[] {
  const configured = service.configured();
  return (Object.keys(tables) as PartType[]).flatMap((type) =>
    configured[tables[type]]
      .map((raw) => ({ ...raw }) as Kept["raw"])
      .filter(({ TemplateName }) => !/^emulator-/.test(String(TemplateName)))
      .map((raw) => ({ type, raw, handle: `${type}:${isTemplate(type) ? raw["TemplateId"] : ruleId(raw)}` })),
  );
}

const isTemplate = (type: PartType) => type === "SnapshotTemplate" || type === "CallbackTemplate";

const nameOf = ({ type, name }: Part) => `${type} ${name}`;

/** By its name, or its key. */
function isOf({ type, raw }: Kept, part: Part): boolean {
  const key = isTemplate(type) ? ["templateName"] : ["domainName", "appName", "streamName"];
  return type === part.type && key.every((name) => (raw[upper(name)] ?? "") === (part.args[name] ?? ""));
}

function bindsAsDeclared(
  { template }: Part,
  own: Kept,
  setUp: SetUp,
  partOf: ReadonlyMap<Kept, Part | undefined>,
): boolean {
  if (template === undefined) return true;
  const bound = setUp.find(({ name }) => name === template);
  return [...partOf].some(([{ raw }, part]) => part === bound && raw["TemplateId"] === own.raw["TemplateId"]);
}

/** What is declared and is another, or is not declared and is not empty. */
function differing({ args }: Part, raw: Kept["raw"]): string[] {
  const declared = new Map(Object.entries(args).map(([name, value]) => [upper(name), value]));
  const isEmpty = (value: unknown) => !value || (Array.isArray(value) && value.length === 0);
  return Object.entries(raw).flatMap(([name, value]) => {
    const wanted = declared.get(name);
    return ofTheService.includes(name) || value === wanted || (isEmpty(value) && isEmpty(wanted)) ? [] : [name];
  });
}

const upper = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
