import { deepEqual, equal, match, ok } from "node:assert/strict";
import { evidenceInAccount } from "../../../cli/evidence/account.js";
import { questionsOver } from "../../../cli/evidence/asking.js";
import { intervalsIn } from "../../../cli/evidence/intervals.js";
import type { PastWindow } from "../../../cli/evidence/pastWindow.js";
import type { InstanceOf } from "../../../cli/stackContexts.js";
import { statusJson } from "../../../cli/status/json.js";
import { formatStatus } from "../../../cli/status/report.js";
import { failing, type Status, statusOf, withEvidence } from "../../../cli/status/status.js";
import { createService, type Service } from "../../../emulator/index.js";
import type { Call } from "../../../provider/live/api.js";
import { formatInstant } from "../../../provider/window.js";
import { testContext } from "../../support/context.js";
import { alwaysTo, exportOf, urnOf } from "../../support/exported.js";
import { type Program, type Stack, up } from "../../support/program.js";
import { tonight } from "../../support/tonight.js";

const day = 86_400;
const at = (time: string) => Date.parse(`2026-12-18T${time}Z`) / 1000;
const now = at("18:00:00");
const { domainName, appName, streamName } = tonight;
const stream = { domainName, appName, streamName };
const url = "http://127.0.0.1:1/told";

/** What callbacks tell of. */
type Urls = readonly ("SnapshotNotifyUrl" | "StreamBeginNotifyUrl" | "StreamEndNotifyUrl")[];
const all: Urls = ["SnapshotNotifyUrl", "StreamBeginNotifyUrl", "StreamEndNotifyUrl"];

interface Night {
  readonly service: Service;
  readonly stack: Stack;
  /** So much time passes, and whoever is told answers. */
  until(time: number): Promise<void>;
}

/** A program that was deployed the hour before, and whoever is to be told of its streams. */
async function night(
  program: Program,
  told: Urls = all,
  switches: Record<string, string> = {},
  answer: (body: string) => number = () => 200,
): Promise<Night> {
  const service = createService({
    now,
    switches: { changeCountsAfter: "0", ...switches },
    callbacks: { post: async (_, body) => ({ status: answer(body), text: "" }), pictureUrl: () => "" },
  });
  if (told.length > 0) bindCallbacks(service, told);
  const { stack } = await up(testContext(service), new Map(), program);
  const until = async (time: number) => {
    service.advanceTo(time);
    await service.settled();
  };
  return { service, stack, until };
}

function bindCallbacks(service: Service, told: Urls): void {
  const urls = Object.fromEntries(told.map((name) => [name, url]));
  const { TemplateId } = service.call("CreateLiveCallbackTemplate", { TemplateName: "told", ...urls });
  service.call("CreateLiveCallbackRule", { DomainName: domainName, AppName: appName, TemplateId });
}

interface Look {
  readonly interval?: number;
  readonly intercept?: (call: Call, proceed: () => Record<string, unknown>) => Record<string, unknown>;
  readonly hasCredentials?: boolean;
}

async function look({ service, stack }: Night, { interval, intercept, hasCredentials }: Look = {}): Promise<Status> {
  const ctx = testContext(service, intercept ? { intercept } : {});
  const instanceOf = alwaysTo(ctx, hasCredentials ?? true);
  const status = await statusOf(exportOf(stack), instanceOf, { ask: false });
  return withEvidence(status, instanceOf, { intervalInStack: () => interval });
}

const uncaptured = new Set(["uncaptured"] as const);

/** What a program would read of one window. */
async function theEvidence(night: Night, options: Look = {}, name = "final") {
  const status = await look(night, options);
  const window = statusJson(status, failing(status, uncaptured)).windows.find((each) => each.name === name);
  ok(window?.evidence);
  return window.evidence;
}

/** The stream is pushed from one time to another. */
async function pushed({ service, until }: Night, from: number, to: number): Promise<void> {
  await until(from);
  service.push(stream);
  await until(to);
  service.interrupt(stream);
  await until(to);
}

