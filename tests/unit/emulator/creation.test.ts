import assert from "node:assert/strict";
import { codeOf, create, day, hour, listed, page, serviceWith, task, virtualNow } from "./fixture.js";

describe("creating a task", () => {
  it("answers an opaque id of 58 characters, another one each time, the same ones for the same store", () => {
    const service = serviceWith();
    const ids = [create(service), create(service)];
    for (const id of ids) assert.match(id, /^[A-Za-z0-9]{58}$/);
    assert.notEqual(ids[0], ids[1]);
    const again = serviceWith();
    assert.deepEqual([create(again), create(again)], ids);
  });

  it("starts at once where no start is given", () => {
    const service = serviceWith();
    const { startTime, state } = task(service, create(service));
    assert.deepEqual([startTime, state], [virtualNow, "running"]);
  });

  it("keeps what the listing does not show", () => {
    const service = serviceWith();
    const { streamType, extension } = task(service, create(service, { StreamType: 1, Extension: "x" }));
    assert.deepEqual([streamType, extension], [1, "x"]);
  });

  it("refuses each required parameter that is missing or null", () => {
    for (const name of ["StreamName", "DomainName", "AppName", "EndTime", "TemplateId"]) {
      for (const value of [undefined, null]) {
        assert.equal(
          codeOf(() => create(serviceWith(), { [name]: value })),
          "MissingParameter",
          name,
        );
      }
    }
  });

  it("refuses a parameter that it does not know", () => {
    assert.equal(
      codeOf(() => create(serviceWith(), { ClientToken: "x" })),
      "UnknownParameter",
    );
    assert.equal(
      codeOf(() => create(serviceWith(), { toString: "x" })),
      "UnknownParameter",
    );
  });

  it("refuses wrong types", () => {
    const wrong: Record<string, unknown>[] = [
      { StreamName: 1 },
      { StreamName: ["final"] },
      { EndTime: virtualNow + 0.5 },
      { EndTime: true },
      { TemplateId: -1 },
      { StreamType: "" },
      { Extension: {} },
    ];
    for (const parameters of wrong) {
      assert.equal(
        codeOf(() => create(serviceWith(), parameters)),
        "InvalidParameter",
        JSON.stringify(parameters),
      );
    }
  });

  it("refuses an empty name and a StreamType other than 0 and 1", () => {
    assert.equal(
      codeOf(() => create(serviceWith(), { StreamName: "" })),
      "InvalidParameter",
    );
    assert.equal(
      codeOf(() => create(serviceWith(), { StreamType: 2 })),
      "InvalidParameter",
    );
  });

  it("refuses an end that is not after now and after the start", () => {
    assert.equal(
      codeOf(() => create(serviceWith(), { EndTime: virtualNow })),
      "InvalidParameter",
    );
    assert.equal(
      codeOf(() => create(serviceWith(), { EndTime: virtualNow + 1 })),
      "",
    );
    assert.equal(
      codeOf(() => create(serviceWith(), { StartTime: virtualNow + 9, EndTime: virtualNow + 9 })),
      "InvalidParameter",
    );
    assert.equal(
      codeOf(() => create(serviceWith(), { StartTime: virtualNow + 9, EndTime: virtualNow + 10 })),
      "",
    );
  });

  it("allows 24 hours and not a second more, from now where no start is given", () => {
    assert.equal(
      codeOf(() => create(serviceWith(), { EndTime: virtualNow + day })),
      "",
    );
    assert.equal(
      codeOf(() => create(serviceWith(), { EndTime: virtualNow + day + 1 })),
      "InvalidParameter",
    );
    const start = { StartTime: virtualNow + hour };
    assert.equal(
      codeOf(() => create(serviceWith(), { ...start, EndTime: virtualNow + hour + day })),
      "",
    );
    assert.equal(
      codeOf(() => create(serviceWith(), { ...start, EndTime: virtualNow + hour + day + 1 })),
      "InvalidParameter",
    );
  });

  it("allows a start 6 days ahead and not a second more", () => {
    const ahead = (seconds: number) => ({ StartTime: virtualNow + seconds, EndTime: virtualNow + seconds + hour });
    assert.equal(
      codeOf(() => create(serviceWith(), ahead(6 * day))),
      "",
    );
    assert.equal(
      codeOf(() => create(serviceWith(), ahead(6 * day + 1))),
      "InvalidParameter",
    );
  });

  it("refuses an end 7 days ahead, and milliseconds", () => {
    const to = (EndTime: number) => ({ StartTime: virtualNow + 6 * day, EndTime });
    assert.equal(
      codeOf(() => create(serviceWith(), to(virtualNow + 7 * day - 1))),
      "",
    );
    assert.equal(
      codeOf(() => create(serviceWith(), to(virtualNow + 7 * day))),
      "InvalidParameter",
    );
    assert.equal(
      codeOf(() => create(serviceWith(), { EndTime: (virtualNow + hour) * 1000 })),
      "InvalidParameter",
    );
  });

  it("takes template 0, which captures nothing", () => {
    const service = serviceWith();
    const id = create(service, { TemplateId: 0 });
    service.push(task(service, id));
    service.advanceTo(virtualNow + hour);
    assert.equal(task(service, id).captures, 0);
  });
});

