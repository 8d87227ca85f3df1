import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCallbackSign } from "../../callbacks/index.js";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.js";
import { finalTask, hour, liveClient, stream, virtualNow, withEmulator } from "./client.js";
import { type Receiver, withReceiver } from "./receiver.js";

const key = "sesame";

/** Binds the application of the tests' stream to a callback template, and waits until that counts. */
async function bind(emulator: Emulator, urls: Record<string, string>): Promise<void> {
  const client = liveClient(emulator);
  const template = { TemplateName: "told", CallbackKey: key, ...urls };
  const { TemplateId = 0 } = await client.CreateLiveCallbackTemplate(template);
  await client.CreateLiveCallbackRule({ DomainName: finalTask.DomainName, AppName: finalTask.AppName, TemplateId });
  await emulator.clock.advance(300);
}

/** An emulator whose stream `final` is pushed, has a task, and tells the receiver of its pictures. */
async function pushed(
  { url }: Receiver,
  options: EmulatorOptions,
  test: (emulator: Emulator, taskId: string) => Promise<void>,
): Promise<void> {
  await withEmulator(options, async (emulator) => {
    await bind(emulator, { SnapshotNotifyUrl: url });
    const { TaskId = "" } = await liveClient(emulator).CreateScreenshotTask({
      ...finalTask,
      EndTime: virtualNow + 2 * hour,
    });
    await emulator.clock.advance(10);
    emulator.service.push(stream);
    await test(emulator, TaskId);
  });
}

