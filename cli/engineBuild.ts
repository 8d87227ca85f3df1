/** Makes the Pulumi CLI from the Go modules that `engine/` pins. The Go caches, about 4 GB, are gone afterwards. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { builtVersion, dynamicProvider, goFile, languageHost, pulumiFile, sdkFolder, windows } from "./engineParts.js";
import { foldersOnPath, folderWith } from "./executables.js";
import type { Scratch } from "./scratch.js";

/**
 * The two programs that are built. They come from two modules, because `sdk/v3` 3.68.0 is the last release whose module
 * holds the language host, and the CLI needs a newer `sdk/v3`.
 */
const programs = [
  {
    file: pulumiFile,
    module: "cli",
    command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: builtVersion,
  },
  {
    file: languageHost,
    module: "language-nodejs",
    command: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    version: "3.68.0",
  },
];

export interface BuildOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly scratch: Scratch;
  progress(doing: string): void;
}

/** Builds both programs into `root`/bin, and puts the dynamic provider's host beside them. */
export async function buildEngine(root: string, { environment, scratch, progress }: BuildOptions): Promise<void> {
  const goFolder = await folderWith(goFile, foldersOnPath(environment));
  if (goFolder === undefined) {
    throw new Error("there is no go on PATH");
  }
  const caches = await scratch.folder(join(environment["TMPDIR"] ?? tmpdir(), "pulumi-build-"));
  const bin = join(root, "bin");
  await mkdir(bin);

  for (const { file, module, command, version } of programs) {
    const go = (args: string[], onLine: GoLine) =>
      runGo(join(goFolder, goFile), args, {
        cwd: join(packageRoot, "engine", module),
        caches,
        environment,
        signal: scratch.signal,
        onLine,
      });

    let downloaded = 0;
    let packages = 0;
    await go(["list", "-deps", "-trimpath", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}", command], (line, stream) => {
      packages += stream === "stdout" ? 1 : 0;
      downloaded += stream === "stderr" && line.startsWith("go: downloading") ? 1 : 0;
      progress(`building ${file} ${version}: ${downloaded} modules downloaded`);
    });

    let compiled = 0;
    const setVersion = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
    // What debuggers read is left out by the linker; not writing it in the first place saves an eighth of the time.
    const flags = ["-v", "-trimpath", "-gcflags=all=-dwarf=false", "-ldflags", `-s -w ${setVersion}`];
    await go(["build", ...flags, "-o", join(bin, file), command], () => {
      compiled += 1;
      progress(`building ${file} ${version}: ${compiled} of ${packages} packages compiled`);
    });
  }

  await copyFile(join(sdkFolder(), dynamicProvider), join(bin, dynamicProvider));
  await chmod(join(bin, dynamicProvider), 0o755);
}

type GoLine = (line: string, stream: "stdout" | "stderr") => void;

interface GoOptions {
  readonly cwd: string;
  /** A folder of this run, for about 4 GB of modules, compiled packages and temporary files. */
  readonly caches: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onLine: GoLine;
}

/** Runs `go`, which ends with all of its compilers when the signal comes. */
async function runGo(
  go: string,
  args: string[],
  { cwd, caches, environment, signal, onLine }: GoOptions,
): Promise<void> {
  signal.throwIfAborted();
  // Nothing of the user's own Go is read or grows; a module proxy that they have set is used.
  const env = {
    ...environment,
    GOPATH: join(caches, "path"),
    GOMODCACHE: join(caches, "modules"),
    GOCACHE: join(caches, "compiled"),
    GOTMPDIR: caches,
    // Module files are read-only otherwise, and could not be removed.
    GOFLAGS: "-modcacherw",
    GOWORK: "off",
    CGO_ENABLED: "0",
  };
  // A process group of its own: killing go alone leaves its compilers writing into folders that are being removed.
  const child = spawn(go, args, { cwd, env, detached: !windows, stdio: ["ignore", "pipe", "pipe"] });
  const onAbort = () => killGroup(child);
  signal.addEventListener("abort", onAbort, { once: true });

  const said: string[] = [];
  createInterface(child.stdout).on("line", (line) => onLine(line, "stdout"));
  createInterface(child.stderr).on("line", (line) => {
    onLine(line, "stderr");
    said.push(line);
  });
  try {
    const [code] = (await once(child, "close")) as [number | null];
    signal.throwIfAborted();
    if (code !== 0) {
      const reason = said.filter((line) => !isGoProgress(line)).slice(-3);
      if (reason.some((line) => line.includes("no space left on device"))) {
        reason.push("set TMPDIR to a folder with 4 GB to spare");
      }
      throw new Error(`go ${args[0]} in ${cwd} failed: ${reason.join("; ")}`);
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** A module that is downloaded, or the name of a package that is compiled. */
function isGoProgress(line: string): boolean {
  return line.startsWith("go: downloading ") || /^[\w./~-]*$/.test(line);
}

function killGroup(child: ChildProcess): void {
  const isRunning = child.exitCode === null && child.signalCode === null;
  if (windows) {
    child.kill();
  } else if (isRunning && child.pid !== undefined) {
    process.kill(-child.pid, "SIGKILL");
  }
}

/** From dist/cli, where this file is compiled to. */
const packageRoot = join(__dirname, "../..");
