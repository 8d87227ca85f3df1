/**
 * Keys in files, as other tools of Tencent Cloud keep them: tccli's `~/.tccli/PROFILE.credential`
 * (https://cloud.tencent.com/document/product/440/34012), and the SDKs' `~/.tencentcloud/credentials`, a section for each
 * profile. They are read anew whenever credentials are needed, as tccli itself renews those of a login.
 */
import { readFileSync } from "node:fs";
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
  /** The variable of the environment that names it, or its folder. */
  readonly namedBy?: string | undefined;
  /** What a file of this kind says of a profile, or nothing. @throws where the text is of no such kind. */
  parse(text: string): Entry | undefined;
}

export function profileFiles(environment: Environment, options: ProfileOptions): Source {
  const { remember, instanceRole } = options;
  const named = options.profile ?? (environment["TENCENTCLOUD_PROFILE"] || environment["TCCLI_PROFILE"] || undefined);
  const profile = named ?? "default";
  const files = filesOf(profile, environment);
  const paths = files.map(({ path }) => path).join(", ");
  const variables = files.flatMap(({ namedBy = [] }) => namedBy).join(", ");
  const isAskedFor = named !== undefined || variables !== "";

  /** The first of the files that has keys of the profile, or says where they are. */
  function look(): { readonly path: string; readonly entry: Entry } | undefined {
    for (const { path, namedBy, parse } of files) {
      const text = textOf(path);
      if (text === undefined && namedBy === fileVariable) {
        throw new Error(
          `${namedBy} names ${path}, which is not there, so nothing was called. Put the file there (a mount may be ` +
            "missing), or unset the variable.",
        );
      }
      const entry = text === undefined ? undefined : readable(path, () => parse(text));
      if (entry && isFilled(entry)) return { path, entry };
    }
    return undefined;
  }

  return {
    name: `profile "${profile}" (${paths})`,
    isWrittenByOthers: true,
    isByChance: !isAskedFor,
    seemsFilled: () => {
      if (isAskedFor) return true;
      try {
        return look() !== undefined;
      } catch {
        // Something is there, and the first call says what is wrong with it.
        return true;
      }
    },
    find: async () => {
      const found = look();
      if (found) {
        const { path, entry } = found;
        remember(entry.secretKey, entry.token);
        const { roleArn, sessionName, expiresAt } = entry;
        const role = roleArn ? { role: { arn: roleArn, sessionName } } : {};
        if (entry.type === cvmRole) return { ...(await required(instanceRole, path)), ...role };
        const credentials = wholePair(`profile "${profile}" (${path})`, entry);
        return credentials && { credentials, expires: expiresAt, ...role };
      }
      if (!isAskedFor) return undefined;
      throw variables === ""
        ? new Error(
            `There is no profile "${profile}" in ${paths}, so nothing was called. Make it with \`tccli configure ` +
              `--profile ${profile}\`, or name another one.`,
          )
        : new Error(
            `There is no profile "${profile}" in ${paths}, named by ${variables}, so nothing was called. Write it there, ` +
              `name another profile, or unset ${variables}.`,
          );
    },
  };
}

const cvmRole = "cvm-role";

const isFilled = ({ secretId, secretKey, type }: Entry) =>
  type === cvmRole || [secretId, secretKey].some((part) => Boolean(part?.trim()));

const fileVariable = "TENCENTCLOUD_CREDENTIALS_FILE";
const folderVariable = "TENCENTCLOUD_SHARED_CREDENTIALS_DIR";

/** Where the environment names a file or a folder, nobody means what merely happens to be elsewhere. */
function filesOf(profile: string, environment: Environment): File[] {
  const tccli = (folder: string) => ({ path: join(folder, `${profile}.credential`), parse: parseTccli });
  const ini = (path: string) => ({ path, parse: (text: string) => parseIni(text, profile) });
  const file = environment[fileVariable];
  const folder = environment[folderVariable];
  if (file || folder) {
    return [
      ...(file ? [{ ...ini(file), namedBy: fileVariable }] : []),
      ...(folder ? [{ ...tccli(folder), namedBy: folderVariable }] : []),
    ];
  }
  const home = environment["HOME"] || environment["USERPROFILE"] || homedir();
  return [
    tccli(join(home, ".tccli")),
    ini(join(home, ".tencentcloud", "credentials")),
    ini("/etc/tencentcloud/credentials"),
  ];
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

function parseTccli(text: string): Entry {
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

/**
 * Read here, as the package `ini` nests `[team.prod]` and cuts a key at ";" or "#". Of these only what follows a space
 * begins a comment.
 */
function parseIni(text: string, profile: string): Entry | undefined {
  const [, ...parts] = text.split(/^[ \t]*\[([^\]\n]+)\].*$/m);
  const bodies = parts.filter((_, at) => at % 2 === 1 && parts[at - 1]?.trim() === profile);
  if (bodies.length === 0) return undefined;
  const values = new Map(
    [...bodies.join("\n").matchAll(/^[ \t]*(\w+)[ \t]*=(.*)$/gm)].map(([, name, value = ""]) => [name, bare(value)]),
  );
  return { secretId: values.get("secret_id"), secretKey: values.get("secret_key"), token: values.get("token") };
}

function bare(written: string): string {
  return written
    .replace(/\s[;#].*$/, "")
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2");
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new Error(`${path} cannot be read (${code}), so nothing was called. Allow this user to read it.`);
  }
}

/** What a parser says repeats what it read, which may be a key: so it is not said. */
function readable<Result>(path: string, parse: () => Result): Result {
  try {
    return parse();
  } catch {
    throw new Error(`${path} is no file of credentials, so nothing was called. Write it anew, or remove it.`);
  }
}

async function required(source: Source, path: string): Promise<Found> {
  const found = await source.find();
  if (found) return found;
  throw new Error(`${path} says that this machine has a role, but ${source.name} has none. Nothing was called.`);
}
