import assert from "node:assert/strict";
import { PNG } from "pngjs";
import { drawCapture } from "../../../emulator/captures/picture.js";
import { create, serviceWith, task, virtualNow } from "./fixture.js";

const service = serviceWith();
const first = task(service, create(service));
const second = task(service, create(service));

/** The colour of the bar at the top of a picture. */
function barOf(picture: Buffer): string {
  return PNG.sync.read(picture).data.subarray(0, 3).toString("hex");
}

describe("a picture", () => {
  it("is a PNG of 320 by 180", () => {
    const { width, height } = PNG.sync.read(drawCapture(first, virtualNow));
    assert.deepEqual([width, height], [320, 180]);
  });

  it("has the same bytes for the same task and time, and others for another time", () => {
    assert.deepEqual(drawCapture(first, virtualNow), drawCapture({ ...first }, virtualNow));
    assert.notDeepEqual(drawCapture(first, virtualNow), drawCapture(first, virtualNow + 10));
  });

  it("has a colour for each task, whatever the time", () => {
    assert.equal(barOf(drawCapture(first, virtualNow)), barOf(drawCapture(first, virtualNow + 600)));
    assert.notEqual(barOf(drawCapture(first, virtualNow)), barOf(drawCapture(second, virtualNow)));
  });

  it("can be drawn for any name, long or not ASCII, and for any time of the window", () => {
    for (const streamName of ["x".repeat(255), "决赛", "a"]) {
      for (const time of [virtualNow - 10, first.startTime, first.endTime + 10]) {
        assert.ok(drawCapture({ ...first, streamName }, time).length > 0);
      }
    }
  });
});
