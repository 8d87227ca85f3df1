import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { ApiError } from "../../../emulator/index.js";
import type { TestContextOptions } from "../../support/context.js";
import { pictures, resources, rule, Subject, stage } from "../../support/lasting.js";

const { snapshotTemplate, snapshotRule } = resources;

/** Two templates that a rule can bind. */
async function withTemplates() {
  const { process, service } = stage();
  const [one, two] = [
    await Subject.create(process(), snapshotTemplate, pictures),
    await Subject.create(process(), snapshotTemplate, { ...pictures, templateName: "others" }),
  ];
  return { process, service, one: Number(one.id), two: Number(two.id) };
}

const bound = ({ service }: Pick<ReturnType<typeof stage>, "service">) =>
  service.configured().snapshotRules.map(({ TemplateId }) => TemplateId);

const to = (templateId: number) => ({ ...rule, templateId });

type Intercept = NonNullable<TestContextOptions["intercept"]>;

/** Refuses to make a rule, so often and with this template alone. */
function refusing(code: string, { times = Infinity, templateId }: { times?: number; templateId?: number }): Intercept {
  let refused = 0;
  return ({ action, params }, proceed) => {
    const isMeant = templateId === undefined || params["TemplateId"] === templateId;
    if (action !== "CreateLiveSnapshotRule" || !isMeant || refused === times) return proceed();
    refused += 1;
    throw new ApiError(code, "No.");
  };
}

describe("a rule that gets another template", () => {
  it("is deleted and made again in an update, as a replacement that deletes first can hang the engine", async () => {
    const { process, service, one, two } = await withTemplates();
    const ours = await Subject.create(process(), snapshotRule, to(one));
    const run = process();
    equal(await ours.up(run, to(two)), "update");
    deepEqual(run.calls, [
      "DescribeLiveSnapshotRules",
      "DescribeLiveSnapshotTemplates",
      "DeleteLiveSnapshotRule",
      "CreateLiveSnapshotRule",
    ]);
    equal(await ours.up(process(), to(two)), "same");
    await ours.destroy(process());
    deepEqual(bound({ service }), []);
  });

  it("stays as it is where there is no such template", async () => {
    const { process, service, one } = await withTemplates();
    const ours = await Subject.create(process(), snapshotRule, to(one));
    await rejects(
      ours.up(process(), to(777)),
      /Kept the snapshot rule for every stream of live .*: there is no template 777/,
    );
    deepEqual(bound({ service }), [one]);
    equal(await ours.up(process(), to(one)), "same");
  });

  it("is changed by the next run where one was killed that had deleted it, or had made it already", async () => {
    for (const done of ["deleted", "made"]) {
      const { process, service, one, two } = await withTemplates();
      const ours = await Subject.create(process(), snapshotRule, to(one));
      service.call("DeleteLiveSnapshotRule", { DomainName: rule.domainName });
      if (done === "made") service.call("CreateLiveSnapshotRule", { DomainName: rule.domainName, TemplateId: two });
      const run = process();
      equal(await ours.up(run, to(two)), "update");
      equal(run.calls.includes("DeleteLiveSnapshotRule"), done === "deleted");
      deepEqual(bound({ service }), [two]);
    }
  });

  it("is made again as it was where the new one is refused", async () => {
    const { process, service, one, two } = await withTemplates();
    const ours = await Subject.create(process(), snapshotRule, to(one));
    const run = process({ intercept: refusing("InvalidParameter", { templateId: two }) });
    await rejects(ours.up(run, to(two)), ({ message }: Error) => {
      match(message, /InvalidParameter.* that was there had been deleted for it, and was made again as it was\.$/);
      return true;
    });
    deepEqual(bound({ service }), [one]);
    equal(await ours.up(process(), to(one)), "same");
  });

  it("says that there is none now where it cannot be made again either", async () => {
    const { process, service, one, two } = await withTemplates();
    const ours = await Subject.create(process(), snapshotRule, to(one));
    const run = process({ intercept: refusing("UnauthorizedOperation", {}) });
    await rejects(ours.up(run, to(two)), /could not be made again, so that there is none now: .*UnauthorizedOperation/);
    equal(await ours.up(process(), to(two)), "update");
    deepEqual(bound({ service }), [two]);
  });

  it("is made as soon as the one that was deleted is no longer in the way", async () => {
    const { process, service, one, two } = await withTemplates();
    const ours = await Subject.create(process(), snapshotRule, to(one));
    await ours.up(process({ intercept: refusing("InternalError.RuleAlreadyExist", { times: 2 }) }), to(two));
    deepEqual(bound({ service }), [two]);
  });

  it("is not touched in another account", async () => {
    const { process, service, one, two } = await withTemplates();
    const ours = await Subject.create(process(), snapshotRule, to(one));
    await rejects(ours.up(process({ world: "account:2" }), to(two)), /Refused to change the snapshot rule/);
    deepEqual(bound({ service }), [one]);
  });
});

describe("somebody else's rule that adopt is to bring to another template", () => {
  const adopted = (templateId: number) => ({ ...to(templateId), ifExists: "adopt" });

  it("is not touched where there is no such template", async () => {
    const { process, service, one } = await withTemplates();
    await Subject.create(process(), snapshotRule, to(one));
    await rejects(Subject.create(process(), snapshotRule, adopted(777)), /there is no template 777/);
    deepEqual(bound({ service }), [one]);
  });

  it("is made again as it was where the new one is refused", async () => {
    const { process, service, one, two } = await withTemplates();
    await Subject.create(process(), snapshotRule, to(one));
    const run = process({ intercept: refusing("UnauthorizedOperation", { templateId: two }) });
    await rejects(Subject.create(run, snapshotRule, adopted(two)), /deleted for it, and was made again as it was\.$/);
    deepEqual(bound({ service }), [one]);
  });
});
