import assert from "node:assert/strict";
import fc from "fast-check";
import { createService, type Service, type ServiceOptions } from "../../../emulator/index.js";
import { create, hour, stream, virtualNow } from "./fixture.js";
import { type Step, step, take } from "./history.js";

const { domainName: DomainName, appName: AppName } = { domainName: "push.example.com", appName: "live" };

/** Collects the seconds of the pictures that are told of, each with its task. */
function collector(): { told: string[]; callbacks: NonNullable<ServiceOptions["callbacks"]> } {
  const told: string[] = [];
  const callbacks = {
    post: async (_: string, body: string) => {
      const { create_time, task_id } = JSON.parse(body) as { create_time: number; task_id: string };
      told.push(`${task_id} ${create_time}`);
      return { status: 200, text: "" };
    },
    pictureUrl: () => "http://127.0.0.1/",
  };
  return { told, callbacks };
}

/** A service that tells of the pictures of the application `live`. */
function telling(callbacks: ServiceOptions["callbacks"]): Service {
  const switches = { changeCountsAfter: 0, noticeTaskId: "same" } as const;
  const service = createService({ now: virtualNow, switches, ...(callbacks && { callbacks }) });
  const { TemplateId } = service.call("CreateLiveCallbackTemplate", {
    TemplateName: "told",
    SnapshotNotifyUrl: "http://127.0.0.1/",
  });
  service.call("CreateLiveCallbackRule", { DomainName, AppName, TemplateId });
  return service;
}

function captured(service: Service): string[] {
  return service.tasks().flatMap(({ taskId }) => service.captures(taskId).map((time) => `${taskId} ${time}`));
}

const history = fc.array(step, { maxLength: 40 });
const end: Step = { kind: "advance", seconds: hour };

describe("what is told of", () => {
  it("is every picture once, in any history", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { told, callbacks } = collector();
        const service = telling(callbacks);
        for (const step of [...steps, end]) take(service, step);
        assert.deepEqual(told.toSorted(), captured(service).toSorted());
      }),
    );
  });

  it("is so wherever the service goes on from its snapshot", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const { told, callbacks } = collector();
        let service = telling(callbacks);
        for (const step of [...steps, end]) {
          take(service, step);
          await service.settled();
          const state = JSON.parse(JSON.stringify(service.snapshot()));
          service = createService({ switches: { noticeTaskId: "same" }, callbacks, state });
        }
        assert.deepEqual(told.toSorted(), captured(service).toSorted());
      }),
    );
  });
});

describe("what came of callbacks", () => {
  it("is listed by the times of the events, whichever was answered first", async () => {
    const replies: ((reply: { status: number; text: string }) => void)[] = [];
    const post = () => new Promise<{ status: number; text: string }>((resolve) => replies.push(resolve));
    const service = telling({ post, pictureUrl: () => "http://127.0.0.1/" });
    create(service);
    service.push(stream);
    service.advanceTo(virtualNow + 30);
    for (const reply of replies.toReversed()) reply({ status: 200, text: "" });
    await service.settled();
    const { DataInfoList } = service.call("DescribeCallbackRecordsList", {
      StartTime: "2026-12-18T18:00:00Z",
      EndTime: "2026-12-18T19:00:00Z",
      StreamName: stream.streamName,
      PageNum: 1,
      PageSize: 10,
    });
    assert.deepEqual(
      (DataInfoList as { EventTime: string }[]).map(({ EventTime }) => EventTime),
      ["2026-12-18T18:00:03Z", "2026-12-18T18:00:13Z", "2026-12-18T18:00:23Z"],
    );
  });

  it("is refused, and not left out, where it is of before the latest 10,000", async () => {
    const { callbacks } = collector();
    let service = telling(callbacks);
    create(service, { EndTime: virtualNow + 24 * hour });
    service.push(stream);
    service.advanceTo(virtualNow + 24 * hour);
    await service.settled();
    const ask = (from: number) =>
      service.call("DescribeCallbackRecordsList", {
        StartTime: new Date(from * 1000).toISOString().replace(".000", ""),
        EndTime: new Date((virtualNow + 24 * hour) * 1000).toISOString().replace(".000", ""),
        StreamName: stream.streamName,
        PageNum: 1,
        PageSize: 10,
      })["TotalNum"];
    assert.equal(ask(virtualNow), 8640);
    create(service, { StartTime: virtualNow + 24 * hour, EndTime: virtualNow + 30 * hour });
    service.advanceTo(virtualNow + 30 * hour);
    await service.settled();
    const state = JSON.parse(JSON.stringify(service.snapshot()));
    for (const each of [service, createService({ callbacks, state })]) {
      service = each;
      assert.equal(each.deliveries().length, 10_000);
      assert.throws(
        () => ask(virtualNow),
        /StartTime must be after .*: this emulator keeps the latest 10000 callbacks/,
      );
      assert.ok(Number(ask(virtualNow + 6 * hour)) > 0);
    }
  });
});

describe("a service that was stopped", () => {
  it("tells of nothing more, and leaves that to who goes on from its snapshot", () => {
    const { told, callbacks } = collector();
    const service = telling(callbacks);
    create(service);
    service.push(stream);
    service.stop();
    service.advanceTo(virtualNow + 60);
    const state = service.snapshot();
    assert.deepEqual(told, []);
    const again = createService({ switches: { noticeTaskId: "same" }, callbacks, state });
    assert.deepEqual(told.toSorted(), captured(again).toSorted());
  });
});
