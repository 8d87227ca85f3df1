import * as pulumi from "@pulumi/pulumi";

/**
 * What `__provider` holds: one constant line instead of serialised code, so that state carries no code and no secret,
 * refresh and destroy run the code that is installed, and the bytes, twice per resource in a checkpoint that is
 * rewritten at every step, are few (pulumi/pulumi#16826, #6490, #12401).
 */
export function handlerText(exported: string): string {
  return `exports.handler=()=>require("pulumi-tencentcloud-css/provider").${exported}`;
}

/**
 * @param declare What a program is to declare instead, as "the same name".
 * @throws where a program imports: the engine gives a dynamic provider nothing to import by (pulumi/pulumi#16175).
 */
export function refuseImport(
  type: string,
  name: string,
  opts: pulumi.CustomResourceOptions | undefined,
  declare: string,
): void {
  if (opts?.import === undefined) return;
  throw new pulumi.RunError(
    `${type} ${name} cannot be imported: Pulumi's dynamic providers have no import. To take over one that exists, ` +
      `declare ${declare} with ifExists: "adopt".`,
  );
}
