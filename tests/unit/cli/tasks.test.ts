import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { type Place, placesOf } from "../../../cli/places.js";
import { formatTasks, tasksJson } from "../../../cli/tasks/report.js";
import { tasksOf, type Wanted } from "../../../cli/tasks/tasks.js";
import { createService, type Service } from "../../../emulator/index.js";
import { type TestContextOptions, testContext } from "../../support/context.js";
import { alwaysTo, exportOf } from "../../support/exported.js";
import { up } from "../../support/program.js";
import { tonight } from "../../support/tonight.js";

const now = Date.parse("2026-12-18T18:00:00Z") / 1000;
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const theWeek = { span: { start: now - day, end: now + 7 * day } };

function make(service: Service, start: number, end: number, streamName = "a"): string {
  const answer = service.call("CreateScreenshotTask", {
    DomainName: tonight.domainName,
    AppName: tonight.appName,
    StreamName: streamName,
    TemplateId: tonight.templateId,
    StartTime: start,
    EndTime: end,
  });
  return String(answer["TaskId"]);
}

const placeIn = (service: Service, options: TestContextOptions = {}) => {
  const ctx = testContext(service, options);
  return { ctx, world: `emulator:${service.store}`, declarations: [] } satisfies Place;
};

async function listed(service: Service, wanted: Partial<Wanted> = {}, options: TestContextOptions = {}) {
  const tasks = await tasksOf(placeIn(service, options), { ...theWeek, ...wanted });
  return tasks.map(({ task, state, perhaps }) => [task.streamName, [state, ...perhaps].join(" ")]);
}