describe("the switches of creation", () => {
  const past = { StartTime: virtualNow - hour };

  it("pastStart=kept lists the past start", () => {
    const service = serviceWith({ pastStart: "kept" });
    create(service, past);
    assert.equal(page(service).TaskList[0]?.["StartTime"], virtualNow - hour);
  });

  it("pastStart=clamped lists now", () => {
    const service = serviceWith({ pastStart: "clamped" });
    create(service, past);
    assert.equal(page(service).TaskList[0]?.["StartTime"], virtualNow);
  });

  it("pastStart=refused refuses it, and now is not the past", () => {
    const service = serviceWith({ pastStart: "refused" });
    assert.equal(
      codeOf(() => create(service, past)),
      "InvalidParameter",
    );
    assert.equal(
      codeOf(() => create(service, { StartTime: virtualNow })),
      "",
    );
  });

  it("omittedStart=created lists the time of creation, zero lists 0 and finds the task by its creation", () => {
    const created = serviceWith({ omittedStart: "created" });
    create(created);
    assert.equal(page(created).TaskList[0]?.["StartTime"], virtualNow);
    const zero = serviceWith({ omittedStart: "zero" });
    create(zero);
    assert.equal(page(zero).TaskList[0]?.["StartTime"], 0);
    create(zero, { StartTime: virtualNow + 5 });
    assert.equal(page(zero).TaskList[0]?.["StartTime"], virtualNow + 5);
  });

  it("startLimit=exclusive refuses just 6 days, none leaves it to the other limits", () => {
    const at = (seconds: number) => ({ StartTime: virtualNow + seconds, EndTime: virtualNow + seconds + hour });
    assert.equal(
      codeOf(() => create(serviceWith({ startLimit: "inclusive" }), at(6 * day))),
      "",
    );
    assert.equal(
      codeOf(() => create(serviceWith({ startLimit: "exclusive" }), at(6 * day))),
      "InvalidParameter",
    );
    assert.equal(
      codeOf(() => create(serviceWith({ startLimit: "exclusive" }), at(6 * day - 1))),
      "",
    );
    assert.equal(
      codeOf(() => create(serviceWith({ startLimit: "none" }), at(6 * day + hour))),
      "",
    );
  });

  it("endLimit=inclusive allows just 7 days", () => {
    const window = { StartTime: virtualNow + 6 * day, EndTime: virtualNow + 7 * day };
    assert.equal(
      codeOf(() => create(serviceWith({ endLimit: "inclusive" }), window)),
      "",
    );
    assert.equal(
      codeOf(() => create(serviceWith({ endLimit: "exclusive" }), window)),
      "InvalidParameter",
    );
    const service = serviceWith({ endLimit: "inclusive", startLimit: "none" });
    assert.equal(
      codeOf(() => create(service, { StartTime: virtualNow + 6 * day + 1, EndTime: virtualNow + 7 * day + 1 })),
      "InvalidParameter",
    );
  });

  it("jsonDigits says whether digits in quotes are an integer", () => {
    const digits = { EndTime: String(virtualNow + hour) };
    assert.equal(
      codeOf(() => create(serviceWith({ jsonDigits: "refused" }), digits)),
      "InvalidParameter",
    );
    assert.equal(
      codeOf(() => create(serviceWith({ jsonDigits: "accepted" }), digits)),
      "",
    );
    assert.equal(
      codeOf(() => create(serviceWith({ jsonDigits: "accepted" }), { EndTime: "1e9" })),
      "InvalidParameter",
    );
  });

  it("names says which characters are allowed", () => {
    const named = (StreamName: string, names: "visible" | "plain" | "any") =>
      codeOf(() => create(serviceWith({ names }), { StreamName }));
    assert.deepEqual([named("a+b=c", "visible"), named("a b", "visible")], ["", "InvalidParameter"]);
    assert.deepEqual([named("a.b_c-1", "plain"), named("a+b", "plain")], ["", "InvalidParameter"]);
    assert.deepEqual([named("决赛 a", "any"), named("", "any")], ["", "InvalidParameter"]);
  });

  it("nameLength says how many", () => {
    const service = serviceWith({ nameLength: 5 });
    assert.equal(
      codeOf(() => create(service, { DomainName: "a.com", StreamName: "final" })),
      "",
    );
    assert.equal(
      codeOf(() => create(service, { DomainName: "aa.com", StreamName: "final" })),
      "InvalidParameter",
    );
  });

  it("quota limits the tasks of the account that are not over", () => {
    const service = serviceWith({ quota: 2 });
    create(service, { StreamName: "a" });
    const stopped = create(service, { StreamName: "b" });
    assert.equal(
      codeOf(() => create(service, { StreamName: "c" })),
      "LimitExceeded.MaximumRunningTask",
    );
    service.call("StopScreenshotTask", { TaskId: stopped });
    assert.equal(
      codeOf(() => create(service, { StreamName: "c" })),
      "",
    );
    service.advanceTo(virtualNow + hour);
    assert.equal(
      codeOf(() => create(service, { StreamName: "d" })),
      "",
    );
    assert.equal(listed(service).length, 4);
  });

  it("fourthTask=refused-running counts those that run now", () => {
    const service = serviceWith({ fourthTask: "refused-running" });
    for (let n = 0; n < 3; n++) create(service);
    assert.equal(
      codeOf(() => create(service)),
      "LimitExceeded.MaximumRunningTask",
    );
    assert.equal(
      codeOf(() => create(service, { StreamName: "another" })),
      "",
    );
    assert.equal(
      codeOf(() => create(service, { StartTime: virtualNow + 60 })),
      "",
    );
  });

  it("fourthTask=refused-overlap counts those that share a moment", () => {
    const service = serviceWith({ fourthTask: "refused-overlap" });
    const between = (from: number, to: number) => ({ StartTime: virtualNow + from, EndTime: virtualNow + to });
    create(service, between(0, 100));
    create(service, between(50, 150));
    create(service, between(100, 200));
    assert.equal(
      codeOf(() => create(service, between(40, 110))),
      "",
      "never more than two at one time",
    );
    assert.equal(
      codeOf(() => create(service, between(60, 160))),
      "LimitExceeded.MaximumRunningTask",
    );
    assert.equal(
      codeOf(() => create(service, between(200, 300))),
      "",
    );
  });
});
