import assert from "node:assert/strict";
import { PNG } from "pngjs";
import type { Emulator } from "../../emulator/index.js";
import { failsWith, finalTask, hour, liveClient, stream, virtualNow, withEmulator } from "./client.js";

async function get(emulator: Emulator, path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${emulator.endpoint}/_emulator${path}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function post(
  emulator: Emulator,
  path: string,
  sent: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = typeof sent === "string" ? sent : JSON.stringify(sent);
  const answer = await fetch(`${emulator.endpoint}/_emulator${path}`, { method: "POST", body });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe("GET /_emulator", () => {
  it("says that this is an emulator, which store it is, and what time it is there", () =>
    withEmulator({}, async (emulator) => {
      const { store, accountId } = emulator;
      assert.deepEqual(await get(emulator, ""), {
        status: 200,
        body: {
          emulator: "pulumi-tencentcloud-css",
          store,
          accountId,
          now: "2026-12-18T18:00:00.000Z",
          unix: virtualNow,
          rate: 0,
        },
      });
    }));

  it("answers elsewhere that there is nothing", () =>
    withEmulator({}, async (emulator) => {
      assert.equal((await get(emulator, "/nothing")).status, 404);
      assert.equal((await get(emulator, "/stream")).status, 404);
    }));
});

describe("/_emulator/clock", () => {
  it("is advanced, and answers when all that fell due is done", () =>
    withEmulator({}, async (emulator) => {
      const { TaskId = "" } = await liveClient(emulator).CreateScreenshotTask(finalTask);
      await post(emulator, "/streams", { push: stream });
      const { status, body } = await post(emulator, "/clock", { advance: "PT2H" });
      assert.equal(status, 200);
      assert.equal(body["now"], "2026-12-18T20:00:00.000Z");
      assert.equal(emulator.service.task(TaskId)?.state, "over");
      assert.equal(emulator.service.task(TaskId)?.captures, 360);
      await post(emulator, "/clock", { advance: 60 });
      assert.deepEqual((await get(emulator, "/clock")).body, {
        now: "2026-12-18T20:01:00.000Z",
        unix: virtualNow + 2 * hour + 60,
        rate: 0,
        mode: "frozen",
      });
    }));

  it("is set, and made to run", () =>
    withEmulator({}, async (emulator) => {
      assert.equal((await post(emulator, "/clock", { set: "2026-12-19T02:00:00+08:00" })).body["unix"], virtualNow);
      assert.equal((await post(emulator, "/clock", { set: "2026-12-18T19:00:00Z" })).body["unix"], virtualNow + hour);
      const { body } = await post(emulator, "/clock", { rate: 60 });
      assert.deepEqual([body["rate"], body["mode"]], [60, "fast"]);
    }));

  it("refuses what it cannot do with 400 and a sentence", () =>
    withEmulator({}, async (emulator) => {
      const wrong: [sent: unknown, sentence: RegExp][] = [
        [{ advance: "-PT1H" }, /^The clock cannot go back, from 2026-12-18T18:00:00.000Z to /],
        [{ advance: -1 }, /^The clock can be advanced by 0 seconds or more, not by -1\.$/],
        [{ advance: "soon" }, /^"soon" is not a duration, as in PT2H or P1D\.$/],
        [{ set: "2026-12-18T17:00:00Z" }, /^The clock cannot go back/],
        [{ set: "tomorrow" }, /^"tomorrow" is not a time with an offset/],
        [{ rate: -1 }, /^The rate must be a number from 0 \(frozen\) to 100000, not -1\.$/],
        [{ rate: "60" }, /^Send one of /],
        [{ advance: "PT1H", rate: 1 }, /^Send one of /],
        [{ advance: "PT1H", by: "me" }, /^Send one of /],
        [{}, /^Send one of /],
        [[], /^The body must be a JSON object\.$/],
        ["{", /^The body must be JSON\.$/],
        ["", /^The body must be JSON\.$/],
      ];
      for (const [sent, sentence] of wrong) {
        const { status, body } = await post(emulator, "/clock", sent);
        assert.equal(status, 400, JSON.stringify(sent));
        assert.match(String(body["error"]), sentence);
      }
      assert.equal(emulator.clock.now(), virtualNow);
    }));
});

describe("/_emulator/streams", () => {
  it("pushes and interrupts a stream", () =>
    withEmulator({}, async (emulator) => {
      const { TaskId = "" } = await liveClient(emulator).CreateScreenshotTask(finalTask);
      await emulator.clock.advance(10);
      assert.deepEqual((await post(emulator, "/streams", { push: stream })).body, {
        stream: stream,
        pushed: true,
        now: "2026-12-18T18:00:10.000Z",
      });
      await emulator.clock.advance(25);
      assert.equal((await post(emulator, "/streams", { interrupt: stream })).body["pushed"], false);
      await emulator.clock.advance(hour);
      assert.deepEqual(emulator.service.captures(TaskId), [virtualNow + 10, virtualNow + 20, virtualNow + 30]);
    }));

  it("refuses what is no stream with 400 and a sentence", () =>
    withEmulator({}, async (emulator) => {
      const { domainName, appName } = stream;
      const wrong = [
        {},
        { pull: stream },
        { push: stream, interrupt: stream },
        { push: "final" },
        { push: { domainName, appName } },
        { push: { ...stream, streamName: "" } },
        { push: { ...stream, StreamName: "final" } },
        [],
        "push",
      ];
      for (const sent of wrong) {
        const { status, body } = await post(emulator, "/streams", sent);
        assert.equal(status, 400, JSON.stringify(sent));
        assert.match(String(body["error"]), /^(Send|A stream is|The body must be) .*\.$/);
      }
    }));
});

describe("/_emulator/tasks", () => {
  it("shows every task, deleted ones too, with the captures taken", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      const { TaskId = "" } = await client.CreateScreenshotTask(finalTask);
      await client.CreateScreenshotTask({ ...finalTask, StreamName: "another" });
      await client.DeleteScreenshotTask({ TaskId });
      const { body } = await get(emulator, "/tasks");
      const [deleted, other] = body["tasks"] as Record<string, unknown>[];
      assert.deepEqual(deleted, {
        taskId: TaskId,
        sequence: 1,
        ...stream,
        templateId: 1,
        streamType: 0,
        extension: "",
        startTime: "2026-12-18T18:00:00.000Z",
        endTime: "2026-12-18T19:00:00.000Z",
        createdAt: "2026-12-18T18:00:00.000Z",
        stoppedAt: null,
        deletedAt: "2026-12-18T18:00:00.000Z",
        state: "deleted",
        captures: 0,
        segments: [],
      });
      assert.equal(other?.["streamName"], "another");
    }));

  it("lists a task's captures, and draws each when it is asked for, always the same", () =>
    withEmulator({}, async (emulator) => {
      const { TaskId = "" } = await liveClient(emulator).CreateScreenshotTask(finalTask);
      await emulator.clock.advance(10);
      await post(emulator, "/streams", { push: stream });
      await emulator.clock.advance(15);
      const { body } = await get(emulator, `/tasks/${TaskId}/captures`);
      assert.deepEqual(body, {
        taskId: TaskId,
        captures: [virtualNow + 10, virtualNow + 20].map((unix) => ({
          time: new Date(unix * 1000).toISOString(),
          unix,
          url: `${emulator.endpoint}/_emulator/captures/${TaskId}/${unix}.png`,
        })),
      });
      const url = `${emulator.endpoint}/_emulator/captures/${TaskId}/${virtualNow + 10}.png`;
      const pictures = await Promise.all(
        [url, url].map(async (from) => {
          const answer = await fetch(from);
          assert.equal(answer.headers.get("content-type"), "image/png");
          return Buffer.from(await answer.arrayBuffer());
        }),
      );
      assert.deepEqual(pictures[0], pictures[1]);
      assert.equal(PNG.sync.read(pictures[0] ?? Buffer.alloc(0)).width, 320);
    }));

  it("answers 404 for a task or a capture that never was, and 400 for what names no picture", () =>
    withEmulator({}, async (emulator) => {
      const { TaskId = "" } = await liveClient(emulator).CreateScreenshotTask(finalTask);
      assert.equal((await get(emulator, "/tasks/none/captures")).status, 404);
      assert.equal((await get(emulator, `/captures/none/${virtualNow}.png`)).status, 404);
      assert.equal((await get(emulator, `/captures/${TaskId}/${virtualNow}.png`)).status, 404);
      const { status, body } = await get(emulator, `/captures/${TaskId}/now.png`);
      assert.equal(status, 400);
      assert.match(String(body["error"]), /^A picture is named by the Unix second of its capture/);
    }));
});

