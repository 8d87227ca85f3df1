import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../provider/settings.js";

/** Every setting, as the stack's configuration and a `Provider` name it. */
export const settingNames = Object.keys({
  endpoint: true,
  site: true,
  accountId: true,
  profile: true,
  roleArn: true,
  callTimeout: true,
  runEvery: true,
  ifTooFar: true,
  ifPast: true,
  ifStopped: true,
  ifExists: true,
  ifTemplateMissing: true,
  ifUncancellable: true,
  clock: true,
} satisfies Record<keyof Settings, true>) as readonly (keyof Settings)[];

/** @throws where a name is no setting: a misspelt `runEvery` would be missed only when a window is. */
export function refuseUnknownSettings(names: readonly string[], where: string): void {
  const unknown = names.find((name) => !settingNames.some((known) => known === name));
  if (unknown === undefined) return;
  throw new pulumi.RunError(`${where} has no setting "${unknown}"; there are ${settingNames.join(", ")}.`);
}

/** @throws where the stack's configuration has a setting that does not exist, or a key in plain text. */
export function checkConfiguration(): void {
  const prefix = "tencentcloud-css:";
  const names = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(prefix));
  refuseUnknownSettings(
    names.map((key) => key.slice(prefix.length)),
    "pulumi-tencentcloud-css, in the stack's configuration,",
  );
  refuseKeysInPlainText();
}

/**
 * The engine keeps stack configuration in the state of the default provider: encrypted where it was set with
 * `--secret`, and in plain text otherwise. So a key that is not a secret is refused before anything is registered.
 */
function refuseKeysInPlainText(): void {
  // Not in the SDK's types, but what its own Config uses (runtime/config.js). A test sees whether it still works.
  const { isConfigSecret } = pulumi.runtime as typeof pulumi.runtime & { isConfigSecret(key: string): boolean };
  const config = new pulumi.Config("tencentcloud");
  for (const key of ["secretKey", "securityToken"]) {
    if (config.get(key) !== undefined && !isConfigSecret(`tencentcloud:${key}`)) {
      throw new pulumi.RunError(
        `tencentcloud:${key} is in the stack's configuration in plain text, and from there it would go into the state. ` +
          `Set it with \`pulumi config set --secret tencentcloud:${key}\`, or better only in the environment ` +
          "(TENCENTCLOUD_SECRET_KEY, TENCENTCLOUD_SECURITY_TOKEN); and change it at Tencent Cloud if it was committed.",
      );
    }
  }
}
