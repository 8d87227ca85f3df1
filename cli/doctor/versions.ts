/** Whether what is installed here fits together. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { findEngine } from "../engine.js";
import { type Check, messageOf } from "./check.js";

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const ours = "pulumi-tencentcloud-css";
const sdk = "@pulumi/pulumi";

export interface VersionOptions {
  /** The program's folder. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Whether runs are made here, or a stack is only looked at. */
  readonly readOnly: boolean;
}

export async function checkVersions({ folder, environment, readOnly }: VersionOptions): Promise<Check[]> {
  const manifest = manifestIn(join(__dirname, "../../.."));
  return [
    checkNode(process.versions.node, manifest.engines.node),
    checkPackage(folder, manifest.version),
    checkSdk(folder, manifest.peerDependencies[sdk] ?? ""),
    await checkEngine(environment, readOnly),
  ];
}

function checkNode(version: string, range: string): Check {
  const fits = !isOlder(version, range.replace(/^>=/, ""));
  const advice = fits ? undefined : `Install Node.js ${range}.`;
  return { check: "Node.js", verdict: fits ? "ok" : "problem", found: version, advice };
}

/** State names the package, and the provider's process finds it from the program's folder. */
function checkPackage(folder: string, running: string): Check {
  const installed = versionFrom(folder, ours);
  if (installed === undefined) {
    const found = `${running}; not installed in ${folder}`;
    return { check: ours, verdict: "note", found, advice: `In a program's folder: npm install ${ours}.` };
  }
  if (installed === running) return { check: ours, verdict: "ok", found: running };
  const found = `${installed} in ${folder}, but this command is ${running}`;
  return { check: ours, verdict: "note", found, advice: "Run it from there: npx tencentcloud-css doctor." };
}

function checkSdk(folder: string, range: string): Check {
  const installed = versionFrom(folder, sdk) ?? versionFrom(__dirname, sdk);
  if (installed === undefined) {
    return { check: sdk, verdict: "problem", found: "not installed", advice: `npm install "${sdk}@${range}"` };
  }
  const [least = "", below = ""] = range.split(" ").map((part) => part.replace(/^(>=|<)/, ""));
  const fits = !isOlder(installed, least) && isOlder(installed, below);
  const advice = fits ? undefined : `npm install "${sdk}@${range}"`;
  return { check: sdk, verdict: fits ? "ok" : "problem", found: installed, advice };
}

async function checkEngine(environment: NodeJS.ProcessEnv, readOnly: boolean): Promise<Check> {
  try {
    const { version, path } = await findEngine({ environment, say: () => {}, only: ["PATH", "cache"] });
    return { check: "Pulumi CLI", verdict: "ok", found: `${version}, ${path}` };
  } catch (error) {
    const found = messageOf(error)
      .split("\n")
      .flatMap((line) => /^ +\d+\. (.*)/.exec(line)?.[1] ?? [])
      .join("; ");
    const advice = "Install it (https://www.pulumi.com/docs/install/), or have it made: tencentcloud-css engine.";
    return { check: "Pulumi CLI", verdict: readOnly ? "note" : "problem", found: found || messageOf(error), advice };
  }
}

function versionFrom(folder: string, name: string): string | undefined {
  try {
    return manifestIn(dirname(createRequire(join(folder, "program.js")).resolve(`${name}/package.json`))).version;
  } catch {
    return undefined;
  }
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}
