import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../provider/settings.js";
import { refuseUnknownSettings, settingNames } from "./configuration.js";

/**
 * Settings of one provider instance. What is left out is the stack's, and then the default. The environment
 * (TENCENTCLOUD_CSS_…) wins over both, so that a pipeline or a trial against the emulator has the last word.
 */
export type ProviderArgs = { [Name in keyof Settings]?: pulumi.Input<NonNullable<Settings[Name]>> | undefined };

/**
 * A provider with settings of its own, for programs that use several accounts, sites or emulators. Each one is a
 * process of its own. Its credentials come from the environment, the profile that `profile` names, or the role `roleArn`;
 * they are never an argument, as arguments are kept in state. (Those of the stack's configuration are for resources without
 * a provider of their own.)
 *
 * @example
 * const mainland = new Provider("mainland", { site: "mainland", profile: "mainland", accountId: "100000000001" });
 * new ScreenshotTask("final", args, { provider: mainland });
 *
 * @example
 * // Another account's role, assumed with the credentials of this one.
 * const agency = new Provider("agency", { roleArn: "qcs::cam::uin/100000000002:roleName/captures" });
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    refuseUnknownSettings(Object.keys(args), "A Provider");
    const config = new pulumi.Config("tencentcloud-css");
    const settings = settingNames.map((setting) => [
      `tencentcloud-css:${setting}`,
      args[setting] ?? config.get(setting),
    ]);
    super("pulumi-nodejs", name, Object.fromEntries(settings), opts);
  }
}
