import { deepEqual, equal, match, ok, rejects, throws } from "node:assert/strict";
import { unknownValue } from "../../../provider/fields.js";
import { hooks, pictures, refusal, resources, rule, Subject, stage } from "../../support/lasting.js";

const { snapshotTemplate, snapshotRule, callbackTemplate, callbackRule } = resources;

const named = (service: ReturnType<typeof stage>["service"], name = "pictures") =>
  service.configured().snapshotTemplates.filter(({ TemplateName }) => TemplateName === name);

describe("a template of the same name that is there before", () => {
  it("is named by default, with what differs and how to take it over, and nothing is made", async () => {
    const { service, ctx, process } = stage();
    const theirs = await Subject.create(process(), snapshotTemplate, { ...pictures, snapshotInterval: 5 });
    await rejects(Subject.create(ctx, snapshotTemplate, pictures), (error: Error) => {
      match(error.message, new RegExp(`A snapshot template "pictures" is there already \\(${theirs.id}\\)`));
      match(error.message, /with snapshotInterval 5 instead of 10, and ifExists is "error"/);
      match(error.message, new RegExp(`TENCENTCLOUD_CSS_ADOPT=SnapshotTemplate:${theirs.id} `));
      return true;
    });
    equal(named(service).length, 1);
  });

  it("is taken over by adopt and brought to what is declared, which is said", async () => {
    const { service, ctx, process } = stage();
    const theirs = await Subject.create(process(), snapshotTemplate, { ...pictures, width: 640, description: "old" });
    const ours = await Subject.create(ctx, snapshotTemplate, { ...pictures, ifExists: "adopt" });
    equal(ours.id, theirs.id);
    deepEqual(
      named(service).map(({ Width, Description }) => [Width, Description]),
      [[0, ""]],
    );
    match(
      ctx.notices.lines().join(),
      /was there already \(\d+\) and was taken over; it had description "old" instead of "", width 640 instead of 0, which/,
    );
    equal(await ours.refresh(ctx), true);
    equal(ours.diff(ctx).changes, false);
  });

  it("is taken over without a word of its secret", async () => {
    const { service, ctx, process } = stage();
    await Subject.create(process(), callbackTemplate, { ...hooks, callbackKey: "SecretOfOld" });
    await Subject.create(ctx, callbackTemplate, { ...hooks, callbackKey: "SecretOfNew", ifExists: "adopt" });
    equal(service.configured().callbackTemplates[0]?.CallbackKey, "SecretOfNew");
    const said = ctx.notices.lines().join();
    match(said, /it had callbackKey, which was changed/);
    ok(!said.includes("SecretOf"));
  });

  it("is taken over, whatever the policy, where the environment names it, as after a killed run", async () => {
    const { service, ctx, process } = stage();
    const theirs = await Subject.create(process(), snapshotTemplate, pictures);
    const ours = await Subject.create(
      process({ adopt: [`SnapshotTemplate:${theirs.id}`] }),
      snapshotTemplate,
      pictures,
    );
    equal(ours.id, theirs.id);
    equal(named(service).length, 1);
    await rejects(Subject.create(ctx, snapshotTemplate, pictures), /equal in every field, and ifExists is "error"/);
  });

  it("is not chosen among several, unless the environment names one", async () => {
    const { service, ctx, process } = stage();
    const call = { TemplateName: "pictures", CosAppId: 1250000000, CosBucket: "pictures", CosRegion: "ap-guangzhou" };
    const [first, second] = [1, 2].map(() => service.call("CreateLiveSnapshotTemplate", call)["TemplateId"]);
    const declared = { ...pictures, ifExists: "adopt" };
    await rejects(
      Subject.create(ctx, snapshotTemplate, declared),
      new RegExp(`There are several: snapshot template "pictures" is ${first}, ${second}\\.`),
    );
    const handed = process({ adopt: [`SnapshotTemplate:${second}`] });
    equal((await Subject.create(handed, snapshotTemplate, declared)).id, String(second));
  });

  it("of another resource of the same program is not taken over", async () => {
    const { ctx } = stage();
    await Subject.create(ctx, snapshotTemplate, pictures);
    await rejects(
      Subject.create(ctx, snapshotTemplate, { ...pictures, ifExists: "adopt" }),
      /is held by another resource of this program/,
    );
  });
});

