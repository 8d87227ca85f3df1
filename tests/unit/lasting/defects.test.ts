/**
 * What other providers of these resources get wrong, each as it shows there: a rule known by half of its key, a field
 * that is never sent or cannot be cleared, a creation that is made twice.
 */
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import type { Field, Properties } from "../../../provider/fields.js";
import { createLiveApi } from "../../../provider/live/api.js";
import type { Resource } from "../../../provider/resource.js";
import type { CallbackTemplateInputs } from "../../../provider/resources/callbackTemplate.js";
import * as screenshotTask from "../../../provider/resources/screenshotTask.js";
import type { SnapshotTemplateInputs } from "../../../provider/resources/snapshotTemplate.js";
import { now } from "../../support/final.js";
import { hooks, pictures, refusal, resources, rule, Subject, stage } from "../../support/lasting.js";
import { printedBy } from "../../support/printed.js";
import { tonight } from "../../support/tonight.js";

const { snapshotTemplate, snapshotRule, callbackTemplate, callbackRule } = resources;

/** Two further values for each field of the service's. */
type Values<Inputs> = Record<Exclude<keyof Inputs, "ifExists">, [unknown, unknown]>;

const snapshotValues: Values<SnapshotTemplateInputs> = {
  templateName: ["first", "second"],
  cosAppId: [1250000001, 1250000002],
  cosBucket: ["first", "second"],
  cosRegion: ["ap-nanjing", "ap-singapore"],
  description: ["a", "b"],
  snapshotInterval: [5, 300],
  width: [3000, 640],
  height: [2000, 360],
  pornFlag: [1, 0],
  cosPrefix: ["matches/{Year}", "other"],
  cosFileName: ["{StreamID}-{Hour}{Ext}", "p{Ext}"],
};
const callbackValues: Values<CallbackTemplateInputs> = {
  templateName: ["first", "second"],
  description: ["a", "b"],
  streamBeginNotifyUrl: ["https://a.example.com/", "https://b.example.com/"],
  streamEndNotifyUrl: ["https://a.example.com/", "https://b.example.com/"],
  recordNotifyUrl: ["https://a.example.com/", "https://b.example.com/"],
  snapshotNotifyUrl: ["https://a.example.com/", "https://b.example.com/"],
  pornCensorshipNotifyUrl: ["https://a.example.com/", "https://b.example.com/"],
  pushExceptionNotifyUrl: ["https://a.example.com/", "https://b.example.com/"],
  recordStatusNotifyUrl: ["https://a.example.com/", "https://b.example.com/"],
  audioAuditNotifyUrl: ["https://a.example.com/", "https://b.example.com/"],
  recordExceptionNotifyUrl: ["https://a.example.com/", "https://b.example.com/"],
  recordExceptionLevels: [["error"], ["info", "warning"]],
  callbackKey: ["SecretKeyA", "SecretKeyB"],
};

type Kept = Readonly<Record<string, unknown>>;
const apiName = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const isEmpty = (value: unknown) => [null, undefined, "", 0].includes(value as null) || String(value) === "";

interface Case {
  readonly resource: Resource;
  readonly fields: Readonly<Record<string, Field>>;
  readonly base: Properties;
  readonly values: Readonly<Record<string, [unknown, unknown]>>;
  kept(staged: ReturnType<typeof stage>): Kept | undefined;
}

const templates: Record<string, Case> = {
  "a snapshot template": {
    resource: snapshotTemplate,
    fields: snapshotTemplate.fields,
    base: pictures,
    values: snapshotValues,
    kept: ({ service }) => service.configured().snapshotTemplates.at(-1) as unknown as Kept,
  },
  "a callback template": {
    resource: callbackTemplate,
    fields: callbackTemplate.fields,
    // With two addresses, as one has to be left when the other is cleared.
    base: { ...hooks, streamEndNotifyUrl: "https://hooks.example.com/ends" },
    values: callbackValues,
    kept: ({ service }) => service.configured().callbackTemplates.at(-1) as unknown as Kept,
  },
};

