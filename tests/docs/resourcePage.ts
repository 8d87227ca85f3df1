/** A resource's page, out of its field table and the doc comments of its types. */
import * as v from "valibot";
import { actionCodes } from "../../emulator/errors.js";
import { type Change, changeOf, type Field } from "../../provider/fields.js";
import { actionsOf, isRule, isTimedTask, type Kind, ownActionsOf } from "./calls.js";
import { type Declaration, declarationIn, type Member } from "./declarations.js";
import { codesTable } from "./errorsPage.js";
import { anchorOf, code, fenced, generatedFrom, page, table } from "./markdown.js";

export interface DocumentedResource {
  /** The class in `sdk/` and, beginning with a small letter, the files there and in `provider/resources/`. */
  readonly name: string;
  /** Its fields, and the calls that it makes. */
  readonly kind: Kind;
  /** A whole program that the tests run. */
  readonly example: Example;
  /** What else there is to read, as a Markdown list's items. */
  readonly more?: readonly string[];
}

export interface Example {
  /** Where it runs, as a sentence. */
  readonly from: string;
  readonly files: readonly { readonly language: string; readonly text: string }[];
}

export function resourcePage(resource: DocumentedResource): string {
  const { name, kind, more = [] } = resource;
  const declarations = declarationsOf(resource);
  const { api, inputs, sdk } = declarations;
  const outputs = outputsOf(declarations);
  const get = sdk.members.find((member) => member.name === "get");
  return page(
    generatedFrom(api),
    `# ${name}`,
    sdk.text,
    "## Example",
    exampleOf(resource.example),
    "## Properties",
    inputs.text,
    table(
      ["property", "takes", "default", "a change"],
      inputs.members.map((member) => {
        const field = fieldOf(kind, member.name);
        return [
          `[${code(member.name)}](#${anchorOf(member.name)})`,
          takes(field),
          defaultOf(field, member.text),
          changeOf(field) ?? "",
        ];
      }),
    ),
    whatChangesDo(kind),
    ...inputs.members.map(({ name: property, text }) => `### ${code(property)}\n\n${text}`),
    "## Outputs",
    outputs.length === 0
      ? "The properties, as they were declared."
      : "Beside the properties, as they were declared. Where the type ends with a question mark, only where it applies.",
    outputs.length === 0
      ? undefined
      : table(
          ["output", "", "type"],
          outputs.map(({ name: output, text, type }) => [code(output), text, code(type)]),
        ),
    ...(get ? ["## Reading one that exists", fenced("ts", `${name}.get(name, id)`), get.text, parametersOf(get)] : []),
    "## Errors",
    "A property that is not what the table says is refused at preview, with its name, before anything is called. " +
      "[Troubleshooting](../errors.md) has each [refusal of this package](../errors.md#what-this-package-refuses), and the " +
      "codes that any call can be answered with, of [keys and permissions](../errors.md#keys-and-permissions) and of " +
      `[too many calls](../errors.md#too-many-too-much). For the calls of a ${name} these are documented:`,
    codesTable([...new Set(ownActionsOf(kind).flatMap(codesOf))], {
      ofTasks: isTimedTask(kind),
    }),
    "## Permissions",
    `In CAM: ${actionsOf(kind)
      .map((action) => code(`live:${action}`))
      .join(", ")}, and \`sts:GetCallerIdentity\`, which every key may call.`,
    more.length > 0 ? `## More\n\n${more.map((item) => `- ${item}`).join("\n")}` : undefined,
  );
}

/** The words of the table's last column, those of them that are in it. */
function whatChangesDo(kind: Kind): string {
  const meanings: Readonly<Record<Change, string>> = {
    replace: "a new one is made, and then the old one is deleted.",
    update: isRule(kind)
      ? "the rule is deleted and made again, as the service modifies none; its key stays."
      : "the one that is there is changed.",
    nothing: "it is kept in state, and no call is made.",
  };
  const used = new Set(Object.values(kind.fields).map(changeOf));
  return (Object.keys(meanings) as Change[])
    .filter((change) => used.has(change))
    .map((change) => `**${change}**: ${meanings[change]}`)
    .join(" ");
}

