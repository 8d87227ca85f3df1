import assert from "node:assert/strict";
import { day, failsWith, finalTask, hour, liveClient, stream, virtualNow, withEmulator } from "./client.js";

const bucket = { CosAppId: 1_250_000_000, CosBucket: "pictures", CosRegion: "ap-guangzhou" };
const wide = { TemplateName: "wide", ...bucket, SnapshotInterval: 20 };
const told = { TemplateName: "told", SnapshotNotifyUrl: "http://127.0.0.1:1/pictures", CallbackKey: "sesame" };
const bound = { DomainName: "push.example.com", AppName: "live" };

/** No templates but those that the test makes. */
const empty = { switches: { templates: "" } } as const;

describe("the vendor's SDK, with snapshot templates", () => {
  it("makes, describes, lists, modifies and deletes one", () =>
    withEmulator(empty, async (emulator) => {
      const client = liveClient(emulator, { region: null });
      const { TemplateId = 0 } = await client.CreateLiveSnapshotTemplate(wide);
      assert.equal(TemplateId, 12838073);
      const made = {
        TemplateId,
        ...wide,
        Description: "",
        Width: 0,
        Height: 0,
        PornFlag: 0,
        CosPrefix: null,
        CosFileName: null,
      };
      assert.deepEqual((await client.DescribeLiveSnapshotTemplate({ TemplateId })).Template, made);

      await client.ModifyLiveSnapshotTemplate({
        TemplateId,
        ...bucket,
        CosPrefix: "/{AppName}",
        Description: "a goal",
      });
      const modified = { ...made, CosPrefix: "/{AppName}", Description: "a goal" };
      assert.deepEqual((await client.DescribeLiveSnapshotTemplates()).Templates, [modified]);

      await client.ModifyLiveSnapshotTemplate({ TemplateId, ...bucket, CosPrefix: "", Description: "" });
      assert.deepEqual((await client.DescribeLiveSnapshotTemplates()).Templates, [made]);

      await client.DeleteLiveSnapshotTemplate({ TemplateId });
      assert.deepEqual((await client.DescribeLiveSnapshotTemplates()).Templates, []);
      await failsWith("FailedOperation.NotFound", client.DescribeLiveSnapshotTemplate({ TemplateId }));
      await failsWith("FailedOperation.NotFound", client.ModifyLiveSnapshotTemplate({ TemplateId, ...bucket }));
      await failsWith("InternalError.ConfNotFound", client.DeleteLiveSnapshotTemplate({ TemplateId }));
    }));

  it("may give several the same name, and each gets an id of its own, also after a reset", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      assert.equal((await client.CreateLiveSnapshotTemplate(wide)).TemplateId, 12838073);
      assert.equal((await client.CreateLiveSnapshotTemplate(wide)).TemplateId, 12838074);
      emulator.reset();
      assert.equal((await client.CreateLiveSnapshotTemplate(wide)).TemplateId, 12838075);
    }));

  it("never gives one the id of one that a new store holds", () =>
    withEmulator({ switches: { templates: "12838073" } }, async (emulator) => {
      assert.equal((await liveClient(emulator).CreateLiveSnapshotTemplate(wide)).TemplateId, 12838074);
    }));

  it("finds those of a new store", () =>
    withEmulator({ switches: { templates: "1000,7" } }, async (emulator) => {
      const { Templates = [] } = await liveClient(emulator).DescribeLiveSnapshotTemplates();
      assert.deepEqual(
        Templates.map(({ TemplateId, SnapshotInterval }) => [TemplateId, SnapshotInterval]),
        [
          [1000, 10],
          [7, 10],
        ],
      );
    }));

  it("is refused the 51st", () =>
    withEmulator(empty, async (emulator) => {
      const client = liveClient(emulator);
      for (let n = 0; n < 50; n++) await client.CreateLiveSnapshotTemplate(wide);
      await failsWith("InternalError.ConfOutLimit", client.CreateLiveSnapshotTemplate(wide));
    }));

  it("is refused what is out of range or has wrong characters, with the code for it", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      const wrong: readonly [string, Record<string, unknown>][] = [
        ["InvalidParameterValue", { TemplateName: "" }],
        ["InvalidParameterValue", { TemplateName: "two words" }],
        ["InvalidParameterValue", { TemplateName: "équipe" }],
        ["InvalidParameterValue", { TemplateName: "球".repeat(86) }],
        ["InvalidParameterValue", { Description: "x".repeat(1025) }],
        ["InvalidParameterValue", { Description: "a/b" }],
        ["InvalidParameterValue", { SnapshotInterval: 1 }],
        ["InvalidParameterValue", { SnapshotInterval: 301 }],
        ["InvalidParameterValue", { Width: 3001 }],
        ["InvalidParameterValue", { Height: 2001 }],
        ["InvalidParameterValue", { Width: -1 }],
        ["InvalidParameterValue", { PornFlag: 2 }],
        ["InvalidParameterValue", { CosAppId: 0 }],
        ["InvalidParameter", { Width: 1.5 }],
        ["InvalidParameter", { Width: "100" }],
        ["InvalidParameter.COSCustomFileNameError", { CosFileName: "{Minutes}{Ext}" }],
        ["InvalidParameter.COSCustomFileNameError", { CosFileName: "a b" }],
        ["InvalidParameter.COSCustomFileNameError", { CosPrefix: "/a?b" }],
        ["FailedOperation.CosBucketNotExist", { CosBucket: "pictures-1250000000" }],
      ];
      for (const [code, fields] of wrong) {
        await failsWith(code, client.CreateLiveSnapshotTemplate({ ...wide, ...fields }));
      }
      const unnamed = client.ModifyLiveSnapshotTemplate({ TemplateId: 1, ...bucket, TemplateName: "" });
      await failsWith("InvalidParameterValue", unnamed);
      const { CosBucket, ...incomplete } = wide;
      await failsWith("MissingParameter", client.CreateLiveSnapshotTemplate(incomplete as typeof wide));
      await client.CreateLiveSnapshotTemplate({
        ...wide,
        TemplateName: "球".repeat(85),
        Description: "决赛 final_1 -",
        SnapshotInterval: 2,
        Width: 3000,
        Height: 2000,
        CosPrefix: "/{Year}-{Month}-{Day}",
        CosFileName: "{StreamID}-screenshot-{Hour}-{Minute}-{Second}-{Width}x{Height}{Ext}",
      });
    }));

  it("is told what of the bucket is missing, as the switch cos says", async () => {
    const codes = {
      "no-role": "FailedOperation.CosRoleNotExists",
      "no-bucket": "FailedOperation.CosBucketNotExist",
      "no-permission": "FailedOperation.CosBucketNotPermission",
    } as const;
    for (const [cos, code] of Object.entries(codes)) {
      await withEmulator({ switches: { cos } }, async (emulator) => {
        const client = liveClient(emulator);
        await failsWith(code, client.CreateLiveSnapshotTemplate(wide));
        await failsWith(code, client.ModifyLiveSnapshotTemplate({ TemplateId: 1, ...bucket }));
      });
    }
  });

  it("modifies what it leaves out, or does not, as the switch modifyOmitted says", async () => {
    for (const modifyOmitted of ["kept", "reset"] as const) {
      await withEmulator({ switches: { modifyOmitted } }, async (emulator) => {
        const client = liveClient(emulator);
        const { TemplateId = 0 } = await client.CreateLiveSnapshotTemplate({ ...wide, Description: "goals" });
        await client.ModifyLiveSnapshotTemplate({ TemplateId, ...bucket, Width: 640 });
        const { Template } = await client.DescribeLiveSnapshotTemplate({ TemplateId });
        const [interval, description] = modifyOmitted === "kept" ? [20, "goals"] : [10, ""];
        assert.equal(Template?.SnapshotInterval, interval);
        assert.equal(Template?.Description, description);
        assert.equal(Template?.TemplateName, "wide");
        assert.equal(Template?.Width, 640);
      });
    }
  });

  it("may not modify the interval to less than 5 s, or than modifyIntervalFrom", async () => {
    const change = { TemplateId: 1, ...bucket, SnapshotInterval: 2 };
    await withEmulator({}, (emulator) =>
      failsWith("InvalidParameterValue", liveClient(emulator).ModifyLiveSnapshotTemplate(change)).then(() => {}),
    );
    await withEmulator({ switches: { modifyIntervalFrom: 2 } }, async (emulator) => {
      await liveClient(emulator).ModifyLiveSnapshotTemplate(change);
    });
  });

  it("may not delete one that a rule binds, nor with templateInUse=rules-and-tasks one that a task names", () =>
    withEmulator({ switches: { templateInUse: "rules-and-tasks" } }, async (emulator) => {
      const client = liveClient(emulator);
      await client.CreateLiveSnapshotRule({ ...bound, TemplateId: 2 });
      const message = await failsWith(
        "FailedOperation.ConfInUsed",
        client.DeleteLiveSnapshotTemplate({ TemplateId: 2 }),
      );
      assert.match(message, /template 2 is used by the rule for push\.example\.com\/live\./);
      await client.DeleteLiveSnapshotRule(bound);
      await client.DeleteLiveSnapshotTemplate({ TemplateId: 2 });

      const { TaskId = "" } = await client.CreateScreenshotTask(finalTask);
      await failsWith("FailedOperation.ConfInUsed", client.DeleteLiveSnapshotTemplate({ TemplateId: 1 }));
      await client.DeleteScreenshotTask({ TaskId });
      await client.DeleteLiveSnapshotTemplate({ TemplateId: 1 });
    }));

  it("may make 200 calls in a second, and describe 500 times", () => {
    const moment = Date.now();
    return withEmulator({ wallClock: () => moment, callsPerSecond: undefined }, async (emulator) => {
      const client = liveClient(emulator);
      const delete200 = Array.from({ length: 200 }, () =>
        failsWith("InternalError.ConfNotFound", client.DeleteLiveSnapshotTemplate({ TemplateId: 9 })),
      );
      await Promise.all(delete200);
      await failsWith("RequestLimitExceeded", client.DeleteLiveSnapshotTemplate({ TemplateId: 9 }));
      await Promise.all(Array.from({ length: 500 }, () => client.DescribeLiveSnapshotRules()));
      await failsWith("RequestLimitExceeded", client.DescribeLiveSnapshotRules());
    });
  });
});

