import assert from "node:assert/strict";
import type { Emulator } from "../../emulator/index.js";
import { failsWith, finalTask, hour, liveClient, stream, virtualNow, withEmulator } from "./client.js";
import { withReceiver } from "./receiver.js";

/** The question for callbacks of the stream `final` from virtualNow on. */
const records = {
  StartTime: "2026-12-18T18:00:00Z",
  EndTime: "2026-12-19T18:00:00Z",
  StreamName: "final",
  PageNum: 1,
  PageSize: 10,
};

/** The question for pictures in the hour from virtualNow on. */
const countLimits = { StartTime: "2026-12-18T18:00:00Z", EndTime: "2026-12-18T18:59:59Z", Granularity: "Minute" };

/** Pushes the stream of a task for half an hour, from 10 s after virtualNow on: 180 pictures. */
async function capture(emulator: Emulator): Promise<void> {
  await liveClient(emulator).CreateScreenshotTask(finalTask);
  await emulator.clock.advance(10);
  emulator.service.push(stream);
  await emulator.clock.advance(1800);
  emulator.service.interrupt(stream);
}

describe("DescribeScreenShotSheetNumList", () => {
  it("counts the pictures in points of five minutes", () =>
    withEmulator({ switches: { sheetCountsAfter: 0 } }, async (emulator) => {
      await capture(emulator);
      const { DataInfoList = [] } = await liveClient(emulator, { region: null }).DescribeScreenShotSheetNumList(
        countLimits,
      );
      assert.deepEqual(
        DataInfoList.map(({ Time, Num }) => `${Time} ${Num}`),
        [
          "2026-12-18T18:00:00Z 29",
          "2026-12-18T18:05:00Z 30",
          "2026-12-18T18:10:00Z 30",
          "2026-12-18T18:15:00Z 30",
          "2026-12-18T18:20:00Z 30",
          "2026-12-18T18:25:00Z 30",
          "2026-12-18T18:30:00Z 1",
          "2026-12-18T18:35:00Z 0",
          "2026-12-18T18:40:00Z 0",
          "2026-12-18T18:45:00Z 0",
          "2026-12-18T18:50:00Z 0",
          "2026-12-18T18:55:00Z 0",
        ],
      );
    }));

  it("counts by days of Beijing where it is told no other granularity", () =>
    withEmulator({ switches: { sheetCountsAfter: 0 } }, async (emulator) => {
      await capture(emulator);
      const { DataInfoList } = await liveClient(emulator).DescribeScreenShotSheetNumList({
        StartTime: "2026-12-18 00:00:00",
        EndTime: "2026-12-19 23:59:59",
      });
      assert.deepEqual(DataInfoList, [
        { Time: "2026-12-17T16:00:00Z", Num: 0 },
        { Time: "2026-12-18T16:00:00Z", Num: 180 },
      ]);
    }));

  it("counts a picture an hour and a half later, or as sheetCountsAfter says", () =>
    withEmulator({}, async (emulator) => {
      await capture(emulator);
      const total = async (): Promise<number> => {
        const { DataInfoList = [] } = await liveClient(emulator).DescribeScreenShotSheetNumList(countLimits);
        return DataInfoList.reduce((sum, { Num = 0 }) => sum + Num, 0);
      };
      assert.equal(await total(), 0);
      await emulator.clock.set("2026-12-18T19:35:00Z");
      assert.equal(await total(), 29);
      await emulator.clock.set("2026-12-18T20:01:00Z");
      assert.equal(await total(), 180);
    }));

  it("counts for the domains and the zone that are asked for", () =>
    withEmulator({ switches: { sheetCountsAfter: 0 } }, async (emulator) => {
      await capture(emulator);
      const total = async (question: object): Promise<number> => {
        const client = liveClient(emulator);
        const { DataInfoList = [] } = await client.DescribeScreenShotSheetNumList({ ...countLimits, ...question });
        return DataInfoList.reduce((sum, { Num = 0 }) => sum + Num, 0);
      };
      assert.equal(await total({ PushDomains: ["push.example.com"], Zone: "Mainland" }), 180);
      assert.equal(await total({ PushDomains: ["other.example.com"] }), 0);
      assert.equal(await total({ Zone: "Oversea" }), 0);
    }));

  it("is refused a period that is wrong, too long or too long ago, and an unknown zone or granularity", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      const wrong = [
        { StartTime: "2026-12-18" },
        { StartTime: "2026-12-18T18:00:00" },
        { StartTime: "2026-13-18T18:00:00Z" },
        { EndTime: "2026-12-18T17:00:00Z" },
        { StartTime: "2026-11-01T18:00:00Z" },
        { StartTime: "2026-09-01T00:00:00Z", EndTime: "2026-09-02T00:00:00Z" },
        { Zone: "Moon" },
        { Granularity: "Hour" },
      ];
      for (const fields of wrong) {
        await failsWith("InvalidParameter", client.DescribeScreenShotSheetNumList({ ...countLimits, ...fields }));
      }
    }));

  it("reaches a year back under site=international, and over 186 days", () =>
    withEmulator({ switches: { site: "international" } }, async (emulator) => {
      const client = liveClient(emulator);
      const question = { StartTime: "2026-02-01T00:00:00Z", EndTime: "2026-08-01T00:00:00Z" };
      const { DataInfoList } = await client.DescribeScreenShotSheetNumList(question);
      assert.equal(DataInfoList?.length, 182);
    }));

  it("may be called 100 times in a second", () => {
    const moment = Date.now();
    return withEmulator({ wallClock: () => moment, callsPerSecond: undefined }, async (emulator) => {
      const client = liveClient(emulator);
      await Promise.all(Array.from({ length: 100 }, () => client.DescribeScreenShotSheetNumList(countLimits)));
      await failsWith("RequestLimitExceeded", client.DescribeScreenShotSheetNumList(countLimits));
    });
  });
});