/** A window of the same domain and application, whose pictures prove that callbacks tell of some. */
const earlier = {
  ...tonight,
  streamName: "earlier",
  templateId: 2,
  startTime: "2026-12-18T18:02:00Z",
  endTime: "2026-12-18T18:04:00Z",
};

/** It is captured. */
async function proved(began: Night): Promise<Night> {
  await began.until(at("18:02:00"));
  began.service.push({ ...stream, streamName: "earlier" });
  await began.until(at("18:04:00"));
  began.service.interrupt({ ...stream, streamName: "earlier" });
  return began;
}

/** A snapshot template that is there when the task is made, and is then removed. */
async function withoutItsTemplate(told: Urls = all, switches: Record<string, string> = {}): Promise<Night> {
  const began = await night({ final: tonight, earlier }, told, switches);
  began.service.call("DeleteLiveSnapshotTemplate", { TemplateId: 1 });
  return proved(began);
}

/** A snapshot rule that has the second template take pictures of what is pushed to the application, or of one stream. */
function bindRule({ service }: Night, streamName = ""): void {
  service.call("CreateLiveSnapshotRule", {
    DomainName: domainName,
    AppName: appName,
    StreamName: streamName,
    TemplateId: 2,
  });
}

const text = (status: Status) => formatStatus(status, { timeZone: "UTC", all: false });

