import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { compare } from "../../../cli/orphans/orphans.js";
import { explain, orphansJson } from "../../../cli/orphans/report.js";
import { createService, type Service } from "../../../emulator/index.js";
import { isUnpublished } from "../../../provider/live/errors.js";
import { type TestContextOptions, testContext } from "../../support/context.js";
import { alwaysTo, exportOf, type Pending } from "../../support/exported.js";
import { type Stack, up } from "../../support/program.js";
import { tonight } from "../../support/tonight.js";

const now = Date.parse("2026-12-18T18:00:00Z") / 1000;
const hour = 3600;
const day = 24 * hour;

const deploy = async (service: Service, program: Record<string, Record<string, unknown>>) =>
  (await up(testContext(service), new Map(), program)).stack;

function make(service: Service, start: number | undefined, end: number, streamName = "stranger"): string {
  const answer = service.call("CreateScreenshotTask", {
    DomainName: tonight.domainName,
    AppName: tonight.appName,
    StreamName: streamName,
    TemplateId: tonight.templateId,
    EndTime: end,
    ...(start !== undefined && { StartTime: start }),
  });
  return String(answer["TaskId"]);
}

async function compared(
  service: Service,
  stacks: readonly Stack[],
  { pending = [], ...options }: TestContextOptions & { pending?: readonly Pending[] } = {},
) {
  const ctx = testContext(service, options);
  const comparison = await compare(
    stacks.map((stack) => ({ exported: exportOf(stack, pending), instanceOf: alwaysTo(ctx) })),
  );
  const orphans = comparison.orphans.map(({ task }) => task.taskId).sort();
  return { ctx, comparison, orphans, absent: comparison.absent.map(({ name }) => name) };
}

describe("orphans", () => {
  it("finds none where the states know every task, and says how many were compared", async () => {
    const service = createService({ now });
    const stack = await deploy(service, { final: tonight, other: { ...tonight, streamName: "other" } });
    const { comparison, orphans, absent, ctx } = await compared(service, [stack]);
    deepEqual([orphans, absent], [[], []]);
    match(
      explain(comparison, ["trial/test"]).join("\n"),
      /^Compared 2 tasks that can still capture with trial\/test: /,
    );
    deepEqual(new Set(ctx.calls), new Set(["DescribeScreenshotTask"]));
  });

  it("names what no state knows: running since yesterday, scheduled tonight, and as far ahead as there can be any", async () => {
    const service = createService({ now: now - 20 * hour });
    const running = make(service, undefined, now + 4 * hour);
    service.advanceTo(now);
    const scheduled = make(service, now + hour, now + 2 * hour);
    const far = make(service, now + 6 * day, now + 7 * day - 1);
    const { orphans } = await compared(service, [new Map()]);
    deepEqual(orphans, [running, scheduled, far].sort());
  });

  it("leaves alone what is over or stopped: it captures no more", async () => {
    const service = createService({ now });
    make(service, now, now + hour);
    service.call("StopScreenshotTask", { TaskId: make(service, now + 3 * hour, now + 4 * hour) });
    service.advanceTo(now + 2 * hour);
    deepEqual((await compared(service, [new Map()])).orphans, []);
  });

  it("leaves alone what is being made at the moment: it is listed only once", async () => {
    const service = createService({ now, switches: { createVisibleAfter: 5 } });
    make(service, now + hour, now + 2 * hour);
    deepEqual((await compared(service, [new Map()])).orphans, []);
  });

  it("of several stacks names only what none of them knows", async () => {
    const service = createService({ now });
    const one = await deploy(service, { final: tonight });
    const two = await deploy(service, { final: { ...tonight, streamName: "other" } });
    const stranger = make(service, now + hour, now + 2 * hour);
    deepEqual((await compared(service, [one, two])).orphans, [stranger]);
    equal((await compared(service, [one])).orphans.length, 2);
  });

  it("says of a double whose double it is, and how to end it, the running one first stopped", async () => {
    const service = createService({ now });
    const stack = await deploy(service, { final: { ...tonight, startTime: "2026-12-18T17:00:00Z" } });
    const double = make(service, undefined, now + 3 * hour, tonight.streamName);
    const { comparison } = await compared(service, [stack]);
    const text = explain(comparison, ["trial/test"]).join("\n");
    match(text, /captures the same as final of trial\/test, which has a task of its own: a double/);
    match(
      text,
      new RegExp(`tccli live StopScreenshotTask --TaskId ${double}\n.*DeleteScreenshotTask --TaskId ${double}`),
    );
    equal(text.includes("TENCENTCLOUD_CSS_ADOPT"), false);
  });

  it("says of what a killed run left for whom it was made, and how it is adopted", async () => {
    const service = createService({ now });
    const left = make(service, now + hour, now + 3 * hour, tonight.streamName);
    const { comparison } = await compared(service, [new Map()], { pending: [{ name: "final", inputs: tonight }] });
    const text = explain(comparison, ["trial/test"]).join("\n");
    match(text, /It is what final of trial\/test declares/);
    match(text, new RegExp(`TENCENTCLOUD_CSS_ADOPT=${left} pulumi up`));
  });

  it("names the reverse: a task of a state that the service does not list, and the refresh that mends it", async () => {
    const service = createService({ now });
    const stack = await deploy(service, { final: tonight });
    service.call("DeleteScreenshotTask", { TaskId: stack.get("final")?.outputs["taskId"] });
    const { comparison, absent } = await compared(service, [stack]);
    deepEqual(absent, ["final"]);
    match(
      explain(comparison, ["trial/test"]).join("\n"),
      /of final in trial\/test is not listed.*pulumi up --refresh/s,
    );
  });

  it("misses nothing of what is over, deferred or skipped", async () => {
    const service = createService({ now });
    const stack = await deploy(service, {
      skipped: { ...tonight, startTime: "2026-12-16T19:00:00Z", endTime: "2026-12-16T21:00:00Z" },
      deferred: { ...tonight, startTime: "2026-12-28T19:00:00Z", endTime: "2026-12-28T21:00:00Z", ifTooFar: "defer" },
      over: { ...tonight, startTime: "2026-12-18T17:00:00Z", endTime: "2026-12-18T18:30:00Z" },
    });
    service.advanceTo(now + 2 * hour);
    deepEqual((await compared(service, [stack])).absent, []);
  });

  it("refuses to compare a stack with another world, where all would look like orphans", async () => {
    const service = createService({ now });
    const stack = await deploy(service, { final: tonight });
    await rejects(compared(service, [stack], { world: "account:1" }), /Refused to compare final of trial\/test/);
  });

  it("cannot compare where the site publishes no listing", async () => {
    const service = createService({ now, switches: { site: "international" } });
    await rejects(compared(service, [new Map()]), isUnpublished);
  });

  it("tells programs the same", async () => {
    const service = createService({ now });
    const taskId = make(service, now + hour, now + 2 * hour);
    const { comparison } = await compared(service, [new Map()]);
    deepEqual(orphansJson(comparison), {
      orphans: [
        {
          taskId,
          domainName: "push.example.com",
          appName: "live",
          streamName: "stranger",
          templateId: 1,
          start: "2026-12-18T19:00:00Z",
          end: "2026-12-18T20:00:00Z",
          running: false,
          world: `emulator:${service.store}`,
          equals: [],
        },
      ],
      absent: [],
    });
  });
});
