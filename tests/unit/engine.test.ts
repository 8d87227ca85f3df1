import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isInteractive } from "../../cli/commands/engine.js";
import { type EngineMeans, findEngine, oldestVersion } from "../../cli/engine.js";
import { builtVersion } from "../../cli/engineParts.js";

const packageRoot = join(__dirname, "../../..");
const hostFiles = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** Stands for Go: it lists two packages, and "compiles" a program that answers with the version it was given. */
const fakeGoScript = `case "$1" in
  list) echo "go: downloading example.com/a v1.0.0" >&2; echo a; echo b ;;
  build)
    version=$(echo "$*" | sed 's/.*Version=\\(v[0-9.]*\\).*/\\1/')
    echo a >&2; echo b >&2
    while [ "$1" != "-o" ]; do shift; done
    printf '#!/bin/sh\\necho %s\\n' "$version" > "$2"; chmod +x "$2" ;;
esac`;

describe("finding the engine", () => {
  let sandbox: string;
  let home: string;
  let temporary: string;
  let said: string[];

  beforeEach(() => {
    sandbox = mkdtempSync(join(tmpdir(), "engine-test-"));
    home = folder("home");
    temporary = folder("tmp");
    said = [];
  });

  afterEach(() => rmSync(sandbox, { recursive: true }));

  it("takes the pulumi on PATH, with its hosts beside it", async () => {
    const bin = putEngine(folder("opt/bin"), "3.200.1");

    const engine = await find({ path: [folder("empty"), bin] });

    assert.equal(engine.source, "PATH");
    assert.equal(engine.folder, bin);
    assert.equal(engine.path, join(bin, "pulumi"));
    assert.equal(engine.version, "3.200.1");
    assert.deepEqual(said, [`pulumi on PATH: Pulumi 3.200.1 in ${bin}`]);
  });

  it("gives the Automation API that same binary", async () => {
    const bin = putEngine(folder("opt/bin"), "3.200.1");

    const command = await (await find({ path: [bin] })).pulumiCommand();

    assert.equal(command.command, join(bin, "pulumi"));
    assert.equal(command.version?.version, "3.200.1");
  });

  it("accepts hosts elsewhere on PATH", async () => {
    const bin = putPulumi(folder("bin"), "3.200.1");
    const hosts = putHosts(folder("hosts"));

    assert.equal((await find({ path: [bin, hosts] })).folder, bin);
  });

  it("accepts hosts beside the binary that a link on PATH leads to", async () => {
    const real = putEngine(folder("cellar"), "3.200.1");
    const linked = folder("bin");
    symlinkSync(join(real, "pulumi"), join(linked, "pulumi"));

    assert.equal((await find({ path: [linked] })).folder, linked);
  });

  it("accepts the oldest version that will do, and passes over one that is older, saying so", async () => {
    const oldest = putEngine(folder("oldest"), oldestVersion);
    assert.equal((await find({ path: [oldest] })).version, oldestVersion);

    putEngine(cache(builtVersion), builtVersion);
    const older = putEngine(folder("older"), "3.99.0");
    said = [];

    assert.equal((await find({ path: [older] })).source, "cache");
    assert.equal(
      said[0],
      `pulumi on PATH: Pulumi 3.99.0, the one in ${older}, is too old: ${oldestVersion} or later is needed`,
    );
  });

  it("passes over one on PATH that cannot run a Node.js program", async () => {
    const bin = putPulumi(folder("bin"), "3.200.1");
    putEngine(cache(builtVersion), builtVersion);

    assert.equal((await find({ path: [bin] })).source, "cache");
    assert.match(said[0] ?? "", /lacks pulumi-language-nodejs/);
  });

  it("passes over one on PATH that does not start", async () => {
    const bin = putEngine(folder("bin"), "3.200.1");
    script(join(bin, "pulumi"), "echo no such library >&2; exit 127");
    putEngine(cache(builtVersion), builtVersion);

    assert.equal((await find({ path: [bin] })).source, "cache");
    assert.match(said[0] ?? "", /no such library$/);
  });

  it("finds the engine in the Automation API's cache", async () => {
    const bin = putEngine(cache(builtVersion), builtVersion);

    const engine = await find();

    assert.equal(engine.source, "cache");
    assert.equal(engine.folder, bin);
    assert.deepEqual(said, [
      "pulumi on PATH: there is none",
      `the cache ${join(home, ".pulumi/versions")}: Pulumi ${builtVersion} in ${bin}`,
    ]);
  });

  it("does not use a broken cache, and puts a whole engine in its place", async () => {
    const bin = putPulumi(cache(builtVersion), builtVersion);

    const engine = await find({
      means: { install: async (root) => void putEngine(mkdirs(root, "bin"), builtVersion) },
    });

    assert.equal(engine.source, "download");
    assert.equal(engine.folder, bin);
    assert.match(said[1] ?? "", /lacks pulumi-language-nodejs/);
    assert.ok(existsSync(join(bin, "pulumi-language-nodejs")));
    assertNothingIsLeft();
  });

  it("falls through to the installer, and never starts it where its host does not answer", async () => {
    let installs = 0;
    const install = async (root: string) => {
      installs += 1;
      putEngine(mkdirs(root, "bin"), builtVersion);
    };

    const built = await find({ means: { probe: unreachable, install, build: fakeBuild } });
    assert.equal(built.source, "build");
    assert.equal(installs, 0);

    rmSync(home, { recursive: true });
    const installed = await find({ means: { install, build: fakeBuild } });
    assert.equal(installed.source, "download");
    assert.equal(installed.folder, cache(builtVersion));
    assert.equal(installs, 1);
  });

  it("falls through to the build where the installer leaves no whole engine", async () => {
    const install = async (root: string) => void putPulumi(mkdirs(root, "bin"), builtVersion);

    const engine = await find({ means: { install, build: fakeBuild } });

    assert.equal(engine.source, "build");
    assert.match(said[2] ?? "", /^the installer .* lacks pulumi-language-nodejs/);
    assertNothingIsLeft();
  });

  it("uses the engine of another process that was quicker, and throws its own away", async () => {
    const build = async (root: string) => {
      putEngine(mkdirs(root, "bin"), builtVersion);
      writeFileSync(join(putEngine(cache(builtVersion), builtVersion), "the quicker one"), "");
    };

    const engine = await find({ means: { probe: unreachable, build } });

    assert.ok(existsSync(join(engine.folder, "the quicker one")));
    assertNothingIsLeft();
  });

  it("names all four ways where none works, what each answered, and what to do", async () => {
    const refusal = await find({
      means: { probe: unreachable, build: async () => Promise.reject(new Error("there is no go on PATH")) },
    }).catch((error: Error) => error.message);

    assert.equal(
      refusal,
      [
        "There is no Pulumi CLI to run, in none of four ways:",
        "  1. pulumi on PATH: there is none",
        `  2. the cache ${join(home, ".pulumi/versions")}: no pulumi in ${cache(builtVersion)}`,
        "  3. the installer https://get.pulumi.com/install.sh: cannot be reached",
        `  4. the build of Pulumi ${builtVersion} from Go modules: there is no go on PATH`,
        "Install Pulumi from https://www.pulumi.com/docs/install/ so that it is on PATH,",
        "or a current Go from https://go.dev/dl/ so that it can be built here, and run this again.",
      ].join("\n"),
    );
    assertNothingIsLeft();
  });

  describe("building it", () => {
    it("gives the CLI and both hosts, shows its progress, and leaves no Go caches", async () => {
      const doing: string[] = [];

      const engine = await find({
        path: [fakeGo()],
        means: { probe: unreachable },
        progress: (what) => doing.push(what),
      });

      assert.equal(engine.source, "build");
      assert.equal(engine.version, builtVersion);
      assert.deepEqual(readdirSync(engine.folder).sort(), ["pulumi", ...hostFiles]);
      assert.ok(doing.includes(`building pulumi ${builtVersion}: 1 modules downloaded`), doing.join("\n"));
      assert.ok(doing.includes(`building pulumi ${builtVersion}: 1 of 2 packages compiled`), doing.join("\n"));
      assertNothingIsLeft();
    });

    it("repeats what Go said where it fails", async () => {
      const bin = folder("go/bin");
      script(join(bin, "go"), `echo "go: example.com/a@v1.0.0: no such host" >&2; exit 1`);

      await assert.rejects(find({ path: [bin], means: { probe: unreachable } }), /go list in .*: no such host$/m);
      assertNothingIsLeft();
    });

    it("says how to give it room where the disk is full", async () => {
      const bin = folder("go/bin");
      script(join(bin, "go"), `echo "write /tmp/a.o: no space left on device" >&2; exit 1`);

      await assert.rejects(find({ path: [bin], means: { probe: unreachable } }), /set TMPDIR to a folder with 4 GB/);
    });

    it("says that Go is missing where it is", async () => {
      await assert.rejects(find({ means: { probe: unreachable } }), /from Go modules: there is no go on PATH$/m);
    });

    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      it(`leaves nothing behind when ${signal} interrupts it, Go's own processes included`, async () => {
        const bin = folder("go/bin");
        // The compiler holds the standard error of its go open: the build is not over while one of the two lives.
        script(join(bin, "go"), `tail -f /dev/null & echo "go: downloading a" >&2; wait`);
        const program = `
          const { findEngine } = require(${JSON.stringify(require.resolve("../../cli/engine.js"))});
          const environment = ${JSON.stringify(environment([bin]))};
          const probe = () => Promise.reject(new Error("cannot be reached"));
          const progress = (doing) => { if (doing.includes("1 modules")) console.log("building"); };
          findEngine({ environment, say() {}, progress, means: { probe } }).catch(() => {});
        `;
        const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
        const ended = once(child, "close");
        await once(createInterface(child.stdout), "line");

        child.kill(signal);

        assert.deepEqual(await ended, [null, signal]);
        assertNothingIsLeft();
      });
    }

    it("builds the releases that engine/ pins", () => {
      const pinned = (module: string) => readFileSync(join(packageRoot, "engine", module, "go.mod"), "utf8");

      assert.ok(pinned("cli").includes(`require github.com/pulumi/pulumi/pkg/v3 v${builtVersion}\n`));
      assert.ok(pinned("language-nodejs").includes("require github.com/pulumi/pulumi/sdk/v3 v3.68.0\n"));
    });
  });

  it("draws a spinner on a terminal alone, and not on one that is 0 columns wide", () => {
    assert.equal(isInteractive({ isTTY: true, columns: 80 }, {}), true);
    assert.equal(isInteractive({ isTTY: true, columns: 0 }, {}), false);
    assert.equal(isInteractive({ isTTY: false, columns: 80 }, {}), false);
    assert.equal(isInteractive({ isTTY: true, columns: 80 }, { CI: "true" }), false);
    assert.equal(isInteractive({ isTTY: true, columns: 80 }, { TERM: "dumb" }), false);
  });

  interface Setting {
    readonly path?: string[];
    readonly means?: Partial<EngineMeans>;
    readonly progress?: (doing: string) => void;
  }

  /** Every means that a test does not name fails, so that no test reaches out of its sandbox. */
  function find({ path = [], means = {}, progress = () => {} }: Setting = {}) {
    const { probe = async () => {}, install = () => Promise.reject(new Error("no installer here")) } = means;
    return findEngine({
      environment: environment(path),
      say: (line) => said.push(line),
      progress,
      means: { ...means, probe, install },
    });
  }

  function environment(path: string[]): NodeJS.ProcessEnv {
    return { PATH: path.join(":"), HOME: home, TMPDIR: temporary };
  }

  function folder(name: string): string {
    return mkdirs(sandbox, name);
  }

  function cache(version: string): string {
    return mkdirs(home, ".pulumi/versions", version, "bin");
  }

  function fakeGo(): string {
    const bin = folder("go/bin");
    script(join(bin, "go"), fakeGoScript);
    return bin;
  }

  function assertNothingIsLeft(): void {
    assert.deepEqual(readdirSync(temporary), []);
    const versions = join(home, ".pulumi/versions");
    assert.deepEqual(
      readdirSync(versions).filter((name) => name !== builtVersion),
      [],
    );
  }
});

async function unreachable(): Promise<void> {
  throw new Error("cannot be reached");
}

async function fakeBuild(root: string): Promise<void> {
  putEngine(mkdirs(root, "bin"), builtVersion);
}

function putEngine(folder: string, version: string): string {
  return putHosts(putPulumi(folder, version));
}

function putPulumi(folder: string, version: string): string {
  script(join(folder, "pulumi"), `echo v${version}`);
  return folder;
}

function putHosts(folder: string): string {
  for (const host of hostFiles) {
    script(join(folder, host), "exit 0");
  }
  return folder;
}

/** It has a PATH of its own, so that a test's PATH holds nothing but what the test put there. */
function script(file: string, text: string): void {
  writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${text}\n`, { mode: 0o755 });
}

function mkdirs(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}
