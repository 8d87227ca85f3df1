import { readFileSync } from "node:fs";
import { Config, RunError } from "@pulumi/pulumi";
import { CaptureSchedule } from "pulumi-tencentcloud-css";
import { parse } from "yaml";

interface Camera {
  readonly stream: string;
  readonly zone: string;
  readonly cron: string;
  /** ISO 8601. */
  readonly duration: string;
}

// Set, it shows what another day's run would do: `pulumi preview -c now=2027-03-26T12:00:00Z`.
const now = new Config().get("now") ?? new Date();

const cameras: Camera[] = parse(readFileSync("cameras.yaml", "utf8"));
const problems: string[] = [];
for (const { stream, zone, cron: expression, duration } of cameras) {
  try {
    new CaptureSchedule(stream, {
      // Each run declares what begins within a week, and no longer what is over. Run it every day.
      cron: { expression, zone, duration, now, days: 7 },
      capture: { domainName: "5000.livepush.myqcloud.com", appName: "live", templateId: 1000, streamName: stream },
    });
  } catch (error) {
    // What is wrong with one camera must not cost the pictures of the others.
    problems.push(error instanceof Error ? error.message : String(error));
  }
}
// A run that succeeded would delete the tasks of what is wrong.
if (problems.length > 0) throw new RunError(problems.join("\n"));