describe("a rule is known by its full key, so that", () => {
  it("D1, D2: of several rules of one domain each is read and deleted by itself", async () => {
    const { service, ctx } = stage();
    const declared = [
      rule,
      { ...rule, streamName: "one" },
      { ...rule, streamName: "two", templateId: 2 },
      { ...rule, appName: "other" },
      { ...rule, domainName: "push2.example.com" },
    ];
    const rules = [];
    for (const each of declared) rules.push(await Subject.create(ctx, snapshotRule, each));
    equal(new Set(rules.map(({ id }) => id)).size, 5);
    const [, one, two] = rules;
    await two?.destroy(ctx);
    for (const each of rules) equal(await each.refresh(ctx), each !== two, each.id);
    equal(one?.diff(ctx).changes, false);
    deepEqual(
      service.configured().snapshotRules.map(({ StreamName, AppName }) => [AppName, StreamName]),
      [
        ["live", ""],
        ["live", "one"],
        ["other", ""],
        ["live", ""],
      ],
    );
  });

  it("D3: one that somebody removed is deleted without ado", async () => {
    const { service, ctx } = stage();
    const made = await Subject.create(ctx, snapshotRule, rule);
    service.call("DeleteLiveSnapshotRule", { DomainName: rule.domainName });
    await made.destroy(ctx);
    await made.destroy(ctx);
  });
});

describe("a timed task", () => {
  it("D4: can have every number set that it may have", async () => {
    const { service, ctx } = stage();
    const declared = { ...tonight, streamType: 1, templateId: 2 };
    deepEqual(screenshotTask.check(declared).failures, []);
    await screenshotTask.create(ctx, declared);
    equal(service.tasks()[0]?.templateId, 2);
  });

  it("D5: that is over, and that the service has forgotten, fails no refresh and is not made again", async () => {
    const { service, ctx, process } = stage();
    const { id, outs } = await screenshotTask.create(ctx, tonight);
    service.advanceTo(now + 100 * 24 * 3600);
    deepEqual(await screenshotTask.read(process(), id, outs), { id, props: outs });
    equal(screenshotTask.diff(process(), id, outs, tonight).changes, false);
    await screenshotTask.destroy(process(), outs);
  });

  it("D6: has times that are checked, and compared as instants", async () => {
    const { ctx } = stage();
    const { id, outs } = await screenshotTask.create(ctx, tonight);
    const spelt = { ...tonight, startTime: "2026-12-19T03:00:00+08:00", endTime: 1797627600 };
    equal(screenshotTask.diff(ctx, id, outs, spelt).changes, false);
    for (const wrong of [{ endTime: tonight.startTime }, { endTime: "2026-12-18 21:00:00" }, { endTime: "tonight" }]) {
      equal(screenshotTask.check({ ...tonight, ...wrong }).failures.length, 1, JSON.stringify(wrong));
    }
  });
});

describe("D5, D11: what somebody deleted is", () => {
  it("gone after a refresh, and can be destroyed", async () => {
    for (const { resource, base } of Object.values(templates)) {
      const { service, ctx } = stage();
      const made = await Subject.create(ctx, resource, base);
      const remove = resource === snapshotTemplate ? "DeleteLiveSnapshotTemplate" : "DeleteLiveCallbackTemplate";
      service.call(remove, { TemplateId: Number(made.id) });
      equal(await made.refresh(ctx), false);
      await made.destroy(ctx);
    }
  });

  for (const code of ["FailedOperation.NotFound", "InternalError.NotFound", "InternalError.ConfNotFound"]) {
    it(`gone where the service says ${code}`, async () => {
      const { service, ctx, process } = stage();
      const made = await Subject.create(ctx, snapshotTemplate, pictures);
      service.call("DeleteLiveSnapshotTemplate", { TemplateId: Number(made.id) });
      const other = process({
        intercept: ({ action }, proceed) => {
          if (/^(Describe|Delete)LiveSnapshotTemplate$/.test(action)) throw refusal(code);
          return proceed();
        },
      });
      equal(await made.refresh(other), false);
      await made.destroy(other);
    });
  }

  for (const code of ["ResourceNotFound.FreezeService", "ResourceNotFound.StopService"]) {
    it(`not gone where the service says ${code}, which is about the account`, async () => {
      for (const [resource, base] of [
        [snapshotTemplate, pictures],
        [snapshotRule, rule],
      ] as const) {
        const { ctx, process } = stage();
        const made = await Subject.create(ctx, resource, base);
        const other = process({
          intercept: () => {
            throw refusal(code);
          },
        });
        await rejects(made.refresh(other), new RegExp(code));
        await rejects(made.destroy(other), new RegExp(code));
      }
    });
  }

  it("not gone where one description alone says so, as of a template that is a moment old", async () => {
    const { ctx, process } = stage();
    const made = await Subject.create(ctx, snapshotTemplate, pictures);
    const other = process({
      intercept: ({ action }, proceed) => {
        if (action === "DescribeLiveSnapshotTemplate") throw refusal("FailedOperation.NotFound");
        return proceed();
      },
    });
    equal(await made.refresh(other), true);
    equal(made.diff(other).changes, false);
  });
});

