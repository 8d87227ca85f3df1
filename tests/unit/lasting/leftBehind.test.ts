import { deepEqual, equal, match, rejects } from "node:assert/strict";
import * as screenshotTask from "../../../provider/resources/screenshotTask.js";
import { formatInstant } from "../../../provider/window.js";
import { hour, now } from "../../support/final.js";
import { hooks, pictures, resources, Subject, stage } from "../../support/lasting.js";
import { tonight } from "../../support/tonight.js";

const { snapshotTemplate, snapshotRule, callbackTemplate } = resources;

const domainName = "push.example.com";

/** What a killed run made for a new template and could not save, when both have been taken out of the program again. */
const cases = [
  {
    template: snapshotTemplate,
    declared: pictures,
    action: "CreateLiveSnapshotRule",
    key: { DomainName: domainName, AppName: "live", StreamName: "stage" },
    handle: `SnapshotRule:${domainName}/live/stage`,
  },
  {
    template: callbackTemplate,
    declared: hooks,
    action: "CreateLiveCallbackRule",
    key: { DomainName: domainName, AppName: "live" },
    handle: `CallbackRule:${domainName}/live`,
  },
] as const;

describe("a rule that a killed run bound to a template, and that nobody declares any more", () => {
  for (const { template, declared, action, key, handle } of cases) {
    const left = async () => {
      const { service, ctx, process } = stage();
      const made = await Subject.create(ctx, template, declared);
      service.call(action, { ...key, TemplateId: Number(made.id) });
      const rules = () => {
        const { snapshotRules, callbackRules } = service.configured();
        return [...snapshotRules, ...callbackRules].length;
      };
      return { made, process, rules };
    };

    it(`goes with the template where it is handed over, and the run says so: ${handle}`, async () => {
      const { made, process, rules } = await left();
      const run = process({ left: [handle] });
      await made.destroy(run);
      equal(rules(), 0);
      match(run.notices.lines().join(), new RegExp(`Deleted ${handle}, which a killed run made`));
      equal(await made.refresh(process()), false);
    });

    it(`is let be, and the template kept, where nobody says whose it is: ${handle}`, async () => {
      const { made, process, rules } = await left();
      // A person named it to have it taken over: another stack may hold it by now.
      const run = process({ adopt: [handle], left: [`${handle}-2`, "SnapshotRule:other.example.com/live"] });
      await rejects(made.destroy(run), /It is used by the rule push\.example\.com\/live/);
      equal(rules(), 1);
    });
  }

  it("is let be where a resource has taken it over, is to, or could not", async () => {
    const [{ handle }] = cases;
    const { service, ctx, process } = stage();
    const made = await Subject.create(ctx, snapshotTemplate, pictures);
    const templateId = Number(made.id);
    service.call("CreateLiveSnapshotRule", { ...cases[0].key, TemplateId: templateId });
    const taken = process({ adopt: [handle], left: [handle] });
    await Subject.create(taken, snapshotRule, { domainName, streamName: "stage", templateId });
    const awaited = process({ left: [handle] });
    awaited.holders.announce(handle);
    const failed = process({ left: [handle] });
    failed.holders.failed(handle);
    for (const run of [taken, awaited, failed]) await rejects(made.destroy(run), /It is used by the rule/);
    equal(service.configured().snapshotRules.length, 1);
  });
});

describe("a task that a killed run made of a template, and that nobody declares any more", () => {
  const left = async () => {
    const { service, ctx, process } = stage();
    const made = await Subject.create(ctx, snapshotTemplate, pictures);
    const window = { startTime: formatInstant(now + hour), endTime: formatInstant(now + 2 * hour) };
    const { outs } = await screenshotTask.create(ctx, { ...tonight, ...window, templateId: Number(made.id) });
    return { service, made, process, taskId: String(outs["taskId"]), inputs: { ...tonight, ...window } };
  };

  it("does not keep the template in every run until it is over: without it the task takes no picture", async () => {
    const { service, made, process, taskId } = await left();
    await rejects(made.destroy(process()), /1 task that is not over uses it/);
    const run = process({ left: [taskId] });
    await made.destroy(run);
    equal(await made.refresh(process()), false);
    deepEqual(
      service.tasks().map(({ state }) => state),
      ["scheduled"],
    );
  });

  it("keeps it where a resource has taken it over", async () => {
    const { made, process, taskId, inputs } = await left();
    const run = process({ adopt: [taskId], left: [taskId] });
    const { outs } = await screenshotTask.create(run, { ...inputs, templateId: Number(made.id) });
    equal(outs["taskId"], taskId);
    await rejects(made.destroy(run), /1 task that is not over uses it/);
  });

  it("keeps it where a resource is to capture that, or could not: it waits for another template, say", async () => {
    const { made, process, taskId, inputs } = await left();
    const awaited = process({ adopt: [taskId], left: [taskId] });
    screenshotTask.announce(awaited, inputs);
    const failed = process({ adopt: [taskId], left: [taskId] });
    failed.ledger.failed(screenshotTask.screenshotTask.declare(inputs));
    for (const run of [awaited, failed]) await rejects(made.destroy(run), /1 task that is not over uses it/);
  });

  it("keeps it where somebody named it to be taken over, as it may be another stack's by now", async () => {
    const { made, process, taskId } = await left();
    await rejects(made.destroy(process({ adopt: [taskId] })), /1 task that is not over uses it/);
  });
});
