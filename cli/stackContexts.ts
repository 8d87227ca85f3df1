/**
 * The way to the service and to the time, as the provider instances of an exported stack have it: the environment
 * first, then the settings that the export holds.
 */
import { type Context, createContext, openConnections } from "../provider/context.js";
import type { Properties } from "../provider/fields.js";
import { once } from "../provider/once.js";
import { type Environment, type ReadConfig, resolveSettings } from "../provider/settings.js";
import { Encrypted, reveal, type StackExport, showSecrets } from "./stackExport.js";

/** One provider instance. */
export interface Instance {
  /** Made at the first use, and once; it opens no connection unless the clock is an emulator's. */
  context(): Promise<Context>;
  /** Whether there seem to be credentials, in the export, the environment or a file. @throws as `context` does. */
  readonly hasCredentials: boolean;
}

/** The instance of a reference ("URN::ID"), as the windows of an export name it. */
export type InstanceOf = (provider: string) => Instance;

const credentialKeys = ["tencentcloud:secretId", "tencentcloud:secretKey", "tencentcloud:securityToken"];

export function instancesOf({ providers }: Pick<StackExport, "providers">, environment: Environment): InstanceOf {
  const made = new Map<string, Instance>();
  return (provider) => {
    const instance = made.get(provider) ?? instanceWith(providers.get(provider) ?? {}, environment);
    made.set(provider, instance);
    return instance;
  };
}

/** The settings that the inputs of a provider instance hold. */
export function configOf(inputs: Properties): ReadConfig {
  const keys = credentialKeys.map((key) => reveal(inputs[key])).filter((value) => value !== undefined);
  const encrypted = keys.some((value) => value instanceof Encrypted);
  return (key) => {
    // Encrypted keys are as good as none, and half of them are worth less.
    if (encrypted && credentialKeys.includes(key)) return undefined;
    const value = reveal(inputs[key]);
    if (value instanceof Encrypted) throw new Error(`In this export the setting ${key} is encrypted. ${showSecrets}`);
    return typeof value === "string" ? value : undefined;
  };
}

function instanceWith(inputs: Properties, environment: Environment): Instance {
  const config = configOf(inputs);
  return {
    context: once(() => createContext(config, environment)),
    get hasCredentials() {
      const { chain } = openConnections(resolveSettings(config, environment), config, environment);
      return chain().sources.some((source) => source.seemsFilled());
    },
  };
}
