import { deepEqual, equal, match, ok } from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  CallbackRule,
  CallbackTemplate,
  ScreenshotTask,
  SnapshotRule,
  SnapshotTemplate,
} from "pulumi-tencentcloud-css";
import { hooks, pictures } from "../support/lasting.js";
import { type Trial, withStack } from "../support/stack.js";
import { tonight } from "../support/tonight.js";

const domainName = "push.example.com";

interface Options {
  readonly template?: object;
  readonly names?: readonly [template: string, rule: string];
  readonly resource?: pulumi.CustomResourceOptions;
}

/** A template, a rule and a task of it, and callbacks. */
const wholeSetUp =
  ({ template: more, names: [templateAs, ruleAs] = ["pictures", "pictures"], resource }: Options = {}) =>
  async () => {
    const template = new SnapshotTemplate(templateAs, { ...pictures, width: 640, ...more }, resource);
    new SnapshotRule(ruleAs, { domainName, templateId: template.templateId });
    new ScreenshotTask("final", { ...tonight, templateId: template.templateId });
    const hook = new CallbackTemplate("hooks", { ...hooks, callbackKey: "SecretOfCallbacks" });
    new CallbackRule("hooks", { domainName, templateId: hook.templateId });
  };

const configured = ({ emulator }: Trial) => emulator.service.configured();

const ours = (trial: Trial) =>
  configured(trial).snapshotTemplates.filter(({ TemplateName }) => TemplateName.startsWith("pictures"));

async function good(step: Promise<{ failed: boolean; output: string; changes: Record<string, number> }>) {
  const outcome = await step;
  ok(!outcome.failed, outcome.output);
  return outcome;
}

describe("under the real engine, a template with a rule and a task", () => {
  it("is made in order, edited in place without a change of what uses it, refreshed, and destroyed in order", () =>
    withStack(wholeSetUp(), async (trial) => {
      deepEqual((await good(trial.up())).changes, { create: 5 });
      const [made] = ours(trial);
      equal(trial.emulator.service.tasks()[0]?.templateId, made?.TemplateId);
      deepEqual((await good(trial.up())).changes, { same: 5 });
      deepEqual((await good(trial.refresh())).changes, { refresh: 5 });

      // Edited, and a field cleared.
      trial.program = wholeSetUp({ template: { width: undefined, snapshotInterval: 5, description: "new" } });
      const preview = await good(trial.preview());
      deepEqual(preview.changes, { update: 1, same: 4 }, preview.output);
      deepEqual((await good(trial.up())).changes, { update: 1, same: 4 });
      const [edited] = ours(trial);
      deepEqual([edited?.TemplateId, edited?.Width, edited?.SnapshotInterval], [made?.TemplateId, 0, 5]);

      // What somebody changes is brought back.
      const { TemplateId, CosAppId, CosBucket, CosRegion } = edited ?? {};
      const cos = { TemplateId, CosAppId, CosBucket, CosRegion };
      trial.emulator.service.call("ModifyLiveSnapshotTemplate", { ...cos, SnapshotInterval: 100 });
      await good(trial.refresh());
      deepEqual((await good(trial.up())).changes, { update: 1, same: 4 });
      equal(ours(trial)[0]?.SnapshotInterval, 5);

      deepEqual((await good(trial.destroy())).changes, { delete: 5 });
      deepEqual([ours(trial), configured(trial).snapshotRules, configured(trial).callbackTemplates], [[], [], []]);
    }));

  it("that somebody deleted comes back by a refresh, and what used it follows it", () =>
    withStack(wholeSetUp(), async (trial) => {
      await good(trial.up());
      const { service } = trial.emulator;
      service.call("DeleteLiveSnapshotRule", { DomainName: domainName });
      service.call("DeleteLiveSnapshotTemplate", { TemplateId: ours(trial)[0]?.TemplateId });
      const { output } = await good(trial.up({ refresh: true }));
      const [made] = ours(trial);
      equal(trial.liveTasks()[0]?.templateId, made?.TemplateId, output);
      equal(configured(trial).snapshotRules[0]?.TemplateId, made?.TemplateId);
      deepEqual((await good(trial.up())).changes, { same: 5 });
    }));

  it("is replaced in order where a program replaces it under another name", () =>
    withStack(
      wholeSetUp(),
      async (trial) => {
        await good(trial.up());
        trial.program = wholeSetUp({ template: { templateName: "pictures-2" }, names: ["second", "pictures"] });
        await good(trial.up());
        const [made, ...others] = ours(trial);
        deepEqual([made?.TemplateName, others], ["pictures-2", []]);
        equal(configured(trial).snapshotRules[0]?.TemplateId, made?.TemplateId);
        deepEqual(
          trial.liveTasks().map(({ templateId }) => templateId),
          [made?.TemplateId],
        );
        deepEqual((await good(trial.up())).changes, { same: 5 });
        // Whether a task keeps its template from being deleted is not documented.
      },
      { switches: { templateInUse: "rules-and-tasks" } },
    ));

  it("under a new resource name is kept and explained, handed over by adopt, and nothing at all with an alias", () =>
    withStack(wholeSetUp(), async (trial) => {
      await good(trial.up());
      const [before] = ours(trial);
      trial.program = wholeSetUp({ names: ["renamed", "pictures"] });
      const refused = await trial.up({ continueOnError: true });
      ok(refused.failed);
      match(refused.output, /A snapshot template "pictures" is there already .* tell Pulumi with `aliases`/);
      deepEqual(ours(trial), [before]);

      trial.program = wholeSetUp({ names: ["renamed", "pictures"], template: { ifExists: "adopt" } });
      const adopted = await good(trial.up());
      match(adopted.output, /was there already \(\d+\) and was taken over, equal in every field/);
      deepEqual(ours(trial), [before]);

      trial.program = wholeSetUp({
        names: ["again", "pictures"],
        template: { ifExists: "adopt" },
        resource: { aliases: [{ name: "renamed" }] },
      });
      deepEqual((await good(trial.up())).changes, { same: 5 });
    }));

  it("is not deleted while a rule uses it that the program does not know", () =>
    withStack(wholeSetUp(), async (trial) => {
      await good(trial.up());
      const TemplateId = ours(trial)[0]?.TemplateId;
      trial.emulator.service.call("CreateLiveSnapshotRule", { DomainName: "b.example.com", TemplateId });
      const destroyed = await trial.destroy();
      ok(destroyed.failed);
      match(destroyed.output, /ConfInUsed.*used by the rule b\.example\.com\/live\. Delete it first/s);
      trial.emulator.service.call("DeleteLiveSnapshotRule", { DomainName: "b.example.com" });
      await good(trial.destroy());
      deepEqual(ours(trial), []);
    }));
});