describe("a picture", () => {
  it("is told of by POST to the address that the stream's rule has, signed", () =>
    withReceiver((receiver) =>
      pushed(receiver, {}, async (emulator, taskId) => {
        await emulator.clock.advance(25);
        await emulator.callbacks.settled();
        const { received } = receiver;
        const begin = virtualNow + 310;
        assert.deepEqual(received.map(({ create_time }) => create_time).sort(), [begin, begin + 10, begin + 20]);
        const first = received.find(({ create_time }) => create_time === begin);
        const { sign, ...fields } = first ?? {};
        assert.match(String(sign), /^[0-9a-f]{32}$/);
        assert.deepEqual(fields, {
          app: "push.example.com",
          appname: "live",
          stream_id: "final",
          channel_id: "final",
          stream_param: "",
          event_type: 200,
          create_time: begin,
          file_size: 2016,
          width: 320,
          height: 180,
          pic_url: "/2026-12-19/final-screenshot-02-05-10-320x180.jpg",
          pic_full_url: `${emulator.endpoint}/_emulator/captures/${taskId}/${begin}.png`,
          task_id: "1867908378000000001",
          t: begin + 1 + 600,
        });
        const checked = checkCallbackSign(first, key, begin + 1);
        assert.ok(checked.ok && checked.kind === "screenshot");
        assert.equal(checkCallbackSign(first, "another", begin + 1).ok, false);
        const picture = await fetch(String(fields["pic_full_url"]));
        assert.equal(picture.headers.get("content-type"), "image/png");
      }),
    ));

  it("lies where its template says, in its size", () =>
    withReceiver(async ({ url, received }) => {
      await withEmulator({ switches: { noticeTaskId: "same" } }, async (emulator) => {
        await bind(emulator, { SnapshotNotifyUrl: url });
        const client = liveClient(emulator);
        const { TemplateId = 0 } = await client.CreateLiveSnapshotTemplate({
          TemplateName: "small",
          CosAppId: 1_250_000_000,
          CosBucket: "pictures",
          CosRegion: "ap-guangzhou",
          Width: 160,
          CosPrefix: "{PushDomain}/{AppName}",
          CosFileName: "{StreamID}_{Width}{Ext}",
        });
        const { TaskId } = await client.CreateScreenshotTask({ ...finalTask, TemplateId });
        await emulator.clock.advance(10);
        emulator.service.push(stream);
        await emulator.clock.advance(2);
        await emulator.callbacks.settled();
        const [{ pic_url, width, height, task_id, pic_full_url } = {}] = received;
        assert.deepEqual([width, height, task_id], [160, 180, TaskId]);
        assert.equal(pic_url, "/push.example.com/live/final_160.jpg");
        const picture = Buffer.from(await (await fetch(String(pic_full_url))).arrayBuffer());
        assert.deepEqual([picture.readUInt32BE(16), picture.readUInt32BE(20)], [160, 180]);
      });
    }));

  it("lies where its template said when the push began, though that is changed and removed", () =>
    withReceiver(({ url, received }) =>
      withEmulator({ switches: { templateInUse: "rules" } }, async (emulator) => {
        await bind(emulator, { SnapshotNotifyUrl: url });
        const client = liveClient(emulator);
        const bucket = { CosAppId: 1_250_000_000, CosBucket: "pictures", CosRegion: "ap-guangzhou" };
        const settings = { TemplateName: "moved", ...bucket, SnapshotInterval: 60 };
        const old = { ...settings, CosPrefix: "old", CosFileName: "{Hour}{Ext}" };
        const { TemplateId = 0 } = await client.CreateLiveSnapshotTemplate(old);
        await client.CreateScreenshotTask({ ...finalTask, TemplateId });
        await emulator.clock.advance(10);
        emulator.service.push(stream);
        await client.ModifyLiveSnapshotTemplate({ ...settings, TemplateId, CosPrefix: "new" });
        await emulator.clock.advance(600);
        await client.DeleteLiveSnapshotTemplate({ TemplateId });
        await emulator.clock.advance(600);
        await emulator.callbacks.settled();
        assert.equal(received.length, 20);
        assert.deepEqual(new Set(received.map(({ pic_url }) => pic_url)), new Set(["/old/02.jpg"]));
      }),
    ));

  it("is told of again every two minutes, five times at most, until status 200 comes", () =>
    withReceiver(
      (receiver) =>
        pushed(receiver, {}, async (emulator) => {
          const begin = virtualNow + 310;
          await emulator.clock.advance(2);
          await emulator.callbacks.settled();
          emulator.service.interrupt(stream);
          for (let n = 0; n < 8; n++) {
            await emulator.clock.advance(120);
            await emulator.callbacks.settled();
          }
          assert.deepEqual(
            emulator.callbacks.deliveries().map(({ attempt, sent, status }) => [attempt, sent, status]),
            [1, 2, 3, 4, 5, 6].map((attempt) => [attempt, begin + 1 + 120 * (attempt - 1), 302]),
          );
          assert.equal(new Set(receiver.received.map(({ t, sign }) => JSON.stringify([t, sign]))).size, 1);
        }),
      (response) => response.writeHead(302, { Location: "/" }).end(),
    ));

  it("is not told of again once status 200 came, whatever the answer says", () =>
    withReceiver(
      (receiver) =>
        pushed(receiver, {}, async (emulator) => {
          await emulator.clock.advance(2);
          await emulator.callbacks.settled();
          emulator.service.interrupt(stream);
          await emulator.clock.advance(hour);
          await emulator.callbacks.settled();
          assert.deepEqual(
            emulator.callbacks.deliveries().map(({ status, response }) => [status, response]),
            [
              [500, "later"],
              [200, "nothing"],
            ],
          );
        }),
      (response, count) => response.writeHead(count === 1 ? 500 : 200).end(count === 1 ? "later" : "nothing"),
    ));

  for (const [status, times] of [
    [200, 1],
    [500, 6],
  ] as const) {
    it(`is told of while its signature is good, before a change of the clock settles, where ${status} is answered`, () => {
      const moments: number[] = [];
      let now = () => 0;
      return withReceiver(
        (receiver) =>
          pushed(receiver, {}, async (emulator) => {
            now = emulator.clock.now;
            await emulator.clock.advance(55);
            emulator.service.interrupt(stream);
            await emulator.clock.set("2026-12-18T18:30:00Z");
            assert.equal(receiver.received.length, 6 * times);
            emulator.service.push(stream);
            await emulator.clock.advance(55);
            emulator.service.interrupt(stream);
            const body = '{"advance": "PT1H"}';
            await fetch(`${emulator.endpoint}/_emulator/clock`, { method: "POST", body });
            assert.equal(receiver.received.length, 12 * times);
            const good = receiver.received.filter(
              (body, index) => checkCallbackSign(body, key, moments[index] ?? 0).ok,
            );
            assert.equal(good.length, 12 * times);
          }),
        (response) => {
          moments.push(now());
          response.writeHead(status).end();
        },
      );
    });
  }

  it("is not told of after a reset in the middle of a change of the clock, which ends there", () =>
    withReceiver(
      (receiver) =>
        pushed(receiver, {}, async (emulator) => {
          const changes = [emulator.clock.advance(hour), emulator.clock.advance(hour)];
          while (receiver.received.length === 0) await new Promise(setImmediate);
          emulator.reset();
          await Promise.all(changes);
          assert.equal(emulator.clock.now(), virtualNow);
        }),
      () => {},
    ));

  it("that nobody answers for does not hold up the clock", () =>
    withReceiver(
      (receiver) =>
        pushed(receiver, { callbackPatience: 200 }, async (emulator, taskId) => {
          await emulator.clock.advance(hour);
          assert.equal(emulator.service.captures(taskId).length, 360);
          emulator.reset();
        }),
      () => {},
    ));

  it("counts as not told of where the answer is too long in coming", () =>
    withReceiver(
      (receiver) =>
        pushed(receiver, { callbackPatience: 50 }, async (emulator) => {
          await emulator.clock.advance(2);
          await emulator.callbacks.settled();
          const [{ status, response } = {}] = emulator.callbacks.deliveries();
          assert.deepEqual([status, response], [null, "no answer in time"]);
        }),
      () => {},
    ));

  it("is told of on this machine alone, unless that is allowed", () =>
    withEmulator({}, async (emulator) => {
      await bind(emulator, { SnapshotNotifyUrl: "https://example.com/pictures" });
      await liveClient(emulator).CreateScreenshotTask(finalTask);
      await emulator.clock.advance(10);
      emulator.service.push(stream);
      await emulator.clock.advance(2);
      await emulator.callbacks.settled();
      emulator.service.interrupt(stream);
      await emulator.clock.advance(hour);
      await emulator.callbacks.settled();
      const [{ status, response } = {}, ...others] = emulator.callbacks.deliveries();
      assert.deepEqual([status, response], [null, "not sent: its address is not on this machine"]);
      assert.deepEqual(others, []);
    }));

  it("is told of only where rule and template were in effect when the push began", () =>
    withReceiver(async ({ url, received }) => {
      await withEmulator({}, async (emulator) => {
        await liveClient(emulator).CreateScreenshotTask({ ...finalTask, EndTime: virtualNow + 2 * hour });
        await emulator.clock.advance(10);
        emulator.service.push(stream);
        await bind(emulator, { SnapshotNotifyUrl: url });
        await emulator.clock.advance(60);
        await emulator.callbacks.settled();
        assert.equal(received.length, 0);

        emulator.service.interrupt(stream);
        emulator.service.push(stream);
        const { DomainName, AppName } = finalTask;
        await liveClient(emulator).DeleteLiveCallbackRule({ DomainName, AppName });
        await emulator.clock.advance(600);
        await emulator.callbacks.settled();
        assert.equal(received.length, 60);

        emulator.service.interrupt(stream);
        emulator.service.push(stream);
        await emulator.clock.advance(60);
        await emulator.callbacks.settled();
        assert.equal(received.length, 60);
      });
    }));

  it("is told of after a restart, where that did not come about before", async () => {
    const folder = await mkdtemp(join(tmpdir(), "emulator-"));
    const data = join(folder, "emulator.json");
    try {
      await withReceiver(
        (receiver) =>
          pushed(receiver, { data }, async (emulator) => {
            await emulator.clock.advance(12);
            await emulator.callbacks.settled();
            emulator.service.interrupt(stream);
            assert.deepEqual(
              emulator.callbacks.deliveries().map(({ status }) => status),
              [500, 500],
            );
            await emulator.close();
            const again = await startEmulator({ data });
            try {
              assert.equal(again.callbacks.deliveries().length, 2);
              await again.clock.advance(120);
              await again.callbacks.settled();
              assert.deepEqual(
                again.callbacks.deliveries().map(({ status }) => status),
                [500, 500, 200, 200],
              );
            } finally {
              await again.close();
            }
          }),
        (response, count) => response.writeHead(count <= 2 ? 500 : 200).end(),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("a push", () => {
  it("is told of when it begins and when it ends", () =>
    withReceiver(async ({ url, received }) => {
      await withEmulator({}, async (emulator) => {
        await bind(emulator, { StreamBeginNotifyUrl: url, StreamEndNotifyUrl: url });
        emulator.service.push(stream);
        await emulator.callbacks.settled();
        await emulator.clock.advance(90);
        emulator.service.interrupt(stream);
        await emulator.callbacks.settled();
        assert.deepEqual(
          received.map(({ event_type, event_time, push_duration }) => [event_type, event_time, push_duration]),
          [
            [1, virtualNow + 300, undefined],
            [0, virtualNow + 390, "90000"],
          ],
        );
        assert.equal(received[0]?.["sequence"], received[1]?.["sequence"]);
        const kinds = received.map((body) => checkCallbackSign(body, key, virtualNow + 400));
        assert.deepEqual(
          kinds.map((checked) => checked.ok && checked.kind),
          ["push began", "push ended"],
        );
      });
    }));
});

describe("/_emulator/callbacks", () => {
  it("shows what came of those that were sent", () =>
    withReceiver((receiver) =>
      pushed(receiver, {}, async (emulator) => {
        await emulator.clock.advance(2);
        const { callbacks } = (await (await fetch(`${emulator.endpoint}/_emulator/callbacks?settled=true`)).json()) as {
          callbacks: Record<string, unknown>[];
        };
        assert.equal(callbacks.length, 1);
        const [{ body, ...delivery } = {}] = callbacks;
        assert.deepEqual(delivery, {
          ...stream,
          eventType: 200,
          happened: "2026-12-18T18:05:10.000Z",
          url: receiver.url,
          attempt: 1,
          sent: "2026-12-18T18:05:11.000Z",
          status: 200,
          response: '{"code":0}',
        });
        assert.deepEqual(body, receiver.received[0]);
      }),
    ));
});

describe("an emulator whose clock runs", () => {
  it("tells of a picture by itself, without a call", () =>
    withReceiver(async ({ url, received }) => {
      let later = 0;
      const emulator = await startEmulator({
        time: "2026-12-18T18:00:00Z",
        rate: 1,
        wallClock: () => Date.now() + later,
      });
      try {
        await bind(emulator, { SnapshotNotifyUrl: url });
        await liveClient(emulator).CreateScreenshotTask({ ...finalTask, EndTime: virtualNow + 2 * hour });
        await emulator.clock.advance(10);
        emulator.service.push(stream);
        later = 2000;
        while (received.length === 0) await new Promise(setImmediate);
        assert.ok(Number(received[0]?.["create_time"]) >= virtualNow + 310);
      } finally {
        await emulator.close();
      }
    }));
});
