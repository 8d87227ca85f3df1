/**
 * Finds the Pulumi CLI, or makes it. Four ways, in this order: on PATH, in the Automation API's cache, by the Automation
 * API's installer, built from the Go modules that `engine/` pins.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, realpath, rename } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { type BuildOptions, buildEngine } from "./engineBuild.js";
import { builtVersion, dynamicProvider, languageHost, pulumiFile, sdkFolder } from "./engineParts.js";
import { foldersOnPath, folderWith } from "./executables.js";
import { withScratch } from "./scratch.js";

/** The oldest CLI that is used: before it, `destroy` and `refresh` cannot run an inline program. */
export const oldestVersion = "3.181.0";

const installerUrl = "https://get.pulumi.com/install.sh";
const probeTimeoutMs = 5_000;

/** A first run may be slow: a cold disk, a virus scanner that reads 112 MB. */
const versionTimeoutMs = 60_000;

/** Without the first no Node.js program runs, without the second no dynamic resource: pulumi/pulumi#15647. */
const hosts = [languageHost, dynamicProvider];

/** Which of the four ways an engine was come by. */
export type EngineSource = "PATH" | "cache" | "download" | "build";

export interface Engine {
  /** The `pulumi` binary. */
  readonly path: string;
  /** The folder that it is in. Whoever starts it puts this folder first on PATH. */
  readonly folder: string;
  /** As `pulumi version` says, without the "v": `3.248.0`. */
  readonly version: string;
  readonly source: EngineSource;
  /** What the Automation API takes as `pulumiCommand`. It loads `@pulumi/pulumi`. */
  pulumiCommand(): Promise<PulumiCommand>;
}

/** Where a way can fail for reasons outside this machine, it is a function that tests replace. */
export interface EngineMeans {
  /** Resolves where `url` answers a HEAD request in time; rejects, saying why, where it does not. */
  probe(url: string): Promise<void>;
  /** Puts the release that belongs to the installed `@pulumi/pulumi` into `root`/bin. */
  install(root: string): Promise<void>;
  /** Builds release {@link builtVersion} into `root`/bin. */
  build(root: string, how: BuildOptions): Promise<void>;
}

export interface EngineOptions {
  /** Read for PATH, HOME and TMPDIR, and handed to `pulumi version` and to Go. */
  readonly environment: NodeJS.ProcessEnv;
  /** Takes one finished line for each way that is tried: what it is and what it gave. */
  say(line: string): void;
  /** Takes what is being done at the moment, as often as that changes. */
  progress?(doing: string): void;
  readonly means?: Partial<EngineMeans>;
  /** Which ways are tried. Default: all. */
  readonly only?: readonly EngineSource[];
}

interface Found {
  readonly folder: string;
  readonly version: string;
}

interface Way {
  readonly source: EngineSource;
  readonly name: string;
  /** Rejects with the reason why there is no engine to be had in this way. */
  attempt(): Promise<Found>;
}

/**
 * The first engine that one of the four ways gives. An interrupt (SIGINT, SIGTERM) leaves nothing half made behind.
 *
 * @throws Error that names all four ways, what each answered, and what to do.
 */
export async function findEngine(options: EngineOptions): Promise<Engine> {
  const { environment, say, progress = () => {} } = options;
  const means = { ...realMeans, ...options.means };
  // PULUMI_HOME moves the CLI's own files (logins, plugins), not this cache: the Automation API looks under HOME alone.
  const versions = join(environment["HOME"] ?? homedir(), ".pulumi", "versions");
  const sdkVersion = await installedSdkVersion();

  return withScratch(async (scratch) => {
    const make = async (version: string, fill: (root: string) => Promise<void>): Promise<Found> => {
      await mkdir(versions, { recursive: true });
      // Beside its destination, so that the last step is a rename.
      const folder = await scratch.folder(join(versions, ".making-"));
      const made = join(folder, "made");
      await mkdir(made);
      await fill(made);
      await examine(join(made, "bin"), environment);
      await publish(made, join(versions, version), join(folder, "replaced"), environment);
      return examine(join(versions, version, "bin"), environment);
    };

    const ways: Way[] = [
      { source: "PATH", name: "pulumi on PATH", attempt: () => onPath(environment) },
      {
        source: "cache",
        name: `the cache ${versions}`,
        attempt: () => inCache(versions, new Set([sdkVersion, builtVersion]), environment),
      },
      {
        source: "download",
        name: `the installer ${installerUrl}`,
        attempt: async () => {
          refuseTooOld(sdkVersion, `the one that belongs to @pulumi/pulumi ${sdkVersion}`);
          progress(`asking ${new URL(installerUrl).host}`);
          await means.probe(installerUrl);
          progress(`downloading Pulumi ${sdkVersion}`);
          return make(sdkVersion, (root) => Promise.race([means.install(root), rejectOnAbort(scratch.signal)]));
        },
      },
      {
        source: "build",
        name: `the build of Pulumi ${builtVersion} from Go modules`,
        attempt: () => make(builtVersion, (root) => means.build(root, { environment, scratch, progress })),
      },
    ];

    const answers: string[] = [];
    for (const { source, name, attempt } of ways.filter(({ source }) => options.only?.includes(source) ?? true)) {
      try {
        const { folder, version } = await attempt();
        say(`${name}: Pulumi ${version} in ${folder}`);
        return { path: join(folder, pulumiFile), folder, version, source, pulumiCommand: () => pulumiCommand(folder) };
      } catch (error) {
        scratch.signal.throwIfAborted();
        const answer = `${name}: ${messageOf(error)}`;
        say(answer);
        answers.push(answer);
      }
    }
    throw new Error(
      [
        "There is no Pulumi CLI to run, in none of four ways:",
        ...answers.map((answer, index) => `  ${index + 1}. ${answer}`),
        "Install Pulumi from https://www.pulumi.com/docs/install/ so that it is on PATH,",
        "or a current Go from https://go.dev/dl/ so that it can be built here, and run this again.",
      ].join("\n"),
    );
  });
}

