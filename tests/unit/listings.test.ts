import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { createService, type Service } from "../../emulator/index.js";
import type { Properties } from "../../provider/fields.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { formatInstant } from "../../provider/window.js";
import { testContext } from "../support/context.js";

const now = Date.parse("2026-12-18T18:00:00Z") / 1000;
const hour = 3600;
const day = 24 * hour;

const declare = (stream: number, start: number, end: number): Properties => ({
  domainName: "push.example.com",
  appName: "live",
  streamName: `match-${stream}`,
  templateId: 1,
  startTime: formatInstant(start),
  endTime: formatInstant(end),
});

type Made = Awaited<ReturnType<typeof screenshotTask.create>>;

/** A thousand tasks whose windows begin evenly in the 6 days after `from`, and take two hours. */
async function season(service: Service, from: number, streams: number): Promise<Made[]> {
  const ctx = testContext(service);
  const made: Made[] = [];
  for (let index = 0; index < 1000; index += 1) {
    const start = from + Math.floor((index * (6 * day - 12 * hour)) / 1000);
    made.push(await screenshotTask.create(ctx, declare(index % streams, start, start + 2 * hour)));
  }
  return made;
}

/** As many readers at once as the engine has, in the order given. */
async function refresh(service: Service, made: readonly Made[], atOnce = 8) {
  const ctx = testContext(service);
  const left = [...made];
  const reader = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      deepEqual((await screenshotTask.read(ctx, next.id, next.outs))?.props, next.outs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, reader));
  return ctx.calls.length;
}

const shuffled = <Item>(items: readonly Item[]) =>
  items
    .map((item, index) => ({ item, at: (index * 7919) % items.length }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

describe("refreshing a thousand tasks of one week", () => {
  const pages = 10;

  for (const [order, arrange] of Object.entries({
    "in order": <Item>(items: readonly Item[]) => [...items],
    "in any order": shuffled,
    "last first": <Item>(items: readonly Item[]) => items.toReversed(),
  })) {
    it(`takes at most two calls more than there are pages, ${order}`, async () => {
      const service = createService({ now });
      const made = await season(service, now + hour, 50);
      ok((await refresh(service, arrange(made))) <= pages + 2, "scheduled");
      service.advanceTo(now + 3 * day);
      ok((await refresh(service, arrange(made))) <= pages + 2, "some over, some running, some scheduled");
      service.advanceTo(now + 10 * day);
      const calls = await refresh(service, arrange(made));
      ok(calls <= pages + 2, `all over, ${calls}`);
    });
  }

  it("takes one call a page where all are on one stream, whatever else is in the account", async () => {
    const service = createService({ now });
    const made = await season(service, now + hour, 1);
    const others = testContext(service);
    for (let index = 0; index < 500; index += 1) {
      await screenshotTask.create(others, declare(7, now + hour + index * 600, now + 2 * hour + index * 600));
    }
    ok((await refresh(service, made)) <= pages + 2);
  });
});

describe("a listing that readers share", () => {
  it("does not outlive half a minute", async () => {
    const service = createService({ now });
    const { id, outs } = await screenshotTask.create(testContext(service), declare(1, now + hour, now + 2 * hour));
    const ctx = testContext(service);
    for (const [wait, calls] of [
      [0, 1],
      [30, 1],
      [1, 2],
    ] as const) {
      service.advanceTo(service.now() + wait);
      await screenshotTask.read(ctx, id, outs);
      equal(ctx.calls.length, calls);
    }
  });

  it("is made a second time for all that it does not show, and only once", async () => {
    const service = createService({ now });
    const ctx = testContext(service);
    const made = [];
    for (let index = 0; index < 20; index += 1) {
      made.push(await screenshotTask.create(ctx, declare(index, now + hour, now + 2 * hour)));
    }
    for (const { outs } of made) service.call("DeleteScreenshotTask", { TaskId: outs["taskId"] });
    const reader = testContext(service);
    const found = await Promise.all(made.map(({ id, outs }) => screenshotTask.read(reader, id, outs)));
    ok(found.every((each) => each === undefined));
    equal(reader.calls.length, 2);
    equal(service.now(), now + 8);
  });

  it("fails for all who wait for it, and is asked anew by the next", async () => {
    const service = createService({ now });
    const { id, outs } = await screenshotTask.create(testContext(service), declare(1, now + hour, now + 2 * hour));
    let fails = true;
    const ctx = testContext(service, {
      intercept: (_call, proceed) => {
        if (fails) throw new Error("socket hang up");
        return proceed();
      },
    });
    await Promise.all(
      [1, 2].map(() => rejects(screenshotTask.read(ctx, id, outs), /DescribeScreenshotTask .* no clear answer/)),
    );
    fails = false;
    deepEqual((await screenshotTask.read(ctx, id, outs))?.props, outs);
  });

  it("is begun anew where a page repeats, five times if need be, as the service's order may change between two pages", async () => {
    const service = createService({ now, switches: { pageSize: 1 } });
    const maker = testContext(service);
    const made = [];
    for (let index = 0; index < 3; index += 1) {
      made.push(await screenshotTask.create(maker, declare(index, now + hour, now + 2 * hour)));
    }
    let first: Record<string, unknown> = {};
    let repeated = 0;
    const ctx = testContext(service, {
      intercept: ({ params }, proceed) => {
        if (params["ScrollToken"] === undefined) first = proceed();
        else if (repeated < 5) {
          repeated += 1;
          return first;
        }
        return proceed();
      },
    });
    for (const { id, outs } of made) deepEqual((await screenshotTask.read(ctx, id, outs))?.props, outs);
    equal(repeated, 5);
  });

  it("is not asked for what has been over for 14 days, so that a run makes no more calls the older its stack is", async () => {
    const service = createService({ now });
    const { id, outs } = await screenshotTask.create(testContext(service), declare(1, now + hour, now + 2 * hour));
    for (const [days, calls] of [
      [14, 1],
      [15, 0],
      [100, 0],
    ] as const) {
      service.advanceTo(now + days * day);
      const ctx = testContext(service);
      deepEqual((await screenshotTask.read(ctx, id, outs))?.props, outs);
      equal(ctx.calls.length, calls, `after ${days} days`);
    }
  });
});

describe("destroying what is over", () => {
  it("makes no call for five hundred finished windows", async () => {
    const service = createService({ now });
    const made = (await season(service, now + hour, 10)).slice(0, 500);
    service.advanceTo(now + 8 * day);
    const ctx = testContext(service);
    await Promise.all(made.map(({ outs }) => screenshotTask.destroy(ctx, outs)));
    deepEqual(ctx.calls, []);
  });
});
