import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import * as screenshotTask from "../../../provider/resources/screenshotTask.js";
import { formatInstant, type Instant } from "../../../provider/window.js";
import { hour, now } from "../../support/final.js";
import { hooks, pictures, refusal, resources, Subject, stage } from "../../support/lasting.js";
import { tonight } from "../../support/tonight.js";

const { snapshotTemplate, callbackTemplate } = resources;

const question = "DescribeScreenshotTask";

const asked = ({ calls }: { calls: readonly string[] }) => calls.filter((action) => action === question).length;

/** A template and what names it by number, in a run of its own. */
async function used({ process, service }: ReturnType<typeof stage>, windows: readonly (readonly [Instant, Instant])[]) {
  const run = process();
  const template = await Subject.create(run, snapshotTemplate, pictures);
  const tasks: { state: Record<string, unknown>; taskId: string }[] = [];
  for (const [index, [start, end]] of windows.entries()) {
    const { outs } = await screenshotTask.create(run, {
      ...tonight,
      streamName: `s${index}`,
      templateId: Number(template.id),
      startTime: formatInstant(start),
      endTime: formatInstant(end),
    });
    tasks.push({ state: outs, taskId: String(outs["taskId"]) });
  }
  const isThere = () =>
    service.configured().snapshotTemplates.some(({ TemplateId }) => String(TemplateId) === template.id);
  return { template, tasks, isThere };
}

const later = [now + hour, now + 2 * hour] as const;

describe("a snapshot template that is deleted while a task names it", () => {
  it("is kept, with the task, its stream and window, and what to do", async () => {
    const set = stage();
    const { template, tasks, isThere } = await used(set, [later]);
    await rejects(template.destroy(set.ctx), ({ message }: Error) => {
      match(
        message,
        new RegExp(`^Kept the snapshot template "pictures" \\(${template.id}\\): 1 task that is not over uses it`),
      );
      match(
        message,
        new RegExp(`${tasks[0]?.taskId} for stream live/s0 of push.example.com, window 2026-12-18T19:00:00Z`),
      );
      match(message, /Remove it first, or give it another templateId, then run again; .* `retainOnDelete`/);
      return true;
    });
    ok(isThere());
    ok(!set.ctx.calls.includes("DeleteLiveSnapshotTemplate"));
  });

  it("names three of many, running ones and those a week ahead among them", async () => {
    const set = stage();
    const days = [now - 23 * hour, later[0], now + 5 * 24 * hour, now + 5.9 * 24 * hour] as const;
    const { template, isThere } = await used(
      set,
      days.map((start) => [start, start + 23.5 * hour]),
    );
    await rejects(template.destroy(set.ctx), ({ message }: Error) => {
      match(message, /: 4 tasks that are not over use it, .*; and 1 more\. Remove them first/);
      equal(message.match(/ for stream /g)?.length, 3);
      return true;
    });
    ok(isThere());
  });

  it("is deleted where the tasks are over, stopped or deleted, or are another template's", async () => {
    const set = stage();
    const { template, tasks, isThere } = await used(set, [
      [now + 100, now + 200],
      [now + 100, now + hour],
      [now + hour, now + 2 * hour],
    ]);
    await screenshotTask.create(set.process(), { ...tonight, streamName: "another" });
    set.service.advanceTo(now + 300);
    for (const { taskId } of tasks.slice(1, 2)) set.service.call("StopScreenshotTask", { TaskId: taskId });
    for (const { taskId } of tasks.slice(2)) set.service.call("DeleteScreenshotTask", { TaskId: taskId });
    await template.destroy(set.ctx);
    ok(!isThere());
  });

  it("waits for tasks that are being deleted, as long as they become fewer", async () => {
    const set = stage();
    const windows = Array.from({ length: 12 }, () => later);
    const { template, tasks, isThere } = await used(set, windows);
    const left = tasks.map(({ taskId }) => taskId);
    const ctx = set.process({
      sleep: async (seconds) => {
        set.service.advanceTo(set.service.now() + seconds);
        const taskId = seconds === 4 ? left.pop() : undefined;
        if (taskId !== undefined) set.service.call("DeleteScreenshotTask", { TaskId: taskId });
      },
    });
    await template.destroy(ctx);
    ok(!isThere());
  });

  it("asks once for all templates of a run", async () => {
    const set = stage();
    const run = set.process();
    const names = ["a", "b", "c", "d"];
    const templates = await Promise.all(
      names.map((templateName) => Subject.create(run, snapshotTemplate, { ...pictures, templateName })),
    );
    const [first, ...others] = templates;
    await Promise.all(others.map((template) => template.destroy(set.ctx)));
    await first?.destroy(set.ctx);
    equal(asked(set.ctx), 2);
  });

  for (const code of ["InvalidAction", "AuthFailure.UnauthorizedOperation"]) {
    it(`is deleted where tasks cannot be listed (${code}), without a word`, async () => {
      const set = stage();
      const { template, isThere } = await used(set, [later]);
      const ctx = set.process({
        intercept: ({ action }, proceed) => {
          if (action === question) throw refusal(code);
          return proceed();
        },
      });
      await template.destroy(ctx);
      deepEqual([isThere(), ctx.notices.lines()], [false, []]);
    });
  }

  it("is kept where the service fails to answer, as then nothing is known", async () => {
    const set = stage();
    const { template, isThere } = await used(set, [later]);
    const ctx = set.process({
      intercept: ({ action }, proceed) => {
        if (action === question) throw new Error("socket hang up");
        return proceed();
      },
    });
    await rejects(template.destroy(ctx), /^Error: Kept the snapshot template .*whether tasks use it.* Run again once/);
    ok(isThere());
    await rejects(template.destroy(set.ctx), /1 task that is not over/);
  });

  it("is no more to be kept where somebody deleted it", async () => {
    const set = stage();
    const { template } = await used(set, [later]);
    set.service.call("DeleteLiveSnapshotTemplate", { TemplateId: Number(template.id) });
    await template.destroy(set.ctx);
  });

  it("is not asked after where another resource took it over, or of a callback template", async () => {
    const set = stage();
    const { template, isThere } = await used(set, [later]);
    set.service.advanceTo(now + 1);
    await Subject.create(set.ctx, snapshotTemplate, { ...pictures, ifExists: "adopt" });
    await template.destroy(set.ctx);
    const hook = await Subject.create(set.ctx, callbackTemplate, hooks);
    await hook.destroy(set.ctx);
    deepEqual([isThere(), asked(set.ctx)], [true, 0]);
  });
});
