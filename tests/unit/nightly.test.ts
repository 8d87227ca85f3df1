/** `nightly.sh` by itself: `pulumi` is a stand-in here that notes what it is asked for, and exports what it is given. */
import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
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
  /**
   * @param up what `pulumi up` does, as shell. Default: it fails, as where the program does.
   * @returns what the script printed, and what it asked of Pulumi.
   */
  run(
    args: readonly string[],
    exported?: object,
    up?: string,
  ): Promise<{ code: number; output: string; asked: string[] }>;
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
    // `up` notes what it is to take over, and what of it may go.
    const standIn = [
      "#!/bin/sh",
      `echo "$*" >> "${folder}/asked"`,
      'case "$*" in',
      `  "stack export"*) [ ! -e "${folder}/unreadable" ] && cat "${folder}/exported" ;;`,
      `  up*) echo "adopt $TENCENTCLOUD_CSS_ADOPT, left $TENCENTCLOUD_CSS_LEFT" >> "${folder}/asked"; . "${folder}/up" ;;`,
      "esac",
    ];
    await writeFile(pulumi, `${standIn.join("\n")}\n`);
    await chmod(pulumi, 0o755);
    const asked = () => readFile(join(folder, "asked"), "utf8").catch(() => "");
    const run: Night["run"] = async (args, exported = {}, up = "exit 1") => {
      await writeFile(join(folder, "up"), up.replace("FOLDER", folder));
      await writeFile(join(folder, "exported"), JSON.stringify(exported, null, 4));
      await rm(join(folder, "unreadable"), { force: true });
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

  const key = { DomainName: domainName, AppName: "live" };
  const all = `SnapshotRule:${domainName}/live`;
  const stage = { domainName, appName: "live", streamName: "stage", templateId: 1 };

  /** A stack that holds the rule of one stream, and whose run was killed while it made the rule of all streams. */
  const killed = ({ world }: Night, changes: object = {}, more: readonly object[] = []) => ({
    version: 3,
    deployment: {
      resources: [
        { ...provider, type: "pulumi:providers:pulumi-nodejs" },
        {
          ...ruleOf("stage", stage, { ...stage, schemaVersion: 1, handle: `${all}/stage`, owner: "o", world }),
          ...changes,
        },
        ...more,
      ],
      pending_operations: [
        { resource: ruleOf("all", { domainName, appName: "live", templateId: 1 }), type: "creating" },
      ],
    },
  });

  const made = ({ make }: Night) => {
    make("CreateLiveSnapshotRule", { ...key, TemplateId: 1 });
    make("CreateLiveSnapshotRule", { ...key, StreamName: "stage", TemplateId: 1 });
  };

  const cleared = (asked: readonly string[]) => asked.some((command) => command.includes("--clear-pending-creates"));

  it("remembers a rule that a killed run made, and no run has saved, though its key begins another's in the state", () =>
    withNight(async (night) => {
      made(night);
      const { code, output, asked } = await night.run(["test"], killed(night));
      equal(code, 1, output);
      match(output, new RegExp(`it was made \\(${all}\\)`));
      match(output, new RegExp(`made, ${all}, is in no state yet: the next run takes it over`));
      equal(cleared(asked), false, output);
      ok(asked.includes(`adopt ${all}, left ${all}`), output);
    }));

  it("says of what nobody declares any more that the account keeps it, and clears what was pending", () =>
    withNight(async (night) => {
      made(night);
      const { code, output, asked } = await night.run(["test"], killed(night), "exit 0");
      equal(code, 0, output);
      match(
        output,
        new RegExp(`made, ${all}, is in no state: it is not declared any more\\..*delete it in the account`),
      );
      equal(cleared(asked), true, output);
    }));

  it("says nothing of what it cannot know, and clears nothing, where the state cannot be read afterwards", () =>
    withNight(async (night) => {
      made(night);
      const { code, output, asked } = await night.run(["test"], killed(night), 'touch "FOLDER/unreadable"');
      equal(code, 1, output);
      doesNotMatch(output, /not declared any more/);
      match(output, new RegExp(`made, ${all}, is in no state now, or not: the state could not be read`));
      equal(cleared(asked), false, output);
    }));

  it("lets nothing go with its template that a state has, and nothing at all where one provider cannot know what another holds", () =>
    withNight(async (night) => {
      made(night);
      // It was replaced, and waits to be deleted: no killed run made it.
      const replaced = await night.run(["test"], killed(night, { delete: true }));
      ok(replaced.asked.includes(`adopt ${all},${all}/stage, left ${all}`), replaced.asked.join("\n"));
      // It was only read, and somebody else's.
      const read = await night.run(["test"], killed(night, { delete: true, external: true }));
      ok(read.asked.includes(`adopt ${all}, left ${all}`), read.asked.join("\n"));
      const another = { ...provider, urn: `${provider.urn}-2`, type: "pulumi:providers:pulumi-nodejs" };
      const several = await night.run(["test"], killed(night, {}, [another]));
      ok(several.asked.includes(`adopt ${all}, left `), several.asked.join("\n"));
    }));
});
