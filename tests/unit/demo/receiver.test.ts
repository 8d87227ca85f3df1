import assert from "node:assert/strict";
import { type Receiver, startReceiver } from "../../../cli/demo/receiver.js";
import { beginNotice, pictureNotice } from "../../../emulator/callbacks/notice.js";
import { at } from "./evening.js";

describe("the service of a demo that is told by callbacks", () => {
  const stream = { domainName: "5000.livepush.myqcloud.com", appName: "live", streamName: "stream1" };
  const now = at("19:00:10");
  const picture = (time: number, key: string) =>
    pictureNotice(
      stream,
      { time, width: 320, height: 180, path: "/1.png", url: undefined, taskId: undefined },
      key,
      time,
    );
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await startReceiver("the key", () => now);
  });

  afterEach(() => receiver.close());

  it("keeps what is signed with its key", async () => {
    assert.equal(await send(beginNotice(stream, "the key", now)), 200);
    assert.equal(await send(picture(now, "the key")), 200);
    assert.deepEqual(
      [...receiver.pushes.map((push) => push.event_time), ...receiver.pictures.map((taken) => taken.create_time)],
      [now, now],
    );
    assert.deepEqual(receiver.refused, []);
  });

  it("refuses what is signed with another key, or was good long ago, and says why", async () => {
    assert.equal(await send(picture(now, "another key")), 403);
    assert.equal(await send(picture(now - 3600, "the key")), 403);
    assert.deepEqual(receiver.pictures, []);
    assert.deepEqual(receiver.refused, [
      "the signature is not that of this key",
      "the signature expired at 2026-12-18T18:10:10.000Z, and it is 2026-12-18T19:00:10.000Z",
    ]);
  });

  async function send(body: string): Promise<number> {
    return (await fetch(receiver.url, { method: "POST", body })).status;
  }
});
