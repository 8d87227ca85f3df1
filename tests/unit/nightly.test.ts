/** `nightly.sh` by itself: `pulumi` is a stand-in here that notes what it is asked for, and exports what it is given. */
import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { startEmulator } from "../../emulator/index.js";
import { environmentFor, packageRoot, start } from "../support/stack.js";

const type = "pulumi-nodejs:dynamic/tencentcloud-css:SnapshotRule";
const provider = { urn: "urn:pulumi:test::trial::pulumi:providers:pulumi-nodejs::default", id: "1" };
const domainName = "push.example.com";

interface Night {
  /** The emulator's store, and what it has. */
  readonly world: string;
  make(action: string, params: Record<string, unknown>): void;
  /** @returns what the script printed, and what it asked of Pulumi. */
  run(args: readonly string[], exported?: object): Promise<{ code: number; output: string; asked: string[] }>;
}

async function withNight(test: (night: Night) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
  const emulator = await startEmulator({ time: start });
  try {
    const script = join(folder, "with a blank/nightly.sh");
    await mkdir(dirname(script));
    await cp(join(packageRoot, "examples/pipeline/nightly.sh"), script);
    await symlink(join(packageRoot, "node_modules"), join(dirname(script), "node_modules"), "junction");
    const pulumi = join(folder, "bin/pulumi");
    await mkdir(dirname(pulumi));
    // `up` fails, as where the program does; the other commands succeed.
    await writeFile(
      pulumi,
      `#!/bin/sh\necho "$*" >> "${folder}/asked"\ncase "$*" in "stack export"*) cat "${folder}/exported" ;; up*) exit 1 ;; esac\n`,
    );
    await chmod(pulumi, 0o755);
    const asked = () => readFile(join(folder, "asked"), "utf8").catch(() => "");
    const run: Night["run"] = async (args, exported = {}) => {
      await writeFile(join(folder, "exported"), JSON.stringify(exported));
      await rm(join(folder, "asked"), { force: true });
      const env = {
        ...environmentFor(emulator),
        PATH: `${dirname(pulumi)}${delimiter}${process.env["PATH"]}`,
        HOME: folder,
        TZ: "UTC",
      };
      return new Promise((resolve) => {
        execFile(script, args, { cwd: dirname(script), env }, async (error, out, err) => {
          const code = Number(error?.code ?? 0);
          resolve({ code, output: out + err, asked: (await asked()).split("\n").filter(Boolean) });
        });
      });
    };
    const make = (action: string, params: Record<string, unknown>) => void emulator.service.call(action, params);
    await test({ world: `emulator:${emulator.store}`, make, run });
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const ruleOf = (name: string, inputs: object, outputs?: object) => ({
  urn: `urn:pulumi:test::trial::${type}::${name}`,
  type,
  provider: `${provider.urn}::${provider.id}`,
  inputs,
  ...(outputs && { outputs }),
});

describe("the pipeline's script", () => {
  it("asks nothing of Pulumi where its arguments are wrong: one that is misspelt must not have `up` run", () =>
    withNight(async ({ run }) => {
      const wrong = [[], [""], ["--before"], ["test", "--before"], ["test", "--before", ""], ["test", "--before=file"]];
      for (const args of [...wrong, ["test", "--befor", "file"], ["test", "--before", "file", "more"]]) {
        const { code, output, asked } = await run(args);
        deepEqual([args, code, asked], [args, 2, []]);
        match(output, /^Usage: nightly\.sh STACK \[--before FILE\]$/m);
      }
    }));

  it("remembers a rule that a killed run made, and no run has saved, though its key begins another's in the state", () =>
    withNight(async ({ world, make, run }) => {
      make("CreateLiveSnapshotRule", { DomainName: domainName, AppName: "live", TemplateId: 1 });
      make("CreateLiveSnapshotRule", { DomainName: domainName, AppName: "live", StreamName: "stage", TemplateId: 1 });
      const stage = { domainName, appName: "live", streamName: "stage", templateId: 1 };
      const handle = `SnapshotRule:${domainName}/live/stage`;
      const { code, output, asked } = await run(["test"], {
        version: 3,
        deployment: {
          resources: [
            { ...provider, type: "pulumi:providers:pulumi-nodejs" },
            ruleOf("stage", stage, { ...stage, schemaVersion: 1, handle, owner: "o", world }),
          ],
          pending_operations: [
            { resource: ruleOf("all", { domainName, appName: "live", templateId: 1 }), type: "creating" },
          ],
        },
      });
      equal(code, 1, output);
      match(output, new RegExp(`it was made \\(SnapshotRule:${domainName}/live\\)`));
      match(
        output,
        new RegExp(`made, SnapshotRule:${domainName}/live, is in no state yet: the next run takes it over`),
      );
      doesNotMatch(output, /Clearing/);
      equal(asked.filter((command) => command.includes("--clear-pending-creates")).length, 0, output);
    }));
});
