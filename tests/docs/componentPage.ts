/** A component's page, out of the doc comments of its arguments. */
import type { Field } from "../../provider/fields.js";
import { declarationIn } from "./declarations.js";
import { anchorOf, code, generatedFrom, page, table } from "./markdown.js";
import {
  defaultOf,
  type Example,
  exampleOf,
  saidChange,
  saidDefault,
  takes,
  withoutChange,
  withoutDefault,
} from "./resourcePage.js";

export interface DocumentedComponent {
  /** The class in `sdk/`, in the file of that name. */
  readonly name: string;
  readonly example: Example;
  /** What it is made with, in the order in which it is to be read: the type, its file, and its table where it has one. */
  readonly types: readonly DocumentedType[];
  readonly more?: readonly string[];
}

export interface DocumentedType {
  readonly name: string;
  readonly file: string;
  readonly fields?: Readonly<Record<string, Field>>;
  /** What the component gives to a function of the program, and is not given. */
  readonly given?: true;
}

export function componentPage({ name, example, types, more = [] }: DocumentedComponent): string {
  const file = `sdk/${name.charAt(0).toLowerCase()}${name.slice(1)}.ts`;
  const component = declarationIn(file, name);
  const outputs = component.members.filter(({ type }) => type !== "");
  return page(
    generatedFrom(...new Set([file, ...types.map((type) => type.file)])),
    `# ${name}`,
    component.text,
    "## Example",
    exampleOf(example),
    "## What a change does",
    "A task is known by its name. A change **edits** it where it keeps its name: its window, its stream or another property " +
      "is another, and [ScreenshotTask](../resources/screenshotTask.md#properties) says what that does. It **adds and " +
      "removes** where there is more to capture, or less: a task is made, or deleted, stopped before where it runs, and for " +
      "what is over nothing is called. It **renames** where the same is captured under another name: the new task is made, " +
      "and then the old one is deleted. A window that comes to last more or less than 24 h, 48 h and so on, by whatever, " +
      "also gets or loses a part, which is a task.",
    ...types.flatMap((type) => typeSection(type, types)),
    "## Outputs",
    table(
      ["output", "", "type"],
      outputs.map(({ name: output, text, type }) => [code(output), text, code(type)]),
    ),
    "## Errors",
    "A mistake in the arguments or in a calendar fails the program, and names the field, or the line of the calendar and " +
      "the event. What is right beside it is declared all the same, and nothing is deleted. [Troubleshooting](../errors.md#a-schedules-source) has each message. What " +
      "the tasks themselves can be answered is on the page of [ScreenshotTask](../resources/screenshotTask.md#errors).",
    more.length > 0 ? `## More\n\n${more.map((item) => `- ${item}`).join("\n")}` : undefined,
  );
}

function typeSection({ name, file, fields = {}, given }: DocumentedType, types: readonly DocumentedType[]): string[] {
  const { text, members, bases } = declarationIn(file, name);
  const known = types.filter((type) => bases.includes(type.name));
  const rows = members.map((member) => {
    const field = fields[member.name];
    const whatItTakes = (field && takes(field)) || linked(member.type, types);
    if (given) return [code(member.name), member.text, whatItTakes];
    const fallback = member.optional ? (saidDefault(member.text) ?? "none") : "required";
    return [
      code(member.name),
      withoutChange(withoutDefault(member.text)),
      whatItTakes,
      field && member.optional ? defaultOf(field, member.text) : fallback,
      saidChange(member.text) ?? "",
    ];
  });
  return [
    `## ${name}`,
    text.replace("`ScreenshotTask`", "[`ScreenshotTask`](../resources/screenshotTask.md)"),
    table(given ? ["property", "", "type"] : ["property", "", "takes", "default", "a change"], rows),
    ...known.map((type) => `It also takes what a [${type.name}](#${anchorOf(type.name)}) does.`),
  ];
}

/** A type's text, with a link to the section of what it names. */
function linked(type: string, types: readonly DocumentedType[]): string {
  const named = types.find(({ name }) => new RegExp(`^(readonly )?${name}\\b`).test(type));
  return named ? `[${code(type)}](#${anchorOf(named.name)})` : code(type);
}