describe("a rename without an alias, which creates and then deletes,", () => {
  it("keeps the template where the creation is refused by its name", async () => {
    const { service, ctx, process } = stage();
    const old = await Subject.create(ctx, snapshotTemplate, pictures);
    const run = process();
    await rejects(Subject.create(run, snapshotTemplate, pictures), /tell Pulumi with `aliases`/);
    await rejects(
      old.destroy(run),
      /Kept the snapshot template "pictures": a resource that is to take its place failed/,
    );
    equal(named(service).length, 1);
  });

  it("keeps a rule whose successor is declared and was never begun", async () => {
    const { service, ctx, process } = stage();
    const old = await Subject.create(ctx, snapshotRule, rule);
    const run = process();
    snapshotRule.announce(run, { ...rule, streamName: "other" });
    snapshotRule.announce(run, rule);
    await rejects(
      old.destroy(run),
      /Kept the snapshot rule .*: a resource that is to take its place was not made in this run/,
    );
    equal(service.configured().snapshotRules.length, 1);
  });

  it("keeps no rule whose key its own resource gives up", async () => {
    const { service, ctx, process } = stage();
    const old = await Subject.create(ctx, snapshotRule, rule);
    const run = process();
    snapshotRule.announce(run, rule);
    old.diff(run, { ...rule, streamName: "other" });
    await old.destroy(run);
    equal(service.configured().snapshotRules.length, 0);
  });

  it("hands the object over where it adopts, of every kind", async () => {
    const { service, ctx, process } = stage();
    const hook = await Subject.create(ctx, callbackTemplate, hooks);
    const cases = [
      [snapshotTemplate, pictures],
      [snapshotRule, rule],
      [callbackRule, { ...rule, templateId: Number(hook.id) }],
    ] as const;
    for (const [resource, declared] of cases) {
      const old = await Subject.create(ctx, resource, declared);
      const run = process();
      const renamed = await Subject.create(run, resource, { ...declared, ifExists: "adopt" });
      equal(renamed.id, old.id);
      await old.destroy(run);
      equal(await renamed.refresh(process()), true);
    }
    deepEqual(
      [named(service).length, service.configured().snapshotRules.length, service.configured().callbackRules.length],
      [1, 1, 1],
    );
  });
});

describe("a rule of the same key that is there before", () => {
  it("is named by default, with its template", async () => {
    const { ctx, process } = stage();
    await Subject.create(process(), snapshotRule, { ...rule, templateId: 2 });
    await rejects(
      Subject.create(ctx, snapshotRule, rule),
      /snapshot rule for every stream of live of push.example.com is there already \(push.example.com\/live\), with templateId 2 instead of 1/,
    );
  });

  it("is replaced by adopt where its template differs", async () => {
    const { service, ctx, process } = stage();
    await Subject.create(process(), snapshotRule, { ...rule, templateId: 2 });
    await Subject.create(ctx, snapshotRule, { ...rule, ifExists: "adopt" });
    deepEqual(
      service.configured().snapshotRules.map(({ TemplateId }) => TemplateId),
      [1],
    );
  });

  it("is found too where it came after this process looked, whatever code says so", async () => {
    const { ctx, process } = stage();
    const hook = await Subject.create(ctx, callbackTemplate, hooks);
    const declared = { ...rule, templateId: Number(hook.id) };
    await Subject.create(ctx, callbackRule, { ...declared, appName: "first" });
    await Subject.create(process(), callbackRule, declared);
    await rejects(Subject.create(ctx, callbackRule, declared), /live of push.example.com is there already/);
  });

  it("is updated where its template is not known yet, and replaced where its key is another", () => {
    const { ctx } = stage();
    const state = { ...rule, schemaVersion: 1, handle: "SnapshotRule:push.example.com/live", owner: "o", world: "w" };
    const { diff } = snapshotRule;
    deepEqual(diff(ctx, "", state, { ...rule, templateId: unknownValue }), { changes: true, replaces: [] });
    for (const domainName of ["b.example.com", unknownValue]) {
      deepEqual(diff(ctx, "", state, { ...rule, domainName }), { changes: true, replaces: ["domainName"] });
    }
    deepEqual(diff(ctx, "", state, { ...rule, domainName: "PUSH.example.com" }), { changes: false, replaces: [] });
  });
});