for (const [what, { resource, fields, base, values, kept }] of Object.entries(templates)) {
  for (const modifyOmitted of ["kept", "reset"] as const) {
    describe(`every field of ${what}, where what is left out of Modify is ${modifyOmitted},`, () => {
      for (const [name, [first, second]] of Object.entries(values)) {
        const canBeCleared = fields[name]?.type === "optional";
        const cleared = canBeCleared ? "cleared, " : "";
        it(`D7, D8, D9, D10, D14: ${name} is sent, changed in place, ${cleared}and then no change is left`, async () => {
          const staged = stage({ service: { switches: { modifyOmitted } } });
          const { ctx } = staged;
          const made = await Subject.create(ctx, resource, { ...base, [name]: first });
          deepEqual(kept(staged)?.[apiName(name)], first);
          await made.refresh(ctx);
          equal(await made.up(ctx, { ...base, [name]: first }), "same");
          equal(await made.up(ctx, { ...base, [name]: second }), "update");
          deepEqual(kept(staged)?.[apiName(name)], second);
          if (canBeCleared) {
            const { [name]: _, ...without } = base;
            equal(await made.up(ctx, without), isEmpty(second) ? "same" : "update");
            ok(
              name === "snapshotInterval" || isEmpty(kept(staged)?.[apiName(name)]),
              String(kept(staged)?.[apiName(name)]),
            );
          }
          await made.refresh(ctx);
          equal(await made.up(ctx, made.inputs), "same");
          equal(kept(staged)?.["TemplateId"], Number(made.id));
        });

        it(`D8: where ${name} is changed, every other field stays as it is`, async () => {
          const staged = stage({ service: { switches: { modifyOmitted } } });
          const firsts = Object.fromEntries(Object.entries(values).map(([each, [value]]) => [each, value]));
          const made = await Subject.create(staged.ctx, resource, firsts);
          const before = { ...kept(staged) };
          equal(await made.up(staged.ctx, { ...firsts, [name]: second }), "update");
          deepEqual(kept(staged), { ...before, [apiName(name)]: second });
        });
      }
    });
  }
}

describe("D10: defaults that the service fills in", () => {
  it("are no change of a template, be they reported empty, as null or in full", async () => {
    const { ctx, process } = stage();
    const made = await Subject.create(ctx, snapshotTemplate, pictures);
    for (const [CosPrefix, CosFileName] of [
      ["", ""],
      [null, null],
      ["/{Year}-{Month}-{Day}", "{StreamID}-screenshot-{Hour}-{Minute}-{Second}-{Width}x{Height}{Ext}"],
    ]) {
      const other = process({
        intercept: ({ action }, proceed) => {
          const answer = proceed();
          if (action !== "DescribeLiveSnapshotTemplate") return answer;
          return { Template: { ...(answer["Template"] as object), CosPrefix, CosFileName } };
        },
      });
      await made.refresh(other);
      equal(made.diff(other).changes, false);
    }
  });

  it("are no change of a rule whose path is left out, be it reported as live or empty", async () => {
    for (const AppName of ["live", "", null]) {
      const { ctx, process } = stage();
      const made = await Subject.create(ctx, snapshotRule, rule);
      const other = process({
        intercept: (_call, proceed) => ({
          Rules: (proceed()["Rules"] as object[]).map((each) => ({ ...each, AppName, StreamName: null })),
        }),
      });
      equal(await made.refresh(other), true);
      deepEqual(made.diff(other), { changes: false, replaces: [] });
      equal(await made.up(other, { ...rule, appName: "live", streamName: "" }), "same");
    }
  });
});

describe("D12: a creation whose answer is lost", () => {
  for (const [what, resource, base] of [
    ["a snapshot template", snapshotTemplate, pictures],
    ["a callback template", callbackTemplate, hooks],
    ["a snapshot rule", snapshotRule, rule],
    ["a callback rule", callbackRule, { ...rule, templateId: 12838073 }],
  ] as const) {
    for (const when of ["after", "before"] as const) {
      it(`makes ${what} once where it was lost ${when} it was carried out`, async () => {
        let lost = 0;
        const { service, ctx, process } = stage({
          intercept: ({ action }, proceed) => {
            if (!action.startsWith("Create") || lost > 0) return proceed();
            lost += 1;
            if (when === "after") proceed();
            throw new Error("socket hang up");
          },
        });
        if (resource === callbackRule) await Subject.create(process(), callbackTemplate, hooks);
        const made = await Subject.create(ctx, resource, base);
        equal(lost, 1);
        const all = service.configured();
        const list =
          resource === snapshotTemplate
            ? all.snapshotTemplates.filter(({ TemplateName }) => TemplateName === "pictures")
            : resource === callbackTemplate
              ? all.callbackTemplates
              : resource === snapshotRule
                ? all.snapshotRules
                : all.callbackRules;
        equal(list.length, 1);
        equal(await made.refresh(ctx), true);
        equal(made.diff(ctx).changes, false);
        equal(ctx.notices.lines().join().includes("sent once more"), when === "before");
      });
    }
  }
});

