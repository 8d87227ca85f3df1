import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createService } from "../../emulator/index.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { type TestContextOptions, testContext } from "../support/context.js";
import { now } from "../support/final.js";
import { pictures, refusal, resources, Subject } from "../support/lasting.js";
import { tonight } from "../support/tonight.js";

const settings = { ifTemplateMissing: "error" };
const listing = "DescribeLiveSnapshotTemplates";

function stage(options: TestContextOptions = {}) {
  const service = createService({ now });
  const ctx = testContext(service, { settings, ...options });
  const asked = () => ctx.calls.filter((action) => action === listing).length;
  return { service, ctx, asked };
}

const onStream = (index: number, templateId = 1) => ({ ...tonight, streamName: `match-${index}`, templateId });

describe("the template of a task", () => {
  it("is asked for once for a thousand tasks", async () => {
    const { service, ctx, asked } = stage();
    await Promise.all(Array.from({ length: 1000 }, (_, index) => screenshotTask.create(ctx, onStream(index))));
    deepEqual([service.tasks().length, asked()], [1000, 1]);
  });

  it("that this run has just made is not asked for again", async () => {
    const { ctx, asked } = stage();
    await screenshotTask.create(ctx, onStream(0));
    const { id } = await Subject.create(ctx, resources.snapshotTemplate, pictures);
    for (const index of [1, 2]) await screenshotTask.create(ctx, onStream(index, Number(id)));
    equal(asked(), 1);
  });

  it("is found too where somebody made it since, and is listed a little later", async () => {
    const { service, ctx } = stage({
      intercept: ({ action }, proceed) => {
        const answer = proceed();
        if (action !== listing || service.now() >= now + 8) return answer;
        return {
          Templates: (answer["Templates"] as { TemplateId: number }[]).filter(({ TemplateId }) => TemplateId < 3),
        };
      },
    });
    await screenshotTask.create(ctx, onStream(0));
    const { id } = await Subject.create(testContext(service), resources.snapshotTemplate, pictures);
    await screenshotTask.create(ctx, onStream(1, Number(id)));
    equal(service.tasks().length, 2);
  });

  it("that does not exist is refused with those that there are, in place too, and nothing is made", async () => {
    const { service, ctx } = stage();
    await rejects(
      screenshotTask.create(ctx, onStream(0, 77)),
      /there is no snapshot template 77, and the service would take .* There are 1 \(emulator-1\), 2 .*ifTemplateMissing/,
    );
    const state = { ...onStream(0, 77), schemaVersion: 1, taskId: "", creatableFrom: now, mustRunBefore: now + 60 };
    await rejects(screenshotTask.update(ctx, "window-1", state, onStream(0, 77)), /no snapshot template 77/);
    deepEqual(service.tasks(), []);
  });

  it("is not asked for where the setting says so, or where no task is to be made", async () => {
    const ignoring = stage({ settings: { ifTemplateMissing: "ignore" } });
    await screenshotTask.create(ignoring.ctx, onStream(0, 77));
    const { ctx, asked } = stage();
    await screenshotTask.create(ctx, { ...onStream(0, 77), startTime: now - 7200, endTime: now - 3600 });
    deepEqual([ignoring.asked(), asked(), ignoring.service.tasks().length], [0, 0, 1]);
  });

  for (const code of ["InvalidAction", "AuthFailure.UnauthorizedOperation", "InternalError"]) {
    it(`does not keep a task from being made where the listing fails for good: ${code}`, async () => {
      const { service, ctx, asked } = stage({
        intercept: ({ action }, proceed) => {
          if (action === listing) throw refusal(code);
          return proceed();
        },
      });
      for (const index of [1, 2, 3]) await screenshotTask.create(ctx, onStream(index));
      deepEqual([service.tasks().length, asked()], [3, 1]);
      const lines = ctx.notices.lines();
      equal(lines.length, 1);
      match(
        lines.join(),
        /Whether the snapshot templates of tasks exist was not checked: .*ifTemplateMissing "ignore"/,
      );
    });
  }
});