async function onPath(environment: NodeJS.ProcessEnv): Promise<Found> {
  const folders = foldersOnPath(environment);
  const folder = await folderWith(pulumiFile, folders);
  if (folder === undefined) {
    throw new Error("there is none");
  }
  // The CLI looks for its hosts on PATH and beside the binary that a symbolic link leads to.
  const real = dirname(await realpath(join(folder, pulumiFile)));
  return examine(folder, environment, [folder, real, ...folders]);
}

async function inCache(versions: string, wanted: Set<string>, environment: NodeJS.ProcessEnv): Promise<Found> {
  const answers: string[] = [];
  for (const version of wanted) {
    try {
      return await examine(join(versions, version, "bin"), environment);
    } catch (error) {
      answers.push(messageOf(error));
    }
  }
  throw new Error(answers.join("; "));
}

/** The engine in `folder`, once it is known to start, to be recent enough, and to have its hosts in `hostFolders`. */
async function examine(
  folder: string,
  environment: NodeJS.ProcessEnv,
  hostFolders: readonly string[] = [folder],
): Promise<Found> {
  if ((await folderWith(pulumiFile, [folder])) === undefined) {
    throw new Error(`no pulumi in ${folder}`);
  }
  const version = await versionOf(join(folder, pulumiFile), environment);
  refuseTooOld(version, `the one in ${folder}`);
  for (const host of hosts) {
    if ((await folderWith(host, hostFolders)) === undefined) {
      throw new Error(`Pulumi ${version} in ${folder} lacks ${host}, which its release has beside it`);
    }
  }
  return { folder, version };
}

async function versionOf(pulumi: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(pulumi, ["version"], {
    env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: versionTimeoutMs,
  });
  const version = /^v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined) {
    throw new Error(`${pulumi} version printed "${stdout.trim()}", which is no version`);
  }
  return version;
}

function refuseTooOld(version: string, which: string): void {
  const isOlder = version.localeCompare(oldestVersion, "en", { numeric: true }) < 0;
  if (isOlder) {
    throw new Error(`Pulumi ${version}, ${which}, is too old: ${oldestVersion} or later is needed`);
  }
}

/**
 * Moves a finished engine to where it is found from now on. What was there is broken, or it would have been used, and is
 * put aside; unless another process has been quicker, whose engine is as good as this one.
 */
async function publish(made: string, root: string, aside: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const isThere = await examine(join(root, "bin"), environment).catch(() => undefined);
  if (isThere !== undefined) {
    return;
  }
  await rename(root, aside).catch(unless("ENOENT"));
  await rename(made, root).catch(unless("ENOTEMPTY", "EEXIST", "EPERM"));
}

const realMeans: EngineMeans = { probe, install, build: buildEngine };

async function probe(url: string): Promise<void> {
  const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(probeTimeoutMs) }).catch(
    (error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new Error(`cannot be reached: ${messageOf(cause)}`);
    },
  );
  if (!response.ok) {
    throw new Error(`answered HTTP ${response.status}`);
  }
}

async function install(root: string): Promise<void> {
  const { PulumiCommand } = await automation();
  await PulumiCommand.install({ root });
}

async function installedSdkVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(sdkFolder(), "package.json"), "utf8")) as { version: string };
  return version;
}

/** Loaded only where it is needed: it takes longer than all the rest together. */
function automation() {
  return import("@pulumi/pulumi/automation/index.js");
}

async function pulumiCommand(folder: string): Promise<PulumiCommand> {
  const { PulumiCommand } = await automation();
  // The Automation API takes a folder only by its parent; a CLI elsewhere than in a "bin" is to be had by PATH alone.
  return basename(folder) === "bin" ? PulumiCommand.get({ root: dirname(folder) }) : PulumiCommand.get();
}

async function rejectOnAbort(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) {
    await once(signal, "abort");
  }
  throw signal.reason;
}

function unless(...codes: string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code === undefined || !codes.includes(error.code)) {
      throw error;
    }
  };
}

/** On one line, as `say` takes it. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, "; ");
}