describe("a template that rules use", () => {
  it("is deleted where its rule was deleted a moment ago, and is in the way and listed yet", async () => {
    const { ctx, process, service } = stage();
    const made = await Subject.create(ctx, snapshotTemplate, pictures);
    const bound = await Subject.create(ctx, snapshotRule, { ...rule, templateId: Number(made.id) });
    const listed = service.call("DescribeLiveSnapshotRules", {});
    let refusals = 2;
    const run = process({
      intercept: ({ action }, proceed) => {
        if (action === "DescribeLiveSnapshotRules") return listed;
        if (action === "DeleteLiveSnapshotTemplate" && refusals > 0) {
          refusals -= 1;
          throw refusal("InternalError.ConfInUsed");
        }
        return proceed();
      },
    });
    await bound.destroy(run);
    await made.destroy(run);
    equal(named(service).length, 0);
  });

  it("is not deleted, and its rules are named", async () => {
    const { ctx } = stage();
    const made = await Subject.create(ctx, snapshotTemplate, pictures);
    const bound = { ...rule, templateId: Number(made.id) };
    const one = await Subject.create(ctx, snapshotRule, bound);
    await Subject.create(ctx, snapshotRule, { ...bound, appName: "a/b", streamName: "s" });
    await rejects(
      made.destroy(ctx),
      /ConfInUsed.*was kept\. It is used by the rules push.example.com\/live, push.example.com\/a%2Fb\/s\. Delete them first/s,
    );
    equal(await made.refresh(ctx), true);
    await one.destroy(ctx);
    await rejects(made.destroy(ctx), /used by the rule push.example.com\/a%2Fb\/s\. Delete it first/);
  });

  for (const [denied, users] of [
    ["DescribeLiveSnapshotRules", /Which rules use it cannot be told: DescribeLiveSnapshotRules .* Delete them first/],
    ["DescribeLiveSnapshotTemplates", /It is used by the rule push.example.com\/live\. Delete it first/],
  ] as const) {
    it(`is said to be in use where ${denied} is denied`, async () => {
      const { ctx, process } = stage();
      const made = await Subject.create(ctx, snapshotTemplate, pictures);
      await Subject.create(ctx, snapshotRule, { ...rule, templateId: Number(made.id) });
      const run = process({
        intercept: ({ action }, proceed) => {
          if (action === denied) throw refusal("UnauthorizedOperation");
          return proceed();
        },
      });
      await rejects(made.destroy(run), ({ message }: Error) => {
        match(message, /^DeleteLiveSnapshotTemplate for .*ConfInUsed.*"pictures" \(\d+\) was kept\. /);
        match(message, users);
        return true;
      });
    });
  }

  it("is deleted where its rule is gone, though rules cannot be listed", async () => {
    let refusals = 2;
    const { ctx, service } = stage({
      intercept: ({ action }, proceed) => {
        if (action === "DescribeLiveSnapshotRules") throw refusal("UnauthorizedOperation");
        if (action === "DeleteLiveSnapshotTemplate" && refusals > 0) {
          refusals -= 1;
          throw refusal("FailedOperation.ConfInUsed");
        }
        return proceed();
      },
    });
    const made = await Subject.create(ctx, snapshotTemplate, pictures);
    await made.destroy(ctx);
    equal(named(service).length, 0);
  });

  it("is deleted a little later where the service still says so of a rule that is gone", async () => {
    let refused = 0;
    const { ctx, service } = stage({
      intercept: ({ action }, proceed) => {
        if (action !== "DeleteLiveSnapshotTemplate" || refused === 2) return proceed();
        refused += 1;
        throw refusal("FailedOperation.ConfInUsed");
      },
    });
    const made = await Subject.create(ctx, snapshotTemplate, pictures);
    await made.destroy(ctx);
    equal(named(service).length, 0);
  });
});

describe("what a refresh finds changed", () => {
  it("is brought back by the next up, with what a program left out", async () => {
    const { service, ctx } = stage();
    const made = await Subject.create(ctx, snapshotTemplate, { ...pictures, width: 640 });
    const { TemplateId } = named(service)[0] ?? {};
    const cos = { CosAppId: 1250000000, CosBucket: "pictures", CosRegion: "ap-guangzhou" };
    service.call("ModifyLiveSnapshotTemplate", { TemplateId, ...cos, SnapshotInterval: 60, Width: 320 });
    equal(await made.refresh(ctx), true);
    deepEqual([made.state["snapshotInterval"], made.state["width"]], [60, 320]);
    equal(await made.up(ctx, { ...pictures, width: 640 }), "update");
    const [{ SnapshotInterval, Width } = {}] = named(service);
    deepEqual([SnapshotInterval, Width], [10, 640]);
  });

  it("gives a rule its template back that somebody changed", async () => {
    const { service, ctx } = stage();
    const made = await Subject.create(ctx, snapshotRule, rule);
    service.call("DeleteLiveSnapshotRule", { DomainName: rule.domainName });
    service.call("CreateLiveSnapshotRule", { DomainName: rule.domainName, TemplateId: 2 });
    equal(await made.refresh(ctx), true);
    equal(await made.up(ctx, rule), "update");
    deepEqual(
      service.configured().snapshotRules.map(({ TemplateId }) => TemplateId),
      [rule.templateId],
    );
  });
});