describe("the evidence of a window", () => {
  it("is as expected where callbacks told of as many pictures as its length comes to", async () => {
    const final = await night({ final: tonight });
    await pushed(final, at("18:50:00"), at("21:10:00"));
    await final.until(at("21:20:00"));
    const { state, by, pictures, expected, intervalSeconds, problem } = await theEvidence(final);
    deepEqual([state, by, pictures, expected, intervalSeconds], ["as expected", "callbacks", 720, 720, 10]);
    equal(problem, null);
    match(text(await look(final)), /final .* over .* 720 of 720\n/);
  });

  it("is none where the stream was live and no picture was taken: it fails, and names the usual causes", async () => {
    const final = await withoutItsTemplate();
    await pushed(final, at("18:50:00"), at("20:00:00"));
    await final.until(at("21:20:00"));
    const { state, pictures, live, liveSeconds, problem, causes } = await theEvidence(final, { interval: 10 });
    deepEqual([state, pictures, live, liveSeconds, problem], ["none", 0, true, 3600, "uncaptured"]);
    match(causes[0] ?? "", /^there is no snapshot template 1 in the account/);
    for (const cause of [/audio only/, /missing bucket role/]) match(causes.join("\n"), cause);
    const status = await look(final, { interval: 10 });
    deepEqual(
      failing(status, uncaptured).map(({ name }) => name),
      ["final"],
    );
    match(text(status), /final: no picture, although its stream was live for 1 h\. Usual causes:\n {2}- there is no/);
  });

  it("is none and no failure where the stream was not live: nobody pushed it, or under another name", async () => {
    const final = await proved(await night({ final: tonight, earlier }));
    await pushed(final, at("18:10:00"), at("18:30:00"));
    await final.until(at("21:20:00"));
    const { state, live, problem, causes } = await theEvidence(final);
    deepEqual([state, live, problem], ["none", false, null]);
    match(causes.join("\n"), /^no push: nobody pushed stream live\/final of push\.example\.com.*wrong stream name\)$/);
  });

  it("is unseen where callbacks told of nothing at all for a day around it, as after a push that lasts for weeks", async () => {
    const final = await proved(await night({ final: tonight, earlier }));
    await final.until(at("21:20:00"));
    const { state, live, problem } = await theEvidence(final);
    deepEqual([state, live, problem], ["cannot be told", null, "unseen"]);
  });

  it("is not none of a stream that was pushed before the callback rule took effect, as nothing is told of it", async () => {
    const final = await night({ final: tonight, earlier }, []);
    final.service.push(stream);
    await final.until(at("18:01:00"));
    bindCallbacks(final.service, all);
    await (await proved(final)).until(at("21:20:00"));
    const { state, problem, unasked } = await theEvidence(final);
    deepEqual([state, problem], ["cannot be told", "unseen"]);
    match(JSON.stringify(unasked), /began before the callback rule took effect/);
    const said = text(await look(final));
    match(said, /^final .* \?$/m);
    match(said, /final: no picture is told of, and whether its stream was live cannot be told\. Usual causes:/);
    equal(final.service.tasks().find((task) => task.streamName === streamName)?.captures, 720);
  });

  it("finds a push that began hours before, and ended hours after", async () => {
    const final = await withoutItsTemplate();
    final.service.push(stream);
    await final.until(at("21:20:00"));
    const { state, live, liveSeconds } = await theEvidence(final, { interval: 10 });
    deepEqual([state, live, liveSeconds], ["none", true, 7200]);
    const later = await proved(
      await night({
        final: { ...tonight, startTime: "2026-12-18T21:00:00Z", endTime: "2026-12-18T22:00:00Z" },
        earlier,
      }),
    );
    later.service.call("DeleteLiveSnapshotTemplate", { TemplateId: 1 });
    await pushed(later, at("18:05:00"), at("23:30:00"));
    deepEqual((await theEvidence(later, { interval: 10 })).liveSeconds, 3600);
  });

  it("is live, nobody knows how long, where callbacks told of a push that began and not of one that ended", async () => {
    const final = await withoutItsTemplate(["SnapshotNotifyUrl", "StreamBeginNotifyUrl"]);
    await pushed(final, at("19:30:00"), at("20:00:00"));
    await final.until(at("21:20:00"));
    const { live, liveSeconds, problem } = await theEvidence(final, { interval: 10 });
    deepEqual([live, liveSeconds, problem], [true, null, "uncaptured"]);
  });

  it("is none, and explained, where the stream was live for no longer than two pictures take", async () => {
    const final = await withoutItsTemplate();
    await pushed(final, at("18:50:00"), at("19:00:25"));
    await final.until(at("21:20:00"));
    const { state, liveSeconds, explained, problem, causes } = await theEvidence(final, { interval: 10 });
    deepEqual([state, liveSeconds, explained, problem, causes], ["none", 25, true, null, []]);
    match(
      text(await look(final, { interval: 10 })),
      /live for 25 s: too short for more than two, which may be missing\./,
    );
    const longer = await withoutItsTemplate();
    await pushed(longer, at("18:50:00"), at("19:00:30"));
    await longer.until(at("21:20:00"));
    equal((await theEvidence(longer, { interval: 10 })).problem, "uncaptured");
  });

  it("is none, and explained, where the window itself is as short, whether its stream was live or cannot be told", async () => {
    const brief = { ...tonight, endTime: "2026-12-18T19:00:15Z" };
    const final = await proved(await night({ final: brief, earlier }));
    await final.until(at("21:20:00"));
    const { state, live, explained, problem } = await theEvidence(final, { interval: 10 });
    deepEqual([state, live, explained, problem], ["none", null, true, null]);
  });

  it("is fewer where the stream was interrupted, which explains it", async () => {
    const final = await night({ final: tonight });
    await pushed(final, at("19:00:00"), at("19:30:00"));
    await pushed(final, at("20:00:00"), at("20:30:00"));
    await final.until(at("21:20:00"));
    const { state, pictures, liveSeconds, explained, problem } = await theEvidence(final);
    deepEqual([state, pictures, liveSeconds, explained, problem], ["fewer", 360, 3600, true, null]);
    match(text(await look(final)), /360 of 720 \(50 %\)\n[\s\S]*live for 1 h, and that is all there was to capture/);
  });

  it("expects what was captured until somebody stopped it", async () => {
    const final = await night({ final: tonight });
    await final.until(at("19:00:00"));
    final.service.push(stream);
    await final.until(at("19:30:00"));
    final.service.call("StopScreenshotTask", { TaskId: final.stack.get("final")?.outputs["taskId"] });
    await final.until(at("21:20:00"));
    const ctx = testContext(final.service);
    const status = await statusOf(exportOf(final.stack), alwaysTo(ctx), { ask: true });
    const told = await withEvidence(status, alwaysTo(ctx), { intervalInStack: () => undefined });
    const { state, evidence } = told.windows[0] ?? {};
    deepEqual([state, evidence?.state, evidence?.pictures, evidence?.expected], ["stopped", "as expected", 180, 180]);
  });

  it("is not looked for before a window is over, nor where there never was a task", async () => {
    const final = await night({
      final: tonight,
      old: { ...tonight, startTime: "2026-12-01T19:00:00Z", endTime: "2026-12-01T20:00:00Z" },
    });
    await final.until(at("20:00:00"));
    const status = await look(final);
    deepEqual(
      [status.windows.map(({ evidence }) => evidence), [...(status.evidenceCalls ?? [])]],
      [[undefined, undefined], []],
    );
    match(text(status), /No window is over of which a task was to take pictures/);
  });

  it("counts a notice once that was sent again", async () => {
    let count = 0;
    const final = await night({ final: tonight }, all, {}, () => {
      count += 1;
      return count % 2 === 0 ? 200 : 503;
    });
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("21:20:00"));
    equal((await theEvidence(final)).pictures, 720);
  });

  it("keeps streams of one name apart that are on other domains", async () => {
    const elsewhere = { ...tonight, domainName: "other.example.com" };
    const final = await night({ final: tonight, other: elsewhere });
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("21:20:00"));
    const other = await theEvidence(final, {}, "other");
    deepEqual([other.state, other.pictures], ["cannot be told", null]);
    match(JSON.stringify(other.unasked), /no callback template with a SnapshotNotifyUrl is bound/);
    equal((await theEvidence(final)).state, "as expected");
  });

  it("shares the pictures of windows that overlap on a stream, where callbacks do not tell their tasks apart", async () => {
    const program = { final: tonight, again: { ...tonight, templateId: 2 } };
    const final = await night(program);
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("21:20:00"));
    const { state, pictures, expected, others } = await theEvidence(final);
    deepEqual([state, pictures, expected, others], ["as expected", 1440, 720, 1]);

    const half = await night(program);
    half.service.call("DeleteLiveSnapshotTemplate", { TemplateId: 2 });
    await pushed(half, at("19:00:00"), at("21:00:00"));
    await half.until(at("21:20:00"));
    equal((await theEvidence(half, { interval: 10 })).state, "cannot be told");

    const named = await night(program, all, { noticeTaskId: "same" });
    await pushed(named, at("19:00:00"), at("21:00:00"));
    await named.until(at("21:20:00"));
    const exactly = await theEvidence(named);
    deepEqual([exactly.state, exactly.pictures, exactly.others], ["as expected", 720, 0]);
  });

  it("is live where another task has pictures of the stream, so that none of its own is a failure", async () => {
    const final = await night({ final: tonight, again: { ...tonight, templateId: 2 } }, ["SnapshotNotifyUrl"], {
      noticeTaskId: "same",
    });
    final.service.call("DeleteLiveSnapshotTemplate", { TemplateId: 1 });
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("21:20:00"));
    const { state, pictures, live, liveSeconds, problem } = await theEvidence(final, { interval: 10 });
    deepEqual([state, pictures, live, liveSeconds, problem], ["none", 0, true, null, "uncaptured"]);
    equal((await theEvidence(final, { interval: 10 }, "again")).state, "as expected");
  });

  it("takes what is null in a record as left out", async () => {
    const final = await night({ final: tonight }, all, { noticeTaskId: "none" });
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("21:20:00"));
    const withNulls = (call: Call, proceed: () => Record<string, unknown>) => {
      const { DataInfoList, ...rest } = proceed();
      if (call.action !== "DescribeCallbackRecordsList" || !Array.isArray(DataInfoList))
        return { DataInfoList, ...rest };
      const list = DataInfoList.map((record) => ({
        ...record,
        Request: JSON.stringify({ task_id: null, push_duration: null, ...JSON.parse(record.Request) }),
      }));
      return { ...rest, DataInfoList: list };
    };
    const { state, pictures, unasked } = await theEvidence(final, { intercept: withNulls });
    deepEqual([state, pictures, unasked.filter(({ source }) => source === "callbacks")], ["as expected", 720, []]);
  });

  it("counts a picture for one window alone where two provider instances lead to one account", async () => {
    const final = await night({ final: tonight, again: { ...tonight, templateId: 2 } });
    final.service.call("DeleteLiveSnapshotTemplate", { TemplateId: 2 });
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("21:20:00"));
    const status = await look(final);
    const windows = status.windows.map((window) => ({ ...window, provider: window.name }));
    const ctx = testContext(final.service);
    const { windows: told } = await withEvidence({ ...status, windows }, alwaysTo(ctx), { intervalInStack: () => 10 });
    deepEqual(
      told.map(({ evidence }) => [evidence?.state, evidence?.others]),
      [
        ["cannot be told", 1],
        ["cannot be told", 1],
      ],
    );
    const onlyAgain: InstanceOf = (provider) => alwaysTo(ctx, provider === "again")(provider);
    const half = await withEvidence({ ...status, windows }, onlyAgain, { intervalInStack: () => 10 });
    deepEqual(
      half.windows.map(({ evidence }) => evidence?.pictures),
      [720, 720],
    );
  });
});

