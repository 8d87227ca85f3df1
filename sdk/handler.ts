/**
 * What `__provider` holds: one constant line instead of serialised code, so that state carries no code and no secret,
 * refresh and destroy run the code that is installed, and the bytes, twice per resource in a checkpoint that is
 * rewritten at every step, are few (pulumi/pulumi#16826, #6490, #12401).
 */
export function handlerText(exported: string): string {
  return `exports.handler=()=>require("pulumi-tencentcloud-css/provider").${exported}`;
}
