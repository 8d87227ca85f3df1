import { Config } from "@pulumi/pulumi";
import { ScreenshotTask } from "pulumi-tencentcloud-css";

const config = new Config();
const stream = { domainName: "5000.livepush.myqcloud.com", appName: "live", streamName: "stream1", templateId: 1000 };

// The end can be moved at any time: `pulumi config set endTime 2026-12-18T21:30:00Z`, then `pulumi up`.
new ScreenshotTask("tonight", {
  ...stream,
  startTime: "2026-12-18T19:00:00Z",
  endTime: config.get("endTime") ?? "2026-12-18T21:00:00Z",
});

// The service takes windows up to six days ahead. One that is further off waits in state for an `up` that can make it.
const nextMonth = config.getObject<{ startTime: string; endTime: string }>("nextMonth");
if (nextMonth) new ScreenshotTask("next-month", { ...stream, ...nextMonth, ifTooFar: "defer" });
