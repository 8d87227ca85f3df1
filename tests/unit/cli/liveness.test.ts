import { deepEqual } from "node:assert/strict";
import { askRecords, type ToldPush } from "../../../cli/evidence/callbackRecords.js";
import { livenessBy } from "../../../cli/evidence/live.js";
import { toldBy } from "../../../cli/evidence/toldStreams.js";

const window = { start: 10_000, end: 17_200 };

const begin = (at: number, sequence?: string): ToldPush => push(at, true, sequence, undefined);
const end = (at: number, sequence?: string, lasted?: number): ToldPush => push(at, false, sequence, lasted);

function push(at: number, began: boolean, sequence: string | undefined, lasted: number | undefined): ToldPush {
  return { domainName: "push.example.com", appName: "live", at, began, sequence, lasted };
}

/** Where begins and ends are told of. */
const secondsOf = (...pushes: ToldPush[]) => livenessBy(pushes)(window, true).seconds;

describe("for how long a stream was live", () => {
  it("is told of an encoder that reconnects by the sequence of its pushes: the new one begins before the old one ends", () => {
    deepEqual(livenessBy([begin(7000, "1"), begin(9700, "2"), end(9703, "1"), end(17_500, "2", 7800)])(window, true), {
      live: true,
      seconds: 7200,
    });
    deepEqual(secondsOf(begin(11_000, "1"), begin(12_000, "2"), end(12_010, "1"), end(13_000, "2")), 2000);
  });

  it("is told without a sequence by how long a push had lasted that nobody saw begin", () => {
    deepEqual(secondsOf(begin(7000), begin(9700), end(9703, undefined, 2703), end(17_500, undefined, 7800)), 7200);
    deepEqual(secondsOf(begin(7000), end(9000), end(12_000)), 0);
  });

  it("is until the window's end for a push that never ended, and until the next began for one before it", () => {
    deepEqual(secondsOf(begin(16_000, "1")), 1200);
    deepEqual(secondsOf(begin(11_000, "1"), begin(12_000, "2"), end(13_000, "2")), 2000);
  });

  it("is from the window's begin on for a first end, unless it says how long the push had lasted", () => {
    deepEqual(secondsOf(end(12_000, "1")), 2000);
    deepEqual(secondsOf(end(12_000, "1", 500)), 500);
  });

  it("is told of a push that began and ended in the same second, and of one that ended when the next began", () => {
    deepEqual(secondsOf(end(12_000, "1"), begin(12_000, "1")), 0);
    deepEqual(secondsOf(begin(11_000), end(12_000), begin(12_000), end(13_000)), 2000);
  });

  it("counts a second once", () => {
    deepEqual(secondsOf(begin(10_000, "1"), begin(11_000, "2"), end(12_000, "2"), end(12_000, "1")), 2000);
  });

  it("cannot be told where only begins or only ends are told of, but for a window that has one", () => {
    deepEqual(livenessBy([begin(9000)])(window, false), { live: undefined });
    deepEqual(livenessBy([begin(11_000)])(window, false), { live: true });
    deepEqual(livenessBy([end(10_000)])(window, false), { live: undefined });
    deepEqual(livenessBy([end(17_200)])(window, false), { live: true });
  });

  it("takes a length that is no number, and a sequence in another form, for what they are worth", async () => {
    const record = (fields: object) => ({
      EventType: 0,
      Request: JSON.stringify({ app: "push.example.com", appname: "live", event_time: 12_000, ...fields }),
    });
    const DataInfoList = ["", "long", -1, {}, null].map((duration, index) =>
      record({ push_duration: duration, sequence: index }),
    );
    const api = { read: async () => ({ DataInfoList, TotalPage: 1 }) };
    const records = await askRecords(api, { streamName: "final", span: window });
    deepEqual(
      records.map((each) => each.kind === "push" && [each.lasted, each.sequence]),
      ["0", "1", "2", "3", "4"].map((sequence) => [undefined, sequence]),
    );
    const { streams, unread } = toldBy(records);
    deepEqual([streams.size, unread], [1, 0]);
  });
});
