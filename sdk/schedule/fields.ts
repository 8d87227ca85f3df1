import * as v from "valibot";
import { absentFields } from "../../provider/absent.js";
import { checkFields, type Field } from "../../provider/fields.js";
import { ScheduleProblem } from "./problem.js";

/**
 * Reads an object by a table of its fields.
 *
 * @param where What its fields' names follow in a message: `"cron."`, or nothing at the top.
 * @throws naming each field that is wrong, missing or unknown.
 */
export function readFields<const Fields extends Readonly<Record<string, Field>>>(
  fields: Fields,
  given: unknown,
  where: string,
): { readonly [Name in keyof Fields]: v.InferOutput<Fields[Name]> } {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new ScheduleProblem(
      `${where.replace(/\.$/, "")} must be an object with ${Object.keys(fields).join(", ")}; got ${JSON.stringify(given)}`,
    );
  }
  const missing = absentFields(fields, { ...given }).map((property) => ({ property, reason: "is required" }));
  const failures = [...missing, ...checkFields(fields, { ...given })];
  if (failures.length > 0) {
    throw new ScheduleProblem(failures.map(({ property, reason }) => `${where}${property} ${reason}`).join("; "));
  }
  return v.parse(v.object(fields), given) as { readonly [Name in keyof Fields]: v.InferOutput<Fields[Name]> };
}
