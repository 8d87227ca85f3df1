import { deepEqual, equal, match, ok } from "node:assert/strict";
import { ScreenshotTask } from "pulumi-tencentcloud-css";
import type { StatusJson } from "../../cli/status/json.js";
import { withReceiver } from "../emulator/receiver.js";
import { runCli } from "../support/cli.js";
import { environmentFor, type Trial, withStack } from "../support/stack.js";
import { tonight } from "../support/tonight.js";

const { domainName, appName, streamName } = tonight;

/** Binds a template that tells of streams and pictures to the stream's domain and application. */
function tell({ emulator }: Trial, url: string): void {
  const { TemplateId } = emulator.service.call("CreateLiveCallbackTemplate", {
    TemplateName: "told",
    StreamBeginNotifyUrl: url,
    StreamEndNotifyUrl: url,
    SnapshotNotifyUrl: url,
  });
  emulator.service.call("CreateLiveCallbackRule", { DomainName: domainName, AppName: appName, TemplateId });
}

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
        async () => void new ScreenshotTask("final", tonight),
        async (trial) => {
          tell(trial, url);
          ok(!(await trial.up()).failed);
          await evening(trial);
          equal(received.filter(({ event_type: type }) => type === 200).length, 720);
          const { out, err, code } = await status(trial);
          equal(code, 0, err);
          match(out, /final .* over .* 720 of 720\n/);
          match(out, /Pictures of what is over: 1 as expected\. Calls: .*DescribeCallbackRecordsList 8\b/);
        },
        { switches: { changeCountsAfter: "0" } },
      ),
    ));

  it("ends with status 3 and the usual causes where a wrong template took no picture of a live stream", () =>
    withReceiver(({ url }) =>
      withStack(
        async () => void new ScreenshotTask("final", tonight),
        async (trial) => {
          tell(trial, url);
          ok(!(await trial.up()).failed);
          trial.emulator.service.call("DeleteLiveSnapshotTemplate", { TemplateId: tonight.templateId });
          await evening(trial);
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