function parametersOf({ parameters }: Member): string {
  return parameters.map(({ name, text }) => `- ${code(name)}: ${text}`).join("\n");
}

interface Declarations {
  /** Where the table of the fields is. */
  readonly api: string;
  readonly inputs: Declaration;
  readonly sdk: Declaration;
}

export function declarationsOf({ name }: Pick<DocumentedResource, "name">): Declarations {
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  const api = `provider/resources/${file}.ts`;
  return {
    api,
    inputs: declarationIn(api, `${name}Inputs`),
    sdk: declarationIn(`sdk/${file}.ts`, name),
  };
}

/** What the class has that is not declared. Optional ones have a type with a question mark. */
function outputsOf({ api, inputs, sdk }: Declarations): Pick<Member, "name" | "text" | "type">[] {
  return sdk.members.flatMap(({ name, text, type }) => {
    const [, declared = ""] = type.match(/^pulumi\.Output<(.*)>$/s) ?? [];
    if (declared === "" || inputs.members.some((input) => input.name === name)) return [];
    const [, table, key] = declared.match(/^(\w+)\["(\w+)"\]$/) ?? [];
    const named =
      table === undefined ? undefined : declarationIn(api, table).members.find((member) => member.name === key);
    if (named) return [{ name, text: named.text, type: `${named.type}${named.optional ? "?" : ""}` }];
    return [{ name, text, type: declared.replace(/ \| undefined$/, "?") }];
  });
}

function codesOf(action: string): readonly string[] {
  const codes = actionCodes[action];
  if (!codes) throw new Error(`The emulator does not list the codes of ${action}.`);
  return codes;
}

export function exampleOf({ from, files }: Example): string {
  return [from, ...files.map(({ language, text }) => fenced(language, text))].join("\n\n");
}

export function takes(field: Field): string {
  return descriptionOf(field).replace(/"([^"]*)"/g, (quoted) => code(quoted));
}

function descriptionOf(field: Field): string {
  const own = v.getDescription(field);
  if (own !== undefined) return own;
  return "wrapped" in field ? descriptionOf(field.wrapped as Field) : "";
}

/** The table's default where it has one, and otherwise what the doc comment says. */
export function defaultOf(field: Field, text: string): string {
  if (field.type !== "optional") return "required";
  const literal = v.getDefault(field as never) as unknown;
  if (literal === undefined || isEmpty(literal)) return saidDefault(text) ?? "none";
  return code(JSON.stringify(literal));
}

/** What is empty means something that only words can tell. */
export function isEmpty(literal: unknown): boolean {
  return literal === "" || (Array.isArray(literal) && literal.length === 0);
}

/** What a doc comment says after "Default: ", up to the end of the sentence. */
export function saidDefault(text: string): string | undefined {
  return text.match(/Default: (.*?)\.(?=\s|$)/s)?.[1];
}

/** What a doc comment says after "A change ", up to the end of the sentence. */
export function saidChange(text: string): string | undefined {
  return text.match(/\bA\s+change\s+(.*?)\.(?=\s|$)/s)?.[1];
}

/** The same comment beside a column that says what a change does. */
export function withoutChange(text: string): string {
  return text.replace(/\s*\bA\s+change\s+(.*?)\.(?=\s|$)/s, "");
}

/** The addresses that a doc comment names after "Source: " or "Sources: ", up to the end of the sentence. */
export function sourcesOf(text: string): string[] {
  const [, said = ""] = text.match(/\bSources?: (.*?)\.(?=\s|$)/s) ?? [];
  return said.match(/https:\/\/[\w./-]+\w/g) ?? [];
}

/** The same comment beside a column that says the default. */
export function withoutDefault(text: string): string {
  return text.replace(/\s*Default: (.*?)\.(?=\s|$)/s, "");
}

function fieldOf({ fields }: Kind, name: string): Field {
  const field = fields[name];
  if (!field) throw new Error(`${name} is declared and is not in the table of fields.`);
  return field;
}
