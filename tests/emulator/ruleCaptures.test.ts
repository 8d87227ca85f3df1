import assert from "node:assert/strict";
import type { Emulator } from "../../emulator/index.js";
import { liveClient, stream, virtualNow, withEmulator } from "./client.js";
import { withReceiver } from "./receiver.js";

const { domainName: DomainName, appName: AppName, streamName: StreamName } = stream;

/** How many pictures rules have taken of the tests' stream. */
function taken(emulator: Emulator): number | undefined {
  return emulator.service.streams().find(({ streamName }) => streamName === StreamName)?.ruleCaptures;
}

describe("a snapshot rule", () => {
  it("has all of a stream captured, from a push 5 minutes later on, until the push ends", () =>
    withEmulator({}, async (emulator) => {
      await liveClient(emulator).CreateLiveSnapshotRule({ DomainName, TemplateId: 1 });
      emulator.service.push(stream);
      await emulator.clock.advance(600);
      assert.equal(taken(emulator), 0);
      emulator.service.interrupt(stream);
      emulator.service.push(stream);
      await emulator.clock.advance(600);
      assert.equal(taken(emulator), 60);
      emulator.service.interrupt(stream);
      await emulator.clock.advance(600);
      assert.equal(taken(emulator), 60);
    }));

  it("for a stream comes before one for its application", () =>
    withEmulator({ switches: { changeCountsAfter: 0 } }, async (emulator) => {
      const client = liveClient(emulator);
      const { TemplateId = 0 } = await client.CreateLiveSnapshotTemplate({
        TemplateName: "often",
        CosAppId: 1_250_000_000,
        CosBucket: "pictures",
        CosRegion: "ap-guangzhou",
        SnapshotInterval: 2,
      });
      await client.CreateLiveSnapshotRule({ DomainName, AppName, TemplateId: 1 });
      await client.CreateLiveSnapshotRule({ DomainName, AppName, StreamName, TemplateId });
      emulator.service.push(stream);
      emulator.service.push({ ...stream, streamName: "other" });
      await emulator.clock.advance(20);
      assert.deepEqual(
        emulator.service.streams().map(({ ruleCaptures }) => ruleCaptures),
        [10, 2],
      );
    }));

  it("ends with the push that it captured, and with no other of the same second", () =>
    withReceiver(({ url, received }) =>
      withEmulator({ switches: { changeCountsAfter: 0 } }, async (emulator) => {
        const client = liveClient(emulator);
        const told = { TemplateName: "told", SnapshotNotifyUrl: url };
        const { TemplateId = 0 } = await client.CreateLiveCallbackTemplate(told);
        await client.CreateLiveCallbackRule({ DomainName, AppName, TemplateId });
        await client.CreateLiveSnapshotRule({ DomainName, TemplateId: 1 });
        const short = { ...stream, streamName: "short" };
        emulator.service.push(short);
        emulator.service.push(stream);
        emulator.service.interrupt(short);
        await emulator.clock.advance(100);
        emulator.service.interrupt(stream);
        await emulator.clock.advance(3600);
        await emulator.callbacks.settled();
        assert.equal(taken(emulator), 10);
        assert.equal(received.length, 10);
      }),
    ));

  it("has its pictures counted and told of", () =>
    withReceiver(({ url, received }) =>
      withEmulator({ switches: { changeCountsAfter: 0, sheetCountsAfter: 0 } }, async (emulator) => {
        const client = liveClient(emulator);
        const { TemplateId = 0 } = await client.CreateLiveCallbackTemplate({
          TemplateName: "told",
          SnapshotNotifyUrl: url,
        });
        await client.CreateLiveCallbackRule({ DomainName, AppName, TemplateId });
        await client.CreateLiveSnapshotRule({ DomainName, TemplateId: 1 });
        emulator.service.push(stream);
        await emulator.clock.advance(25);
        await emulator.callbacks.settled();
        assert.deepEqual(
          received.map(({ create_time, task_id, pic_full_url }) => [create_time, task_id, pic_full_url]),
          [virtualNow, virtualNow + 10, virtualNow + 20].map((time) => [time, undefined, undefined]),
        );
        const { DataInfoList } = await client.DescribeScreenShotSheetNumList({
          StartTime: "2026-12-18T18:00:00Z",
          EndTime: "2026-12-18T18:04:00Z",
          Granularity: "Minute",
        });
        assert.deepEqual(DataInfoList, [{ Time: "2026-12-18T18:00:00Z", Num: 3 }]);
        const { streams } = (await (await fetch(`${emulator.endpoint}/_emulator/streams`)).json()) as {
          streams: unknown;
        };
        assert.deepEqual(streams, [{ ...stream, pushedSince: "2026-12-18T18:00:00.000Z", ruleCaptures: 3 }]);
      }),
    ));
});
