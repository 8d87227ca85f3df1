/**
 * Required properties without a value. In an update, unlike a preview, the engine hands on nothing at all in place of an
 * output of a resource that failed, and skips what depends on that one only after `check` and `diff` (CLI 3.248.0). A
 * failing check would end the whole program there, and with it what has nothing to do with the failure. So an absence is
 * no mistake before a call is due: what a program leaves out by itself is refused where it registers.
 */
import type { Field, Properties } from "./fields.js";
import type { Difference } from "./resource.js";

interface Subject {
  /** "snapshot rule", as messages name it. */
  readonly noun: string;
  readonly fields: Readonly<Record<string, Field>>;
}

export function absentFields(fields: Subject["fields"], inputs: Properties): string[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    field.type !== "optional" && inputs[name] === undefined ? [name] : [],
  );
}

/**
 * The inputs as they are.
 * @throws naming what is absent: an output that has no value at all.
 */
export function whole({ noun, fields }: Subject, inputs: Properties): Properties {
  const absent = absentFields(fields, inputs);
  if (absent.length === 0) return inputs;
  throw new Error(
    `A ${noun}'s ${absent.join(" and ")} is required, and what it comes from gave no value. Nothing was called. Look at ` +
      "the resource or function whose output it is.",
  );
}

/**
 * An update, whatever else is edited, and the object is held as it is: where the engine skips that it stays, and where it
 * does not the update is refused. A replacement could delete the old one, and nothing would be made in its place.
 */
export function updateWhereAbsent(
  fields: Subject["fields"],
  olds: Properties,
  news: Properties,
  diff: (news: Properties) => Difference,
): Difference {
  if (absentFields(fields, news).length === 0) return diff(news);
  diff(olds);
  return { changes: true, replaces: [] };
}
