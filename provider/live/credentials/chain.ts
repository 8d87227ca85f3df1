/**
 * Where credentials are looked for, in which order. The first place that has something is used, and stays so for the life
 * of the process: a run does not change accounts in its middle.
 */
import type { Environment, ReadConfig, Settings } from "../../settings.js";
import type { Instant } from "../../window.js";
import { isLiveError } from "../errors.js";
import { assertUnexpired, type Found, type Remember, type Source } from "./credentials.js";
import { environmentKeys, stackConfiguration } from "./given.js";
import { instanceRole } from "./instanceRole.js";
import { profileFiles } from "./profiles.js";
import { createKeys, type Keys } from "./renewal.js";
import { assertSameAccount } from "./sameAccount.js";
import { roleOfEnvironment, sessionFor } from "./session.js";
import { assumeRole, type Sts } from "./sts.js";
import { webIdentity } from "./webIdentity.js";

export interface ChainOptions {
  readonly settings: Pick<Settings, "profile" | "roleArn">;
  readonly config: ReadConfig;
  readonly environment: Environment;
  readonly sts: Sts;
  /** The account that the process has asked for, if it has. */
  readonly knownAccount: () => string | undefined;
  readonly remember: Remember;
  /** The machine's clock: STS says in real time when credentials expire. */
  readonly now: () => Instant;
}

export interface Chain {
  /** In the order in which they are looked at. */
  readonly sources: readonly Source[];
  /** What calls are signed with: that of the source, or of the role that is assumed with it. */
  enter(source: Source, found: Found): Promise<Found>;
}

function credentialChain(options: ChainOptions): Chain {
  const { settings, config, environment, sts, remember, now } = options;
  const machine = instanceRole(environment, remember);
  const files = profileFiles(environment, { profile: settings.profile, instanceRole: machine, remember });
  const externalId = environment["TENCENTCLOUD_ASSUME_ROLE_EXTERNAL_ID"] || undefined;

  // Whoever names a profile in the settings means that one and its role, whatever else there is: a role of the
  // environment may be of another account.
  const roleOf = (found: Found) => {
    const byDefault = settings.profile ? found.role : (roleOfEnvironment(environment) ?? found.role);
    const role = settings.roleArn ? { arn: settings.roleArn } : byDefault;
    return role?.arn === found.ofRole ? undefined : role;
  };

  return {
    sources: settings.profile
      ? [files]
      : [
          stackConfiguration(config, remember),
          environmentKeys(environment, remember),
          files,
          webIdentity(environment, { roleArn: settings.roleArn, sts, remember }),
          machine,
        ],
    enter: async (source, found) => {
      assertUnexpired(found, source.name, now());
      const role = roleOf(found);
      if (!role) return found;
      const entered = await assumeRole(sts, found.credentials, { ...sessionFor(role, environment), externalId }).catch(
        (error: unknown) => {
          throw isLiveError(error, "refused") ? withSource(error, source, role.arn) : error;
        },
      );
      assertUnexpired(entered, `role ${role.arn}`, now());
      return { ...entered, ofRole: role.arn };
    },
  };
}

function withSource(error: Error, { name }: Source, arn: string): Error {
  return new Error(
    `${error.message} It was asked with the credentials of ${name}: the role must trust them, and they must be allowed ` +
      `sts:AssumeRole. If they are of ${arn} already, name no role. Nothing else was called.`,
    { cause: error },
  );
}

export interface OpenCredentials {
  readonly chain: Chain;
  readonly keys: Keys;
}

export function openCredentials(options: ChainOptions): OpenCredentials {
  const { sts, knownAccount, now } = options;
  const chain = credentialChain(options);
  const search = searchIn(chain, (before, found, where) =>
    assertSameAccount(before, found, where, sts, knownAccount()),
  );
  return { chain, keys: createKeys(search, now) };
}

/**
 * Looks through the chain, and from then on only where it has found something.
 * @param mayFollow throws where credentials must not take the place of those before.
 */
export function searchIn(
  chain: Chain,
  mayFollow: (before: Found, found: Found, where: string) => Promise<void>,
): () => Promise<Found> {
  let chosen: Source | undefined;
  let before: Found | undefined;
  return async () => {
    for (const source of chosen ? [chosen] : chain.sources) {
      const found = await source.find();
      if (!found) continue;
      chosen = source;
      const entered = await chain.enter(source, found);
      if (before && source.isWrittenByOthers) await mayFollow(before, entered, source.name);
      before = entered;
      return entered;
    }
    throw chosen
      ? new Error(`There are no credentials any more in ${chosen.name}, where they were before. Nothing was called.`)
      : new Error(
          `No credentials for Tencent Cloud, so nothing was called. Looked in ${inWords(chain.sources)}. ` +
            "`tencentcloud-css doctor` shows more. For the emulator, use the keys that it prints when it starts.",
        );
  };
}

function inWords(sources: readonly Source[]): string {
  const names = sources.map(({ name }) => name);
  return [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");
}
