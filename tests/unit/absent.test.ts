import { deepEqual, equal, match, rejects, throws } from "node:assert/strict";
import { RunError } from "@pulumi/pulumi";
import {
  CallbackRule,
  CallbackTemplate,
  ScreenshotTask,
  SnapshotRule,
  SnapshotTemplate,
} from "pulumi-tencentcloud-css";
import { absentFields } from "../../provider/absent.js";
import type { Properties } from "../../provider/fields.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { hooks, pictures, resources, rule, stage } from "../support/lasting.js";
import { tonight } from "../support/tonight.js";

const { snapshotTemplate, snapshotRule, callbackTemplate, callbackRule } = resources;

const all = [
  { name: "ScreenshotTask", resource: screenshotTask, good: tonight, edited: { ...tonight, streamName: "other" } },
  { name: "SnapshotTemplate", resource: snapshotTemplate, good: pictures, edited: { ...pictures, width: 640 } },
  { name: "SnapshotRule", resource: snapshotRule, good: rule, edited: { ...rule, appName: "other" } },
  { name: "CallbackTemplate", resource: callbackTemplate, good: hooks, edited: { ...hooks, description: "new" } },
  { name: "CallbackRule", resource: callbackRule, good: rule, edited: { ...rule, appName: "other" } },
];

const without = (inputs: Properties, property: string) =>
  Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== property));

const requiredOf = ({ resource }: (typeof all)[number]) => absentFields(resource.fields, {});

describe("a required property that is absent, as it is where it is the output of a resource that failed,", () => {
  for (const each of all) {
    const { name, resource, good, edited } = each;

    it(`fails no check of a ${name}, which would end the program`, () => {
      for (const property of requiredOf(each))
        deepEqual(resource.check(without(good, property)).failures, [], property);
      deepEqual(resource.check({}).failures, []);
    });

    it(`is an update of a ${name} and never its replacement, whatever else is edited`, async () => {
      const { service, ctx } = stage();
      const hook = await callbackTemplate.create(ctx, hooks);
      const real: Properties = name === "CallbackRule" ? { ...good, templateId: Number(hook.id) } : good;
      const { id, outs } = name === "CallbackTemplate" ? hook : await resource.create(ctx, real);
      const before = service.tasks();
      for (const property of requiredOf(each)) {
        for (const news of [real, edited]) {
          const difference = resource.diff(ctx, id, outs, without(news, property));
          deepEqual(difference, { changes: true, replaces: [] }, property);
        }
      }
      deepEqual(service.tasks(), before);
    });

    it(`is refused by a ${name}'s creation and update, by its name and before a call`, async () => {
      const { ctx } = stage();
      for (const property of requiredOf(each)) {
        const message = new RegExp(`^A \\w+ \\w+'s ${property} is required, .* Nothing was called\\.`);
        const news = without(good, property);
        await rejects(async () => resource.create(ctx, news), { message });
        await rejects(async () => resource.update(ctx, "x", { ...good, taskId: "", skipped: true }, news), { message });
      }
      deepEqual(ctx.calls, []);
    });
  }

  it("is none of a callback template's addresses either", async () => {
    const { ctx } = stage();
    const news = { templateName: "hooks" };
    deepEqual(callbackTemplate.check(news).failures, []);
    await rejects(callbackTemplate.create(ctx, news), /needs at least one address: streamBegin.* Nothing was called/);
    deepEqual(ctx.calls, []);
  });
});

describe("a required property that a program leaves out", () => {
  const classes = { ScreenshotTask, SnapshotTemplate, SnapshotRule, CallbackTemplate, CallbackRule };

  for (const each of all) {
    it(`is refused where the ${each.name} is declared, with the names of what is given and no value`, () => {
      const Class = classes[each.name as keyof typeof classes];
      for (const property of requiredOf(each)) {
        throws(
          () => new Class("mine", { ...each.good, [property]: undefined } as never),
          (error: Error) => {
            equal(error instanceof RunError, true);
            match(
              error.message,
              new RegExp(`^${each.name} mine: ${property} is required, and is undefined\\. Given are `),
            );
            return true;
          },
        );
      }
      throws(() => new Class("mine", undefined as never), /is required.*\. Nothing is given\.$/);
    });
  }

  it("is seen beside the misspelt one that was meant", () => {
    throws(
      () => new SnapshotRule("mine", { domainName: "push.example.com", templateid: 1 } as never),
      /^Error: SnapshotRule mine: templateId is required\. Given are domainName, templateid\.$/m,
    );
  });

  it("is an address of a callback template too", () => {
    throws(
      () => new CallbackTemplate("mine", { templateName: "hooks" }),
      /CallbackTemplate mine needs at least one address, such as snapshotNotifyUrl/,
    );
  });
});