describe("what evidence could not be asked", () => {
  /** A match that was captured as expected, of which nobody was told. */
  async function untold(switches: Record<string, string> = {}): Promise<Night> {
    const final = await night({ final: tonight }, [], switches);
    await pushed(final, at("19:00:00"), at("21:00:00"));
    return final;
  }

  it("is the callbacks, where none are set up, and the count until an hour and a half later", async () => {
    const final = await untold();
    await final.until(at("21:20:00"));
    const { state, unasked, problem } = await theEvidence(final);
    deepEqual([state, problem], ["cannot be told", null]);
    match(
      JSON.stringify(unasked),
      /SnapshotNotifyUrl.*an hour and a half late, so it can be asked from 2026-12-18T22:35:00Z/,
    );
    await final.until(at("22:35:00"));
    const { by, ...later } = await theEvidence(final);
    deepEqual([later.state, by, later.pictures, later.live], ["as expected", "count", 720, null]);
    match(text(await look(final)), /By the count of its whole domain, which other streams share: final\./);
  });

  it("is the count of a domain that other windows share, unless it holds the pictures of all, or none", async () => {
    const final = await night({ final: tonight, semi: { ...tonight, streamName: "semi" } }, []);
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("23:00:00"));
    equal((await theEvidence(final)).state, "cannot be told");
    const nobody = await night({ final: tonight, semi: { ...tonight, streamName: "semi" } }, []);
    await nobody.until(at("23:00:00"));
    const { state, by, problem } = await theEvidence(nobody);
    deepEqual([state, by, problem], ["none", "count", "unseen"]);
  });

  it("is the callbacks of more than 14 days ago; the count goes on", async () => {
    const final = await night({ final: tonight });
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("19:00:00") + 14 * day);
    const { state, by, unasked } = await theEvidence(final);
    deepEqual([state, by], ["as expected", "count"]);
    match(unasked[0]?.why ?? "", /tells of callbacks for 14 days/);
    await final.until(at("19:00:00") + 90 * day);
    equal((await theEvidence(final)).state, "cannot be told");
  });

  it("is what the site does not publish, and what the key may not call", async () => {
    const abroad = await night({ final: tonight }, all, { site: "international" });
    await pushed(abroad, at("19:00:00"), at("21:00:00"));
    await abroad.until(at("23:00:00"));
    const { state, by, unasked } = await theEvidence(abroad);
    deepEqual([state, by], ["as expected", "count"]);
    deepEqual(unasked, [{ source: "callbacks", why: "this site does not publish DescribeCallbackRecordsList" }]);

    const forbidden = await night({ final: tonight }, all, {
      fail: "DescribeScreenShotSheetNumList:AuthFailure.UnauthorizedOperation",
    });
    await forbidden.until(at("23:00:00"));
    match(
      JSON.stringify((await theEvidence(forbidden)).unasked),
      /the key may not call DescribeScreenShotSheetNumList: allow it in CAM as live:DescribeScreenShotSheetNumList/,
    );
  });

  it("is whether callbacks were set up then, where none is recorded and pictures were counted", async () => {
    const final = await untold();
    const { TemplateId } = final.service.call("CreateLiveCallbackTemplate", {
      TemplateName: "late",
      SnapshotNotifyUrl: url,
    });
    final.service.call("CreateLiveCallbackRule", { DomainName: domainName, AppName: appName, TemplateId });
    await final.until(at("23:00:00"));
    const { state, problem } = await theEvidence(final);
    deepEqual([state, problem], ["cannot be told", null]);
    match(text(await look(final)), /callbacks may have been set up later/);
  });

  it("is whether callbacks told of pictures then, where they told of pushes alone", async () => {
    const pushes: Urls = ["StreamBeginNotifyUrl", "StreamEndNotifyUrl"];
    const final = await night({ final: tonight }, pushes);
    const blank = await night({ final: tonight }, pushes);
    blank.service.call("DeleteLiveSnapshotTemplate", { TemplateId: 1 });
    for (const each of [final, blank]) {
      await pushed(each, at("18:50:00"), at("21:10:00"));
      const [{ TemplateId } = {}] = each.service.configured().callbackTemplates;
      each.service.call("ModifyLiveCallbackTemplate", { TemplateId, SnapshotNotifyUrl: url });
      await each.until(at("21:20:00"));
      const soon = await theEvidence(each, { interval: 10 });
      deepEqual([soon.state, soon.live, soon.problem], ["cannot be told", true, null]);
      match(JSON.stringify(soon.unasked), /none is recorded, nor any before of its domain and application/);
      await each.until(at("23:00:00"));
    }
    const { state, problem, unasked } = await theEvidence(final);
    deepEqual([state, problem], ["cannot be told", null]);
    match(unasked[0]?.why ?? "", /but 720 pictures were counted/);
    const none = await theEvidence(blank, { interval: 10 });
    deepEqual([none.state, none.by, none.problem], ["none", "count", "uncaptured"]);
  });

  it("is whose pictures they are, where a snapshot rule takes some of the stream, or of its domain, too", async () => {
    for (const streamName of ["", "final"]) {
      const final = await withoutItsTemplate();
      bindRule(final, streamName);
      await pushed(final, at("19:00:00"), at("21:00:00"));
      await final.until(at("23:00:00"));
      const { state, pictures, problem, unasked } = await theEvidence(final, { interval: 10 });
      deepEqual([state, pictures, problem], ["cannot be told", 720, null]);
      match(
        unasked[0]?.why ?? "",
        /^no callback names the task .* the snapshot rule push.example.com\/live.* takes pictures of the stream too$/,
      );
      match(unasked[1]?.why ?? "", /takes pictures of the domain too$/);
      const status = await look(final, { interval: 10 });
      match(formatStatus(status, { timeZone: "UTC", all: true }), /720 of 720\?\n/);
    }
  });

  it("is whose pictures they are, where another task of the account takes some of the stream, or may", async () => {
    const final = await withoutItsTemplate();
    const task = { DomainName: domainName, AppName: appName, StreamName: streamName, TemplateId: 2 };
    const { TaskId } = final.service.call("CreateScreenshotTask", {
      ...task,
      StartTime: at("20:30:00"),
      EndTime: at("22:30:00"),
    });
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("21:20:00"));
    const { state, pictures, problem, unasked } = await theEvidence(final, { interval: 10 });
    deepEqual([state, pictures, problem], ["cannot be told", 180, null]);
    match(
      unasked.map(({ why }) => why).join("\n"),
      new RegExp(`and task ${TaskId} takes pictures of the stream too$`, "m"),
    );
    const denied = (call: Call, proceed: () => Record<string, unknown>) => {
      if (call.action === "DescribeScreenshotTask") throw new Error("socket hang up");
      return proceed();
    };
    match(
      JSON.stringify((await theEvidence(final, { interval: 10, intercept: denied })).unasked),
      /whether another task takes pictures of the stream too could not be asked: .*socket hang up/,
    );
    final.service.call("DeleteScreenshotTask", { TaskId });
    equal((await theEvidence(final, { interval: 10 })).state, "fewer");
  });

  it("is not that where the rule is of another stream, or a callback names the task", async () => {
    const other = await night({ final: tonight });
    bindRule(other, "semi");
    const named = await night({ final: tonight }, all, { noticeTaskId: "same" });
    bindRule(named);
    for (const each of [other, named]) {
      await pushed(each, at("19:00:00"), at("21:00:00"));
      await each.until(at("21:20:00"));
      const { state, pictures } = await theEvidence(each);
      deepEqual([state, pictures], ["as expected", 720]);
    }
  });

  it("is whether there is such a rule, where the key may not ask; none is none all the same", async () => {
    const switches = { fail: "DescribeLiveSnapshotRules:AuthFailure.UnauthorizedOperation" };
    const final = await night({ final: tonight }, all, switches);
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("21:20:00"));
    const { state, pictures, unasked } = await theEvidence(final);
    deepEqual([state, pictures], ["cannot be told", 720]);
    match(
      JSON.stringify(unasked),
      /whether a snapshot rule .* could not be asked: the key may not call DescribeLiveSnapshotRules/,
    );
    const none = await withoutItsTemplate(all, switches);
    await pushed(none, at("19:00:00"), at("21:00:00"));
    await none.until(at("21:20:00"));
    equal((await theEvidence(none, { interval: 10 })).problem, "uncaptured");
  });

  it("is nothing where callbacks told of another stream of the domain and application then", async () => {
    const final = await night({ final: tonight, typo: { ...tonight, streamName: "finale" } });
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("23:00:00"));
    const { state, by, problem, unasked } = await theEvidence(final, {}, "typo");
    deepEqual([state, by, problem, unasked.length], ["cannot be told", null, "unseen", 1]);
  });

  it("is never called none: a failure, a form that is not known, or a set-up that cannot be asked", async () => {
    const final = await withoutItsTemplate();
    await pushed(final, at("19:00:00"), at("21:00:00"));
    await final.until(at("21:20:00"));
    const failed = (action: string) => (call: Call, proceed: () => Record<string, unknown>) => {
      if (call.action === action) throw new Error("socket hang up");
      return proceed();
    };
    for (const action of ["DescribeCallbackRecordsList", "DescribeLiveCallbackRules"]) {
      const { state, unasked } = await theEvidence(final, { interval: 10, intercept: failed(action) });
      equal(state, "cannot be told", action);
      match(unasked[0]?.why ?? "", /socket hang up/);
    }
    const strange = (call: Call, proceed: () => Record<string, unknown>) =>
      call.action === "DescribeCallbackRecordsList"
        ? { DataInfoList: [{ EventType: 200, Request: "<xml/>" }], TotalPage: 1 }
        : proceed();
    const { state, unasked } = await theEvidence(final, { interval: 10, intercept: strange });
    equal(state, "cannot be told");
    match(unasked[0]?.why ?? "", /1 callbacks .* recorded in a form that is not known here/);
  });

  it("is all of it without credentials, or in another account", async () => {
    const final = await untold();
    await final.until(at("23:00:00"));
    match((await theEvidence(final, { hasCredentials: false })).unasked[0]?.why ?? "", /no credentials/);
    const other = testContext(final.service, { world: "account:2" });
    const status = await statusOf(exportOf(final.stack), alwaysTo(other), { ask: false });
    const { windows, evidenceCalls } = await withEvidence(status, alwaysTo(other), { intervalInStack: () => 10 });
    match(windows[0]?.evidence?.unasked[0]?.why ?? "", /it lives in the emulator's store .* talks to account 2/);
    equal(evidenceCalls?.size, 0);
  });

  it("is how many to expect, where no template tells", async () => {
    const final = await night({ final: tonight });
    await pushed(final, at("19:00:00"), at("21:00:00"));
    final.service.call("DeleteLiveSnapshotTemplate", { TemplateId: 1 });
    await final.until(at("21:20:00"));
    const { state, pictures, expected } = await theEvidence(final);
    deepEqual([state, pictures, expected], ["cannot be told", 720, null]);
    match(text(await look(final)), /How many to expect is not known/);
  });
});