describe("the vendor's SDK, with callback templates", () => {
  it("makes, describes, lists, modifies and deletes one, and never sees RecordStatusNotifyUrl again", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      const { TemplateId = 0 } = await client.CreateLiveCallbackTemplate({
        ...told,
        RecordStatusNotifyUrl: "https://example.com/status",
        StreamMixNotifyUrl: "https://example.com/mix",
      });
      const made = {
        TemplateId,
        ...told,
        Description: "",
        StreamBeginNotifyUrl: "",
        StreamMixNotifyUrl: "https://example.com/mix",
        StreamEndNotifyUrl: "",
        RecordNotifyUrl: "",
        PornCensorshipNotifyUrl: "",
        PushExceptionNotifyUrl: null,
        AudioAuditNotifyUrl: null,
        RecordExceptionNotifyUrl: "",
        RecordExceptionLevels: [],
      };
      assert.deepEqual((await client.DescribeLiveCallbackTemplate({ TemplateId })).Template, made);

      const change = { CallbackKey: "", RecordExceptionLevels: ["error", "info"] };
      await client.ModifyLiveCallbackTemplate({ TemplateId, ...change });
      assert.deepEqual((await client.DescribeLiveCallbackTemplates()).Templates, [{ ...made, ...change }]);

      await client.DeleteLiveCallbackTemplate({ TemplateId });
      assert.deepEqual((await client.DescribeLiveCallbackTemplates()).Templates, []);
      await failsWith("FailedOperation.NotFound", client.DescribeLiveCallbackTemplate({ TemplateId }));
      await failsWith("FailedOperation.NotFound", client.ModifyLiveCallbackTemplate({ TemplateId }));
      await failsWith("FailedOperation.NotFound", client.DeleteLiveCallbackTemplate({ TemplateId }));
    }));

  it("sends a list in a query as well", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator, { signMethod: "HmacSHA1", reqMethod: "GET" });
      const { TemplateId = 0 } = await client.CreateLiveCallbackTemplate({
        ...told,
        RecordExceptionLevels: ["error", "warning"],
      });
      const { Template } = await client.DescribeLiveCallbackTemplate({ TemplateId });
      assert.deepEqual(Template?.RecordExceptionLevels, ["error", "warning"]);
    }));

  it("is refused one without a URL, with a wrong one, and the 51st", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      const wrong: readonly [string, Record<string, unknown>][] = [
        ["InvalidParameter", { SnapshotNotifyUrl: "" }],
        ["InvalidParameter.UrlNotSafe", { SnapshotNotifyUrl: "pictures" }],
        ["InvalidParameter.UrlNotSafe", { SnapshotNotifyUrl: "ftp://example.com/" }],
        ["InvalidParameter.UrlNotSafe", { SnapshotNotifyUrl: "https://nowhere.invalid/" }],
        ["InvalidParameter.ArgsNotMatch", { TemplateName: "two words" }],
        ["InvalidParameterValue", { RecordExceptionLevels: ["fatal"] }],
        ["InvalidParameter", { RecordExceptionLevels: "error" }],
      ];
      for (const [code, fields] of wrong) {
        await failsWith(code, client.CreateLiveCallbackTemplate({ ...told, ...fields }));
      }
      for (let n = 0; n < 50; n++) await client.CreateLiveCallbackTemplate(told);
      await failsWith("InternalError.ConfOutLimit", client.CreateLiveCallbackTemplate(told));
    }));

  it("finds the mainland's parameters unknown under site=international, and the rest as it is", () =>
    withEmulator({ switches: { site: "international" } }, async (emulator) => {
      const client = liveClient(emulator);
      const AudioAuditNotifyUrl = "https://example.com/audio";
      await failsWith("UnknownParameter", client.CreateLiveCallbackTemplate({ ...told, AudioAuditNotifyUrl }));
      const { TemplateId = 0 } = await client.CreateLiveCallbackTemplate(told);
      const { Template = {} } = await client.DescribeLiveCallbackTemplate({ TemplateId });
      assert.ok(!("AudioAuditNotifyUrl" in Template));
      const DomainName = "push_example";
      const rule = { DomainName, AppName: "live", TemplateId };
      await failsWith("InvalidParameter.DomainFormatError", client.CreateLiveCallbackRule(rule));
    }));
});