describe("a change in place", () => {
  it("is sent again where its answer is lost", async () => {
    let lost = 0;
    const { service, ctx } = stage({
      intercept: ({ action }, proceed) => {
        const answer = proceed();
        if (action !== "ModifyLiveSnapshotTemplate" || lost === 3) return answer;
        lost += 1;
        throw new Error("socket hang up");
      },
    });
    const made = await Subject.create(ctx, snapshotTemplate, pictures);
    equal(await made.up(ctx, { ...pictures, width: 640 }), "update");
    equal(named(service)[0]?.Width, 640);
  });

  it("names a template that somebody deleted, and how it comes back", async () => {
    const { service, ctx } = stage();
    const made = await Subject.create(ctx, snapshotTemplate, pictures);
    service.call("DeleteLiveSnapshotTemplate", { TemplateId: Number(made.id) });
    await rejects(made.up(ctx, { ...pictures, width: 640 }), /Somebody deleted it: run with `--refresh`/);
  });

  it("says why an interval is refused that the creation took", async () => {
    const { ctx } = stage({ service: { switches: { modifyIntervalFrom: 5 } } });
    const made = await Subject.create(ctx, snapshotTemplate, { ...pictures, snapshotInterval: 2 });
    await rejects(
      made.up(ctx, { ...pictures, snapshotInterval: 3 }),
      /documented for a snapshotInterval from 5 s on, unlike the creation/,
    );
  });

  it("sends the international site nothing that only the mainland's has", async () => {
    const { ctx } = stage({ service: { switches: { site: "international" } } });
    const made = await Subject.create(ctx, callbackTemplate, hooks);
    equal(await made.up(ctx, { ...hooks, description: "x" }), "update");
  });
});

describe("what only the mainland site has", () => {
  const recordStatusNotifyUrl = "https://hooks.example.com/state";
  const international = { service: { switches: { site: "international" } } } as const;

  it("is named where the international site does not know it, with the setting, in a creation and in a change", async () => {
    const { ctx } = stage(international);
    const said =
      /^Error: \w+LiveCallbackTemplate for .* was refused: UnknownParameter: .*\. Only the mainland site has recordStatusNotifyUrl and recordExceptionLevels: .* tencentcloud-css:site mainland/;
    const both = { ...hooks, recordStatusNotifyUrl, recordExceptionLevels: ["error"] };
    await rejects(Subject.create(ctx, callbackTemplate, both), said);
    const made = await Subject.create(ctx, callbackTemplate, hooks);
    await rejects(made.up(ctx, both), said);
  });

  it("is not blamed where something else is not known, nor with the setting", async () => {
    const { ctx } = stage({
      intercept: ({ action }, proceed) => {
        if (action === "CreateLiveCallbackTemplate") throw refusal("UnknownParameter");
        return proceed();
      },
    });
    await rejects(Subject.create(ctx, callbackTemplate, hooks), /install its newest release, or report the RequestId/);
    const mainland = stage({ ...international, settings: { site: "mainland" } }).ctx;
    const one = Subject.create(mainland, callbackTemplate, { ...hooks, recordStatusNotifyUrl });
    await rejects(one, /install its newest release, or report the RequestId/);
  });
});

