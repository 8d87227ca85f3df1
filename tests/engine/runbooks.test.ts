import { deepEqual, equal, match } from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startEmulator } from "../../emulator/index.js";
import { blocksIn, firstWith } from "../support/blocks.js";
import { pictures } from "../support/lasting.js";
import { ended, type Pipeline, type Run, withPipeline } from "../support/pipeline.js";
import type { Project } from "../support/project.js";
import { environmentFor, packageRoot, start } from "../support/stack.js";

/** Runs the block of the runbook that has these words. */
type Follow = (words: string, environment?: Readonly<Record<string, string>>) => Promise<Run>;

/** A runbook's commands, in a pipeline's folder whose stack is `prod`. */
async function withRunbook(name: string, test: (pipeline: Pipeline, follow: Follow) => Promise<void>): Promise<void> {
  const commands = blocksIn(await readFile(join(packageRoot, "docs/runbooks", name), "utf8"), "sh");
  // The command as it is compiled here: npm makes it executable only where it installs the package.
  const npx = `npx() { shift; node ${JSON.stringify(join(packageRoot, "dist/cli/main.js"))} "$@"; }`;
  await withPipeline(async (pipeline) => {
    await pipeline.pulumi("stack", "rename", "prod");
    await test(pipeline, (words, environment = {}) =>
      ended(
        spawn("bash", ["-ec", `exec 2>&1\n${npx}\n${firstWith(commands, words)}`], {
          cwd: pipeline.folder,
          env: { ...pipeline.environment, ...daily, ...environment, PULUMI_NODEJS_TRANSPILE_ONLY: "true", TZ: "UTC" },
        }),
      ),
    );
  });
}