describe("the vendor's SDK, with rules", () => {
  it("binds a domain, an application and a stream to snapshot templates, each once", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      await client.CreateLiveSnapshotRule({ DomainName: "push.example.com", TemplateId: 1 });
      await client.CreateLiveSnapshotRule({ ...bound, StreamName: "final", TemplateId: 1 });
      await client.CreateLiveSnapshotRule({ ...bound, AppName: "vod", TemplateId: 2 });
      await failsWith("FailedOperation.RuleAlreadyExist", client.CreateLiveSnapshotRule({ ...bound, TemplateId: 2 }));
      const time = { CreateTime: "2026-12-19 02:00:00", UpdateTime: "2026-12-19 02:00:00" };
      assert.deepEqual((await client.DescribeLiveSnapshotRules()).Rules, [
        { ...time, ...bound, StreamName: "", TemplateId: 1 },
        { ...time, ...bound, StreamName: "final", TemplateId: 1 },
        { ...time, DomainName: "push.example.com", AppName: "vod", StreamName: "", TemplateId: 2 },
      ]);
      await client.DeleteLiveSnapshotRule(bound);
      await failsWith("FailedOperation.NotFound", client.DeleteLiveSnapshotRule(bound));
      assert.equal((await client.DescribeLiveSnapshotRules()).Rules?.length, 2);
      await client.CreateLiveSnapshotRule({ ...bound, TemplateId: 2 });
      assert.equal((await client.DescribeLiveSnapshotRules()).Rules?.at(-1)?.TemplateId, 2);
    }));

  it("binds a domain to one snapshot template alone with domainTemplates=one", () =>
    withEmulator({ switches: { domainTemplates: "one" } }, async (emulator) => {
      const client = liveClient(emulator);
      await client.CreateLiveSnapshotRule({ ...bound, TemplateId: 1 });
      await client.CreateLiveSnapshotRule({ ...bound, AppName: "vod", TemplateId: 1 });
      const second = client.CreateLiveSnapshotRule({ ...bound, AppName: "radio", TemplateId: 2 });
      await failsWith("FailedOperation.RuleAlreadyExist", second);
    }));

  it("is refused a rule for a template that is not there, or for what is no domain", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      await failsWith("InvalidParameter.ConfNotFound", client.CreateLiveSnapshotRule({ ...bound, TemplateId: 9 }));
      await failsWith("InvalidParameter.ConfNotFound", client.CreateLiveCallbackRule({ ...bound, TemplateId: 1 }));
      const DomainName = "push_example";
      await failsWith(
        "InvalidParameter.DomainFormatError",
        client.CreateLiveSnapshotRule({ DomainName, TemplateId: 1 }),
      );
      await failsWith("InvalidParameter.DomainFormatError", client.DeleteLiveSnapshotRule({ DomainName }));
      await failsWith("InvalidParameter", client.DeleteLiveCallbackRule({ DomainName, AppName: "live" }));
    }));

  it("binds a domain and an application to a callback template, which then stays", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      const { TemplateId = 0 } = await client.CreateLiveCallbackTemplate(told);
      await client.CreateLiveCallbackRule({ ...bound, TemplateId });
      await failsWith("InvalidParameter", client.CreateLiveCallbackRule({ ...bound, TemplateId }));
      const time = { CreateTime: "2026-12-19 02:00:00", UpdateTime: "2026-12-19 02:00:00" };
      assert.deepEqual((await client.DescribeLiveCallbackRules()).Rules, [{ ...time, ...bound, TemplateId }]);
      await failsWith("FailedOperation.ConfInUsed", client.DeleteLiveCallbackTemplate({ TemplateId }));
      await client.DeleteLiveCallbackRule(bound);
      await failsWith("FailedOperation.NotFound", client.DeleteLiveCallbackRule(bound));
      await client.DeleteLiveCallbackTemplate({ TemplateId });
    }));

  it("replaces a callback rule with callbackRuleTwice=replaced", () =>
    withEmulator({ switches: { callbackRuleTwice: "replaced" } }, async (emulator) => {
      const client = liveClient(emulator);
      const ids: number[] = [];
      for (let n = 0; n < 2; n++) ids.push((await client.CreateLiveCallbackTemplate(told)).TemplateId ?? 0);
      for (const TemplateId of ids) await client.CreateLiveCallbackRule({ ...bound, TemplateId });
      const { Rules = [] } = await client.DescribeLiveCallbackRules();
      assert.deepEqual(
        Rules.map(({ TemplateId }) => TemplateId),
        ids.slice(1),
      );
    }));
});

