import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { recover } from "../../../cli/recover/recover.js";
import { explain, recoverJson } from "../../../cli/recover/report.js";
import { createService, type Service } from "../../../emulator/index.js";
import { LiveError } from "../../../provider/live/errors.js";
import { snapshotTemplate } from "../../../provider/resources/snapshotTemplate.js";
import { type TestContextOptions, testContext } from "../../support/context.js";
import { alwaysTo, exportOf, type Pending } from "../../support/exported.js";
import { type Stack, up } from "../../support/program.js";
import { tonight } from "../../support/tonight.js";

const now = Date.parse("2026-12-18T18:00:00Z") / 1000;
const minute = 60;
const at = (time: string) => Date.parse(`2026-12-18T${time}Z`) / 1000;

const nothing: Stack = new Map();

/** A task as the service has it, made by whoever it was. */
function make(service: Service, changes: Record<string, unknown> = {}): string {
  const params = {
    DomainName: tonight.domainName,
    AppName: tonight.appName,
    StreamName: tonight.streamName,
    TemplateId: tonight.templateId,
    StartTime: at("19:00:00"),
    EndTime: at("21:00:00"),
    ...changes,
  };
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  return String(service.call("CreateScreenshotTask", Object.fromEntries(given))["TaskId"]);
}

const killed = (name = "final", inputs: Record<string, unknown> = tonight): Pending => ({ name, inputs });

async function recovered(
  service: Service,
  pending: readonly Pending[],
  { state = nothing, ...options }: TestContextOptions & { state?: Stack } = {},
) {
  const ctx = testContext(service, options);
  const found = await recover(exportOf(state, pending), alwaysTo(ctx));
  const outcomes = found.map(({ outcome, task, others }) => [
    outcome,
    task?.taskId,
    ...others.map(({ taskId }) => taskId),
  ]);
  return { ctx, found, outcomes };
}

