/**
 * What talks to `@pulumi/pulumi`, on each version of it and of Node.js that package.json here lists: the package and its
 * tests are laid out as a project that has this version installed, and run by this Node.js in a process of their own.
 * The newest of both, which users come to next, run all of tests/protocol; the others what depends on them most, as each
 * file more costs every pair seconds.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runCommand } from "../support/command.js";
import { packageRoot } from "../support/stack.js";

/** An npm project of its own: a package with a `bin` called node, beside mocha, would be the Node.js of every script. */
const table = join(packageRoot, "tests/versions");

/** Paths below dist/tests. */
const everywhere = [
  "protocol/provider.test.js",
  "protocol/modules.test.js",
  "protocol/engineWatch.test.js",
  "protocol/credentials.test.js",
  "unit/registration.test.js",
];
const onTheNewest = readdirSync(join(packageRoot, "dist/tests/protocol"))
  .filter((name) => name.endsWith(".test.js"))
  .map((name) => `protocol/${name}`);

interface Manifest {
  readonly version: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const readManifest = (folder: string) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

const installed = (name: string) => join(table, "node_modules", name);

const versionsOfPulumi = Object.keys(readManifest(table).dependencies ?? {}).map((name) => {
  const folder = installed(name);
  return { folder, version: readManifest(folder).version };
});

/** The Node.js of this process, which is 20 where the gate runs, and the one that is installed here. */
function versionsOfNode(): { path: string; version: string }[] {
  const folder = installed(`node-${process.platform}-${process.arch}`);
  const { version, bin } = readManifest(folder);
  return [
    { path: process.execPath, version: process.versions.node },
    { path: join(folder, bin?.["node"] ?? ""), version },
  ];
}

function filesFor(pulumi: { folder: string }, node: { path: string }): readonly string[] {
  const isNewest = pulumi.folder === versionsOfPulumi.at(-1)?.folder && node.path === versionsOfNode().at(-1)?.path;
  return isNewest ? [...new Set([...everywhere, ...onTheNewest])] : everywhere;
}

/** What is installed here runs on this Node.js whenever the tests do. */
function isOrdinary(pulumi: { version: string }, node: { path: string }): boolean {
  const { version } = readManifest(join(packageRoot, "node_modules/@pulumi/pulumi"));
  return pulumi.version === version && node.path === process.execPath;
}

/** @returns the folder, in which nothing leads to another `@pulumi/pulumi` than that in `pulumi`. */
async function layOut(pulumi: string): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  for (const part of ["package.json", "dist"]) {
    await cp(join(packageRoot, part), join(project, part), { recursive: true });
  }
  const link = async (name: string, target: string) => {
    const path = join(project, "node_modules", name);
    await mkdir(dirname(path), { recursive: true });
    await symlink(target, path, "junction");
  };
  await link("pulumi-tencentcloud-css", project);
  await link("@pulumi/pulumi", pulumi);
  const { "@pulumi/pulumi": _, ...others } = {
    ...readManifest(packageRoot).dependencies,
    ...readManifest(packageRoot).devDependencies,
  };
  for (const name of Object.keys(others)) {
    // What a version of @pulumi/pulumi shares with its program (gRPC, protobuf) is installed beside that version.
    await link(name, existsSync(installed(name)) ? installed(name) : join(packageRoot, "node_modules", name));
  }
  return project;
}

interface Result {
  readonly stats: { readonly passes: number; readonly failures: number; readonly pending: number };
  readonly failures: readonly { readonly fullTitle: string; readonly err: { readonly message?: string } }[];
}

async function runFiles(files: readonly string[], pulumi: string, node: string): Promise<Result> {
  const project = await layOut(pulumi);
  try {
    const report = join(project, "report.json");
    const mocha = [join(project, "node_modules/mocha/bin/mocha.js"), "--no-config", "--exit"];
    // No test takes so long unless it waits for what does not come.
    const options = ["--timeout", "60000", "--reporter", "json", "--reporter-option", `output=${report}`];
    const specs = files.map((file) => join("dist/tests", file));
    // It fails where a test does; the report says which.
    const failed = await runCommand(node, [...mocha, ...options, ...specs], {
      cwd: project,
      env: { HOME: process.env["HOME"] ?? project },
    }).then(
      () => undefined,
      (error: Error) => error,
    );
    const text = await readFile(report, "utf8").catch(() => {
      throw failed ?? new Error(`${node} wrote no ${report}`);
    });
    return JSON.parse(text) as Result;
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

describe("the provider's process and a program's registrations", () => {
  it("are tested on a Node.js that is what its package says", async () => {
    for (const { path, version } of versionsOfNode()) {
      equal((await runCommand(path, ["--version"], { cwd: table, env: {} })).trim(), `v${version}`);
    }
  });

  const results = new Map<string, Promise<Result>>();

  // One after the other on each Node.js, and the two beside each other.
  before(() => {
    for (const node of versionsOfNode()) {
      let last: Promise<unknown> = Promise.resolve();
      for (const pulumi of versionsOfPulumi.filter((version) => !isOrdinary(version, node))) {
        const next = () => runFiles(filesFor(pulumi, node), pulumi.folder, node.path);
        const result = last.then(next, next);
        // Whoever waits for it is told.
        result.catch(() => {});
        results.set(`${pulumi.version} on ${node.version}`, result);
        last = result;
      }
    }
  });

  for (const pulumi of versionsOfPulumi) {
    for (const node of versionsOfNode()) {
      if (isOrdinary(pulumi, node)) continue;
      it(`hold with @pulumi/pulumi ${pulumi.version} on Node.js ${node.version}`, async () => {
        const result = await results.get(`${pulumi.version} on ${node.version}`);
        ok(result && result.stats.passes > 0 && result.stats.pending === 0);
        deepEqual(
          result.failures.map(({ fullTitle, err }) => `${fullTitle}: ${err.message}`),
          [],
        );
      });
    }
  }
});
