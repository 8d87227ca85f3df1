import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ScreenshotTask } from "pulumi-tencentcloud-css";

// The push domain, the push path and the snapshot template: those of your account.
const captured = { domainName: "5000.livepush.myqcloud.com", appName: "live", templateId: 1000 };

// A line for each window. Names stay with their windows: a name that is given to another window replaces its task.
const [, ...rows] = readFileSync(join(__dirname, "windows.csv"), "utf8").trim().split(/\r?\n/);
for (const row of rows.filter((line) => line.trim() !== "")) {
  const [name = "", streamName = "", startTime = "", endTime = ""] = row.split(",");
  new ScreenshotTask(name, { ...captured, streamName, startTime, endTime });
}
