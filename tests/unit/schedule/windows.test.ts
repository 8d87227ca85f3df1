import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import { split } from "../../../sdk/schedule/splitting.js";
import { capture, planned, plannedBeside, refused, streams } from "./planned.js";

const final = { name: "final", startTime: "2026-12-24T19:00:00+08:00", endTime: "2026-12-24T21:00:00+08:00" };

describe("a schedule of windows", () => {
  it("has a task for each, of its name, whatever the offset that it is written in", () => {
    const semifinal = { name: "semifinal", startTime: 1798023600, endTime: 1798030800 };
    deepEqual(planned({ windows: [final, semifinal] }), {
      final: "2026-12-24T11:00:00Z 2026-12-24T13:00:00Z",
      semifinal: "2026-12-23T11:00:00Z 2026-12-23T13:00:00Z",
    });
  });

  it("captures the stream that a window names, and of the others the schedule's", () => {
    const windows = [final, { ...final, name: "aside", streamName: "studio" }];
    deepEqual(streams({ windows }), { final: "final", aside: "studio" });
    const { streamName: _, ...none } = capture;
    refused({ windows, capture: none }, /capture\.streamName gives no stream for windows\[0\] \("final"\)/);
  });

  it("may be empty", () => {
    deepEqual(planned({ windows: [] }), {});
  });

  it("is refused with each field named that is wrong", () => {
    refused({ windows: [final, { ...final, endTime: "2026-12-24" }] }, /windows\[1\]\.endTime .*has no time of day/);
    refused({ windows: [{ ...final, endtime: 1 }] }, /windows\[0\]\.endtime is not a property; did you mean endTime\?/);
    refused({ windows: [{ ...final, name: "" }] }, /windows\[0\]\.name must not be empty/);
    refused({ windows: [{ ...final, endTime: final.startTime }] }, /windows\[0\]\.endTime must be after startTime/);
    refused(
      { windows: [{}, final, { ...final, name: 7 }] },
      /windows\[0\]\.name is required.*windows\[2\]\.name must be/,
    );
    refused({ windows: [final, final] }, /both be named "final": each needs a name of its own/);
    refused({ windows: "final" }, /windows must be a list/);
  });

  it("of which two have one name has the others, and none of the two", () => {
    const windows = [{ ...final, name: "twin" }, final, { ...final, name: "twin" }];
    deepEqual(plannedBeside({ windows }), ["final"]);
    refused({ windows }, /windows\[0\] \("twin"\) and windows\[2\] \("twin"\) would both be named "twin"/);
  });

  it("is refused with more than one source, with none, and with times that are not the source's", () => {
    refused({}, /^CaptureSchedule season: one of `windows`, `calendar` and `cron` says when/);
    refused({ windows: [final], cron: {} }, /no two of them/);
    refused(
      { windows: [final], capture: { ...capture, endTime: 1 } },
      /capture\.endTime is what the schedule's source/,
    );
    refused({ windows: [final], capture: undefined }, /capture is required/);
    refused({ windows: [final], padbefore: 1 }, /padbefore is not a property; did you mean padBefore\?/);
  });
});

describe("padding", () => {
  it("is in seconds or an ISO 8601 duration, before and after", () => {
    deepEqual(planned({ windows: [final], padBefore: 600, padAfter: "PT1H30M" }), {
      final: "2026-12-24T10:50:00Z 2026-12-24T14:30:00Z",
    });
  });

  it("is refused when negative, of more than a day, or none", () => {
    for (const padBefore of [-1, 86_401, "P2D", "-PT1M", "ten", 1.5, null]) {
      refused(
        { windows: [final], padBefore },
        /padBefore must be from PT0S to PT24H, in whole seconds or like "PT15M"; got/,
      );
    }
  });
});

describe("a window of more than 24 h", () => {
  const long = { name: "long", startTime: "2026-12-24T00:00:00Z", endTime: "2026-12-26T06:00:00Z" };

  it("becomes parts that touch, of which the first has its name", () => {
    deepEqual(planned({ windows: [long] }), {
      long: "2026-12-24T00:00:00Z 2026-12-25T00:00:00Z",
      "long-2": "2026-12-25T00:00:00Z 2026-12-26T00:00:00Z",
      "long-3": "2026-12-26T00:00:00Z 2026-12-26T06:00:00Z",
    });
  });

  it("is split with its padding, and only where it must be", () => {
    const day = { ...long, endTime: "2026-12-25T00:00:00Z" };
    deepEqual(Object.keys(planned({ windows: [day] })), ["long"]);
    deepEqual(planned({ windows: [day], padAfter: 1 }), {
      long: "2026-12-24T00:00:00Z 2026-12-25T00:00:00Z",
      "long-2": "2026-12-25T00:00:00Z 2026-12-25T00:00:01Z",
    });
  });

  it("keeps its other parts when its end moves", () => {
    const { "long-3": _, ...kept } = planned({ windows: [long] });
    const { "long-3": _moved, ...after } = planned({ windows: [{ ...long, endTime: "2026-12-26T22:00:00Z" }] });
    deepEqual(after, kept);
  });

  it("is refused when it lasts more than 400 days, as a wrong year makes it", () => {
    const endless = { ...long, endTime: "2126-12-24T06:00:00Z" };
    refused({ windows: [endless] }, /windows\[0\] \("long"\) lasts 36524 d 6 h .* more than 400 days: check its end/);
  });

  it("refuses a name that one of its parts has already, and has the others", () => {
    const other = { ...long, name: "long-2", endTime: "2026-12-24T01:00:00Z" };
    deepEqual(plannedBeside({ windows: [long, other] }), ["long", "long-3"]);
    refused(
      { windows: [long, other] },
      /windows\[0\] \("long"\) and windows\[1\] \("long-2"\) would both be named "long-2"/,
    );
  });

  it("loses no second and has no part of more than 24 h, whatever its length", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), fc.integer({ min: 1, max: 4_000_000 }), (start, length) => {
        const parts = split({ start, end: start + length });
        deepEqual([parts.at(0)?.start, parts.at(-1)?.end], [start, start + length]);
        parts.forEach((part, index) => {
          deepEqual(part.end > part.start && part.end - part.start <= 86_400, true);
          if (index > 0) deepEqual(part.start, parts[index - 1]?.end);
        });
      }),
    );
  });
});
