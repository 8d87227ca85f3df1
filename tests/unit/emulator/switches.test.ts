import assert from "node:assert/strict";
import { actionCodes, commonCodes } from "../../../emulator/errors.js";
import { switchTable } from "../../../emulator/index.js";
import { actionParameters } from "../../../emulator/parameters.js";
import { resolveSwitches, type Switches } from "../../../emulator/switches.js";
import { codeOf, create, hour, page, serviceWith, virtualNow } from "./fixture.js";

const bucket = { CosAppId: 1_250_000_000, CosBucket: "pictures", CosRegion: "ap-guangzhou" };

const period = { StartTime: "2026-12-18T17:00:00Z", EndTime: "2026-12-18T18:00:00Z" };

const calls: Readonly<Record<string, Record<string, unknown>>> = {
  CreateScreenshotTask: {
    StreamName: "final",
    DomainName: "push.example.com",
    AppName: "live",
    EndTime: virtualNow + hour,
    TemplateId: 1,
  },
  StopScreenshotTask: { TaskId: "none" },
  DeleteScreenshotTask: { TaskId: "none" },
  DescribeScreenshotTask: { StartTime: virtualNow, EndTime: virtualNow + hour },
  CreateLiveSnapshotTemplate: { TemplateName: "wide", ...bucket },
  ModifyLiveSnapshotTemplate: { TemplateId: 2, ...bucket },
  DeleteLiveSnapshotTemplate: { TemplateId: 2 },
  DescribeLiveSnapshotTemplate: { TemplateId: 1 },
  DescribeLiveSnapshotTemplates: {},
  CreateLiveSnapshotRule: { DomainName: "push.example.com", TemplateId: 1 },
  DeleteLiveSnapshotRule: { DomainName: "push.example.com" },
  DescribeLiveSnapshotRules: {},
  CreateLiveCallbackTemplate: { TemplateName: "tell", SnapshotNotifyUrl: "https://example.com/" },
  ModifyLiveCallbackTemplate: { TemplateId: 1 },
  DeleteLiveCallbackTemplate: { TemplateId: 1 },
  DescribeLiveCallbackTemplate: { TemplateId: 1 },
  DescribeLiveCallbackTemplates: {},
  CreateLiveCallbackRule: { DomainName: "push.example.com", AppName: "live", TemplateId: 1 },
  DeleteLiveCallbackRule: { DomainName: "push.example.com", AppName: "live" },
  DescribeLiveCallbackRules: {},
  DescribeCallbackRecordsList: { ...period, StreamName: "final", PageNum: 1, PageSize: 10 },
  DescribeScreenShotSheetNumList: period,
};

/** The code of each action when it is called under some switches. */
function codes(switches: Partial<Switches>): Record<string, string> {
  const service = serviceWith(switches);
  return Object.fromEntries(
    Object.entries(calls).map(([action, params]) => [action, codeOf(() => service.call(action, params))]),
  );
}