describe("under the real engine, a template that is taken out of a program", () => {
  it("is kept while a task names its id as a number, and goes when that one is gone", () =>
    withStack(
      async () => {
        new SnapshotTemplate("pictures", pictures);
      },
      async (trial) => {
        await good(trial.up());
        const [template] = ours(trial);
        const task = () => new ScreenshotTask("task", { ...tonight, templateId: template?.TemplateId ?? 0 });
        trial.program = async () => {
          new SnapshotTemplate("pictures", pictures);
          task();
        };
        await good(trial.up());
        trial.program = async () => void task();
        const { failed, output } = await trial.up();
        ok(failed);
        const [{ taskId } = { taskId: "" }] = trial.liveTasks();
        match(
          output,
          new RegExp(`Kept the snapshot template "pictures" .*: 1 task .* ${taskId} for stream live/final`),
        );
        deepEqual(ours(trial), [template]);
        trial.program = async () => {};
        await trial.up({ continueOnError: true });
        await good(trial.up());
        deepEqual([ours(trial), trial.liveTasks()], [[], []]);
      },
    ));
});

describe("under the real engine, a task whose template does not exist", () => {
  it("is refused with those that there are, and the setting turns that off", () =>
    withStack(
      async () => {
        new ScreenshotTask("final", { ...tonight, templateId: 77 });
      },
      async (trial) => {
        const refused = await trial.up();
        ok(refused.failed);
        match(refused.output, /there is no snapshot template 77.*There are 1 \(emulator-1\)/s);
        deepEqual(trial.emulator.service.tasks(), []);
        trial.environment["TENCENTCLOUD_CSS_IF_TEMPLATE_MISSING"] = "ignore";
        await good(trial.up());
        equal(trial.liveTasks().length, 1);
      },
    ));
});

