/**
 * What every resource's fields have in common: one declarative table gives validation, defaults and documentation.
 * Only form is judged here. What depends on the clock or on the service is judged in create or update, where it fails
 * for that resource alone: one failing check leaves most of a run undone (pulumi/pulumi#3302).
 */
import * as v from "valibot";
import { parseInstant } from "./window.js";

/** What stands for a value that is not known yet, at preview: `pulumi.runtime.unknownValue`, which a test compares. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** One property: what it may be, and its `v.description` in words. Optional ones are wrapped in `v.optional`. */
export type Field = v.GenericSchema<unknown>;

/** The dynamic provider's own key, which the engine's process hands on beside the fields. */
const providerKey = "__provider";

export type Properties = Readonly<Record<string, unknown>>;

export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/**
 * What a change of a property does: `replace` makes a new one and then removes the old one, `update` changes the one that
 * is there, and `nothing` is called where the property only says what this package is to do.
 */
export type Change = "replace" | "update" | "nothing";

/** Says what a change of these properties does: for the differences that a resource sees, and for its page in docs/. */
export function onChange<const Fields extends Readonly<Record<string, Field>>>(change: Change, fields: Fields): Fields {
  const marked = Object.entries(fields).map(([name, field]) => [name, v.pipe(field, v.metadata({ change }))]);
  return Object.fromEntries(marked) as Fields;
}

/** What a change of a property does, where {@link onChange} has said it. */
export function changeOf(field: Field): Change | undefined {
  return v.getMetadata(field)["change"] as Change | undefined;
}

/** A list is not known where one of its items is not. */
export function isUnknown(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isUnknown) : value === unknownValue;
}

/** The failures of each property by itself. Unknown and absent ones are left alone: nothing can be said of them yet. */
export function checkFields(fields: Readonly<Record<string, Field>>, inputs: Properties): Failure[] {
  const failures: Failure[] = [];
  for (const name of Object.keys(inputs)) {
    if (name !== providerKey && !Object.hasOwn(fields, name)) {
      failures.push({ property: name, reason: `is not a property; ${instead(name, Object.keys(fields))}` });
    }
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = inputs[name];
    if (value === undefined || isUnknown(value)) continue;
    const result = v.safeParse(field, value);
    if (!result.success) failures.push({ property: name, reason: result.issues[0].message });
  }
  return failures;
}

function instead(name: string, known: readonly string[]): string {
  const meant = known.find((other) => other.toLowerCase() === name.toLowerCase());
  return meant === undefined ? `there are ${known.join(", ")}` : `did you mean ${meant}?`;
}

function got(value: unknown): string {
  return `got ${value === null ? "null" : Array.isArray(value) ? "a list" : JSON.stringify(value)}`;
}

/** A name without blanks, or slashes around it: the service publishes no exact set of characters. */
export function name(example: string) {
  const takes = `a name without blanks and outer slashes, like "${example}"`;
  return v.pipe(
    v.string((issue) => `must be a text like "${example}"; ${got(issue.input)}`),
    v.regex(/^(?![/])\S*[^\s/]$/, (issue) => `must be ${takes}; ${got(issue.input)}`),
    v.description(takes),
  );
}

export function domain(example: string) {
  const takes = `a bare domain name like "${example}", without scheme, port or path`;
  return v.pipe(
    v.string((issue) => `must be a domain name like "${example}"; ${got(issue.input)}`),
    v.regex(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/i, (issue) => `must be ${takes}; ${got(issue.input)}`),
    v.description(takes),
  );
}

/** A whole number that survives JSON: integers above 2^53 lose digits on the way. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER) {
  const takes = `a whole number from ${least} to ${most}`;
  const message = (issue: { input: unknown }) => `must be ${takes}; ${got(issue.input)}`;
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(least, message),
    v.maxValue(most, message),
    v.description(takes),
  );
}

export function text() {
  return v.pipe(
    v.string((issue) => `must be a text; ${got(issue.input)}`),
    v.description("a text"),
  );
}

/** A text of so many bytes at most, in UTF-8. */
export function shortText(most: number) {
  return v.pipe(
    text(),
    v.maxBytes(most, (issue) => `must be ${most} bytes at most, and has ${Buffer.byteLength(issue.input)}`),
    v.description(`a text of ${most} bytes at most`),
  );
}

/** What is in no message, not even where it is wrong. */
export function secretText() {
  return v.pipe(v.string("must be a text"), v.description("a text"));
}

/** The name of a template: https://www.tencentcloud.com/document/product/267/30834. */
export function templateName() {
  return v.pipe(
    shortText(255),
    v.regex(
      /^[\p{Script=Han}A-Za-z0-9_-]+$/u,
      (issue) => `must consist of letters, digits, _, - and Chinese characters; ${got(issue.input)}`,
    ),
    v.description("255 bytes at most of letters, digits, _, - and Chinese characters"),
  );
}

/** A text of one form, `what` with an example. */
export function matching(form: RegExp, what: string, example: string) {
  const takes = `${what}, like "${example}"`;
  const message = (issue: { input: unknown }) => `must be ${takes}; ${got(issue.input)}`;
  return v.pipe(v.string(message), v.regex(form, message), v.description(takes));
}

/** What the service fills in: https://www.tencentcloud.com/document/product/267/31072. */
const placeholders = [
  ...["AppName", "PushDomain", "StreamID", "Year", "Month", "Day", "Hour", "Minute", "Second"],
  ...["Width", "Height", "Ext"],
];

/**
 * The pattern of a file's name, or of a folder's; empty for the service's own.
 * @param further characters that may be in it.
 */
export function fileName(further = "") {
  const known = new RegExp(`\\{(${placeholders.join("|")})\\}`, "g");
  const plain = new RegExp(`^[A-Za-z0-9!_.*${further}-]*$`);
  const takes =
    `letters, digits, - ! _ . * ${further}${further && " "}and the placeholders ` +
    placeholders.map((each) => `{${each}}`).join(" ");
  return v.pipe(
    text(),
    v.check(
      (pattern) => plain.test(pattern.replace(known, "")),
      (issue) => `must consist of ${takes}; ${got(issue.input)}`,
    ),
    v.description(takes),
  );
}

/** An address that the service calls; empty for none. */
export function notifyUrl() {
  return v.pipe(
    text(),
    v.check(
      (address) => address === "" || (/^https?:\/\//i.test(address) && URL.canParse(address)),
      (issue) => `must be an address like "https://hooks.example.com/css"; ${got(issue.input)}`,
    ),
    v.description('an address, like "https://hooks.example.com/css"'),
  );
}

export function listOf<const Options extends readonly string[]>(options: Options) {
  return v.pipe(
    v.array(oneOf(options), (issue) => `must be a list; ${got(issue.input)}`),
    v.description(`a list of ${options.map((option) => JSON.stringify(option)).join(", ")}`),
  );
}

export function oneOf<const Options extends readonly (string | number)[]>(options: Options) {
  const list = options.map((option) => JSON.stringify(option)).join(" or ");
  return v.pipe(
    v.picklist(options, (issue) => `must be ${list}; ${got(issue.input)}`),
    v.description(list),
  );
}

export function time() {
  return v.pipe(
    v.unknown(),
    v.rawTransform<unknown, number>(({ dataset, addIssue, NEVER }) => {
      const parsed = parseInstant(dataset.value);
      if ("instant" in parsed) return parsed.instant;
      addIssue({ message: parsed.problem });
      return NEVER;
    }),
    v.description('a time: ISO 8601 with an offset, like "2026-12-24T19:00:00+08:00", or whole Unix seconds'),
  );
}