function runIn({ folder }: Pipeline, environment: Readonly<Record<string, string>>, file: string, ...args: string[]) {
  const env = { ...environment, PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
  return ended(spawn("sh", ["-c", 'exec "$0" "$@" 2>&1', file, ...args, "--non-interactive"], { cwd: folder, env }));
}

const daily = { TENCENTCLOUD_CSS_RUN_EVERY: "P1D" };

const statesOf = ({ emulator }: Pick<Project, "emulator">) =>
  emulator.service
    .tasks()
    .map(({ streamName, state }) => `${streamName} ${state}`)
    .toSorted();

/** It is 18:00 on 2026-12-18 when the tests begin. */
const running = "final,arena,2026-12-18T17:00:00Z,2026-12-18T20:00:00Z";
const other = "other,hall,2026-12-18T17:00:00Z,2026-12-18T20:00:00Z";
const later = "later,arena,2026-12-25T19:00:00Z,2026-12-25T21:00:00Z";
const muchLater = "much-later,arena,2026-12-27T19:00:00Z,2026-12-27T21:00:00Z";

/** What a program declares beside its windows: a template, and a rule by it. */
const template = `
import { SnapshotTemplate } from "pulumi-tencentcloud-css";
const pictures = new SnapshotTemplate("pictures", ${JSON.stringify(pictures)});
`;
const rule = `
import { SnapshotRule } from "pulumi-tencentcloud-css";
new SnapshotRule("studio", { ...captured, appName: "studio", templateId: pictures.templateId });
`;
const studio = { domainName: "5000.livepush.myqcloud.com", appName: "studio", streamName: "anyone" };

/** The templates and rules that are not those of a new store. */
const madeIn = ({ emulator }: Pick<Project, "emulator">) => {
  const { snapshotTemplates, snapshotRules } = emulator.service.configured();
  return {
    templates: snapshotTemplates.flatMap(({ TemplateName }) => (TemplateName === "pictures" ? [TemplateName] : [])),
    rules: snapshotRules.map(({ AppName }) => AppName),
  };
};
const both = { templates: ["pictures"], rules: ["studio"] };
const none = { templates: [], rules: [] };

describe("the runbook", () => {
  it("for a capture that is to be stopped now stops that one alone", async () => {
    await withRunbook("stop-a-capture-now.md", async (pipeline, follow) => {
      await pipeline.declare(running, other);
      await pipeline.pulumi("up", "--yes", "--skip-preview");
      match((await follow("status\n")).output, /final +live\/arena.*running/);
      await pipeline.declare(running.replace("T20:00", "T17:30"), other.replace("hall", "yard"));
      equal((await follow("pulumi up -s prod --target")).code, 0);
      deepEqual(statesOf(pipeline), ["arena stopped", "hall running"]);
      match((await follow("status --all")).output, /final +live\/arena.*over/);
    });
  });

  it("for a capture that is to be stopped now stops a rule's too, once its push has ended and ten minutes are over", async () => {
    await withRunbook("stop-a-capture-now.md", async (pipeline, follow) => {
      const { clock, service } = pipeline.emulator;
      /** How many pictures a minute of it gives. */
      const filmed = async () => {
        const count = () => service.streams().find(({ appName }) => appName === "studio")?.ruleCaptures ?? 0;
        const before = count();
        await clock.advance("PT1M");
        return count() - before;
      };
      const program = await pipeline.read("index.ts");
      await pipeline.declare(other);
      await pipeline.write("index.ts", program + template + rule);
      await pipeline.pulumi("up", "--yes", "--skip-preview");
      await clock.advance("PT10M");
      service.push(studio);
      equal(await filmed(), 6);

      await pipeline.write("index.ts", program + template);
      const stopped = await follow("**::studio");
      equal(stopped.code, 0, stopped.output);
      deepEqual([madeIn(pipeline), statesOf(pipeline)], [{ ...both, rules: [] }, ["hall running"]]);
      await clock.advance("PT10M");
      equal(await filmed(), 6);
      service.interrupt(studio);
      service.push(studio);
      equal(await filmed(), 0);
      await pipeline.pulumi("up", "--yes", "--skip-preview");
      deepEqual(madeIn(pipeline), { ...both, rules: [] });
    });
  });

  it("for a pipeline that was broken says what is lost, and makes what is left", async () => {
    await withRunbook("pipeline-was-broken-for-a-week.md", async (pipeline, follow) => {
      await pipeline.declare(running, later, muchLater);
      await pipeline.pulumi("up", "--yes", "--skip-preview", "--config", "tencentcloud-css:runEvery=P1D");
      await pipeline.emulator.clock.advance("P8D");
      const broken = await follow("--fail-on missed,late,uncovered");
      match(broken.output, /later .*missed[\s\S]*much-later .*uncovered/);
      equal(broken.code, 3);
      // What the script of the pipeline does has tests of its own; here are its steps by hand.
      const mended = await follow("recover");
      equal(mended.code, 0, mended.output);
      deepEqual(statesOf(pipeline), ["arena over", "arena scheduled"]);
      equal((await follow("orphans")).code, 0);
    });
  });

  it("for another account makes everything anew there, and ends it here", async () => {
    const newAccount = await startEmulator({ time: start });
    try {
      await withRunbook("moved-to-another-account.md", async (pipeline, follow) => {
        const newKeys = environmentFor(newAccount);
        await pipeline.declare(running, later);
        await pipeline.write("index.ts", (await pipeline.read("index.ts")) + template + rule);
        await pipeline.pulumi("up", "--yes", "--skip-preview", "--config", "tencentcloud-css:runEvery=P1D");
        const made = await follow("stack init moved", {
          ...newKeys,
          TENCENTCLOUD_CSS_ACCOUNT_ID: newAccount.accountId,
        });
        equal(made.code, 0, made.output);
        deepEqual(statesOf({ emulator: newAccount }), ["arena running"]);
        deepEqual([madeIn({ emulator: newAccount }), madeIn(pipeline)], [both, both]);
        const ended = await follow("pulumi destroy");
        equal(ended.code, 0, ended.output);
        deepEqual([statesOf(pipeline), madeIn(pipeline)], [["arena stopped"], none]);
        equal((await follow("orphans", { ...newKeys, TENCENTCLOUD_CSS_ACCOUNT_ID: newAccount.accountId })).code, 0);
      });
    } finally {
      await newAccount.close();
    }
  });

  it("for another account says that keys can be changed where nothing lives in the old one, and not with a template", async () => {
    const newAccount = await startEmulator({ time: start });
    try {
      await withRunbook("moved-to-another-account.md", async (pipeline) => {
        const newKeys = { ...pipeline.environment, ...environmentFor(newAccount), ...daily };
        const withNewKeys = (...args: string[]) => runIn(pipeline, newKeys, "pulumi", ...args, "-s", "prod", "--yes");
        const program = await pipeline.read("index.ts");
        await pipeline.declare(later);
        await pipeline.pulumi("up", "--yes", "--skip-preview", "--config", "tencentcloud-css:runEvery=P1D");
        const goneOn = await withNewKeys("up", "--skip-preview");
        equal(goneOn.code, 0, goneOn.output);

        await pipeline.write("index.ts", program + template + rule);
        await pipeline.pulumi("up", "--yes", "--skip-preview", "--config", "tencentcloud-css:runEvery=P1D");
        for (const step of [["refresh"], ["destroy"]]) {
          const refused = await withNewKeys(...step, "--skip-preview");
          match(refused.output, /Refused to (read|delete) the snapshot (template|rule) .*Nothing was called/);
          equal(refused.code === 0, false, refused.output);
        }
        deepEqual([madeIn({ emulator: newAccount }), madeIn(pipeline)], [none, both]);
      });
    } finally {
      await newAccount.close();
    }
  });

  it("for removing the package ends what is to end, and forgets what is to run on", async () => {
    await withRunbook("removing-the-package.md", async (pipeline, follow) => {
      await pipeline.declare(running, other);
      await pipeline.write("index.ts", (await pipeline.read("index.ts")) + template + rule);
      await pipeline.pulumi("up", "--yes", "--skip-preview");
      deepEqual(madeIn(pipeline), both);
      const forgotten = await follow("pulumi state delete");
      equal(forgotten.code, 0, forgotten.output);
      equal((await follow("pulumi destroy")).code, 0);
      deepEqual([statesOf(pipeline), madeIn(pipeline)], [["arena running", "hall stopped"], none]);
      const left = await follow("orphans");
      match(left.output, /No state knows task .*stream live\/arena/);
      equal(left.code, 3);
    });
  });
});