describe("a listing of the account's tasks", () => {
  it("has each task with its state, in the order of their starts", async () => {
    const service = createService({ now: now - 12 * hour });
    make(service, now + 6 * day - 13 * hour, now + 6 * day, "far");
    make(service, now - 12 * hour, now - hour, "over");
    make(service, now - 2 * hour, now + hour, "running");
    service.call("StopScreenshotTask", { TaskId: make(service, now - 3 * hour, now + 2 * hour, "stopped") });
    make(service, now + hour, now + 2 * hour, "scheduled");
    service.advanceTo(now);
    deepEqual(await listed(service), [
      ["over", "over"],
      ["stopped", "stopped"],
      ["running", "running"],
      ["scheduled", "scheduled"],
      ["far", "scheduled"],
    ]);
  });

  it("says what a task may be as well within 5 minutes of an edge, on either side, and lists it under both", async () => {
    const service = createService({ now });
    for (const offset of [-6, -4, 4, 6]) make(service, now + hour + offset * minute, now + 3 * hour, String(offset));
    service.advanceTo(now + hour);
    deepEqual(await listed(service), [
      ["-6", "running"],
      ["-4", "running scheduled"],
      ["4", "scheduled running"],
      ["6", "scheduled"],
    ]);
    deepEqual(
      (await listed(service, { states: new Set(["running"]) })).map(([stream]) => stream),
      ["-6", "-4", "4"],
    );
    service.advanceTo(now + 3 * hour);
    deepEqual((await listed(service, { states: new Set(["over"]) }))[0], ["-6", "over running"]);
  });

  it("knows a stopped task as stopped near its edges too", async () => {
    const service = createService({ now });
    service.call("StopScreenshotTask", { TaskId: make(service, now + minute, now + hour) });
    deepEqual(await listed(service), [["a", "stopped"]]);
  });

  it("has all pages, and no task twice where two questions show it", async () => {
    const service = createService({ now: now - 30 * day, switches: { pageSize: 3 } });
    for (let evening = 0; evening < 30; evening += 1) {
      const at = now - (30 - evening) * day;
      service.advanceTo(at);
      make(service, at + hour, at + 23 * hour, `evening-${evening}`);
    }
    service.advanceTo(now);
    const found = await listed(service, { span: { start: now - 31 * day, end: now } });
    deepEqual(
      found.map(([stream]) => stream),
      Array.from({ length: 30 }, (_, evening) => `evening-${evening}`),
    );
  });

  it("has what has a second in the time asked for, and nothing else", async () => {
    const service = createService({ now: now - 3 * day });
    make(service, now - 2 * day, now - day, "before");
    make(service, now - 2 * day + 1, now - day + 1, "into");
    make(service, now - hour, now + day - hour, "throughout");
    make(service, now + hour, now + 2 * hour, "after");
    service.advanceTo(now);
    const span = { start: now - day, end: now + hour };
    deepEqual(
      (await listed(service, { span })).map(([stream]) => stream),
      ["into", "throughout"],
    );
  });

  it("asks 7 days at a time, and no further than the service tells", async () => {
    const service = createService({ now });
    const asked: [number, number][] = [];
    const intercept: TestContextOptions["intercept"] = ({ params }, proceed) => {
      asked.push([Number(params["StartTime"]), Number(params["EndTime"])]);
      return proceed();
    };
    // A second too far back, as where a second passes between the question and the call.
    const span = { start: now - 90 * day + 10 * minute - 1, end: now + 365 * day };
    await tasksOf(placeIn(service, { intercept }), { span });
    equal(Math.max(...asked.map(([from, to]) => to - from)), 7 * day);
    deepEqual(
      [Math.min(...asked.map(([from]) => from)), Math.max(...asked.map(([, to]) => to))],
      [now - 90 * day + 10 * minute, now + 7 * day + 10 * minute],
    );
    await rejects(
      listed(service, { span: { start: now - 91 * day, end: now } }),
      /tells of tasks for 90 days, so not of those from 2026-09-18T18:00:00Z on\. Ask from 2026-09-19T18:10:00Z/,
    );
  });

  it("tells after each question how many of how many are answered", async () => {
    const seen: [number, number][] = [];
    const wanted = { span: { start: now - 20 * day, end: now } };
    await tasksOf(placeIn(createService({ now })), wanted, (answered, questions) => seen.push([answered, questions]));
    deepEqual(seen, [
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });

  it("is narrowed by domain, app and stream, by the service itself where all three are given", async () => {
    const service = createService({ now });
    make(service, now + hour, now + 2 * hour, "a");
    make(service, now + hour, now + 2 * hour, "b");
    const asked: unknown[] = [];
    const intercept: TestContextOptions["intercept"] = ({ params }, proceed) => {
      asked.push(params["StreamName"]);
      return proceed();
    };
    deepEqual(await listed(service, { streamName: "b" }, { intercept }), [["b", "scheduled"]]);
    deepEqual(await listed(service, { domainName: "other.example.com" }, { intercept }), []);
    deepEqual(new Set(asked), new Set([undefined]));
    const { domainName, appName } = tonight;
    deepEqual(await listed(service, { domainName, appName, streamName: "a" }, { intercept }), [["a", "scheduled"]]);
    equal(asked.at(-1), "a");
  });

  it("names with a state the resource that holds a task, and says where none does", async () => {
    const service = createService({ now });
    const { stack } = await up(testContext(service), new Map(), { final: tonight });
    make(service, now + 4 * hour, now + 5 * hour, "stranger");
    const stacks = [{ exported: exportOf(stack), instanceOf: alwaysTo(testContext(service)) }];
    const [place] = await placesOf(stacks);
    const tasks = await tasksOf(place ?? placeIn(service), theWeek);
    const text = formatTasks({ now, span: theWeek.span, tasks, compared: true }, "UTC");
    match(text, /^2026-12-17 18:00 – 2026-12-25 18:00, as of 2026-12-18 18:00 UTC: 2 tasks \(2 scheduled\)\.$/m);
    match(
      text,
      /^scheduled +push\.example\.com +live\/final +2026-12-18 19:00 – 21:00 +1 +\S+ +final of trial\/test$/m,
    );
    match(text, /^scheduled +push\.example\.com +live\/stranger .* none$/m);
    const { tasks: found } = tasksJson({ now, span: theWeek.span, tasks, compared: true });
    deepEqual(
      found.map(({ holders }) => holders?.map(({ name, stack: of }) => [name, of])),
      [[["final", "trial/test"]], []],
    );
  });

  it("gives programs times in UTC, and null for what there is not", async () => {
    const service = createService({ now });
    const taskId = make(service, now + minute, now + hour);
    const tasks = await tasksOf(placeIn(service), theWeek);
    deepEqual(tasksJson({ now, span: theWeek.span, tasks, compared: false }), {
      now: "2026-12-18T18:00:00Z",
      from: "2026-12-17T18:00:00Z",
      to: "2026-12-25T18:00:00Z",
      tasks: [
        {
          taskId,
          domainName: "push.example.com",
          appName: "live",
          streamName: "a",
          templateId: 1,
          start: "2026-12-18T18:01:00Z",
          end: "2026-12-18T19:00:00Z",
          stoppedAt: null,
          state: "scheduled",
          perhaps: ["running"],
          world: `emulator:${service.store}`,
          holders: null,
        },
      ],
    });
  });
});
