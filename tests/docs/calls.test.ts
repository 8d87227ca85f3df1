import { deepEqual, equal, rejects } from "node:assert/strict";
import type { Properties } from "../../provider/fields.js";
import type { Resource } from "../../provider/resource.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { final, hour, now } from "../support/final.js";
import { hooks, resources as lasting, pictures, rule, type Stage, Subject, stage } from "../support/lasting.js";
import { actionsOf } from "./calls.js";
import { resources } from "./pages.js";

const { snapshotTemplate, snapshotRule, callbackTemplate, callbackRule } = lasting;

type Context = Stage["ctx"];

/** A life in which each call is due; `others` is another process, whose calls do not count. */
const lives: Readonly<Record<string, (ctx: Context, others: Context, service: Stage["service"]) => Promise<void>>> = {
  ScreenshotTask: async (ctx, _others, service) => {
    const made = await Subject.create(ctx, screenshotTask, final(now + hour, now + 3 * hour));
    service.advanceTo(now + 2 * hour);
    await made.refresh(ctx);
    await made.destroy(ctx);
  },
  SnapshotTemplate: (ctx, others) => ofTemplate(ctx, others, snapshotTemplate, pictures, snapshotRule),
  CallbackTemplate: (ctx, others) => ofTemplate(ctx, others, callbackTemplate, hooks, callbackRule),
  SnapshotRule: (ctx, others) => ofRule(ctx, others, snapshotRule, snapshotTemplate, pictures),
  CallbackRule: (ctx, others) => ofRule(ctx, others, callbackRule, callbackTemplate, hooks),
};

async function ofTemplate(ctx: Context, others: Context, template: Resource, declared: object, binding: Resource) {
  const made = await Subject.create(ctx, template, { ...declared });
  await made.up(ctx, { ...declared, description: "another" });
  await made.refresh(ctx);
  const bound = await Subject.create(others, binding, { ...rule, templateId: Number(made.id) });
  await rejects(made.destroy(ctx), /It is used by the rule/);
  await bound.destroy(others);
  await made.destroy(ctx);
}

async function ofRule(ctx: Context, others: Context, binding: Resource, template: Resource, declared: object) {
  const first = await Subject.create(others, template, { ...declared, templateName: "first" });
  const second = await Subject.create(others, template, { ...declared, templateName: "second" });
  const made = await Subject.create(ctx, binding, { ...rule, templateId: Number(first.id) });
  await made.up(ctx, { ...rule, templateId: Number(second.id) });
  await made.refresh(ctx);
  await made.destroy(ctx);
}

/** What an update calls, but for what is only asked. */
async function calledToUpdate(ctx: Context, subject: Subject, declared: Properties): Promise<string[]> {
  const before = ctx.calls.length;
  equal(await subject.up(ctx, declared), "update");
  return ctx.calls.slice(before).filter((action) => !action.startsWith("Describe"));
}

async function calledInLife(name: string): Promise<string[]> {
  const { service, ctx, process } = stage({ settings: { ifTemplateMissing: "error" } });
  await lives[name]?.(ctx, process(), service);
  return [...new Set(ctx.calls)].toSorted();
}

describe("the permissions on the page of", () => {
  for (const { name, kind } of resources) {
    it(`${name} are those of the calls that its life makes`, async () => {
      deepEqual(actionsOf(kind).toSorted(), await calledInLife(name));
    });
  }
});

describe("an update", () => {
  for (const [template, kind, declared, binding, ofRules] of [
    [snapshotTemplate, snapshotTemplate.snapshotTemplate, pictures, snapshotRule, snapshotRule.snapshotRule],
    [callbackTemplate, callbackTemplate.callbackTemplate, hooks, callbackRule, callbackRule.callbackRule],
  ] as const) {
    it(`changes a ${kind.noun} that is there, and deletes its rule and makes it again, as their pages say`, async () => {
      const { ctx } = stage();
      const first = await Subject.create(ctx, template, declared);
      const second = await Subject.create(ctx, template, { ...declared, templateName: "second" });
      deepEqual(await calledToUpdate(ctx, first, { ...declared, description: "another" }), [kind.actions.modify]);
      const bound = await Subject.create(ctx, binding, { ...rule, templateId: Number(first.id) });
      const { create, remove } = ofRules.actions;
      deepEqual(await calledToUpdate(ctx, bound, { ...rule, templateId: Number(second.id) }), [remove, create]);
    });
  }
});
