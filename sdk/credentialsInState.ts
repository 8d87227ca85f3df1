import * as pulumi from "@pulumi/pulumi";

/**
 * The engine keeps stack configuration in the state of the default provider: encrypted where it was set with
 * `--secret`, and in plain text otherwise. So a key that is not a secret is refused before anything is registered.
 */
export function refuseKeysInPlainText(): void {
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
