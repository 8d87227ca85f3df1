/** Keys that are given as they are, in the stack's configuration or in the environment. */
import type { Environment, ReadConfig } from "../../settings.js";
import { type Remember, type Source, wholePair } from "./credentials.js";

/** As the Node SDK, Terraform and tccli name it, in this order. */
const tokenVariables = ["TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_TOKEN"];

export const stackKeys = "the stack's configuration (tencentcloud:secretId and tencentcloud:secretKey)";

export function stackConfiguration(config: ReadConfig, remember: Remember): Source {
  return given(stackKeys, remember, {
    secretId: config("tencentcloud:secretId"),
    secretKey: config("tencentcloud:secretKey"),
    token: config("tencentcloud:securityToken"),
  });
}

export function environmentKeys(environment: Environment, remember: Remember): Source {
  return given("the environment (TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY)", remember, {
    secretId: environment["TENCENTCLOUD_SECRET_ID"],
    secretKey: environment["TENCENTCLOUD_SECRET_KEY"],
    token: tokenVariables.map((variable) => environment[variable]).find(Boolean),
  });
}

function given(name: string, remember: Remember, parts: Parameters<typeof wholePair>[1]): Source {
  return {
    name,
    seemsFilled: () => Boolean(parts.secretId || parts.secretKey),
    find: async () => {
      remember(parts.secretKey, parts.token);
      const credentials = wholePair(name, parts);
      return credentials && { credentials };
    },
  };
}