describe("/_emulator/requests", () => {
  it("logs each call: virtual time, action, code and RequestId", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      const { RequestId } = await client.CreateScreenshotTask(finalTask);
      await emulator.clock.advance(1);
      await failsWith("InvalidParameter", client.StopScreenshotTask({ TaskId: "none" }));
      const requests = (await get(emulator, "/requests")).body["requests"] as Record<string, unknown>[];
      assert.deepEqual(requests, emulator.requests());
      assert.deepEqual(requests[0], {
        time: "2026-12-18T18:00:00.000Z",
        action: "CreateScreenshotTask",
        code: null,
        requestId: RequestId,
      });
      assert.equal(requests[1]?.["time"], "2026-12-18T18:00:01.000Z");
      assert.equal(requests[1]?.["code"], "InvalidParameter");
    }));
});

describe("POST /_emulator/reset", () => {
  it("forgets tasks, streams and requests, puts the clock back, and keeps the store", () =>
    withEmulator({}, async (emulator) => {
      const before = await liveClient(emulator).CreateScreenshotTask(finalTask);
      emulator.service.push(stream);
      await emulator.clock.advance("P1D");
      const { body } = await post(emulator, "/reset", {});
      assert.equal(body["store"], emulator.store);
      assert.equal(emulator.clock.now(), virtualNow);
      assert.deepEqual(emulator.service.tasks(), []);
      assert.deepEqual(emulator.requests(), []);
      const { TaskId = "" } = await liveClient(emulator).CreateScreenshotTask(finalTask);
      assert.notEqual(TaskId, before.TaskId, "an id never comes again");
      await emulator.clock.advance(60);
      assert.deepEqual(emulator.service.captures(TaskId), [], "the stream is not pushed any more");
    }));
});
