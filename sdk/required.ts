import * as pulumi from "@pulumi/pulumi";

/** The names of a resource's properties that cannot be left out. */
export type RequiredName<Inputs> = {
  [Name in keyof Inputs]-?: undefined extends Inputs[Name] ? never : Name;
}[keyof Inputs] &
  string;

/**
 * An absence that the program itself has is refused here. The provider cannot: what it sees of the output of a resource
 * that failed is an absence too (provider/absent.ts).
 *
 * @param required The names that cannot be left out. A `get` has no arguments.
 * @throws naming each that is missing, or undefined, and what is given.
 */
export function refuseMissing<Inputs>(
  type: string,
  name: string,
  opts: pulumi.CustomResourceOptions | undefined,
  args: object | undefined,
  required: Readonly<Record<RequiredName<Inputs>, true>>,
): void {
  if (opts?.id !== undefined) return;
  const given = new Map<string, unknown>(Object.entries(args ?? {}));
  const missing = Object.keys(required).filter((property) => given.get(property) === undefined);
  if (missing.length === 0) return;
  const told = missing.map((property) => `${property} is required${given.has(property) ? ", and is undefined" : ""}`);
  throw new pulumi.RunError(
    `${type} ${name}: ${told.join("; ")}. ` +
      (given.size === 0 ? "Nothing is given." : `Given are ${[...given.keys()].join(", ")}.`),
  );
}
