import { deepEqual, equal, match } from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { unknownValue } from "../../provider/fields.js";
import { check, fields } from "../../provider/resources/screenshotTask.js";

const good = {
  streamName: "final",
  domainName: "push.example.com",
  appName: "live",
  templateId: 12838073,
  startTime: "2026-12-24T19:00:00+08:00",
  endTime: "2026-12-24T21:30:00+08:00",
};

const failuresOf = (change: Record<string, unknown>) => {
  const inputs: Record<string, unknown> = { ...good, ...change };
  for (const name of Object.keys(inputs)) if (inputs[name] === undefined) delete inputs[name];
  return check(inputs).failures;
};

describe("checking a screenshot task", () => {
  it("passes what is right, and hands on what was written", () => {
    const inputs = { ...good, __provider: "text" };
    deepEqual(check(inputs), { inputs, failures: [] });
  });

  it("passes every policy", () => {
    deepEqual(failuresOf({ ifTooFar: "defer", ifPast: "error", ifStopped: "keep", ifExists: "adopt" }), []);
  });

  const refused: [what: string, change: Record<string, unknown>, property: string, message: RegExp][] = [
    ["a time without an offset", { endTime: "2026-12-24T21:30:00" }, "endTime", /has no offset.*21:30:00\+08:00/],
    ["milliseconds", { startTime: 1798110000000 }, "startTime", /looks like milliseconds.*1798110000/],
    ["a date that does not exist", { endTime: "2026-02-30T10:00:00Z" }, "endTime", /not a time that exists/],
    ["an end before the start", { endTime: "2026-12-24T18:00:00+08:00" }, "endTime", /must be after startTime/],
    ["25 hours", { endTime: "2026-12-25T20:00:00+08:00" }, "endTime", /is 1 d 1 h after startTime.*24 h at most/],
    ["an unknown property", { endtime: 1 }, "endtime", /is not a property; did you mean endTime\?/],
    ["a property of something else", { bucket: "b" }, "bucket", /is not a property; there are streamName, /],
    ["a property that every object has", { constructor: 1 }, "constructor", /is not a property/],
    [
      "an empty name",
      { streamName: "" },
      "streamName",
      /a name without blanks and outer slashes, like "match-1"; got ""/,
    ],
    [
      "a name with blanks",
      { appName: "li ve" },
      "appName",
      /a name without blanks and outer slashes, like "live"; got "li ve"/,
    ],
    ["a path with slashes around it", { appName: "/live/" }, "appName", /without blanks and outer slashes/],
    ["a number for a name", { streamName: 7 }, "streamName", /must be a text like "match-1"; got 7/],
    ["an address for a domain", { domainName: "rtmp://push.example.com/live" }, "domainName", /bare domain name/],
    ["a template id of 0", { templateId: 0 }, "templateId", /a whole number from 1 to 9007199254740991; got 0/],
    ["a template id in a text", { templateId: "12838073" }, "templateId", /whole number .*; got "12838073"/],
    ["a template id that loses digits", { templateId: 2 ** 60 }, "templateId", /whole number from 1 to/],
    ["a template id with a fraction", { templateId: 1.5 }, "templateId", /whole number from 1 to .*; got 1.5/],
    ["another stream type", { streamType: 2 }, "streamType", /must be 0 or 1; got 2/],
    ["an extension that is no text", { extension: {} }, "extension", /must be a text; got \{\}/],
    ["a policy that does not exist", { ifPast: "ignore" }, "ifPast", /must be "skip" or "error"; got "ignore"/],
    ["null", { startTime: null }, "startTime", /must be a time like .*; got null/],
  ];
  for (const [what, change, property, message] of refused) {
    it(`refuses ${what}, naming the property and showing the right form`, () => {
      const [failure, ...others] = failuresOf(change);
      deepEqual(others, []);
      equal(failure?.property, property);
      match(failure?.reason ?? "", message);
    });
  }

  it("passes exactly 24 h, with the milliseconds that Date.toISOString writes", () => {
    deepEqual(failuresOf({ startTime: "2026-12-24T11:00:00.500Z", endTime: "2026-12-25T11:00:00.500Z" }), []);
  });

  it("names everything that is wrong at once", () => {
    deepEqual(
      failuresOf({ streamName: "", templateId: 0, endTime: "tomorrow" }).map(({ property }) => property),
      ["streamName", "templateId", "endTime"],
    );
  });

  it("leaves alone what is not known yet, in every property", () => {
    for (const name of Object.keys(fields)) deepEqual(failuresOf({ [name]: unknownValue }), [], name);
  });

  it("knows the unknown by the same text as Pulumi", () => {
    equal(unknownValue, runtime.unknownValue);
  });
});