describe("the switches", () => {
  it("each say what they decide, what they take and why they have their default, which they take", () => {
    for (const [name, { about, takes, reason, default: by, read }] of Object.entries(switchTable)) {
      assert.ok(about && takes && reason, name);
      assert.equal(read(String(by)), by, name);
    }
  });

  it("can be given as text or as values", () => {
    assert.equal(resolveSwitches({ pageSize: "7" }).pageSize, 7);
    assert.equal(resolveSwitches({ pageSize: 7 }).pageSize, 7);
    assert.equal(resolveSwitches({ pageSize: undefined }).pageSize, 100);
  });

  it("refuse an unknown name or value, with what there is", () => {
    assert.throws(() => resolveSwitches({ pagesize: 1 }), /There is no switch "pagesize"\. There are: stopUnknown, /);
    assert.throws(() => resolveSwitches({ toString: 1 }), /There is no switch "toString"/);
    assert.throws(() => resolveSwitches({ pageSize: 0 }), /pageSize takes a whole number from 1 on, not "0"/);
    assert.throws(() => resolveSwitches({ site: "moon" }), /site takes mainland \| international, not "moon"/);
    assert.throws(() => resolveSwitches({ fail: "CreateScreenshotTask:NoSuchCode" }), /fail takes Action:Code/);
    assert.throws(() => resolveSwitches({ fail: "CreateRecordTask:InternalError" }), /fail takes Action:Code/);
  });

  it("site=international has no other action of tasks than CreateScreenshotTask, and all of templates and rules", () => {
    const missing = Object.entries(codes({ site: "international" })).filter(([, code]) => code === "InvalidAction");
    assert.deepEqual(
      missing.map(([action]) => action),
      ["StopScreenshotTask", "DeleteScreenshotTask", "DescribeScreenshotTask", "DescribeCallbackRecordsList"],
    );
  });

  it("account says what state the account is in, for every action", () => {
    const expected = {
      frozen: "ResourceNotFound.FreezeService",
      arrears: "ResourceNotFound.StopService",
      forbidden: "ResourceNotFound.ForbidService",
      disabled: "ResourceNotFound.UserDisableService",
    } as const;
    for (const [account, code] of Object.entries(expected)) {
      assert.deepEqual(new Set(Object.values(codes({ account: account as keyof typeof expected }))), new Set([code]));
    }
  });

  it("account is looked at after the parameters", () => {
    const service = serviceWith({ account: "frozen" });
    assert.equal(
      codeOf(() => create(service, { EndTime: "soon" })),
      "InvalidParameter",
    );
  });

  it("fail brings out every documented code of every action, and of that action alone", () => {
    for (const [action, listed] of Object.entries(actionCodes)) {
      for (const code of listed) {
        const found = codes({ fail: `${action}:${code}` });
        assert.equal(found[action], code);
        if (action !== "DescribeScreenshotTask") assert.equal(found["DescribeScreenshotTask"], "");
      }
    }
  });

  it("fail takes several actions", () => {
    const found = codes({ fail: "CreateScreenshotTask:InternalError,StopScreenshotTask:RequestLimitExceeded" });
    assert.equal(found["CreateScreenshotTask"], "InternalError");
    assert.equal(found["StopScreenshotTask"], "RequestLimitExceeded");
    assert.equal(found["DescribeScreenshotTask"], "");
  });
});

describe("a parameter that is wrong", () => {
  it("is refused with a code that the page of its action lists", () => {
    for (const [action, parameters] of Object.entries(actionParameters)) {
      const listed = new Set<unknown>([...commonCodes, ...(actionCodes[action] ?? [])]);
      for (const [name, parameter] of Object.entries(parameters)) {
        for (const code of ["code", "internationalCode"].map((key) => Reflect.get(parameter, key))) {
          assert.ok(code === undefined || listed.has(code), `${action} ${name} ${code}`);
        }
      }
    }
  });
});

describe("a call in text, as a query or a form sends it", () => {
  it("takes digits for integers, and nothing else", () => {
    const service = serviceWith();
    const ask = (EndTime: string) =>
      codeOf(() => service.call("DescribeScreenshotTask", { StartTime: String(virtualNow), EndTime }, "text"));
    assert.equal(ask(String(virtualNow + hour)), "");
    assert.equal(ask(""), "InvalidParameter");
    assert.equal(ask("-1"), "InvalidParameter");
    assert.equal(ask("soon"), "InvalidParameter");
  });
});

describe("an answer", () => {
  it("is the caller's own: what becomes of it changes nothing in the service", () => {
    const service = serviceWith();
    const answer = service.call("DescribeLiveSnapshotTemplate", { TemplateId: 1 });
    const before = structuredClone(answer);
    Object.assign(answer["Template"] as object, { SnapshotInterval: 77 });
    assert.deepEqual(service.call("DescribeLiveSnapshotTemplate", { TemplateId: 1 }), before);
  });
});

describe("an action that is not there", () => {
  it("is an InvalidAction", () => {
    for (const action of ["CreateRecordTask", "toString", ""]) {
      assert.equal(
        codeOf(() => serviceWith().call(action, {})),
        "InvalidAction",
        action,
      );
    }
  });
});

describe("a service's snapshot", () => {
  it("is all that another service needs to go on in the same way", async () => {
    const { createService } = await import("../../../emulator/index.js");
    const stream = { domainName: "push.example.com", appName: "live", streamName: "final" };
    const first = serviceWith();
    for (let n = 0; n < 4; n++) create(first, { EndTime: virtualNow + 100 * (n + 1) });
    first.push(stream);
    first.advanceTo(virtualNow + 50);
    first.call("DeleteScreenshotTask", { TaskId: first.tasks()[1]?.taskId });
    const second = createService({ state: JSON.parse(JSON.stringify(first.snapshot())) });
    for (const service of [first, second]) {
      service.advanceTo(virtualNow + 150);
      create(service);
      service.interrupt(stream);
      service.advanceTo(virtualNow + hour);
    }
    assert.deepEqual(second.tasks(), first.tasks());
    assert.deepEqual(page(second), page(first));
  });
});
