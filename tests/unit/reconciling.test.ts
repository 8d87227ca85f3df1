import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { createService, type Service, type ServiceOptions } from "../../emulator/index.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { type TestContextOptions, testContext } from "../support/context.js";
import { final, hour, now } from "../support/final.js";
import { tonight } from "../support/tonight.js";

const running = final(undefined, now + hour);

type Loss = "lost before" | "lost after" | "fine";

/** The nth creation meets the nth loss; those after are fine. */
function losing(losses: readonly Loss[], more: TestContextOptions & { service?: ServiceOptions } = {}) {
  const service = createService({ now, ...more.service });
  const left = [...losses];
  const ctx = testContext(service, {
    ...more,
    intercept: (call, proceed) => {
      const loss = call.action === "CreateScreenshotTask" ? (left.shift() ?? "fine") : "fine";
      const answer = loss === "lost before" ? {} : (more.intercept?.(call, proceed) ?? proceed());
      if (loss !== "fine") throw new Error("socket hang up");
      return answer;
    },
  });
  return { service, ctx, creations: () => ctx.calls.filter((action) => action === "CreateScreenshotTask").length };
}

const idsOf = (service: Service) => service.tasks().map(({ taskId }) => taskId);

describe("a creation without a clear answer", () => {
  for (const [name, declared] of Object.entries({ tonight, running })) {
    it(`is found in a listing, and not sent again (${name})`, async () => {
      const { service, ctx, creations } = losing(["lost after"]);
      const { id, outs } = await screenshotTask.create(ctx, declared);
      deepEqual(idsOf(service), [outs["taskId"]]);
      equal(creations(), 1);
      const next = testContext(service);
      equal(screenshotTask.diff(next, id, outs, declared).changes, false);
      deepEqual((await screenshotTask.read(next, id, outs))?.props, outs);
    });

    it(`is sent once more where no task came of it, and that is said (${name})`, async () => {
      const { service, ctx, creations } = losing(["lost before"]);
      const { outs } = await screenshotTask.create(ctx, declared);
      deepEqual(idsOf(service), [outs["taskId"]]);
      equal(creations(), 2);
      match(ctx.notices.lines().join(), /no clear answer and left no task within 8 s, so it was sent once more/);
    });
  }

  it("is found where it waited for minutes before it was sent", async () => {
    const { service, ctx, creations } = losing(["lost after"], {
      skew: -240,
      intercept: ({ action }, proceed) => {
        if (action === "CreateScreenshotTask") service.advanceTo(service.now() + 120);
        return proceed();
      },
    });
    const { outs } = await screenshotTask.create(ctx, running);
    deepEqual(idsOf(service), [outs["taskId"]]);
    equal(creations(), 1);
  });

  it("is found after it was sent for the second time", async () => {
    const { service, ctx, creations } = losing(["lost before", "lost after"]);
    const { outs } = await screenshotTask.create(ctx, tonight);
    deepEqual(idsOf(service), [outs["taskId"]]);
    equal(creations(), 2);
  });

  it("is found after it was sent for the third time", async () => {
    const { service, ctx, creations } = losing(["lost before", "lost before", "lost after"]);
    const { outs } = await screenshotTask.create(ctx, tonight);
    deepEqual(idsOf(service), [outs["taskId"]]);
    equal(creations(), 3);
  });

  it("fails where nothing came of it three times, and is never sent again", async () => {
    const { ctx, creations } = losing(["lost before", "lost before", "lost before"]);
    await rejects(
      screenshotTask.create(ctx, tonight),
      /CreateScreenshotTask for stream live\/final .* got no clear answer: socket hang up.* it was sent 3 times, .* TENCENTCLOUD_CSS_ADOPT=TASKID/,
    );
    equal(creations(), 3);
  });

  it("is waited for where listings are late", async () => {
    const { service, ctx, creations } = losing(["lost after"], { service: { switches: { createVisibleAfter: 5 } } });
    const { outs } = await screenshotTask.create(ctx, tonight);
    deepEqual(idsOf(service), [outs["taskId"]]);
    equal(creations(), 1);
  });

  it("fails where nothing can be listed, and says how to take over what may exist", async () => {
    const { service, ctx, creations } = losing(["lost after"], { service: { switches: { site: "international" } } });
    await rejects(screenshotTask.create(ctx, tonight), /The task may exist or not/);
    equal(creations(), 1);
    equal(service.tasks().length, 1);
  });

  it("fails where listings fail afterwards, and not where they failed at first only", async () => {
    let created = false;
    let failures = 0;
    const failing = (limit: number): TestContextOptions => ({
      intercept: ({ action }, proceed) => {
        created ||= action === "CreateScreenshotTask";
        if (action === "DescribeScreenshotTask" && created && failures < limit) {
          failures += 1;
          throw new Error("socket hang up");
        }
        return proceed();
      },
    });
    await rejects(screenshotTask.create(losing(["lost after"], failing(9)).ctx, tonight), /The task may exist or not/);
    [created, failures] = [false, 0];
    const { service, ctx } = losing(["lost after"], failing(2));
    const { outs } = await screenshotTask.create(ctx, tonight);
    deepEqual(idsOf(service), [outs["taskId"]]);
  });

  it("never takes what was there before", async () => {
    const { service, ctx } = losing(["lost before"]);
    const theirs = await screenshotTask.create(testContext(service), tonight);
    const ours = await screenshotTask.create(ctx, tonight);
    ok(ours.outs["taskId"] !== theirs.outs["taskId"]);
    equal(service.tasks().length, 2);
  });

  it("takes the lowest of several new ones that are equal, and names the rest", async () => {
    let doubled = false;
    const { service, ctx } = losing(["lost after"], {
      intercept: ({ action }, proceed) => {
        if (action === "CreateScreenshotTask" && !doubled) {
          doubled = true;
          proceed();
        }
        return proceed();
      },
    });
    const { outs } = await screenshotTask.create(ctx, tonight);
    const [lowest, other] = idsOf(service).toSorted();
    equal(outs["taskId"], lowest);
    match(ctx.notices.lines().join(), new RegExp(`${lowest} was taken; of ${other} this run knows nothing`));
  });

  for (const losses of [
    ["lost after", "lost after"],
    ["fine", "lost after"],
    ["lost after", "fine"],
    ["lost before", "lost after"],
    ["lost after", "lost before"],
  ] as const) {
    it(`gives twins in one program one task each (${losses.join(", ")})`, async () => {
      for (const declared of [tonight, running]) {
        const { service, ctx } = losing(losses);
        const twins = await Promise.all([1, 2].map(() => screenshotTask.create(ctx, declared)));
        deepEqual(twins.map(({ outs }) => outs["taskId"]).toSorted(), idsOf(service).toSorted());
      }
    });
  }

  it("is found though the end that was sent is not the declared one", async () => {
    const { service, ctx } = losing(["fine", "lost after"], { skew: 200 });
    const { outs } = await screenshotTask.create(ctx, final(undefined, now + 24 * hour + 150));
    deepEqual(idsOf(service), [outs["taskId"]]);
  });

  it("takes nothing for its own where it was sent though what was there before could not be told", async () => {
    let failures = 0;
    const { service, ctx, creations } = losing(["lost before"], {
      intercept: ({ action }, proceed) => {
        if (action !== "DescribeScreenshotTask" || ++failures > 1) return proceed();
        throw new Error("socket hang up");
      },
    });
    await screenshotTask.create(testContext(service), tonight);
    await rejects(screenshotTask.create(ctx, tonight), /The task may exist or not/);
    equal(creations(), 1);
  });

  it("of a replacement never ends in the task that it replaces", async () => {
    const { service, ctx } = losing(["lost before"]);
    const old = await screenshotTask.create(testContext(service), tonight);
    screenshotTask.diff(ctx, old.id, old.outs, { ...tonight, streamType: 1 });
    const { outs } = await screenshotTask.create(ctx, { ...tonight, streamType: 1 });
    ok(outs["taskId"] !== old.outs["taskId"]);
  });
});

