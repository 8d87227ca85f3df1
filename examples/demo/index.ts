import { Config } from "@pulumi/pulumi";
import { CallbackRule, CallbackTemplate, ScreenshotTask, SnapshotTemplate } from "pulumi-tencentcloud-css";

// The whole set-up of an evening. The demo sets what is read from here, as a pipeline would.
const config = new Config();
const place = { domainName: "5000.livepush.myqcloud.com", appName: "live" };

// How often a picture is taken, and into which bucket it goes.
const pictures = new SnapshotTemplate("pictures", {
  templateName: "evening-pictures",
  cosAppId: 1250000000,
  cosBucket: "evening",
  cosRegion: "ap-guangzhou",
  snapshotInterval: 10,
});

// Who is told of each push and each picture. What is told is signed with the key.
const callbackUrl = config.require("callbackUrl");
const callbacks = new CallbackTemplate("callbacks", {
  templateName: "evening-callbacks",
  streamBeginNotifyUrl: callbackUrl,
  snapshotNotifyUrl: callbackUrl,
  callbackKey: config.requireSecret("callbackKey"),
});
new CallbackRule("callbacks", { ...place, templateId: callbacks.templateId });

// When pictures are taken. The end can be moved at any time.
const capture = { ...place, streamName: "stream1", templateId: pictures.templateId };
new ScreenshotTask("tonight", {
  ...capture,
  startTime: "2026-12-18T19:00:00Z",
  endTime: config.get("endTime") ?? "2026-12-18T21:00:00Z",
});

// The service takes windows up to six days ahead. One that is further off waits in state for an `up` that can make it.
const nextMonth = config.getObject<{ startTime: string; endTime: string }>("nextMonth");
if (nextMonth) new ScreenshotTask("next-month", { ...capture, ...nextMonth, ifTooFar: "defer" });
