import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { ScreenshotTask } from "pulumi-tencentcloud-css";
import { screenshotTask } from "pulumi-tencentcloud-css/provider";

// The push domain, the push path and the snapshot template: those of your account.
const captured = { domainName: "5000.livepush.myqcloud.com", appName: "live", templateId: 1000 };

// A line for each window. Names stay with their windows: a name that is given to another window replaces its task.
const columns = ["name", "stream", "start", "end"];

/** How many windows are declared. */
export const windows = declareAll();

async function declareAll(): Promise<number> {
  const names = new Set<string>();
  const problems: string[] = [];
  const lines = readFileSync(join(__dirname, "windows.csv"), "utf8").split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    const row = line.split(",").map((field) => field.trim());
    const [name = "", streamName = "", startTime = "", endTime = ""] = row;
    const window = { streamName, startTime, endTime };
    const problem = (await problemOf(row, window)) || (names.has(name) && `name ${name} is on another line already`);
    if (problem) {
      problems.push(`windows.csv, line ${index + 1}: ${problem}, in "${line}".`);
    } else {
      names.add(name);
      new ScreenshotTask(name, { ...captured, ...window });
    }
  }
  // After the others have been declared. A program that fails deletes nothing, so what is running runs on.
  if (problems.length > 0) {
    const failure = new RunError(problems.join("\n"));
    // Nobody is shown it, and Pulumi (3.248.0) looks for 20 s for the lines that it names.
    failure.stack = "";
    throw failure;
  }
  return names.size;
}

async function problemOf(row: readonly string[], window: object): Promise<string> {
  const missing = columns.filter((_, column) => !row[column]);
  if (missing.length > 0) return `${missing.join(" and ")} missing`;
  if (row.length > columns.length) return `${row.length} fields where ${columns.join(",")} are expected`;
  // What the package would refuse at preview, where Pulumi stops, and what it makes of the other lines is chance.
  const { failures = [] } = await screenshotTask.check({}, window);
  return failures.map(({ property, reason }) => `${property} ${reason}`).join("; ");
}
