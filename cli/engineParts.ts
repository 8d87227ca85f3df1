/** What a Pulumi engine consists of: the files of a release, and the release that is built here. */
import { dirname } from "node:path";

/** The CLI that is built here, as `engine/cli/go.mod` pins it. */
export const builtVersion = "3.248.0";

export const windows = process.platform === "win32";
export const pulumiFile = windows ? "pulumi.exe" : "pulumi";
export const goFile = windows ? "go.exe" : "go";
export const languageHost = windows ? "pulumi-language-nodejs.exe" : "pulumi-language-nodejs";
export const dynamicProvider = windows ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";

/** The folder of the installed `@pulumi/pulumi`. */
export function sdkFolder(): string {
  return dirname(require.resolve("@pulumi/pulumi/package.json"));
}
