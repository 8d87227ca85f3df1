/** What a Pulumi engine consists of: the files of a release, and the release that is built here. */
import { dirname } from "node:path";

/** The CLI that is built here, as `engine/cli/go.mod` pins it. */
export const BUILT_VERSION = "3.248.0";

export const WINDOWS = process.platform === "win32";
export const PULUMI = WINDOWS ? "pulumi.exe" : "pulumi";
export const GO = WINDOWS ? "go.exe" : "go";
export const LANGUAGE_HOST = WINDOWS ? "pulumi-language-nodejs.exe" : "pulumi-language-nodejs";
export const DYNAMIC_PROVIDER = WINDOWS ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";

/** The folder of the installed `@pulumi/pulumi`. */
export function sdkFolder(): string {
  return dirname(require.resolve("@pulumi/pulumi/package.json"));
}