describe("DescribeScreenShotSheetNumList of the international site", () => {
  it("takes no time of Beijing, as its documents have none", () =>
    withEmulator({ switches: { site: "international" } }, async (emulator) => {
      const client = liveClient(emulator);
      await client.DescribeScreenShotSheetNumList(countLimits);
      const StartTime = "2026-12-18 18:00:00";
      await failsWith("InvalidParameter", client.DescribeScreenShotSheetNumList({ ...countLimits, StartTime }));
    }));
});

describe("DescribeCallbackRecordsList", () => {
  /** An emulator that has told of 12 pictures: of the first one in vain at first. */
  const told = (switches: Record<string, string>, test: (emulator: Emulator) => Promise<void>): Promise<void> =>
    withReceiver(
      ({ url }) =>
        withEmulator({ switches: { changeCountsAfter: "0", ...switches } }, async (emulator) => {
          const client = liveClient(emulator);
          const template = { TemplateName: "told", SnapshotNotifyUrl: url, CallbackKey: "sesame" };
          const { TemplateId = 0 } = await client.CreateLiveCallbackTemplate(template);
          const { DomainName, AppName } = finalTask;
          await client.CreateLiveCallbackRule({ DomainName, AppName, TemplateId });
          await client.CreateScreenshotTask(finalTask);
          await emulator.clock.advance(10);
          emulator.service.push(stream);
          for (const seconds of [5, 110]) {
            await emulator.clock.advance(seconds);
            await emulator.callbacks.settled();
          }
          emulator.service.interrupt(stream);
          await emulator.clock.advance(hour);
          await emulator.callbacks.settled();
          await test(emulator);
        }),
      (response, count) => response.writeHead(count === 1 ? 503 : 200).end("{}"),
    );

  it("lists what came of the callbacks of a stream, in pages", () =>
    told({}, async (emulator) => {
      const client = liveClient(emulator, { region: null });
      const first = await client.DescribeCallbackRecordsList(records);
      assert.deepEqual([first.PageNum, first.PageSize, first.TotalNum, first.TotalPage], [1, 10, 13, 2]);
      const [{ Request, ...record } = {}] = first.DataInfoList ?? [];
      assert.deepEqual(record, {
        EventTime: "2026-12-18T18:00:10Z",
        EventType: 200,
        Response: "{}",
        ResponseTime: "2026-12-18T18:00:11Z",
        ResultCode: 503,
        StreamId: "final",
      });
      assert.equal((JSON.parse(String(Request)) as { create_time: number }).create_time, virtualNow + 10);
      const second = await client.DescribeCallbackRecordsList({ ...records, PageNum: 2 });
      assert.equal(second.DataInfoList?.length, 3);
      assert.equal((await client.DescribeCallbackRecordsList({ ...records, PageNum: 3 })).DataInfoList?.length, 0);
    }));

  it("lists those of one result or event alone, and answers in the times of the question", () =>
    told({}, async (emulator) => {
      const client = liveClient(emulator);
      const total = async (question: object): Promise<number | undefined> =>
        (await client.DescribeCallbackRecordsList({ ...records, ...question })).TotalNum;
      assert.equal(await total({ ResultCode: 0 }), 12);
      assert.equal(await total({ ResultCode: 503 }), 1);
      assert.equal(await total({ EventType: 200 }), 13);
      assert.equal(await total({ EventType: 1 }), 0);
      assert.equal(await total({ StreamName: "fina" }), 0);
      const { DataInfoList = [] } = await client.DescribeCallbackRecordsList({
        ...records,
        StartTime: "2026-12-19 02:00:15",
        EndTime: "2026-12-19 02:00:20",
      });
      assert.deepEqual(
        DataInfoList.map(({ EventTime }) => EventTime),
        ["2026-12-19 02:00:20"],
      );
    }));

  it("shows them late where callbackRecordsAfter says so", () =>
    told({ callbackRecordsAfter: "7200" }, async (emulator) => {
      const client = liveClient(emulator);
      assert.equal((await client.DescribeCallbackRecordsList(records)).TotalNum, 0);
      await emulator.clock.advance(2 * hour);
      assert.equal((await client.DescribeCallbackRecordsList(records)).TotalNum, 13);
    }));

  it("is refused more than a day, what is older than 14 days, and a page that is none", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      const wrong = [
        { EndTime: "2026-12-19T18:00:01Z" },
        { StartTime: "2026-12-04T17:59:59Z", EndTime: "2026-12-04T18:00:00Z" },
        { PageNum: 0 },
        { PageSize: 0 },
      ];
      for (const fields of wrong) {
        await failsWith("InvalidParameter", client.DescribeCallbackRecordsList({ ...records, ...fields }));
      }
    }));

  it("is not there under site=international", () =>
    withEmulator({ switches: { site: "international" } }, async (emulator) => {
      await failsWith("InvalidAction", liveClient(emulator).DescribeCallbackRecordsList(records));
    }));
});