describe("in another world", () => {
  it("a template and a rule are neither read, changed nor deleted", async () => {
    const { ctx, process } = stage();
    for (const [resource, declared, edited] of [
      [snapshotTemplate, pictures, { ...pictures, width: 1 }],
      [snapshotRule, rule, undefined],
    ] as const) {
      const made = await Subject.create(ctx, resource, declared);
      const other = process({ world: "emulator:other" });
      await rejects(made.refresh(other), /it lives in the emulator's store .* Nothing was called/);
      await rejects(made.destroy(other), /Nothing was called/);
      if (edited) await rejects(made.up(other, edited), /Nothing was called/);
      deepEqual(other.calls, []);
      throws(() => made.diff(process({ knownWorld: "emulator:other" })), /Refused to go on/);
    }
  });

  it("the state of a newer release is refused before any call", async () => {
    const { ctx } = stage();
    const state = { ...pictures, schemaVersion: 99, handle: "SnapshotTemplate:1" };
    await rejects(snapshotTemplate.read(ctx, "1", state), /written by a newer release/);
    deepEqual(ctx.calls, []);
  });
});

describe("get", () => {
  it("reads what somebody else made, and names what there is where there is none", async () => {
    const { ctx, process } = stage();
    const made = await Subject.create(process(), snapshotTemplate, { ...pictures, width: 640 });
    await Subject.create(process(), snapshotRule, rule);
    const read = await snapshotTemplate.read(ctx, made.id, {});
    deepEqual([read?.props["templateName"], read?.props["width"]], ["pictures", 640]);
    equal((await snapshotRule.read(ctx, "push.example.com/live", {}))?.props["templateId"], 1);
    await rejects(
      snapshotTemplate.read(ctx, "77", {}),
      /There is no snapshot template 77; there are 1 \(emulator-1\), /,
    );
    await rejects(snapshotRule.read(ctx, "x/live", {}), /no snapshot rule x\/live; there are push.example.com\/live\./);
  });
});

describe("a refusal that has a remedy", () => {
  for (const [cos, code, remedy] of [
    ["no-role", "CosRoleNotExists", /Feature Configuration > Live Screencapture/],
    ["no-bucket", "CosBucketNotExist", /the bucket's name without -APPID/],
    ["no-permission", "CosBucketNotPermission", /3508645126/],
  ] as const) {
    it(`says it: ${code}`, async () => {
      const { ctx } = stage({ service: { switches: { cos } } });
      await rejects(Subject.create(ctx, snapshotTemplate, pictures), (error: Error) => {
        match(error.message, new RegExp(code));
        match(error.message, remedy);
        return true;
      });
    });
  }

  it("says it: the 51st template", async () => {
    const { ctx } = stage();
    for (let count = 3; count < 50; count += 1) {
      await Subject.create(ctx, snapshotTemplate, { ...pictures, templateName: `t-${count}` });
    }
    await rejects(Subject.create(ctx, snapshotTemplate, pictures), /ConfOutLimit.*An account has 50 snapshot/s);
  });

  it("says it: a rule for a template that does not exist", async () => {
    const { ctx } = stage();
    await rejects(Subject.create(ctx, snapshotRule, { ...rule, templateId: 77 }), /take the id from a template's/);
  });

  it("says it: a second template for a domain that takes one", async () => {
    const { ctx } = stage({ service: { switches: { domainTemplates: "one" } } });
    await Subject.create(ctx, snapshotRule, rule);
    await rejects(
      Subject.create(ctx, snapshotRule, { ...rule, appName: "other", templateId: 2 }),
      /RuleAlreadyExist.*let the domain's rules use the same template.*deleteBeforeReplace/s,
    );
  });
});

describe("a creation without a clear answer", () => {
  it("where nothing can be listed is not sent again, and the error says what to do", async () => {
    let sent = 0;
    const { ctx } = stage({
      intercept: ({ action }, proceed) => {
        if (action === "CreateLiveSnapshotTemplate") {
          sent += 1;
          proceed();
          throw new Error("socket hang up");
        }
        if (sent > 0) throw new Error("socket hang up");
        return proceed();
      },
    });
    await rejects(
      Subject.create(ctx, snapshotTemplate, pictures),
      /It may exist or not; it was not sent again.*the run names it, and says how to take it over/s,
    );
    equal(sent, 1);
  });

  it("is not taken for another one's template that has the name but other fields", async () => {
    let sent = 0;
    const { service, ctx } = stage({
      intercept: ({ action, params }, proceed) => {
        if (action !== "CreateLiveSnapshotTemplate" || sent > 0) return proceed();
        sent += 1;
        service.call("CreateLiveSnapshotTemplate", { ...params, Width: 77 });
        throw new Error("socket hang up");
      },
    });
    await Subject.create(ctx, snapshotTemplate, pictures);
    deepEqual(
      named(service).map(({ Width }) => Width),
      [77, 0],
    );
  });
});