describe("evidence is asked for in few calls", () => {
  it("of a season: by stream and day, by domain and month", async () => {
    const program = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => {
        const start = now + 3600 + (index % 5) * day;
        const window = { startTime: formatInstant(start), endTime: formatInstant(start + 3600) };
        return [
          `match-${index}`,
          { ...tonight, streamName: `pitch-${Math.floor(index / 10)}`, templateId: index + 1, ...window },
        ];
      }),
    );
    const season = await night(program, ["SnapshotNotifyUrl"]);
    await season.until(now + 6 * day);
    const { evidenceCalls } = await look(season, { interval: 10 });
    deepEqual(Object.fromEntries(evidenceCalls ?? []), {
      DescribeLiveCallbackRules: 1,
      DescribeLiveCallbackTemplates: 1,
      DescribeLiveSnapshotRules: 1,
      DescribeScreenshotTask: 2,
      DescribeLiveSnapshotTemplates: 1,
      DescribeCallbackRecordsList: 10,
      DescribeScreenShotSheetNumList: 1,
    });
  });

  it("without looking at all windows for each: twice as many cost little more than twice the looks", async () => {
    const looksAt = async (count: number, isOneStream: boolean): Promise<number> => {
      let looks = 0;
      const windows = Array.from({ length: count }, (_, index): PastWindow => {
        const [start, name] = isOneStream ? [now + index * 60, "final"] : [now, `pitch-${index}`];
        return {
          urn: String(index),
          subject: { domainName, appName, streamName: name, templateId: 1, streamType: 0, extension: "" },
          taskId: String(index),
          world: "account:1",
          provider: "",
          get captured() {
            looks += 1;
            return { start, end: start + 60 };
          },
        };
      });
      const quiet = createService({ now: now + 3 * day });
      await evidenceInAccount(windows, testContext(quiet), () => 10);
      return looks;
    };
    for (const isOneStream of [true, false]) {
      const [once, twice] = [await looksAt(200, isOneStream), await looksAt(400, isOneStream)];
      ok(twice < 2.5 * once, `${once} looks at 200 windows, ${twice} at 400`);
    }
  });

  it("with questions that hold every second, and are no longer than they may be", () => {
    deepEqual(questionsOver([{ start: 0, end: 10 }], 24), [{ start: 0, end: 10 }]);
    deepEqual(
      questionsOver(
        [
          { start: 20, end: 30 },
          { start: 0, end: 10 },
          { start: 5, end: 12 },
          { start: 100, end: 160 },
        ],
        24,
      ),
      [
        { start: 0, end: 24 },
        { start: 24, end: 30 },
        { start: 100, end: 124 },
        { start: 124, end: 148 },
        { start: 148, end: 160 },
      ],
    );
  });
});

describe("the interval of a window", () => {
  it("is that of a snapshot template in the same stack", () => {
    const type = "pulumi-nodejs:dynamic/tencentcloud-css:SnapshotTemplate";
    const task = "pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask";
    const resources = [
      { urn: `urn:pulumi:test::trial::${type}::often`, type, id: "7", inputs: { snapshotInterval: 5 } },
      { urn: urnOf("ours"), type: task, id: "a", inputs: { templateId: 7 } },
      { urn: urnOf("theirs"), type: task, id: "b", inputs: { templateId: 8 } },
    ];
    const intervalOf = intervalsIn(JSON.stringify({ version: 3, deployment: { resources } }), "test");
    deepEqual([intervalOf(urnOf("ours")), intervalOf(urnOf("theirs"))], [5, undefined]);
  });
});