describe("recover", () => {
  it("takes what is still there before what was deleted a moment before the creation, and is listed yet", async () => {
    const service = createService({ now, switches: { changeVisibleAfter: 5 } });
    const deleted = make(service);
    service.call("DeleteScreenshotTask", { TaskId: deleted });
    const made = make(service);
    const { outcomes } = await recovered(service, [killed()]);
    deepEqual(outcomes, [["found", made, deleted]]);
  });

  it("finds the task of a creation that was killed, in two looks, and changes nothing", async () => {
    const service = createService({ now });
    const taskId = make(service);
    const { ctx, outcomes } = await recovered(service, [killed()]);
    deepEqual(outcomes, [["found", taskId]]);
    deepEqual(ctx.calls, ["DescribeScreenshotTask", "DescribeScreenshotTask"]);
    equal(service.now(), now + 8);
  });

  it("finds one that is listed only at the second look", async () => {
    const service = createService({ now, switches: { createVisibleAfter: 5 } });
    const taskId = make(service);
    deepEqual((await recovered(service, [killed()])).outcomes, [["found", taskId]]);
  });

  it("finds nothing where the call was never carried out", async () => {
    deepEqual((await recovered(createService({ now }), [killed()])).outcomes, [["none", undefined]]);
  });

  it("asks nothing, and needs no credentials, where nothing is pending", async () => {
    const { ctx, outcomes } = await recovered(createService({ now }), []);
    deepEqual([ctx.calls, outcomes], [[], []]);
  });

  it("takes none that differs in a field that a listing reports", async () => {
    const service = createService({ now });
    for (const changes of [
      { DomainName: "other.example.com" },
      { AppName: "other" },
      { StreamName: "other" },
      { TemplateId: 2 },
      { EndTime: at("21:00:01") },
      { StartTime: at("19:00:01") },
    ]) {
      make(service, changes);
    }
    deepEqual((await recovered(service, [killed()])).outcomes, [["none", undefined]]);
  });

  it("takes none that was stopped, and none that is in a resource's state", async () => {
    const service = createService({ now });
    const first = await up(testContext(service), nothing, { other: tonight });
    service.call("StopScreenshotTask", { TaskId: make(service) });
    deepEqual((await recovered(service, [killed()], { state: first.stack })).outcomes, [["none", undefined]]);
  });

  it("gives two equal creations one task each, the lowest TaskId first, and names what is left", async () => {
    const service = createService({ now });
    const [first, second, third] = [make(service), make(service), make(service)].sort();
    const { outcomes } = await recovered(service, [killed("a"), killed("b")]);
    deepEqual(outcomes, [
      ["found", first, third],
      ["found", second, third],
    ]);
  });

  describe("of a start that had passed when the killed run sent it", () => {
    const running = { ...tonight, startTime: "2026-12-18T17:00:00Z" };
    const startedAt = async (start: number, inputs: Record<string, unknown> = running) => {
      const service = createService({ now: start });
      make(service, { StartTime: undefined });
      service.advanceTo(now);
      return (await recovered(service, [killed("final", inputs)])).outcomes[0]?.[0];
    };

    it("takes any from 5 minutes before the declared one on, as the clocks may have differed", async () => {
      equal(await startedAt(at("17:59:59")), "found");
      equal(await startedAt(at("17:00:00")), "found");
      equal(await startedAt(at("16:55:00")), "found");
      equal(await startedAt(at("16:54:59")), "none");
    });

    it("takes any where none was declared", async () => {
      equal(await startedAt(at("12:00:00"), { ...running, startTime: undefined }), "found");
    });

    it("takes one whose start is not reported", async () => {
      const service = createService({ now, switches: { omittedStart: "zero" } });
      const taskId = make(service, { StartTime: undefined });
      deepEqual((await recovered(service, [killed("final", running)])).outcomes, [["found", taskId]]);
    });

    it("takes one whose start was ahead of this clock by less than the clocks may differ", async () => {
      const service = createService({ now: at("18:56:00") });
      const taskId = make(service, { StartTime: undefined });
      deepEqual((await recovered(service, [killed()])).outcomes, [["found", taskId]]);
    });
  });

  it("finds a replacement's task beside the one that it was to replace", async () => {
    const service = createService({ now });
    const { stack } = await up(testContext(service), nothing, { final: tonight });
    const longer = { ...tonight, endTime: "2026-12-18T21:30:00Z" };
    const taskId = make(service, { EndTime: at("21:30:00") });
    deepEqual((await recovered(service, [killed("final", longer)], { state: stack })).outcomes, [["found", taskId]]);
  });

  it("finds the task of an update that made it for a deferred window", async () => {
    const service = createService({ now });
    const later = { ...tonight, startTime: "2026-12-25T19:00:00Z", endTime: "2026-12-25T21:00:00Z", ifTooFar: "defer" };
    const { stack } = await up(testContext(service), nothing, { final: later });
    service.advanceTo(now + 2 * 86_400);
    const taskId = make(service, { StartTime: at("19:00:00") + 7 * 86_400, EndTime: at("21:00:00") + 7 * 86_400 });
    const pending = { ...killed("final", later), type: "updating" };
    deepEqual((await recovered(service, [pending], { state: stack })).outcomes, [["found", taskId]]);
  });

  it("hands over no double where the resource has a task of the same capture, but names it", async () => {
    const service = createService({ now });
    const { stack } = await up(testContext(service), nothing, { final: tonight });
    const double = make(service);
    deepEqual((await recovered(service, [killed()], { state: stack })).outcomes, [["held", undefined, double]]);
  });

  it("finds a replacement's task where what there is ends earlier, as the service took no later end then", async () => {
    const service = createService({ now });
    const { startTime: _, ...atOnce } = tonight;
    const first = { ...atOnce, endTime: "2026-12-19T17:59:00Z" };
    const later = { ...atOnce, endTime: "2026-12-19T18:01:00Z" };
    const { stack } = await up(testContext(service), nothing, { final: first });
    const { stack: waiting } = await up(testContext(service), stack, { final: later });
    equal(service.tasks().length, 1);
    service.advanceTo(now + 120);
    const taskId = make(service, { StartTime: undefined, EndTime: at("18:01:00") + 86_400 });
    deepEqual((await recovered(service, [killed("final", later)], { state: waiting })).outcomes, [["found", taskId]]);
  });

  it("asks nothing for a window that was out of reach: no call can have been sent", async () => {
    const later = { ...tonight, startTime: "2026-12-28T19:00:00Z", endTime: "2026-12-28T21:00:00Z" };
    const { ctx, outcomes } = await recovered(createService({ now }), [killed("final", later)]);
    deepEqual([ctx.calls, outcomes], [[], [["deferred", undefined]]]);
  });

  it("says that a task is over, and does not hand it over: a run could not adopt it any more", async () => {
    const service = createService({ now });
    const taskId = make(service);
    service.advanceTo(at("22:00:00"));
    const { found, outcomes } = await recovered(service, [killed()]);
    deepEqual(outcomes, [["over", taskId]]);
    deepEqual(recoverJson(exportOf(nothing), found).adopt, []);
  });

  it("finds nothing where the site publishes no listing, and says so", async () => {
    const service = createService({ now, switches: { site: "international" } });
    make(service);
    const { found, outcomes } = await recovered(service, [killed()]);
    deepEqual(outcomes, [["unlisted", undefined]]);
    match(explain(exportOf(nothing), found).join("\n"), /cannot be told: the site publishes no DescribeScreenshotTask/);
  });

  it("fails where the service cannot be reached: nothing found would say that nothing is there", async () => {
    const lost = () => {
      throw new Error("connect ECONNREFUSED 127.0.0.1:1");
    };
    await rejects(recovered(createService({ now }), [killed()], { intercept: lost }), LiveError);
  });

  it("refuses to look in another world than the one that the stack lives in", async () => {
    const service = createService({ now });
    const { stack } = await up(testContext(service), nothing, { other: { ...tonight, streamName: "other" } });
    await rejects(
      recovered(service, [killed()], { state: stack, world: "account:1" }),
      /Refused to look for what a run left/,
    );
  });

  it("refuses it too where nothing but a template tells where the stack lives", async () => {
    const service = createService({ now });
    const { windows, pending, lasting, ...rest } = exportOf(nothing, [killed()]);
    const [provider = ""] = pending.map((operation) => operation.provider);
    const template = {
      provider,
      name: "pictures",
      kind: snapshotTemplate,
      external: false,
      handle: "SnapshotTemplate:1",
    };
    const stack = { ...rest, windows, pending, lasting: [...lasting, { ...template, world: "emulator:first" }] };
    const ctx = testContext(service, { world: "emulator:second" });
    await rejects(recover(stack, alwaysTo(ctx)), /beside pictures: it lives in the emulator's store first/);
    deepEqual(ctx.calls, []);
  });

  it("asks for many in few calls", async () => {
    const service = createService({ now });
    const pending = Array.from({ length: 60 }, (_, index) => {
      make(service, { StreamName: `match-${index}` });
      return killed(`match-${index}`, { ...tonight, streamName: `match-${index}` });
    });
    const { ctx, outcomes } = await recovered(service, pending);
    equal(outcomes.filter(([outcome]) => outcome === "found").length, 60);
    equal(ctx.calls.length, 2);
  });

  it("names what is pending of others: once it is cleared, no state knows of it", async () => {
    const exported = {
      ...exportOf(nothing),
      pendingOfOthers: ["urn:pulumi:test::trial::aws:s3/bucket:Bucket::pictures"],
    };
    match(
      explain(exported, []).join("\n"),
      /Bucket::pictures: pending too, but no task\. Look for it before it is cleared/,
    );
  });

  it("lets the next run adopt what it found, so that nothing is captured twice", async () => {
    const service = createService({ now });
    const taskId = make(service);
    service.advanceTo(now + 10 * minute);
    const { found } = await recovered(service, [killed()]);
    const { adopt } = recoverJson(exportOf(nothing), found);
    const { stack } = await up(testContext(service, { adopt }), nothing, { final: tonight });
    equal(stack.get("final")?.outputs["taskId"], taskId);
    equal(service.tasks().length, 1);
  });
});