describe("D13: a failure that stays", () => {
  const sent = async (code: string) => {
    let calls = 0;
    const api = createLiveApi(
      async () => async () => {
        calls += 1;
        throw refusal(code);
      },
      () => [],
      { now: () => 0, sleep: async () => {} },
      () => {},
      { retries: 2, retriesThrottled: 2, firstWait: 0 },
    );
    await api.read({ action: "DescribeLiveSnapshotRules", object: "all", params: {} }).catch(() => {});
    return calls;
  };

  it("is not asked for again, and one that passes is", async () => {
    for (const code of ["ResourceUnavailable.InvalidVodStatus", "InternalError.NotFound", "InternalError.ConfInUsed"]) {
      equal(await sent(code), 1, code);
    }
    for (const code of [
      "InternalError.NetworkError",
      "FailedOperation.NetworkError",
      "FailedOperation.CallOtherSvrFailed",
      "InternalError",
    ]) {
      equal(await sent(code), 3, code);
    }
  });
});

describe("D14: what cannot be modified", () => {
  it("is planned as a replacement, or made again within an update, and never refused when it is applied", async () => {
    const { ctx, service } = stage();
    const made = await Subject.create(ctx, snapshotRule, rule);
    const changed = { domainName: "push2.example.com", appName: "other", streamName: "one" };
    for (const [name, value] of Object.entries(changed)) {
      deepEqual(made.diff(ctx, { ...rule, [name]: value }), { changes: true, replaces: [name] });
    }
    const [, other] = service.configured().snapshotTemplates;
    equal(await made.up(ctx, { ...rule, templateId: Number(other?.TemplateId) }), "update");
  });
});

describe("D15: a life without incident", () => {
  for (const [what, template, base, binding] of [
    ["a snapshot template with a rule", snapshotTemplate, pictures, snapshotRule],
    ["a callback template with a rule", callbackTemplate, hooks, callbackRule],
  ] as const) {
    it(`prints nothing: of ${what}`, async () => {
      const { ctx } = stage();
      const printed = await printedBy(async () => {
        const made = await Subject.create(ctx, template, base);
        const bound = await Subject.create(ctx, binding, { ...rule, templateId: Number(made.id) });
        await made.refresh(ctx);
        await bound.refresh(ctx);
        await made.up(ctx, { ...base, description: "another" });
        await bound.destroy(ctx);
        await made.destroy(ctx);
      });
      deepEqual([printed, ctx.notices.lines()], ["", []]);
    });
  }

  it("prints nothing: of a task", async () => {
    const { ctx } = stage();
    const printed = await printedBy(async () => {
      const { id, outs } = await screenshotTask.create(ctx, tonight);
      await screenshotTask.read(ctx, id, outs);
      screenshotTask.diff(ctx, id, outs, { ...tonight, streamName: "other" });
      await screenshotTask.destroy(ctx, outs);
    });
    deepEqual([printed, ctx.notices.lines()], ["", []]);
  });
});

describe("a secret", () => {
  it("is in no refusal of the service's, and in no failure of check", async () => {
    const { ctx } = stage({
      intercept: ({ action }, proceed) => {
        if (action !== "CreateLiveCallbackTemplate") return proceed();
        throw Object.assign(refusal("InvalidParameter"), { message: "CallbackKey SecretOfCallbacks is wrong" });
      },
    });
    const declared = { ...hooks, callbackKey: "SecretOfCallbacks" };
    await rejects(Subject.create(ctx, callbackTemplate, declared), (error: Error) => {
      match(error.message, /CallbackKey \[secret\] is wrong/);
      return !error.message.includes("SecretOf");
    });
    const { failures } = callbackTemplate.check({ ...hooks, callbackKey: ["SecretOfCallbacks"] });
    deepEqual(failures, [{ property: "", reason: "callbackKey must be a text" }]);
  });
});
