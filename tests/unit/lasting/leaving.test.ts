import { deepEqual, equal, rejects } from "node:assert/strict";
import { pictures, resources, rule, Subject, stage } from "../../support/lasting.js";

const { snapshotTemplate, snapshotRule } = resources;

const on = (appName: string, templateId = 1) => ({ ...rule, appName, templateId });

/** "live->1" of each, in order. */
const rulesOf = ({ service }: Pick<ReturnType<typeof stage>, "service">) =>
  service.configured().snapshotRules.map(({ AppName, TemplateId }) => `${AppName}->${TemplateId}`);

describe("a rule whose key changes", () => {
  it("goes to another resource of the program that declares its key now, and is not deleted", async () => {
    const { process, service } = stage();
    const one = await Subject.create(process(), snapshotRule, on("a"));
    const run = process();
    equal(await one.up(run, on("b")), "replace");
    await Subject.create(run, snapshotRule, on("a"));
    const moved = await Subject.create(run, snapshotRule, on("b"));
    await one.destroy(run);
    deepEqual(rulesOf({ service }), ["a->1", "b->1"]);
    await moved.destroy(process());
    deepEqual(rulesOf({ service }), ["a->1"]);
  });

  it("makes room for the next where all move by one", async () => {
    const { process, service } = stage();
    const all = await Promise.all(["a", "b", "c"].map((name) => Subject.create(process(), snapshotRule, on(name))));
    const run = process();
    const wanted = ["b", "c", "d"];
    for (const [index, name] of wanted.entries()) equal(await all[index]?.up(run, on(name)), "replace");
    for (const name of wanted) await Subject.create(run, snapshotRule, on(name));
    for (const old of all) await old.destroy(run);
    deepEqual(rulesOf({ service }).toSorted(), ["b->1", "c->1", "d->1"]);
  });

  it("has no successor in another account", async () => {
    const { process, service } = stage();
    const ours = await Subject.create(process(), snapshotRule, on("a"));
    const elsewhere = process({ world: "account:2" });
    equal(await ours.up(elsewhere, on("b")), "replace");
    await rejects(Subject.create(elsewhere, snapshotRule, on("b")), /Refused to replace the snapshot rule .* of b /);
    deepEqual(rulesOf({ service }), ["a->1"]);
  });
});

describe("a resource that got a new name with adopt", () => {
  for (const [what, resource, declared] of [
    ["a template", snapshotTemplate, pictures],
    ["a rule", snapshotRule, rule],
  ] as const) {
    it(`takes over ${what} that a refresh of the same run has looked at`, async () => {
      const { process } = stage();
      const old = await Subject.create(process(), resource, declared);
      const run = process();
      await old.refresh(run);
      old.diff(run);
      const renamed = await Subject.create(run, resource, { ...declared, ifExists: "adopt" });
      await old.destroy(run);
      equal(await renamed.refresh(process()), true);
    });

    it(`does not take over ${what} that the program still declares`, async () => {
      const { process } = stage();
      const other = await Subject.create(process(), resource, declared);
      const run = process();
      await other.refresh(run);
      other.diff(run);
      other.diff(run);
      await rejects(
        Subject.create(run, resource, { ...declared, ifExists: "adopt" }),
        /is held by another resource of this program/,
      );
    });
  }
});

describe("a creation of a rule without an answer", () => {
  it("that is carried out late, and in the way of the second sending, is known for its own", async () => {
    let sent = 0;
    const { ctx, service } = stage({
      intercept: ({ action }, proceed) => {
        if (action !== "CreateLiveSnapshotRule") return proceed();
        sent += 1;
        if (sent === 1) throw new Error("socket hang up");
        proceed();
        return proceed();
      },
    });
    await Subject.create(ctx, snapshotRule, rule);
    deepEqual([sent, rulesOf({ service })], [2, ["live->1"]]);
  });
});
