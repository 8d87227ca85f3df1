import { deepEqual, equal, match, ok, rejects, throws } from "node:assert/strict";
import { createService, type Service, type ServiceOptions } from "../../emulator/index.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { formatInstant } from "../../provider/window.js";
import { type TestContext, type TestContextOptions, testContext } from "../support/context.js";
import { final, hour, minute, now } from "../support/final.js";
import { tonight } from "../support/tonight.js";

interface Stage {
  readonly service: Service;
  readonly ctx: TestContext;
}

function stage(options: TestContextOptions & { service?: ServiceOptions } = {}): Stage {
  const service = createService({ now, ...options.service });
  return { service, ctx: testContext(service, options) };
}

const refusedCreation: TestContextOptions["intercept"] = ({ action }, proceed) => {
  if (action !== "CreateScreenshotTask") return proceed();
  throw Object.assign(new Error("no"), { code: "InvalidParameter", requestId: "r" });
};

const writes = ({ calls }: TestContext) => calls.filter((action) => action !== "DescribeScreenshotTask");

const statesOf = (service: Service) => service.tasks().map(({ state }) => state);

describe("creating a screenshot task", () => {
  it("leaves a start that has passed out of the call, and waits 3 s before it answers", async () => {
    const { service, ctx } = stage();
    const { outs } = await screenshotTask.create(ctx, final(now - hour, now + hour));
    equal(service.tasks()[0]?.startTime, now);
    equal(outs["effectiveStartTime"], formatInstant(now));
    equal(service.now(), now + 3);
  });

  it("says it the other way round where the service's clock is ahead of a start that is near", async () => {
    const { service, ctx } = stage({ skew: -200, service: { switches: { pastStart: "refused" } } });
    const { outs } = await screenshotTask.create(ctx, final(now - 100, now + hour));
    equal(service.tasks().length, 1);
    deepEqual(writes(ctx), ["CreateScreenshotTask", "CreateScreenshotTask"]);
    equal(outs["effectiveStartTime"], formatInstant(now - 200));
  });

  it("takes the end that is allowed where 24 h from now are refused, and says so", async () => {
    const { service, ctx } = stage({ skew: 200 });
    const { outs } = await screenshotTask.create(ctx, final(undefined, now + 24 * hour + 150));
    const [task] = service.tasks();
    equal(outs["effectiveEndTime"], formatInstant(task?.endTime ?? 0));
    ok((task?.endTime ?? 0) <= now + 24 * hour);
    match(
      ctx.notices.lines().join(),
      /24 h at most from its own now on, so this task ends at .* earlier than declared/,
    );
  });

  it("takes a refusal near the end for what it is: the window is over", async () => {
    const { ctx } = stage({ skew: -200 });
    const { outs } = await screenshotTask.create(ctx, final(now - hour, now - 100));
    equal(outs["skipped"], true);
    deepEqual(writes(ctx), ["CreateScreenshotTask"]);
  });

  it("makes no call for what is over or out of reach, and its handle is a name of its own", async () => {
    const { ctx } = stage({ settings: { runEvery: "P1D" } });
    const over = await screenshotTask.create(ctx, final(now - 2 * hour, now - hour));
    const later = await screenshotTask.create(ctx, final(now + 240 * hour, now + 241 * hour));
    equal(over.outs["skipped"], true);
    equal(later.outs["creatableFrom"], formatInstant(now + 240 * hour - 6 * 24 * hour + 10 * minute));
    equal(later.outs["mustRunBefore"], formatInstant(now + 240 * hour));
    match(later.id, /^window-/);
    deepEqual(ctx.calls, []);
  });

  it("takes over an equal task under ifExists adopt, after a second look 8 s later", async () => {
    const { service, ctx } = stage();
    const theirs = await screenshotTask.create(testContext(service), tonight);
    const ours = await screenshotTask.create(ctx, { ...tonight, ifExists: "adopt" });
    equal(ours.outs["taskId"], theirs.outs["taskId"]);
    ok(ours.outs["owner"] !== theirs.outs["owner"]);
    equal(service.now(), now + 8);
    equal(service.tasks().length, 1);
  });

  it("lets twins in one program adopt one each, and makes what is left", async () => {
    const { service, ctx } = stage();
    await screenshotTask.create(testContext(service), tonight);
    const twins = await Promise.all([1, 2].map(() => screenshotTask.create(ctx, { ...tonight, ifExists: "adopt" })));
    equal(new Set(twins.map(({ outs }) => outs["taskId"])).size, 2);
    equal(service.tasks().length, 2);
  });

  it("names an equal task under ifExists error, and makes none", async () => {
    const { service, ctx } = stage();
    await screenshotTask.create(testContext(service), tonight);
    await rejects(
      screenshotTask.create(ctx, { ...tonight, ifExists: "error" }),
      /is there already: \S+, window .*Set it to "adopt"/,
    );
    equal(service.tasks().length, 1);
  });

  it("names the others where three run on the stream already", async () => {
    const { service, ctx } = stage({ service: { switches: { fourthTask: "refused-overlap" } } });
    for (let index = 0; index < 3; index += 1) await screenshotTask.create(testContext(service), tonight);
    const names = service.tasks().map(({ taskId }) => taskId);
    await rejects(screenshotTask.create(ctx, tonight), (error: Error) => {
      match(
        error.message,
        /LimitExceeded\.MaximumRunningTask.*On this stream there are .*At most three tasks run.*deleteBeforeReplace/,
      );
      for (const name of names) ok(error.message.includes(name));
      return true;
    });
  });

  it("stops first what it replaces where three run on the stream already, and says what is lost", async () => {
    const { service, ctx } = stage({ service: { switches: { fourthTask: "refused-overlap" } } });
    const running = final(now - hour, now + hour);
    for (let index = 0; index < 2; index += 1) await screenshotTask.create(testContext(service), running);
    const old = await screenshotTask.create(testContext(service), running);
    const longer = final(now - hour, now + 2 * hour);
    deepEqual(screenshotTask.diff(ctx, old.id, old.outs, longer), { changes: true, replaces: ["endTime"] });
    await screenshotTask.create(ctx, longer);
    deepEqual(statesOf(service), ["running", "running", "stopped", "running"]);
    match(
      ctx.notices.lines().join(),
      /three tasks run on it, so \S+ was stopped at .*, before its successor was made and not after/,
    );
  });

  it("never makes room by what another resource has taken over", async () => {
    const { service, ctx } = stage({ service: { switches: { fourthTask: "refused-overlap" } } });
    const running = final(now - hour, now + hour, { ifExists: "adopt" });
    const old = await screenshotTask.create(testContext(service), running);
    for (let index = 0; index < 2; index += 1) {
      await screenshotTask.create(testContext(service), final(now - hour, now + 3 * hour));
    }
    service.advanceTo(now + 10 * minute);
    const longer = final(now - hour, now + 2 * hour, { ifExists: "adopt" });
    screenshotTask.diff(ctx, old.id, old.outs, longer);
    const other = await screenshotTask.create(ctx, running);
    equal(other.outs["taskId"], old.outs["taskId"]);
    await rejects(screenshotTask.create(ctx, longer), /At most three tasks run on a stream/);
    deepEqual(statesOf(service), ["running", "running", "running"]);
  });

  it("stops nothing where the limit is the account's and not the stream's", async () => {
    const { service, ctx } = stage({ service: { switches: { quota: 1 } } });
    const old = await screenshotTask.create(testContext(service), final(now - hour, now + hour));
    const longer = final(now - hour, now + 2 * hour);
    screenshotTask.diff(ctx, old.id, old.outs, longer);
    await rejects(
      screenshotTask.create(ctx, longer),
      /MaximumRunningTask.*fewer than the three which a stream takes, so the limit is the account's/,
    );
    deepEqual(statesOf(service), ["running"]);
  });

  it("never makes room for a new window, nor by what another window replaces", async () => {
    const { service, ctx } = stage({ service: { switches: { fourthTask: "refused-overlap" } } });
    const running = final(now - hour, now + hour);
    const made = [];
    for (let index = 0; index < 3; index += 1) made.push(await screenshotTask.create(testContext(service), running));
    const longer = final(now - hour, now + 2 * hour);
    screenshotTask.diff(ctx, made[0]?.id ?? "", made[0]?.outs ?? {}, longer);
    await rejects(screenshotTask.create(ctx, running), /On this stream there are .*deleteBeforeReplace/);
    deepEqual(statesOf(service), ["running", "running", "running"]);
  });

  it("stops nothing where three windows overlap it but never more than two at once", async () => {
    const { service, ctx } = stage({ service: { switches: { quota: 3 } } });
    const make = (start: number, end: number) => screenshotTask.create(testContext(service), final(start, end));
    const old = await make(now - hour, now + 3 * hour);
    await make(now + hour, now + 2 * hour);
    await make(now + 2 * hour, now + 3 * hour);
    const longer = final(now - hour, now + 4 * hour);
    screenshotTask.diff(ctx, old.id, old.outs, longer);
    await rejects(screenshotTask.create(ctx, longer), /the limit is the account's/);
    equal(service.tasks()[0]?.stoppedAt, null);
  });

  it("says that it could not look where the limit is reached and nothing can be listed", async () => {
    const { service, ctx } = stage({ service: { switches: { fourthTask: "refused-overlap", site: "international" } } });
    for (let index = 0; index < 3; index += 1) await screenshotTask.create(testContext(service), tonight);
    await rejects(screenshotTask.create(ctx, tonight), /which ones do could not be listed\. Look in the console/);
  });

  it("takes an answer without a TaskId for one that says nothing", async () => {
    for (const answer of [{}, { TaskId: "" }, { TaskId: null }]) {
      const { ctx } = stage({ intercept: () => answer });
      await rejects(screenshotTask.create(ctx, tonight), /the answer has no TaskId.*The task may exist or not/);
    }
  });

  it("waits before it answers though the call took longer than that", async () => {
    const { service, ctx } = stage({
      intercept: ({ action }, proceed) => {
        const answer = proceed();
        if (action === "CreateScreenshotTask") service.advanceTo(service.now() + 5);
        return answer;
      },
    });
    await screenshotTask.create(ctx, final(undefined, now + hour));
    equal(service.now(), now + 8);
  });

  it("adopts nothing that is being deleted, though it is listed a little longer", async () => {
    const { service, ctx } = stage({ service: { switches: { changeVisibleAfter: 60 } } });
    const old = await screenshotTask.create(testContext(service), tonight);
    await screenshotTask.destroy(ctx, old.outs);
    const { outs } = await screenshotTask.create(ctx, { ...tonight, ifExists: "adopt" });
    ok(outs["taskId"] !== old.outs["taskId"]);
  });

  it("waits 3 s before it answers where the start is no further ahead than the clocks may differ", async () => {
    for (const lead of [1, 2, 3, 5 * minute]) {
      const { service, ctx } = stage();
      await screenshotTask.create(ctx, final(now + lead, now + hour));
      equal(service.now(), now + 3);
    }
    const { service, ctx } = stage();
    await screenshotTask.create(ctx, tonight);
    equal(service.now(), now);
  });

  it("lets no second of a push pass between two tasks, however close to the start, by whatever clock", async () => {
    const start = now + hour;
    for (const { at, skew } of [
      { at: start - 1, skew: 0 },
      { at: start - 2, skew: 0 },
      { at: start + 180, skew: -240 },
    ]) {
      const { service } = stage();
      service.push({ domainName: tonight.domainName, appName: "live", streamName: "final" });
      const old = await screenshotTask.create(testContext(service), final(start, start + hour));
      service.advanceTo(at);
      const ctx = testContext(service, { skew });
      const longer = final(start, start + 2 * hour);
      screenshotTask.diff(ctx, old.id, old.outs, longer);
      await screenshotTask.create(ctx, longer);
      await screenshotTask.destroy(ctx, old.outs);
      service.advanceTo(start + 600);
      let capturedTo = start;
      const segments = service.tasks().flatMap((task) => task.segments);
      for (const { from, to } of segments.toSorted((a, b) => a.from - b.from)) {
        ok(from <= capturedTo, `${from - start} after the start`);
        capturedTo = Math.max(capturedTo, to ?? service.now());
      }
      equal(capturedTo, start + 600);
    }
  });

  it("asks the service where only the end bounds a window and the clocks may differ by as much", async () => {
    for (const settings of [{}, { runEvery: "P1D" }]) {
      const service = createService({ now });
      const ctx = testContext(service, { skew: -240, settings });
      const { outs } = await screenshotTask.create(ctx, final(undefined, now + 24 * hour - minute));
      deepEqual(
        service.tasks().map(({ taskId }) => taskId),
        [outs["taskId"]],
      );
    }
  });

  it("adopts what began with the declared start, however short a time ago", async () => {
    const { service, ctx } = stage();
    const theirs = await screenshotTask.create(testContext(service), final(now + minute, now + hour));
    service.advanceTo(now + 2 * minute);
    const ours = await screenshotTask.create(ctx, final(now + minute, now + hour, { ifExists: "adopt" }));
    equal(ours.outs["taskId"], theirs.outs["taskId"]);
  });

  it("adopts a task whose start is not reported, and can go on with it", async () => {
    const { service, ctx } = stage({ service: { switches: { omittedStart: "zero" } } });
    const running = final(undefined, now + 2 * hour);
    const theirs = await screenshotTask.create(testContext(service), running);
    service.advanceTo(now + hour);
    const ours = await screenshotTask.create(ctx, { ...running, ifExists: "adopt" });
    equal(ours.outs["taskId"], theirs.outs["taskId"]);
    equal(screenshotTask.diff(ctx, ours.id, ours.outs, { ...running, ifExists: "adopt" }).changes, false);
    await screenshotTask.destroy(ctx, ours.outs);
    ok(service.tasks()[0]?.stoppedAt);
  });

  it("adopts one each of two equal tasks where two resources declare them", async () => {
    const { service, ctx } = stage();
    for (let index = 0; index < 2; index += 1) await screenshotTask.create(testContext(service), tonight);
    await Promise.all([1, 2].map(() => screenshotTask.create(ctx, { ...tonight, ifExists: "adopt" })));
    equal(service.tasks().length, 2);
  });

  it("never adopts what it replaces, whose difference may be in a field that is not reported", async () => {
    for (const ifExists of ["adopt", "error"]) {
      const { service, ctx } = stage();
      const old = await screenshotTask.create(testContext(service), { ...tonight, ifExists });
      const mixed = { ...tonight, ifExists, streamType: 1 };
      deepEqual(screenshotTask.diff(ctx, old.id, old.outs, mixed).replaces, ["streamType"]);
      const { outs } = await screenshotTask.create(ctx, mixed);
      ok(outs["taskId"] !== old.outs["taskId"]);
      equal(service.tasks()[1]?.streamType, 1);
    }
  });

  it("adopts no task of another stream, should a listing have one", async () => {
    const { service, ctx } = stage({
      intercept: ({ action, params }, proceed) => {
        if (action !== "DescribeScreenshotTask") return proceed();
        const { StreamName: _, ...question } = params;
        return service.call(action, question);
      },
    });
    await screenshotTask.create(testContext(service), { ...tonight, streamName: "other" });
    await screenshotTask.create(ctx, { ...tonight, ifExists: "adopt" });
    equal(service.tasks().length, 2);
  });

  it("does not begin a replacement in another world than that of what it replaces", async () => {
    const { service, ctx } = stage({ world: "cloud" });
    const old = await screenshotTask.create(testContext(service), tonight);
    const longer = final(now + hour, now + 4 * hour);
    equal(screenshotTask.diff(ctx, old.id, old.outs, longer).changes, true);
    await rejects(
      screenshotTask.create(ctx, longer),
      /Refused to replace screenshot task \S+ for stream .*: it lives in the emulator's store/,
    );
    deepEqual(ctx.calls, []);
  });
});

describe("a window that was skipped", () => {
  it("is not said to have waited for a run where it is moved to a day to come", async () => {
    const { service, ctx } = stage({ settings: { runEvery: "P1D" } });
    const { id, outs } = await screenshotTask.create(testContext(service), final(now - 2 * hour, now - hour));
    screenshotTask.diff(ctx, id, outs, tonight);
    deepEqual(ctx.notices.lines(), []);
  });
});

describe("a fourth window on a stream", () => {
  const evening = [1, 2, 3, 4].map((hours) => final(now + hours * minute, now + 2 * hour + hours * minute));

  it("is named in one line, with the others", async () => {
    const { ctx } = stage();
    for (const inputs of evening) await screenshotTask.create(ctx, inputs);
    const [line, ...others] = ctx.notices.lines();
    deepEqual(others, []);
    match(
      line ?? "",
      /^4 windows are open at once on the stream live\/final of push\.example\.com from 2026-12-18T18:04:00Z on: 2026-12-18T18:01:00Z to .*\. The service runs 3 tasks/,
    );
  });

  it("is no news where it replaces one of the others, or is on another stream", async () => {
    const { service, ctx } = stage();
    const first = evening.slice(0, 3);
    const made = [];
    for (const inputs of first) made.push(await screenshotTask.create(testContext(service), inputs));
    made.forEach(
      ({ id, outs }, index) =>
        void screenshotTask.diff(ctx, id, outs, index === 0 ? (evening[3] ?? {}) : (first[index] ?? {})),
    );
    await screenshotTask.create(ctx, evening[3] ?? {});
    await screenshotTask.create(ctx, { ...evening[0], streamName: "other" });
    deepEqual(ctx.notices.lines(), []);
  });
});

describe("updating a screenshot task", () => {
  it("makes the task of a deferred window in place, under the same handle", async () => {
    const { service, ctx } = stage();
    const later = final(now + 240 * hour, now + 241 * hour, { ifTooFar: "defer" });
    const { id, outs } = await screenshotTask.create(ctx, later);
    service.advanceTo(now + 100 * hour);
    deepEqual(screenshotTask.diff(ctx, id, outs, later), { changes: true, replaces: [] });
    const updated = await screenshotTask.update(ctx, id, outs, later);
    equal(updated["taskId"], service.tasks()[0]?.taskId);
    equal(updated["creatableFrom"], undefined);
  });

  it("says that the beginning is lost where no run came before the start", async () => {
    const { service, ctx } = stage();
    const later = final(now + 240 * hour, now + 244 * hour, { ifTooFar: "defer" });
    const { id, outs } = await screenshotTask.create(ctx, later);
    service.advanceTo(now + 241 * hour);
    const late = testContext(service);
    screenshotTask.diff(late, id, outs, later);
    match(
      late.notices.lines().join(),
      /^No run came before its start, so its beginning is lost.*: 1 \(stream live\/final of push\.example\.com: 2026-12-28T18:00:00Z to/,
    );
  });

  it("is refused, and not passed for unchanged, where it is known to live in another world", async () => {
    const { service, ctx } = stage({ knownWorld: "cloud" });
    const { id, outs } = await screenshotTask.create(testContext(service), tonight);
    throws(() => screenshotTask.diff(ctx, id, outs, tonight), /Refused to go on with .*the emulator's store/);
    service.advanceTo(now + 10 * hour);
    equal(screenshotTask.diff(ctx, id, outs, tonight).changes, false, "what is over is the same everywhere");
  });

  it("says that a deferred window was missed", async () => {
    const { service, ctx } = stage();
    const later = final(now + 240 * hour, now + 241 * hour, { ifTooFar: "defer" });
    const { id, outs } = await screenshotTask.create(ctx, later);
    service.advanceTo(now + 300 * hour);
    const late = testContext(service);
    equal(screenshotTask.diff(late, id, outs, later).changes, true);
    const updated = await screenshotTask.update(late, id, outs, later);
    deepEqual([updated["skipped"], updated["missed"]], [true, true]);
    match(
      late.notices.lines().join(),
      /missed 1\..*Missed, as no run came while it was in reach: 1 \(stream live\/final/,
    );
  });

  it("still says that a window was missed after its policy changed", async () => {
    const { service, ctx } = stage();
    const later = final(now + 240 * hour, now + 241 * hour, { ifTooFar: "defer" });
    const { id, outs } = await screenshotTask.create(ctx, later);
    service.advanceTo(now + 300 * hour);
    const missed = await screenshotTask.update(ctx, id, outs, later);
    const updated = await screenshotTask.update(ctx, id, missed, { ...later, ifPast: "skip" });
    equal(updated["missed"], true);
  });

  it("says that a window was missed where only the service knew that it is over", async () => {
    const { service, ctx } = stage();
    const later = final(now + 240 * hour, now + 241 * hour, { ifTooFar: "defer" });
    const { id, outs } = await screenshotTask.create(ctx, later);
    service.advanceTo(now + 241 * hour + 100);
    const late = testContext(service, { skew: -200 });
    screenshotTask.diff(late, id, outs, later);
    equal((await screenshotTask.update(late, id, outs, later))["missed"], true);
    match(late.notices.lines().join(), /^Screenshot windows without a task: deferred 0, skipped 0, missed 1/);
  });

  it("refuses to wait for a window more than 400 days ahead", async () => {
    const { ctx } = stage();
    const later = final(now + 240 * hour, now + 241 * hour, { ifTooFar: "defer" });
    const { id, outs } = await screenshotTask.create(ctx, later);
    const typo = final(now + 9000 * hour * 3, now + 9000 * hour * 3 + hour, { ifTooFar: "defer" });
    await rejects(screenshotTask.update(ctx, id, outs, typo), /its startTime is 1125 days ahead\. More than 400 days/);
    const { startTime: _, ...endless } = typo;
    await rejects(screenshotTask.update(ctx, id, outs, endless), /its endTime is 1125 days ahead\. More than 400 days/);
  });

  it("keeps from beginning what the service says has not begun, where its window is moved to the past", async () => {
    const { service, ctx } = stage({ skew: 240, service: { switches: { stopScheduled: "InvalidParameter" } } });
    const soon = final(now + 2 * minute, now + 2 * hour);
    const { id, outs } = await screenshotTask.create(testContext(service), soon);
    await screenshotTask.update(ctx, id, outs, final(now - hour, now - 10 * minute));
    service.advanceTo(now + hour);
    deepEqual(statesOf(service), ["deleted"]);
  });

  it("keeps the record of what it cannot stop, and settles, where the site publishes no stop", async () => {
    const { service, ctx } = stage({ service: { switches: { site: "international" } } });
    const { id, outs } = await screenshotTask.create(ctx, final(now - hour, now + hour));
    service.advanceTo(now + 30 * minute);
    const shorter = final(now - hour, now + 10 * minute);
    const updated = await screenshotTask.update(ctx, id, outs, shorter);
    deepEqual([updated["taskId"], updated["skipped"]], [outs["taskId"], undefined]);
    equal(screenshotTask.diff(ctx, id, updated, shorter).changes, false);
  });

  it("waits with what was stopped by somebody and is then moved out of reach", async () => {
    const { service, ctx } = stage();
    const { id, outs } = await screenshotTask.create(ctx, final(now + 20 * hour, now + 30 * hour));
    service.call("StopScreenshotTask", { TaskId: outs["taskId"] });
    const read = await screenshotTask.read(ctx, id, outs);
    const open = final(undefined, now + 30 * hour);
    const updated = await screenshotTask.update(ctx, id, read?.props ?? {}, open);
    equal(updated["taskId"], "");
    ok(updated["creatableFrom"]);
    equal(screenshotTask.diff(ctx, id, updated, open).changes, false);
  });

  it("needs no listing for what others had stopped, once its window is moved to the past", async () => {
    const { service, ctx } = stage();
    const { id, outs } = await screenshotTask.create(ctx, final(now - hour, now + 2 * hour));
    service.advanceTo(now + hour);
    service.call("StopScreenshotTask", { TaskId: outs["taskId"] });
    const read = await screenshotTask.read(ctx, id, outs);
    service.advanceTo(now + hour + 30 * minute);
    const updated = await screenshotTask.update(ctx, id, read?.props ?? {}, final(now - hour, now + hour + minute));
    const later = testContext(service);
    deepEqual((await screenshotTask.read(later, id, updated))?.props, updated);
    deepEqual(later.calls, []);
  });

  it("stops a running task whose new end has passed, and ends its window now", async () => {
    const { service, ctx } = stage();
    const { id, outs } = await screenshotTask.create(ctx, final(now - hour, now + hour));
    service.advanceTo(now + 30 * minute);
    const updated = await screenshotTask.update(ctx, id, outs, final(now - hour, now + 10 * minute));
    deepEqual(statesOf(service), ["stopped"]);
    equal(updated["effectiveEndTime"], formatInstant(now + 30 * minute));
    equal(updated["stoppedAt"], formatInstant(now + 30 * minute));
  });

  it("keeps the record of a finished task where there is no time left for a new one", async () => {
    const { service, ctx } = stage();
    const { id, outs } = await screenshotTask.create(ctx, final(now, now + hour));
    service.advanceTo(now + 2 * hour);
    const updated = await screenshotTask.update(ctx, id, outs, final(now, now + 2 * hour - 10));
    equal(updated["taskId"], outs["taskId"]);
    equal(service.tasks().length, 1);
  });

  it("restores what was deleted by a new task first, and only warns where the old one cannot be stopped", async () => {
    const { service, ctx } = stage();
    const running = final(now, now + 2 * hour);
    service.push({ domainName: "push.example.com", appName: "live", streamName: "final" });
    const { id, outs } = await screenshotTask.create(ctx, running);
    service.advanceTo(now + hour);
    service.call("DeleteScreenshotTask", { TaskId: outs["taskId"] });
    const read = await screenshotTask.read(ctx, id, outs);
    equal(read?.props["missing"], true);
    const next = testContext(service, {
      intercept: ({ action }, proceed) => {
        if (action === "StopScreenshotTask")
          throw Object.assign(new Error("frozen"), { code: "ResourceNotFound.FreezeService", requestId: "r" });
        return proceed();
      },
    });
    const updated = await screenshotTask.update(next, id, read?.props ?? {}, running);
    ok(updated["taskId"] !== outs["taskId"]);
    match(next.notices.lines().join(), /could not be stopped: both may capture until/);
  });

  it("says until when both may capture where what was deleted while it ran is refused to be stopped", async () => {
    const { service, ctx } = stage();
    const running = final(now, now + 2 * hour);
    const { id, outs } = await screenshotTask.create(ctx, running);
    service.advanceTo(now + hour);
    service.call("DeleteScreenshotTask", { TaskId: outs["taskId"] });
    const read = await screenshotTask.read(ctx, id, outs);
    const next = testContext(service);
    await screenshotTask.update(next, id, read?.props ?? {}, running);
    deepEqual(next.notices.lines(), [
      `The screenshot task ${outs["taskId"]} for stream live/final of push.example.com is not listed any more, and the ` +
        "service does not stop it: if it was deleted while it ran, it may capture until 2026-12-18T20:00:00Z, beside " +
        "any successor.",
    ]);
  });

  it("says so too where its resource is destroyed, and where it begins about now: another clock may have it run", async () => {
    for (const [start, said] of [
      [now, 1],
      [now + hour + 3 * minute, 1],
      [now + hour + 20 * minute, 0],
    ] as const) {
      const { service, ctx } = stage();
      const { outs } = await screenshotTask.create(ctx, final(start, now + 2 * hour));
      service.advanceTo(now + hour);
      service.call("DeleteScreenshotTask", { TaskId: outs["taskId"] });
      const next = testContext(service);
      await screenshotTask.destroy(next, outs);
      equal(next.notices.lines().filter((line) => line.includes("it may capture until")).length, said);
    }
  });

  it("leaves what was stopped alone where ifStopped is keep", async () => {
    const { service, ctx } = stage();
    const running = final(now, now + 2 * hour, { ifStopped: "keep" });
    const { id, outs } = await screenshotTask.create(ctx, running);
    service.advanceTo(now + hour);
    service.call("StopScreenshotTask", { TaskId: outs["taskId"] });
    const read = await screenshotTask.read(ctx, id, outs);
    equal(read?.props["stoppedAt"], formatInstant(now + hour));
    equal(screenshotTask.diff(ctx, id, read?.props ?? {}, running).changes, false);
  });

  it("names Date.now() in the program, where each run would replace the task", async () => {
    const { service, ctx } = stage();
    const { id, outs } = await screenshotTask.create(ctx, final(undefined, now + hour));
    service.advanceTo(now + 20 * minute);
    equal(screenshotTask.diff(ctx, id, outs, final(undefined, service.now() + hour + 3)).changes, true);
    match(ctx.notices.lines().join(), /Is it Date\.now\(\) in the program\? Declare a fixed endTime/);
  });

  it("waits with an end that is more than 24 h ahead of an open start, and says so", async () => {
    const { service, ctx } = stage();
    const { id, outs } = await screenshotTask.create(ctx, final(undefined, now + 20 * hour));
    const longer = final(undefined, now + 30 * hour);
    equal(screenshotTask.diff(ctx, id, outs, longer).changes, false);
    match(ctx.notices.lines().join(), /The new end is more than 24 h ahead/);
    service.advanceTo(now + 7 * hour);
    deepEqual(screenshotTask.diff(ctx, id, outs, longer), { changes: true, replaces: ["endTime"] });
  });
});

describe("reading a screenshot task", () => {
  it("drops what was deleted before it began, so that the next run makes it again", async () => {
    const { service, ctx } = stage();
    const { id, outs } = await screenshotTask.create(ctx, tonight);
    service.call("DeleteScreenshotTask", { TaskId: outs["taskId"] });
    equal(await screenshotTask.read(ctx, id, outs), undefined);
  });

  it("believes an absence only after two listings 8 s apart", async () => {
    const { service, ctx } = stage({ service: { switches: { createVisibleAfter: 5 } } });
    const { id, outs } = await screenshotTask.create(ctx, tonight);
    deepEqual((await screenshotTask.read(ctx, id, outs))?.props, outs);
    equal(service.now(), now + 8);
  });

  it("throws where the service fails, and never takes a failure for an absence", async () => {
    const { service, ctx } = stage();
    const { id, outs } = await screenshotTask.create(ctx, tonight);
    const frozen = testContext(service, {
      intercept: () => {
        throw Object.assign(new Error("The service is frozen."), {
          code: "ResourceNotFound.FreezeService",
          requestId: "r",
        });
      },
    });
    await rejects(
      screenshotTask.read(frozen, id, outs),
      /DescribeScreenshotTask .* was refused: ResourceNotFound\.FreezeService/,
    );
  });

  it("reads a task whose start is not reported, by get", async () => {
    const { service, ctx } = stage({ service: { switches: { omittedStart: "zero" } } });
    const { outs } = await screenshotTask.create(ctx, final(undefined, now + hour));
    const got = await screenshotTask.read(testContext(service), String(outs["taskId"]), {});
    deepEqual([got?.props["taskId"], got?.props["startTime"]], [outs["taskId"], undefined]);
  });

  it("ends a listing that repeats its pages with an error", async () => {
    const { service, ctx } = stage({
      intercept: ({ action, params: { ScrollToken: _, ...question } }, proceed) =>
        action === "DescribeScreenshotTask" ? { ...service.call(action, question), ScrollToken: "again" } : proceed(),
    });
    const { id, outs } = await screenshotTask.create(ctx, tonight);
    await rejects(
      screenshotTask.read(ctx, id, outs),
      /DescribeScreenshotTask for tasks from .* got no clear answer: the pages of this listing repeat, so it has no end/,
    );
  });

  it("reads every page", async () => {
    const { service, ctx } = stage({ service: { switches: { pageSize: 1 } } });
    const made = [];
    for (let index = 0; index < 5; index += 1) made.push(await screenshotTask.create(ctx, tonight));
    for (const { id, outs } of made) deepEqual((await screenshotTask.read(ctx, id, outs))?.props, outs);
    equal(service.tasks().length, 5);
  });
});

/** The answers of the first deletions do not arrive. */
function losingDeletions(service: Service, lost: number): TestContext {
  let left = lost;
  return testContext(service, {
    intercept: ({ action }, proceed) => {
      const answer = proceed();
      if (left > 0 && action === "DeleteScreenshotTask") {
        left -= 1;
        throw new Error("socket hang up");
      }
      return answer;
    },
  });
}

describe("deleting a screenshot task", () => {
  it("stops what runs, and then deletes it", async () => {
    const { service, ctx } = stage();
    const { outs } = await screenshotTask.create(ctx, final(now - hour, now + 2 * hour));
    service.advanceTo(now + hour);
    await screenshotTask.destroy(ctx, outs);
    deepEqual(writes(ctx).slice(1), ["StopScreenshotTask", "DeleteScreenshotTask"]);
    const [task] = service.tasks();
    deepEqual([task?.stoppedAt, task?.deletedAt], [now + hour, now + hour]);
  });

  it("only deletes what is far from its start", async () => {
    const { ctx } = stage();
    const { outs } = await screenshotTask.create(ctx, tonight);
    await screenshotTask.destroy(ctx, outs);
    deepEqual(writes(ctx).slice(1), ["DeleteScreenshotTask"]);
  });

  it("around the start stops once more after the deletion, as the clocks may differ", async () => {
    const { ctx } = stage();
    const { outs } = await screenshotTask.create(ctx, final(now + 5 * minute, now + hour));
    await screenshotTask.destroy(ctx, outs);
    deepEqual(writes(ctx).slice(1), ["StopScreenshotTask", "DeleteScreenshotTask", "StopScreenshotTask"]);
  });

  it("makes no call for what is over: a finished record is evidence", async () => {
    const { service, ctx } = stage();
    const { outs } = await screenshotTask.create(ctx, tonight);
    service.advanceTo(now + 24 * hour);
    const later = testContext(service);
    await screenshotTask.destroy(later, outs);
    deepEqual(later.calls, []);
  });

  it("settles a refusal by a listing: what somebody else deleted or stopped is done", async () => {
    for (const action of ["StopScreenshotTask", "DeleteScreenshotTask"]) {
      const { service, ctx } = stage();
      const { outs } = await screenshotTask.create(ctx, final(now - hour, now + hour));
      service.advanceTo(now + 30 * minute);
      service.call(action, { TaskId: outs["taskId"] });
      await screenshotTask.destroy(testContext(service), outs);
      ok(service.tasks()[0]?.deletedAt);
    }
  });

  it("sends an ambiguous stop or delete up to four times", async () => {
    const { service, ctx } = stage();
    const { outs } = await screenshotTask.create(ctx, tonight);
    await screenshotTask.destroy(losingDeletions(service, 3), outs);
    deepEqual(statesOf(service), ["deleted"]);
  });

  it("takes a deletion that is refused after an unclear one for done where listings show that, if a little later", async () => {
    const { service, ctx } = stage({
      service: { switches: { changeVisibleAfter: 5, deleteUnknown: "InvalidParameter" } },
    });
    const { outs } = await screenshotTask.create(ctx, tonight);
    await screenshotTask.destroy(losingDeletions(service, 1), outs);
    deepEqual(statesOf(service), ["deleted"]);
  });

  it("keeps what is there still where a deletion is refused after an unclear one", async () => {
    for (const code of ["LimitExceeded", "UnsupportedOperation", "FailedOperation", "InvalidParameter"]) {
      const { service, ctx } = stage();
      const { outs } = await screenshotTask.create(ctx, tonight);
      let deletions = 0;
      const refusing = testContext(service, {
        intercept: ({ action }, proceed) => {
          if (action !== "DeleteScreenshotTask") return proceed();
          if (++deletions === 1) throw new Error("socket hang up");
          throw Object.assign(new Error("no"), { code, requestId: "r" });
        },
      });
      await rejects(screenshotTask.destroy(refusing, outs), new RegExp(`was refused: ${code}`));
      deepEqual(statesOf(service), ["scheduled"]);
    }
  });

  it("fails where the account is frozen: that never means that the task is gone", async () => {
    const { service, ctx } = stage();
    const { outs } = await screenshotTask.create(ctx, tonight);
    const frozen = testContext(service, {
      intercept: () => {
        throw Object.assign(new Error("The service is frozen."), {
          code: "ResourceNotFound.FreezeService",
          requestId: "r",
        });
      },
    });
    await rejects(screenshotTask.destroy(frozen, outs), /DeleteScreenshotTask for task .*FreezeService/);
  });

  it("never stops or deletes what another resource of the process has taken over", async () => {
    const { service, ctx } = stage();
    const old = await screenshotTask.create(testContext(service), tonight);
    await screenshotTask.create(ctx, { ...tonight, ifExists: "adopt" });
    await screenshotTask.destroy(ctx, old.outs);
    deepEqual(statesOf(service), ["scheduled"]);
    equal(screenshotTask.diff(ctx, old.id, old.outs, tonight).changes, true, "it has no task any more");
  });

  it("believes that a task is gone only after two listings", async () => {
    const { service, ctx } = stage();
    const { outs } = await screenshotTask.create(ctx, tonight);
    let looks = 0;
    const flaky = testContext(service, {
      intercept: ({ action }, proceed) => {
        if (action === "DeleteScreenshotTask") {
          throw Object.assign(new Error("not now"), { code: "UnsupportedOperation", requestId: "r" });
        }
        looks += 1;
        return looks === 1 ? { TaskList: [], ScrollToken: "" } : proceed();
      },
    });
    await rejects(screenshotTask.destroy(flaky, outs), /UnsupportedOperation: not now/);
  });

  it("keeps a task no longer once another resource has made the same capture after all", async () => {
    const { service, ctx } = stage();
    const old = await screenshotTask.create(testContext(service), tonight);
    await rejects(screenshotTask.create(ctx, { ...tonight, ifExists: "error" }));
    await screenshotTask.create(ctx, tonight);
    await screenshotTask.destroy(ctx, old.outs);
    deepEqual(statesOf(service), ["deleted", "scheduled"]);
  });

  it("keeps a task whose successor could not be made", async () => {
    const { service, ctx } = stage();
    const old = await screenshotTask.create(testContext(service), tonight);
    await rejects(screenshotTask.create(ctx, { ...tonight, ifExists: "error" }));
    await rejects(
      screenshotTask.destroy(ctx, old.outs),
      /Kept the screenshot task \S+ .*: its successor failed in this run/,
    );
    deepEqual(statesOf(service), ["scheduled"]);
  });

  it("keeps a task whose successor is declared and was never begun, until it is made", async () => {
    const { service, ctx } = stage();
    const old = await screenshotTask.create(testContext(service), tonight);
    const longer = { ...tonight, endTime: "2026-12-18T21:30:00Z" };
    screenshotTask.announce(ctx, { ...longer, streamName: "another" });
    screenshotTask.announce(ctx, longer);
    await rejects(
      screenshotTask.destroy(ctx, old.outs),
      /Kept the screenshot task \S+ .*: what is to capture in its place was not made in this run/,
    );
    await screenshotTask.create(ctx, longer);
    await screenshotTask.destroy(ctx, old.outs);
    deepEqual(statesOf(service), ["deleted", "scheduled"]);
  });

  it("keeps no task that is replaced for what another resource is to capture beside it", async () => {
    const { service, ctx } = stage();
    const old = await screenshotTask.create(testContext(service), tonight);
    screenshotTask.announce(ctx, { ...tonight, streamType: 1 });
    screenshotTask.diff(ctx, old.id, old.outs, { ...tonight, endTime: "2026-12-18T21:30:00Z" });
    await screenshotTask.destroy(ctx, old.outs);
    deepEqual(statesOf(service), ["deleted"]);
  });

  it("keeps it too where its successor was edited as well, and not where its own successor was made", async () => {
    const { service, ctx } = stage();
    const old = await screenshotTask.create(testContext(service), tonight);
    const other = await screenshotTask.create(testContext(service), { ...tonight, streamType: 1 });
    const longer = { ...tonight, endTime: "2026-12-18T21:30:00Z" };
    screenshotTask.diff(ctx, other.id, other.outs, { ...longer, streamType: 1 });
    await screenshotTask.create(ctx, { ...longer, streamType: 1 });
    const failing = { ...ctx, api: testContext(service, { intercept: refusedCreation }).api };
    await rejects(screenshotTask.create(failing, longer), /was refused/);
    await rejects(screenshotTask.destroy(ctx, old.outs), /its successor failed in this run/);
    await screenshotTask.destroy(ctx, other.outs);
    deepEqual(statesOf(service), ["scheduled", "deleted", "scheduled"]);
  });

  it("does not keep a task because a policy refused a successor", async () => {
    const { service, ctx } = stage();
    const { outs } = await screenshotTask.create(ctx, tonight);
    await rejects(screenshotTask.create(ctx, final(now + 240 * hour, now + 241 * hour)), /the service takes it from/);
    await screenshotTask.destroy(ctx, outs);
    deepEqual(statesOf(service), ["deleted"]);
  });

  it("lets go with a warning where the site publishes neither stop nor delete, or fails where that is asked for", async () => {
    const { service, ctx } = stage({ service: { switches: { site: "international" } } });
    const { outs } = await screenshotTask.create(ctx, tonight);
    const strict = testContext(service, { settings: { ifUncancellable: "fail" } });
    await rejects(screenshotTask.destroy(strict, outs), /InvalidAction.*cannot be cancelled.*Set it to "abandon"/);
    await screenshotTask.destroy(ctx, outs);
    match(
      ctx.notices.lines().join(),
      /neither stop nor delete, so these tasks were let go, and run on: \S+ until 2026-12-18T21:00:00Z/,
    );
  });
});

describe("what a window has lost before its task began", () => {
  const evening = final(now - hour, now + hour);

  it("is nothing where a running task is replaced, and what the first one lost stays lost", async () => {
    const service = createService({ now: now - hour + 10 * minute });
    const first = await screenshotTask.create(testContext(service), evening);
    equal(first.outs["lostSeconds"], undefined, "its start says it");
    service.advanceTo(now);
    const ctx = testContext(service);
    const longer = final(now - hour, now + 2 * hour);
    equal(screenshotTask.diff(ctx, first.id, first.outs, longer).changes, true);
    const second = await screenshotTask.create(ctx, longer);
    equal(second.outs["lostSeconds"], 10 * minute);
    await screenshotTask.destroy(ctx, first.outs);

    service.advanceTo(now + hour);
    const later = testContext(service);
    deepEqual((await screenshotTask.read(later, second.id, second.outs))?.props, second.outs);
    const longest = final(now - hour, now + 3 * hour);
    screenshotTask.diff(later, second.id, second.outs, longest);
    equal((await screenshotTask.create(later, longest)).outs["lostSeconds"], 10 * minute);
  });

  it("is what lies between a stop and the task that restores it", async () => {
    const service = createService({ now: now - hour });
    const { id, outs } = await screenshotTask.create(testContext(service), evening);
    service.advanceTo(now - 30 * minute);
    service.call("StopScreenshotTask", { TaskId: outs["taskId"] });
    service.advanceTo(now);
    const ctx = testContext(service);
    const read = await screenshotTask.read(ctx, id, outs);
    const restored = await screenshotTask.update(ctx, id, read?.props ?? {}, evening);
    equal(restored["lostSeconds"], 30 * minute);
  });

  it("is all that has passed where the successor captures another stream", async () => {
    const service = createService({ now: now - hour });
    const { id, outs } = await screenshotTask.create(testContext(service), evening);
    service.advanceTo(now);
    const ctx = testContext(service);
    const other = { ...evening, streamName: "other" };
    screenshotTask.diff(ctx, id, outs, other);
    equal((await screenshotTask.create(ctx, other)).outs["lostSeconds"], undefined);
  });
});
