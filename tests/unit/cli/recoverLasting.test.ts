import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { recoverLasting } from "../../../cli/recover/lasting.js";
import { explain, recoverJson } from "../../../cli/recover/report.js";
import { parseStackExport } from "../../../cli/stackExport.js";
import type { Properties } from "../../../provider/fields.js";
import * as screenshotTask from "../../../provider/resources/screenshotTask.js";
import { alwaysTo } from "../../support/exported.js";
import { hooks, pictures, resources, rule, Subject, stage } from "../../support/lasting.js";
import { tonight } from "../../support/tonight.js";

const { snapshotTemplate, snapshotRule, callbackTemplate } = resources;

const token = (type: string) => `pulumi-nodejs:dynamic/tencentcloud-css:${type}`;
const resource = (type: string, name: string, inputs: Properties, outputs: Properties = {}) => ({
  urn: `urn:pulumi:test::trial::${token(type)}::${name}`,
  type: token(type),
  inputs,
  outputs,
});

function exportOf(pending: ReturnType<typeof resource>[], state: readonly object[] = []) {
  const pending_operations = pending.map((each) => ({ resource: each, type: "creating" }));
  return parseStackExport(JSON.stringify({ version: 3, deployment: { resources: state, pending_operations } }), "-");
}

describe("recover, of templates and rules,", () => {
  it("finds what a killed run made, and the next run takes it over, though ifExists is error", async () => {
    const { ctx, process } = stage();
    const killed = process();
    const template = await Subject.create(killed, snapshotTemplate, pictures);
    await Subject.create(killed, snapshotRule, { ...rule, streamName: "a,b" });
    const stack = exportOf([
      resource("SnapshotTemplate", "pictures", pictures),
      resource("SnapshotRule", "one", { ...rule, streamName: "a,b" }),
      resource("SnapshotRule", "other", { ...rule, appName: "other" }),
    ]);
    const found = await recoverLasting(stack, alwaysTo(ctx));
    const { adopt, lasting } = recoverJson(stack, [], found);
    deepEqual(adopt, [`SnapshotTemplate:${template.id}`, "SnapshotRule:push.example.com/live/a%2Cb"]);
    deepEqual(
      lasting.map(({ outcome }) => outcome),
      ["found", "found", "none"],
    );
    match(explain(stack, [], found).join("\n"), /pictures \(creating; snapshot template "pictures"\): it was made/);
    const next = process({ adopt });
    equal((await Subject.create(next, snapshotTemplate, pictures)).id, template.id);
    await Subject.create(next, snapshotRule, { ...rule, streamName: "a,b" });
  });

  it("hands over a rule that was replaced and not deleted yet, so that an edit can be taken back", async () => {
    const { service, process } = stage();
    const old = await Subject.create(process(), snapshotRule, rule);
    const successor = await Subject.create(process(), snapshotRule, { ...rule, streamName: "other" });
    const stack = exportOf(
      [],
      [
        resource("SnapshotRule", "one", successor.inputs, successor.state),
        { ...resource("SnapshotRule", "one", rule, old.state), delete: true },
      ],
    );
    const { adopt } = recoverJson(stack, [], []);
    deepEqual(adopt, ["SnapshotRule:push.example.com/live"]);
    match(explain(stack, [], []).join("\n"), /one: SnapshotRule:.* was replaced and waits to be deleted/);

    const next = process({ adopt });
    successor.diff(next, rule);
    await Subject.create(next, snapshotRule, rule);
    await successor.destroy(next);
    await old.destroy(next);
    deepEqual(
      service.configured().snapshotRules.map(({ StreamName }) => StreamName),
      [""],
    );
  });

  it("takes none that differs, and none that the state has", async () => {
    const { ctx, process } = stage();
    await Subject.create(process(), snapshotTemplate, { ...pictures, width: 1 });
    const held = await Subject.create(process(), snapshotRule, rule);
    const stack = exportOf(
      [resource("SnapshotTemplate", "pictures", pictures), resource("SnapshotRule", "one", rule)],
      [resource("SnapshotRule", "one", rule, held.state)],
    );
    const found = await recoverLasting(stack, alwaysTo(ctx));
    deepEqual(
      found.map(({ outcome }) => outcome),
      ["differs", "held"],
    );
    deepEqual(recoverJson(stack, [], found).adopt, []);
  });

  it("needs no secret for it", async () => {
    const { ctx, process } = stage();
    const declared = { ...hooks, callbackKey: "SecretOfCallbacks" };
    const made = await Subject.create(process(), callbackTemplate, declared);
    const encrypted = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    const stack = exportOf([resource("CallbackTemplate", "hooks", { ...hooks, callbackKey: encrypted })]);
    const found = await recoverLasting(stack, alwaysTo(ctx));
    deepEqual(recoverJson(stack, [], found).adopt, [`CallbackTemplate:${made.id}`]);
  });

  it("asks nothing in another world", async () => {
    const { ctx, process } = stage();
    const held = await Subject.create(ctx, snapshotRule, rule);
    const stack = exportOf(
      [resource("SnapshotTemplate", "pictures", pictures)],
      [resource("SnapshotRule", "one", rule, held.state)],
    );
    const other = process({ world: "emulator:other" });
    await rejects(recoverLasting(stack, alwaysTo(other)), /beside one: it lives in the emulator's store/);
    deepEqual(other.calls, []);
  });

  it("asks nothing where nothing but a task tells that the stack lives in another world", async () => {
    const { ctx, process } = stage();
    const { outs } = await screenshotTask.create(ctx, { ...tonight, templateId: 1 });
    const stack = exportOf(
      [resource("SnapshotTemplate", "pictures", pictures)],
      [resource("ScreenshotTask", "final", tonight, outs)],
    );
    const other = process({ world: "emulator:other" });
    await rejects(recoverLasting(stack, alwaysTo(other)), /beside final: it lives in the emulator's store/);
    deepEqual(other.calls, []);
  });
});
