/**
 * The components of an iCalendar text (RFC 5545, 3.1 and 3.6) with the number of each line, which a parser of the whole
 * text no longer knows. What a line says is ical.js's to read.
 */
import ICAL from "ical.js";
import { ScheduleProblem } from "./problem.js";

/** A property, on its line: as it is written, and as ical.js reads it. */
export interface Property {
  readonly line: number;
  readonly raw: string;
  readonly parameters: Readonly<Record<string, string | undefined>>;
  /** `date`, `date-time`, `text`, … */
  readonly type: string;
  readonly values: readonly unknown[];
}

export interface Component {
  readonly kind: string;
  readonly line: number;
  /** As written, read only when asked for: most of a calendar is descriptions. */
  readonly properties: { readonly name: string; readonly line: number; readonly raw: string }[];
  readonly components: Component[];
  /** Lines of it that are no property: what they would have said of it nobody knows. */
  readonly problems: string[];
}

/**
 * @param bytes In UTF-8.
 * @throws naming the line at which the whole is no calendar.
 */
export function readCalendars(bytes: Buffer): Component[] {
  const calendars: Component[] = [];
  const open: Component[] = [];
  for (const { line, raw } of unfolded(bytes)) {
    // Outlook for Mac writes X-ENTOURAGE_UUID, though no name may have a "_".
    const [, name = "", after] = /^([\w.-]+)([;:])/.exec(raw) ?? [];
    if (after === undefined) {
      const problem = `line ${line} is no property of a calendar (NAME:value): "${raw.slice(0, 60)}"`;
      const around = open.at(-1);
      if (!around) throw new ScheduleProblem(problem);
      around.problems.push(problem);
      continue;
    }
    const property = name.toUpperCase();
    const value = raw
      .slice(name.length + 1)
      .trim()
      .toUpperCase();
    const inner = open.at(-1);
    if (property === "BEGIN") {
      const component = { kind: value, line, properties: [], components: [], problems: [] };
      if (inner === undefined && value !== "VCALENDAR") {
        throw new ScheduleProblem(`line ${line} begins a ${value} outside of a VCALENDAR`);
      }
      (inner?.components ?? calendars).push(component);
      open.push(component);
    } else if (inner === undefined) {
      throw new ScheduleProblem(`line ${line} lies outside of a VCALENDAR: "${raw.slice(0, 60)}"`);
    } else if (property === "END") {
      if (inner.kind !== value) {
        throw new ScheduleProblem(`line ${line} ends a ${value}, but line ${inner.line} began a ${inner.kind}`);
      }
      open.pop();
    } else {
      inner.properties.push({ name: property, line, raw });
    }
  }
  const unended = open.at(-1);
  if (unended) throw new ScheduleProblem(`line ${unended.line} begins a ${unended.kind} that never ends`);
  if (calendars.length === 0) throw new ScheduleProblem("there is no BEGIN:VCALENDAR in it, so it is no calendar");
  return calendars;
}

interface Line {
  readonly line: number;
  readonly raw: string;
}

/**
 * Lines as they were before they were folded, each with the number of its first. They are unfolded as bytes, since a fold
 * may lie inside of a character (3.1).
 */
function* unfolded(bytes: Buffer): Generator<Line> {
  let current: { line: number; raw: string } | undefined;
  let line = 0;
  for (const written of bytes.toString("latin1").split(/\r\n|\n|\r/)) {
    line += 1;
    if (current && /^[ \t]/.test(written)) {
      current.raw += written.slice(1);
    } else if (written.trim() !== "") {
      if (current) yield* decoded(current);
      current = { line, raw: written };
    }
  }
  if (current) yield* decoded(current);
}

/** Of several files in one, each may begin with a byte order mark. */
function* decoded({ line, raw: bytes }: Line): Generator<Line> {
  const isAscii = !/[\u0080-\u00ff]/.test(bytes);
  const raw = isAscii
    ? bytes
    : Buffer.from(bytes, "latin1")
        .toString()
        .replace(/^\uFEFF/, "");
  if (raw !== "") yield { line, raw };
}

/** @throws naming the line, where ical.js cannot read one of them. */
export function allOf({ properties }: Component, name: string): Property[] {
  const named = properties.filter((property) => property.name === name && !isEmptyList(property));
  return named.map(({ line, raw }) => {
    try {
      const [, parameters, type, ...values] = ICAL.parse.property(withType(raw)) as [
        string,
        Property["parameters"],
        string,
        ...unknown[],
      ];
      return { line, raw, parameters, type, values };
    } catch (error) {
      throw new ScheduleProblem(`line ${line} cannot be read (${(error as Error).message}): "${raw.slice(0, 80)}"`);
    }
  });
}

/** As some programs write of an event of which nothing is taken out: `EXDATE:`. */
function isEmptyList({ name, raw }: { readonly name: string; readonly raw: string }): boolean {
  return ["EXDATE", "RDATE"].includes(name) && /:\s*$/.test(raw);
}

/** Some programs write a date where a time may be as well, and do not say so: `DTSTART:20261204`. */
function withType(raw: string): string {
  const [, name = "", parameters = "", dates] =
    /^(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)(;.*)?:([\d,]+)\s*$/i.exec(raw) ?? [];
  if (dates === undefined || !/^\d{8}(,\d{8})*$/.test(dates) || /;VALUE=/i.test(parameters)) return raw;
  return `${name}${parameters};VALUE=DATE:${dates}`;
}

/** @throws where there are two, which the format does not allow for what is asked for here. */
export function oneOf(component: Component, name: string): Property | undefined {
  const [first, second] = allOf(component, name);
  if (second)
    throw new ScheduleProblem(`line ${second.line} says ${name} a second time for what line ${component.line} began`);
  return first;
}

export function has({ properties }: Component, name: string): boolean {
  return properties.some((property) => property.name === name);
}

/** As it is written, without being read: what tells apart is not always right. */
export function rawOf({ properties }: Component, name: string): string | undefined {
  return properties.find((property) => property.name === name)?.raw;
}

export function textOf(component: Component, name: string): string {
  return String(oneOf(component, name)?.values[0] ?? "");
}