describe("a task that a killed run left", () => {
  it("is taken over by the resource that it matches where the environment names it, whatever ifExists is", async () => {
    for (const ifExists of ["create", "error", "adopt"]) {
      const service = createService({ now });
      const left = await screenshotTask.create(testContext(service), tonight);
      const ctx = testContext(service, { adopt: ["other", String(left.outs["taskId"])] });
      const { outs } = await screenshotTask.create(ctx, { ...tonight, ifExists });
      equal(outs["taskId"], left.outs["taskId"]);
      equal(service.now(), now + 8, "after a second look");
      const other = await screenshotTask.create(ctx, { ...tonight, streamName: "other" });
      equal(service.tasks().length, 2);
      ok(other.outs["taskId"] !== left.outs["taskId"]);
    }
  });

  it("is taken over a moment after it began, where its start was left to the service", async () => {
    for (const declared of [running, final(now - hour, now + hour)]) {
      const service = createService({ now });
      const left = await screenshotTask.create(testContext(service), declared);
      const ctx = testContext(service, { adopt: [String(left.outs["taskId"])], skew: -60 });
      const { outs } = await screenshotTask.create(ctx, declared);
      equal(outs["taskId"], left.outs["taskId"]);
    }
  });

  it("is taken over in place too, where the killed run was making the task of a deferred window", async () => {
    const service = createService({ now });
    const later = final(now + 240 * hour, now + 241 * hour, { ifTooFar: "defer" });
    const deferred = await screenshotTask.create(testContext(service), later);
    service.advanceTo(now + 200 * hour);
    const left = await screenshotTask.create(testContext(service), later);
    const ctx = testContext(service, { adopt: [String(left.outs["taskId"])] });
    const outs = await screenshotTask.update(ctx, deferred.id, deferred.outs, later);
    equal(outs["taskId"], left.outs["taskId"]);
    equal(service.tasks().length, 1);
  });

  it("is taken over in the same run though the first question of what is there had no answer", async () => {
    for (const how of [{ adopt: true }, { ifExists: "adopt" }]) {
      const service = createService({ now });
      const left = await screenshotTask.create(testContext(service), tonight);
      let asked = 0;
      const ctx = testContext(service, {
        adopt: how.adopt ? [String(left.outs["taskId"])] : [],
        intercept: ({ action }, proceed) => {
          if (action !== "DescribeScreenshotTask" || ++asked > 1) return proceed();
          throw new Error("socket hang up");
        },
      });
      const declared = { ...tonight, ...(how.ifExists && { ifExists: how.ifExists }) };
      await rejects(screenshotTask.create(ctx, declared), /socket hang up/);
      const { outs } = await screenshotTask.create(ctx, declared);
      equal(outs["taskId"], left.outs["taskId"]);
    }
  });

  it("is taken over once, and not by what differs from it", async () => {
    const service = createService({ now });
    const left = await screenshotTask.create(testContext(service), tonight);
    const ctx = testContext(service, { adopt: [String(left.outs["taskId"])] });
    const shorter = final(now + hour, now + 2 * hour);
    const made = await Promise.all([tonight, tonight, shorter].map((inputs) => screenshotTask.create(ctx, inputs)));
    equal(new Set(made.map(({ outs }) => outs["taskId"])).size, 3);
    equal(service.tasks().length, 3);
  });
});
