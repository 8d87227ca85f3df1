import assert from "node:assert/strict";
import fc from "fast-check";
import { createService, type Service, type ServiceOptions } from "../../../emulator/index.js";
import { create, HOUR, NOW, STREAM } from "./fixture.js";
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
  const service = createService({ now: NOW, switches, ...(callbacks && { callbacks }) });
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
const end: Step = { kind: "advance", seconds: HOUR };

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

describe("a service that was stopped", () => {
  it("tells of nothing more, and leaves that to who goes on from its snapshot", () => {
    const { told, callbacks } = collector();
    const service = telling(callbacks);
    create(service);
    service.push(STREAM);
    service.stop();
    service.advanceTo(NOW + 60);
    const state = service.snapshot();
    assert.deepEqual(told, []);
    const again = createService({ switches: { noticeTaskId: "same" }, callbacks, state });
    assert.deepEqual(told.toSorted(), captured(again).toSorted());
  });
});
