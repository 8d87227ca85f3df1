/**
 * Keys in files, as other tools of Tencent Cloud keep them: tccli's `~/.tccli/PROFILE.credential`
 * (https://cloud.tencent.com/document/product/440/34012), and the SDKs' `~/.tencentcloud/credentials`, a section for each
 * profile. They are read anew whenever credentials are needed, as tccli itself renews those of a login.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import type { Environment } from "../../settings.js";
import { type Found, type Remember, type Source, wholePair } from "./credentials.js";

export interface ProfileOptions {
  /** The setting `profile`; it wins over the variables, and must exist, as one that they name must. */
  readonly profile: string | undefined;
  /** For a profile that says that it is the role of this machine. */
  readonly instanceRole: Source;
  readonly remember: Remember;
}

/** What both kinds of file say, each in its own words. */
interface Entry {
  readonly secretId?: string | undefined;
  readonly secretKey?: string | undefined;
  readonly token?: string | undefined;
  readonly type?: string | undefined;
  readonly expiresAt?: number | undefined;
  readonly roleArn?: string | undefined;
  readonly sessionName?: string | undefined;
}

interface File {
  readonly path: string;
  /** What a file of this kind says of a profile, or nothing. @throws where the text is of no such kind. */
  parse(text: string): Promise<Entry | undefined>;
}

export function profileFiles(environment: Environment, options: ProfileOptions): Source {
  const { remember, instanceRole } = options;
  const named = options.profile ?? (environment["TENCENTCLOUD_PROFILE"] || environment["TCCLI_PROFILE"] || undefined);
  const profile = named ?? "default";
  const files = filesOf(profile, environment);
  const paths = files.map(({ path }) => path).join(", ");

  async function find(): Promise<Found | undefined> {
    for (const { path, parse } of files) {
      const text = await textOf(path);
      const entry = text === undefined ? undefined : await readable(path, () => parse(text));
      if (!entry) continue;
      remember(entry.secretKey, entry.token);
      const { roleArn, sessionName, expiresAt } = entry;
      const role = roleArn ? { role: { arn: roleArn, sessionName } } : {};
      if (entry.type === "cvm-role") return { ...(await required(instanceRole, path)), ...role };
      const credentials = wholePair(`profile "${profile}" (${path})`, entry);
      if (credentials) return { credentials, expires: expiresAt, ...role };
    }
    if (named === undefined) return undefined;
    throw new Error(
      `There is no profile "${named}" in ${paths}, so nothing was called. Make it with \`tccli configure --profile ` +
        `${named}\`, or name another one.`,
    );
  }

  return {
    name: `profile "${profile}" (${paths})`,
    seemsFilled: () => named !== undefined || files.some(({ path }) => existsSync(path)),
    find,
  };
}

/** A file that the environment names comes before those that merely happen to be there. */
function filesOf(profile: string, environment: Environment): File[] {
  const home = environment["HOME"] || environment["USERPROFILE"] || homedir();
  const folder = environment["TENCENTCLOUD_SHARED_CREDENTIALS_DIR"] || join(home, ".tccli");
  const named = environment["TENCENTCLOUD_CREDENTIALS_FILE"];
  const tccli = { path: join(folder, `${profile}.credential`), parse: parseTccli };
  const ini = (path: string) => ({ path, parse: (text: string) => parseIni(text, profile) });
  return named
    ? [ini(named), tccli]
    : [tccli, ini(join(home, ".tencentcloud", "credentials")), ini("/etc/tencentcloud/credentials")];
}

const tccliFile = v.object({
  secretId: v.nullish(v.string()),
  secretKey: v.nullish(v.string()),
  token: v.nullish(v.string()),
  type: v.nullish(v.string()),
  // Unix seconds, of what `tccli auth login` and `tccli sso login` fetch.
  expiresAt: v.nullish(v.number()),
  "role-arn": v.nullish(v.string()),
  "role-session-name": v.nullish(v.string()),
});

async function parseTccli(text: string): Promise<Entry> {
  const entry = v.parse(tccliFile, JSON.parse(text));
  return {
    secretId: entry.secretId ?? undefined,
    secretKey: entry.secretKey ?? undefined,
    token: entry.token ?? undefined,
    type: entry.type ?? undefined,
    expiresAt: entry.expiresAt ?? undefined,
    roleArn: entry["role-arn"] ?? undefined,
    sessionName: entry["role-session-name"] ?? undefined,
  };
}

const iniSection = v.object({
  secret_id: v.optional(v.string()),
  secret_key: v.optional(v.string()),
  token: v.optional(v.string()),
});

async function parseIni(text: string, profile: string): Promise<Entry | undefined> {
  const { parse } = await import("ini");
  const section: unknown = parse(text)[profile];
  if (section === undefined) return undefined;
  const { secret_id: secretId, secret_key: secretKey, token } = v.parse(iniSection, section);
  return { secretId, secretKey, token };
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw new Error(`${path} cannot be read (${error.code}), so nothing was called. Allow this user to read it.`);
  });
}

/** What a parser says repeats what it read, which may be a key: so it is not said. */
async function readable<Result>(path: string, parse: () => Promise<Result>): Promise<Result> {
  try {
    return await parse();
  } catch {
    throw new Error(`${path} is no file of credentials, so nothing was called. Write it anew, or remove it.`);
  }
}

async function required(source: Source, path: string): Promise<Found> {
  const found = await source.find();
  if (found) return found;
  throw new Error(`${path} says that this machine has a role, but ${source.name} has none. Nothing was called.`);
}
