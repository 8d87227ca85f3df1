import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { formatInstant } from "../../provider/window.js";
import { packageRoot } from "../support/stack.js";
import { atMost, median, type Result } from "./result.js";
import { final, ours } from "./subjects.js";

const tasks = 1_000;

/** Of a season, ten streams side by side, as `pulumi preview --json --show-sames` prints it: every second match is moved. */
function seasonPreview(): string {
  const type = "pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask";
  const first = Date.parse(final.startTime) / 1000;
  const steps = Array.from({ length: tasks }, (_, index) => {
    const urn = `urn:pulumi:bench::league::${type}::match-${index}`;
    const start = first + Math.floor(index / 10) * 86_400;
    const inputsAt = (at: number) => ({
      ...final,
      streamName: `hall-${index % 10}`,
      startTime: formatInstant(at),
      endTime: formatInstant(at + 7200),
      __provider: ours,
    });
    const state = {
      taskId: `task-${index}`,
      effectiveStartTime: formatInstant(start),
      effectiveEndTime: formatInstant(start + 7200),
      owner: "a5792a5f",
      schemaVersion: 1,
      world: "cloud",
    };
    const oldState = {
      urn,
      type,
      id: `task-${index}`,
      inputs: inputsAt(start),
      outputs: { ...inputsAt(start), ...state },
    };
    const moved = index % 2 === 0;
    const newState = { urn, type, inputs: inputsAt(moved ? start + 1800 : start), outputs: {} };
    return { op: moved ? "replace" : "same", urn, oldState, newState, replaceReasons: ["startTime", "endTime"] };
  });
  return JSON.stringify({ steps });
}

/** The whole command, from the start of its process to its end. */
export async function measureReport(): Promise<Result[]> {
  const input = seasonPreview();
  const run = (...options: string[]) => {
    const began = performance.now();
    const output = execFileSync(process.execPath, [join(packageRoot, "dist/cli/main.js"), "report", ...options], {
      input,
      encoding: "utf8",
    });
    return { milliseconds: performance.now() - began, output };
  };
  const timeOf = (...options: string[]) => median([1, 2, 3, 4, 5].map(() => run(...options).milliseconds));
  const { windows } = JSON.parse(run("--json").output) as { windows: unknown[] };
  return [
    atMost("a report of 1,000 tasks in Markdown", timeOf("--markdown"), "ms", 1000),
    atMost("the same at a terminal", timeOf(), "ms", 1000),
    atMost("the same as JSON", timeOf("--json"), "ms", 1000),
    atMost("tasks that it loses", tasks - windows.length, "", 0),
  ];
}
