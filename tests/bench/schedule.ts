import { execFileSync } from "node:child_process";
import { atMost, median, type Result } from "./result.js";

const events = 10_000;

/** A league's calendar: each event on a stream of its own, half in a zone with changes of its clocks. */
function leagueCalendar(): string {
  const first = Date.UTC(2026, 0, 1, 12);
  const lines = Array.from({ length: events }, (_, index) => {
    const at = (hours: number) =>
      new Date(first + (index + hours) * 3_600_000).toISOString().replace(/[-:]|\.000Z/g, "");
    const [zone, utc] = index % 2 === 0 ? [";TZID=Europe/Berlin", ""] : ["", "Z"];
    return [
      "BEGIN:VEVENT",
      `UID:match-${index}@league.example`,
      "DTSTAMP:20260101T000000Z",
      `DTSTART${zone}:${at(0)}${utc}`,
      `DTEND${zone}:${at(2)}${utc}`,
      `SUMMARY:Match ${index}\\, league`,
      `LOCATION:Hall ${index % 20}`,
      "DESCRIPTION:What is written below a match\\, and goes on over the end of its li\r\n ne\\nand then another.",
      "STATUS:CONFIRMED",
      "END:VEVENT",
    ].join("\r\n");
  });
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

/** In a process of its own: from nothing loaded to all tasks planned, and the memory that it took at most. */
function measureOnce(): { milliseconds: number; mebibytes: number; tasks: number } {
  const text = leagueCalendar();
  const peak = () => process.resourceUsage().maxRSS / 1024;
  require("@pulumi/pulumi");
  const before = peak();
  const began = performance.now();
  const { planTasks } = require("../../sdk/schedule/plan.js") as typeof import("../../sdk/schedule/plan.js");
  const capture = {
    domainName: "push.example.com",
    appName: "live",
    templateId: 1,
    streamName: ({ location }: { location: string }) => location,
  };
  const { length } = planTasks("league", { calendar: { text }, padBefore: "PT10M", capture }).tasks;
  return { milliseconds: performance.now() - began, mebibytes: peak() - before, tasks: length };
}

/** Without the engine. */
export async function measureSchedule(): Promise<Result[]> {
  const runs = Array.from({ length: 5 }, () => {
    const output = execFileSync(process.execPath, [__filename], { encoding: "utf8" });
    return JSON.parse(output) as ReturnType<typeof measureOnce>;
  });
  return [
    atMost("a calendar of 10,000 events to tasks", median(runs.map(({ milliseconds }) => milliseconds)), "ms", 1000),
    atMost("memory that it takes", median(runs.map(({ mebibytes }) => mebibytes)), "MiB", 100),
    atMost("events that it loses", events - Math.min(...runs.map(({ tasks }) => tasks)), "", 0),
  ];
}

if (require.main === module) console.log(JSON.stringify(measureOnce()));