describe("a template that is made, and a rule,", () => {
  it("can be shown late", () =>
    withEmulator({ faults: { kind: "late", listings: 2 } }, async (emulator) => {
      const client = liveClient(emulator);
      const { TemplateId = 0 } = await client.CreateLiveSnapshotTemplate(wide);
      await client.CreateLiveSnapshotRule({ DomainName: "push.example.com", TemplateId });
      for (const shown of [false, false, true]) {
        const { Templates = [] } = await client.DescribeLiveSnapshotTemplates();
        const { Rules = [] } = await client.DescribeLiveSnapshotRules();
        assert.equal(
          Templates.some((template) => template.TemplateId === TemplateId),
          shown,
        );
        assert.equal(Rules.length, shown ? 1 : 0);
      }
    }));

  it("can be shown late as it was before it was changed or removed", () =>
    withEmulator({ faults: { kind: "late", listings: 1 } }, async (emulator) => {
      const client = liveClient(emulator);
      await client.ModifyLiveSnapshotTemplate({ TemplateId: 1, ...bucket, Width: 640 });
      await client.DeleteLiveSnapshotTemplate({ TemplateId: 2 });
      for (const [width, ids] of [
        [0, [1, 2, 1000]],
        [640, [1, 1000]],
      ]) {
        const { Templates = [] } = await client.DescribeLiveSnapshotTemplates();
        assert.equal(Templates[0]?.Width, width);
        assert.deepEqual(
          Templates.map(({ TemplateId }) => TemplateId),
          ids,
        );
      }
      await client.CreateLiveSnapshotRule({ ...bound, TemplateId: 1 });
      await client.DescribeLiveSnapshotRules();
      await client.DeleteLiveSnapshotRule(bound);
      assert.equal((await client.DescribeLiveSnapshotRules()).Rules?.length, 1);
      assert.equal((await client.DescribeLiveSnapshotRules()).Rules?.length, 0);
    }));

  it("can be made although the answer is lost", () =>
    withEmulator({ faults: { kind: "lost-after", action: "CreateLiveCallbackTemplate" } }, async (emulator) => {
      await assert.rejects(liveClient(emulator).CreateLiveCallbackTemplate(told));
      assert.equal(emulator.service.configured().callbackTemplates.length, 1);
    }));
});

