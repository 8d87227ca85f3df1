import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { ScreenshotTask } from "pulumi-tencentcloud-css";

// The push domain, the push path and the snapshot template: those of your account.
const captured = { domainName: "5000.livepush.myqcloud.com", appName: "live", templateId: 1000 };

// A line for each window. Names stay with their windows: a name that is given to another window replaces its task.
const columns = ["name", "stream", "start", "end"];
const names = new Set<string>();
const problems: string[] = [];
const lines = readFileSync(join(__dirname, "windows.csv"), "utf8").split(/\r?\n/);
for (const [index, line] of lines.entries()) {
  if (index === 0 || line.trim() === "") continue;
  const row = line.split(",").map((field) => field.trim());
  const problem = problemOf(row);
  if (problem !== undefined) problems.push(`windows.csv, line ${index + 1}: ${problem}, in "${line}".`);
  else declare(row);
}
// After the others have been declared. A program that fails deletes nothing, so what is running runs on.
if (problems.length > 0) throw new RunError(problems.join("\n"));

function declare([name = "", streamName = "", startTime = "", endTime = ""]: readonly string[]) {
  names.add(name);
  new ScreenshotTask(name, { ...captured, streamName, startTime, endTime });
}

function problemOf(row: readonly string[]): string | undefined {
  const missing = columns.filter((_, column) => !row[column]);
  if (missing.length > 0) return `${missing.join(" and ")} missing`;
  if (row.length > columns.length) return `${row.length} fields where ${columns.join(",")} are expected`;
  const [name = "", , start = "", end = ""] = row;
  if (names.has(name)) return `name ${name} is on another line already`;
  if (!isTime(start)) return `start ${start} is no time with an offset, such as 2026-12-18T19:00:00+08:00`;
  if (!isTime(end)) return `end ${end} is no time with an offset, such as 2026-12-18T19:00:00+08:00`;
  return Date.parse(end) > Date.parse(start) ? undefined : `end ${end} is not after start ${start}`;
}

function isTime(text: string): boolean {
  return /T\S+(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
}
