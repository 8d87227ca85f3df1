/** The fields of a template or rule: as declared, as the API has them, and what differs between two. */
import * as v from "valibot";
import type { Properties } from "../fields.js";
import type { Call } from "../live/api.js";
import type { Declared, Found, LastingKind, Value, Values } from "./kind.js";

/** The one property that is ours and not the service's. */
const policy = "ifExists";

export function fieldNames({ fields }: LastingKind): string[] {
  return Object.keys(fields).filter((name) => name !== policy);
}

function defaultOf({ fields }: LastingKind, name: string): Value | undefined {
  const field = fields[name];
  return field && (v.getDefault(field) as Value | undefined);
}

/**
 * Reads inputs that `check` has passed, or a state. Nothing is judged: what somebody made in the console, and a refresh
 * read into the state, need not be what a program could declare.
 */
export function declare(kind: LastingKind, inputs: Properties): Declared {
  const written = Object.fromEntries(
    Object.entries(inputs).filter(([name, value]) => Object.hasOwn(kind.fields, name) && value !== undefined),
  );
  const values = fieldNames(kind).flatMap((name) => {
    const value = written[name] ?? defaultOf(kind, name);
    return value === undefined ? [] : [[name, value as Value]];
  });
  return {
    inputs: written,
    values: Object.fromEntries(values) as Values,
    ifExists: written[policy] === "adopt" ? "adopt" : "error",
  };
}

function apiName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A call about one template or rule, none of whose secrets shows in a message. */
export function callOf(
  kind: LastingKind,
  action: string,
  values: Values,
  params: Readonly<Record<string, unknown>>,
  id?: string,
): Call {
  const secrets = (kind.secret ?? []).map((name) => String(values[name] ?? ""));
  return { action, object: `${kind.describe(values)}${id === undefined ? "" : ` (${id})`}`, params, secrets };
}

/** The parameters of a call. What is left out has its default in a creation, and keeps its value in a modification. */
export function toParams(values: Values, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [apiName(name), values[name]]));
}

/** Those that are not what the service takes where they are left out. */
export function namesSet(kind: LastingKind, values: Values): string[] {
  return fieldNames(kind).filter((name) => !equal(kind, name, values[name], defaultOf(kind, name)));
}

/** Reads what a description or a listing answers. An empty value may come as null. */
export function toFound(kind: LastingKind, raw: Properties): Found {
  const values = fieldNames(kind).flatMap((name) => {
    const value = raw[apiName(name)];
    if (value === undefined) return [];
    const fallback = defaultOf(kind, name) ?? "";
    if (value === null) return [[name, fallback]];
    return [[name, typeof fallback === "number" ? Number(value) : value]];
  });
  return { id: kind.idOf(raw), values: Object.fromEntries(values) as Values };
}

/** The names of the fields that are another in `to`; what one of the two does not tell is no difference. */
export function differences(kind: LastingKind, from: Values, to: Values): string[] {
  return fieldNames(kind).filter(
    (name) => from[name] !== undefined && to[name] !== undefined && !equal(kind, name, from[name], to[name]),
  );
}

/** Whether it has the name, or the key, of what is declared. */
export function isNamedAs(kind: LastingKind, { values: found }: Found, values: Values): boolean {
  return kind.identityOf({ ...values, ...found }) === kind.identityOf(values);
}

/** The same, and no field that is told is another. */
export function isEqualTo(kind: LastingKind, found: Found, values: Values): boolean {
  return isNamedAs(kind, found, values) && differences(kind, found.values, values).length === 0;
}

function equal(kind: LastingKind, name: string, a: Value | undefined, b: Value | undefined): boolean {
  return normal(kind, name, a) === normal(kind, name, b);
}

function normal(kind: LastingKind, name: string, value: Value | undefined): string {
  // Which comes first in a list says nothing.
  if (Array.isArray(value)) return JSON.stringify(value.map(String).toSorted());
  // A domain's case says nothing.
  const text = name === "domainName" ? String(value).toLowerCase() : String(value ?? "");
  return text === "" ? (kind.emptyMeans?.[name] ?? "") : text;
}

/** `snapshotInterval 5 instead of 10`, for a message; secrets are only named. */
export function tellDifferences(
  kind: LastingKind,
  found: Values,
  declared: Values,
  names = differences(kind, found, declared),
): string {
  return names
    .map((name) => {
      if (kind.secret?.includes(name)) return name;
      return `${name} ${JSON.stringify(found[name])} instead of ${JSON.stringify(declared[name])}`;
    })
    .join(", ");
}