describe("a task", () => {
  it("takes its pictures as its template says when they begin", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      const { TemplateId = 0 } = await client.CreateLiveSnapshotTemplate(wide);
      const { TaskId = "" } = await client.CreateScreenshotTask({ ...finalTask, TemplateId });
      await emulator.clock.advance(10);
      emulator.service.push(stream);
      await emulator.clock.advance(60);
      assert.deepEqual(emulator.service.captures(TaskId), [virtualNow + 10, virtualNow + 30, virtualNow + 50]);
    }));

  it("takes none where its template was never made, or is removed, and is listed all the same", () =>
    withEmulator({ switches: { changeCountsAfter: 0 } }, async (emulator) => {
      const client = liveClient(emulator);
      await client.CreateScreenshotTask({ ...finalTask, TemplateId: 9 });
      await client.CreateScreenshotTask({ ...finalTask, TemplateId: 2 });
      await client.DeleteLiveSnapshotTemplate({ TemplateId: 2 });
      emulator.service.push(stream);
      await emulator.clock.advance(60);
      const { TaskList = [] } = await client.DescribeScreenshotTask({
        StartTime: virtualNow - day,
        EndTime: virtualNow + day,
      });
      assert.equal(TaskList.length, 2);
      assert.deepEqual(
        emulator.service.tasks().map(({ state, captures }) => [state, captures]),
        [
          ["running", 0],
          ["running", 0],
        ],
      );
    }));

  it("goes by a changed template 5 minutes later, and only for what begins then", () =>
    withEmulator({}, async (emulator) => {
      const client = liveClient(emulator);
      const { TaskId = "" } = await client.CreateScreenshotTask({ ...finalTask, EndTime: virtualNow + 2 * hour });
      const push = async (seconds: number): Promise<number> => {
        const before = emulator.service.captures(TaskId).length;
        emulator.service.push(stream);
        await emulator.clock.advance(seconds);
        emulator.service.interrupt(stream);
        return emulator.service.captures(TaskId).length - before;
      };
      await emulator.clock.advance(10);
      await client.ModifyLiveSnapshotTemplate({ TemplateId: 1, ...bucket, SnapshotInterval: 100 });
      assert.equal(await push(200), 20);
      assert.equal(await push(300), 30);
      assert.equal(await push(300), 3);
    }));
});
