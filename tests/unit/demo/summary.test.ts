import assert from "node:assert/strict";
import type { ScreenshotNotice } from "../../../callbacks/index.js";
import { capturesOf } from "../../../cli/demo/contactSheet.js";
import { accountFor, countTold, explain, history } from "../../../cli/demo/summary.js";
import { at, evening } from "./evening.js";

describe("the account of a window that was moved while it ran", () => {
  it("counts the captures of both tasks, and finds no second without one", () => {
    const { service, first, second } = evening();
    assert.deepEqual(accountFor(service, [first, second]), {
      start: at("19:00:00"),
      end: at("21:30:00"),
      captures: [362, 539],
      total: 901,
      uncovered: 0,
      doubled: 1,
      longestGap: 10,
    });
  });

  it("tells the seconds in which both tasks captured", () => {
    const { service, first, second } = evening({ stopped: "20:01:00" });
    const { doubled, total } = accountFor(service, [first, second]);
    assert.equal(doubled, 49);
    assert.equal(total, 905);
  });

  it("would tell a gap, if there were one", () => {
    const { service, first, second } = evening({ stopped: "20:00:08" });
    const { uncovered, longestGap } = accountFor(service, [first, second]);
    assert.equal(uncovered, 3);
    assert.equal(longestGap, 11);
  });

  it("explains each number on a line of its own", () => {
    const { service, first, second } = evening();
    assert.deepEqual(explain(accountFor(service, [first, second]), 901), [
      "9000 s  from 19:00:00 to 21:30:00, the window with its new end",
      "   0 s  of that in which no task captured",
      "   1 s  of that in which both tasks did, while one handed over to the other",
      "   362  captures of task 1",
      "   539  captures of task 2",
      "   901  captures together; one each 10 s would be 900, and each task counts its 10 s anew",
      "   901  callbacks, one for each of them, and each signed with the template's key",
      "  10 s  at most between one capture and the next",
    ]);
  });
});

describe("the callbacks of an evening", () => {
  const { service, first, second } = evening();
  const captures = capturesOf(service, [first, second]);
  const pictures = captures.map(({ time }) => noticeAt(time));

  it("are counted where there is one for each capture, in whatever order, and others beside them", () => {
    const others = [noticeAt(at("23:00:00"))];
    assert.equal(countTold(captures, { pictures: [...others, ...pictures.toReversed()], refused: [] }), 901);
  });

  for (const [what, told, message] of [
    ["one is missing", pictures.slice(1), /^901 pictures were taken, and callbacks told of 900\.$/],
    ["one came twice", [...pictures, ...pictures.slice(0, 1)], /callbacks told of 902/],
    ["one came twice and another not", [...pictures.slice(1), ...pictures.slice(1, 2)], /901 .* told of 901/],
  ] as const) {
    it(`are an error where ${what}`, () => {
      assert.throws(() => countTold(captures, { pictures: told, refused: [] }), { message });
    });
  }

  it("are an error where one was refused, and why is said", () => {
    const refused = ["the signature is not that of this key"];
    assert.throws(() => countTold(captures, { pictures, refused }), {
      message: /Refused were 1: the signature is not that of this key/,
    });
  });
});

function noticeAt(time: number): ScreenshotNotice {
  const stream = { app: "5000.livepush.myqcloud.com", appname: "live", stream_id: "stream1" };
  return { event_type: 200, t: time + 600, sign: "0".repeat(32), ...stream, create_time: time, pic_url: "/1.png" };
}

describe("the history of a demo", () => {
  it("puts what became of the tasks and what else happened in order of time", () => {
    const { service, first, second } = evening();
    const pushed = { at: at("18:58:00"), what: "stream1 was pushed" };
    assert.deepEqual(history([first, second], [pushed], service.now()), [
      "2026-12-18 18:55:00  task 1 was made, for 2026-12-18 19:00:00 to 21:00:00",
      "2026-12-18 18:58:00  stream1 was pushed",
      "2026-12-18 20:00:08  task 2 was made, for 2026-12-18 20:00:08 to 21:30:00",
      "2026-12-18 20:00:11  task 2 captured from here on",
      "2026-12-18 20:00:12  task 1 was stopped and deleted",
      "2026-12-18 21:30:00  task 2 was over, by itself",
    ]);
  });

  it("does not say that a task is over before it is", () => {
    const { second } = evening();
    assert.deepEqual(
      history([second], [], at("21:29:59")).filter((line) => line.includes("over")),
      [],
    );
  });
});
