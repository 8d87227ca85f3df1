/** Who signs. Read at the first call, never at preview, and never put into a resource or into state. */
import type { Environment, ReadConfig } from "../settings.js";

export interface Credentials {
  readonly secretId: string;
  readonly secretKey: string;
  /** With temporary credentials. */
  readonly token?: string | undefined;
}

/** As the Node SDK, Terraform and tccli name it, in this order. */
const tokenVariables = ["TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_TOKEN"];

/**
 * The stack's configuration first (`tencentcloud:secretId`, `:secretKey`, `:securityToken`), then the environment.
 * The three come from one place: an id of one and a key of another would only be refused.
 * @throws where there are none, saying where they were looked for.
 */
export function findCredentials(config: ReadConfig, environment: Environment): Credentials {
  const sources = [
    {
      name: "the stack's configuration (tencentcloud:secretId and tencentcloud:secretKey)",
      secretId: config("tencentcloud:secretId"),
      secretKey: config("tencentcloud:secretKey"),
      token: config("tencentcloud:securityToken"),
    },
    {
      name: "the environment (TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY)",
      secretId: environment["TENCENTCLOUD_SECRET_ID"],
      secretKey: environment["TENCENTCLOUD_SECRET_KEY"],
      token: tokenVariables.map((variable) => environment[variable]).find(Boolean),
    },
  ];
  for (const { name, secretId, secretKey, token } of sources) {
    if (secretId && secretKey) return { secretId, secretKey, ...(token ? { token } : {}) };
    if (secretId || secretKey) {
      throw new Error(`Only half of the credentials is in ${name}: set the other one too. Nothing was called.`);
    }
  }
  throw new Error(
    `No credentials for Tencent Cloud, so nothing was called. Looked in ${sources.map(({ name }) => name).join(" and ")}. ` +
      "For the emulator, use the keys that it prints when it starts.",
  );
}
