import { deepEqual, equal, match, ok } from "node:assert/strict";
import { CallbackRule, CallbackTemplate, ScreenshotTask, SnapshotTemplate } from "pulumi-tencentcloud-css";
import type { StatusJson } from "../../cli/status/json.js";
import { withReceiver } from "../emulator/receiver.js";
import { runCli } from "../support/cli.js";
import { pictures } from "../support/lasting.js";
import { environmentFor, type Trial, withStack } from "../support/stack.js";
import { tonight } from "../support/tonight.js";

const { domainName, appName, streamName } = tonight;

/** A picture every five seconds, and who is told of it. */
const setUp = (url: string) => async () => {
  const template = new SnapshotTemplate("often", { ...pictures, snapshotInterval: 5 });
  new ScreenshotTask("final", { ...tonight, templateId: template.templateId });
  const told = new CallbackTemplate("told", {
    templateName: "told",
    streamBeginNotifyUrl: url,
    streamEndNotifyUrl: url,
    snapshotNotifyUrl: url,
    callbackKey: "SecretOfCallbacks",
  });
  new CallbackRule("told", { domainName, appName, templateId: told.templateId });
};

/** The stream of the evening, from 18:30 to 21:30, and a quarter of an hour after it. */
async function evening({ emulator }: Trial): Promise<void> {
  const stream = { domainName, appName, streamName };
  await emulator.clock.advance(1800);
  emulator.service.push(stream);
  await emulator.clock.advance(3 * 3600);
  emulator.service.interrupt(stream);
  await emulator.clock.advance(900);
  await emulator.callbacks.settled();
}

async function status({ stack, emulator }: Trial, ...args: string[]) {
  return runCli(["status", "--evidence", ...args], JSON.stringify(await stack.exportStack()), environmentFor(emulator));
}

describe("under the real engine, status --evidence", () => {
  it("goes from `pulumi up` over a pushed stream and its callbacks to: captured, and status 0", () =>
    withReceiver(({ url, received }) =>
      withStack(
        setUp(url),
        async (trial) => {
          ok(!(await trial.up()).failed);
          await evening(trial);
          equal(received.filter(({ event_type: type }) => type === 200).length, 1440);
          const { out, err, code } = await status(trial);
          equal(code, 0, err);
          match(out, /final .* over .* 1440 of 1440\n/);
          match(out, /Pictures of what is over: 1 as expected\. Calls: .*DescribeCallbackRecordsList 15\b/);
        },
        { switches: { changeCountsAfter: "0" } },
      ),
    ));

  it("ends with status 3 and the usual causes where a wrong template took no picture of a live stream", () =>
    withReceiver(({ url }) =>
      withStack(
        setUp(url),
        async (trial) => {
          ok(!(await trial.up()).failed);
          const { TemplateId } = trial.emulator.service.configured().snapshotTemplates.at(-1) ?? {};
          trial.emulator.service.call("DeleteLiveSnapshotTemplate", { TemplateId });
          await evening(trial);
          // No picture proves that callbacks tell of pictures, so it takes the count, which is late.
          await trial.emulator.clock.advance(2 * 3600);
          const { out, err, code } = await status(trial);
          equal(code, 3, err);
          match(
            out,
            /final: no picture, although its stream was live for 2 h\. Usual causes:\n {2}- there is no snapshot/,
          );
          match(err, /^Failed, as --evidence and --fail-on ask: final \(uncaptured\)\.$/m);
          const { windows, failing } = JSON.parse((await status(trial, "--json")).out) as StatusJson;
          const [window] = windows;
          deepEqual([window?.evidence?.problem, failing], ["uncaptured", [window?.urn]]);
        },
        { switches: { changeCountsAfter: "0" } },
      ),
    ));
});