describe("under the real engine, a template that fails", () => {
  /** One whose name is taken, so that its creation is refused, and what uses it. */
  const failing = () => new SnapshotTemplate("taken", { ...pictures, templateName: "emulator-1" });

  /** What has nothing to do with it, registered a while later, as behind an await. */
  const independent = async (template: SnapshotTemplate) => {
    await new Promise((resolve) => template.urn.apply(resolve));
    for (let n = 1; n <= 3; n += 1) new ScreenshotTask(`independent-${n}`, { ...tonight, streamName: `s${n}` });
  };

  const use = (templateId: pulumi.Input<number>) => {
    new ScreenshotTask("task", { ...tonight, templateId });
    new SnapshotRule("rule", { domainName, templateId });
  };

  const streams = (trial: Trial) =>
    trial.liveTasks().map(({ streamName, templateId }) => `${streamName} ${templateId}`);

  it("keeps what uses it from being made, and nothing else", () =>
    withStack(
      async () => {
        const template = failing();
        use(template.templateId);
        await independent(template);
      },
      async (trial) => {
        const preview = await good(trial.preview());
        deepEqual(preview.changes, { create: 6 }, preview.output);
        const { failed, output, changes } = await trial.up({ continueOnError: true });
        ok(failed);
        match(output, /A snapshot template "emulator-1" is there already/);
        ok(!/is required/.test(output), output);
        deepEqual(changes, { create: 4 }, output);
        deepEqual(streams(trial).toSorted(), ["s1 1", "s2 1", "s3 1"]);
        deepEqual(configured(trial).snapshotRules, []);
      },
    ));

  it("leaves what is to use it from now on as it was", () =>
    withStack(
      async () => use(1),
      async (trial) => {
        await good(trial.up());
        trial.program = async () => {
          const template = failing();
          use(template.templateId);
          await independent(template);
        };
        const preview = await good(trial.preview());
        deepEqual(
          preview.changes,
          { create: 4, replace: 1, update: 1, "create-replacement": 1, "delete-replaced": 1 },
          preview.output,
        );
        for (const refresh of [false, true]) {
          const { failed, output } = await trial.up({ continueOnError: true, refresh });
          ok(failed);
          ok(!/is required|refreshing failed/.test(output), output);
          deepEqual(streams(trial).toSorted(), ["final 1", "s1 1", "s2 1", "s3 1"], output);
          deepEqual(
            configured(trial).snapshotRules.map(({ TemplateId }) => TemplateId),
            [1],
          );
        }
        trial.program = async () => use(2);
        await good(trial.up());
        deepEqual(streams(trial), ["final 2"]);
        equal(configured(trial).snapshotRules[0]?.TemplateId, 2);
      },
    ));

  it("keeps what those would take the place of that it keeps from being made", () =>
    withStack(
      async () => use(1),
      async (trial) => {
        await good(trial.up());
        trial.program = async () => {
          const { templateId } = failing();
          new ScreenshotTask("renamed", { ...tonight, templateId });
          new SnapshotRule("renamed-too", { domainName, templateId });
        };
        const { failed, output } = await trial.up({ continueOnError: true });
        ok(failed);
        match(output, /Kept the screenshot task .*: what is to capture in its place was not made in this run/);
        match(output, /Kept the snapshot rule .*: a resource that is to take its place was not made in this run/);
        deepEqual(streams(trial), ["final 1"]);
        equal(configured(trial).snapshotRules.length, 1);
        trial.program = async () => {
          new ScreenshotTask("renamed", tonight);
        };
        await good(trial.up({ continueOnError: true }));
        deepEqual([streams(trial), configured(trial).snapshotRules], [["final 1"], []]);
      },
    ));
});

describe("under the real engine, an output without a value", () => {
  it("fails what is declared with it by itself, and what there is of it stays", () =>
    withStack(
      async () => {
        new ScreenshotTask("task", tonight);
      },
      async (trial) => {
        await good(trial.up());
        trial.program = async () => {
          const nothing = pulumi.output(undefined) as unknown as pulumi.Output<number>;
          new ScreenshotTask("task", { ...tonight, templateId: nothing });
          new ScreenshotTask("other", { ...tonight, streamName: "other" });
        };
        const { failed, output } = await trial.up({ continueOnError: true });
        ok(failed);
        match(output, /A screenshot task's templateId is required, and what it comes from gave no value/);
        deepEqual(
          trial
            .liveTasks()
            .map(({ streamName }) => streamName)
            .toSorted(),
          ["final", "other"],
        );
      },
    ));
});

describe("under the real engine, a callback's key", () => {
  it("is a secret in state, output and preview, given as one or not, also where a refresh or a get reads it", () =>
    withStack(wholeSetUp(), async (trial) => {
      const outputs: Record<string, unknown> = {};
      let { output } = await good(trial.up());
      output += (await good(trial.refresh())).output;
      const [hook] = configured(trial).callbackTemplates;
      // Changed by somebody else, so that a refresh reads a key that was never an input.
      trial.emulator.service.call("ModifyLiveCallbackTemplate", {
        TemplateId: hook?.TemplateId,
        CallbackKey: "SecretOfOthers",
      });
      output += (await good(trial.refresh())).output;
      trial.program = async () => {
        await wholeSetUp()();
        const read = CallbackTemplate.get("read", String(hook?.TemplateId));
        outputs["isSecret"] = await pulumi.isSecret(read.callbackKey);
        new CallbackTemplate("plain", { ...hooks, templateName: "plain", callbackKey: pulumi.secret("SecretOfPlain") });
        return { url: read.snapshotNotifyUrl, key: read.callbackKey };
      };
      output += (await good(trial.preview())).output;
      output += (await good(trial.up())).output;
      equal(outputs["isSecret"], true);
      equal(configured(trial).callbackTemplates[0]?.CallbackKey, "SecretOfCallbacks");

      trial.program = async () => {
        new CallbackTemplate("hooks", { ...hooks, callbackKey: ["SecretOfMistake"] as never });
      };
      const wrong = await trial.preview();
      ok(wrong.failed);
      match(wrong.output, /callbackKey must be a text/);
      output += wrong.output;
      for (const [where, text] of Object.entries({ output, state: await trial.stateFile() })) {
        const at = text.indexOf("SecretOf");
        ok(at < 0, `${where}: …${text.slice(Math.max(0, at - 300), at + 60)}…`);
      }
    }));
});
