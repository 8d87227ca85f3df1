/**
 * The way to the service and to the time, as the provider instances of an exported stack have it: the environment
 * first, then the settings that the export holds.
 */
import { type Context, createContext, openConnections } from "../provider/context.js";
import type { Properties } from "../provider/fields.js";
import { once } from "../provider/once.js";
import { type Environment, type ReadConfig, resolveSettings } from "../provider/settings.js";
import { Encrypted, reveal, type StackExport, showSecrets, subjectOf } from "./stackExport.js";

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
  const encrypted = hasEncryptedKeys(inputs);
  return (key) => {
    // Encrypted keys are as good as none, and half of them are worth less.
    if (encrypted && credentialKeys.includes(key)) return undefined;
    const value = reveal(inputs[key]);
    if (value instanceof Encrypted) throw new Error(`In this export the setting ${key} is encrypted. ${showSecrets}`);
    return typeof value === "string" ? value : undefined;
  };
}

/** Whether the keys of a provider instance are in the export, and cannot be read there. */
export function hasEncryptedKeys(inputs: Properties): boolean {
  return credentialKeys.some((key) => reveal(inputs[key]) instanceof Encrypted);
}

/** What a person should know before the service is asked, where a run signs with other keys than can be had here. */
export function notesOnKeys(
  { source, providers }: Pick<StackExport, "source" | "providers">,
  environment: Environment,
): readonly string[] {
  // A profile that the settings name is used in place of any keys.
  const signsWith = (inputs: Properties) => resolveSettings(configOf(inputs), environment).profile === undefined;
  if (![...providers.values()].some((inputs) => hasEncryptedKeys(inputs) && signsWith(inputs))) return [];
  return [
    `${subjectOf(source)} has the keys that its runs sign with, but encrypted: the service is asked with others, where ` +
      `there are any, which may be another account's. ${showSecrets}`,
  ];
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
