/** The scenarios, those of tasks and of the gateway among them. */
import type { Switches } from "../../emulator/index.js";
import { settledOfEvidence } from "./evidence.js";
import { codes30851, type Open, outcome, type Scenario, type Settled } from "./scenario.js";
import { lag, type Params, type Site } from "./site.js";
import { openOfTemplates, settledOfTemplates } from "./templates.js";

const hour = 3600;
const day = 24 * hour;

/** An id in the shape of real ones, which no task has. */
const unknownTask = { TaskId: "UpTbk5RSVhRQFkAAfHwQCCjcRD0lRFcZ0xTSlNTQltlRVRLU1JAWW9EUb0" };

const task54799 = "https://www.tencentcloud.com/document/product/267/54799";
const create70281 = "https://cloud.tencent.com/document/api/267/70281";
const list70279 = "https://cloud.tencent.com/document/api/267/70279";

const settled: readonly Settled[] = [
  {
    asks: "CreateScreenshotTask without EndTime is",
    documented: "MissingParameter",
    source: codes30851,
    ask: async (site) => {
      const { EndTime: _, ...params } = await hourFromNow(site);
      return (await site.call("CreateScreenshotTask", params)).code;
    },
  },
  {
    asks: "CreateScreenshotTask with a parameter that there is not is",
    documented: "UnknownParameter",
    source: codes30851,
    ask: async (site) =>
      (await site.call("CreateScreenshotTask", { ...(await hourFromNow(site)), NoSuchParameter: 1 })).code,
  },
  {
    asks: "an action that there is not is",
    documented: "InvalidAction",
    source: codes30851,
    ask: async (site) => (await site.call("CreateScreenshotTasks", {})).code,
  },
  {
    asks: "an end that has passed is",
    documented: "refused",
    source: task54799,
    tasks: 1,
    ask: async (site) => {
      const now = await site.now();
      return outcome(await site.create({ StartTime: now - 2 * hour, EndTime: now - hour }));
    },
  },
  {
    asks: "a window of 24 hours and ten minutes is",
    documented: "refused",
    source: task54799,
    tasks: 1,
    ask: async (site) => {
      const start = (await site.now()) + day;
      return outcome(await site.create({ StartTime: start, EndTime: start + day + 600 }));
    },
  },
  {
    asks: "a window of 24 hours is",
    documented: "accepted",
    source: task54799,
    tasks: 1,
    ask: async (site) => {
      const start = (await site.now()) + day;
      return outcome(await site.create({ StartTime: start, EndTime: start + day }));
    },
  },
  {
    asks: "a window that ends in eight days is",
    documented: "refused",
    source: create70281,
    tasks: 1,
    ask: async (site) => {
      const end = (await site.now()) + 8 * day;
      return outcome(await site.create({ StartTime: end - day, EndTime: end }));
    },
  },
  {
    asks: "a template that there is not is",
    documented: "accepted",
    source: task54799,
    tasks: 1,
    ask: async (site) => outcome(await site.create({ TemplateId: 99_999_999 })),
  },
  {
    asks: "a new task is listed with",
    documented: "AppName, DomainName, EndTime, StartTime, Stopped, StreamName, TaskId, TemplateId",
    source: list70279,
    tasks: 1,
    ask: async (site) => {
      const [task] = await createAndList(site, { StreamType: 1, Extension: "x" });
      return Object.keys(task?.raw ?? {})
        .toSorted()
        .join(", ");
    },
  },
  {
    asks: "a listing of seven days and an hour is",
    documented: "refused",
    source: list70279,
    ask: async (site) => {
      const now = await site.now();
      return outcome(await site.call("DescribeScreenshotTask", { StartTime: now, EndTime: now + 7 * day + hour }));
    },
  },
  {
    asks: "a listing from 91 days ago on is",
    documented: "refused",
    source: list70279,
    ask: async (site) => {
      const from = (await site.now()) - 91 * day;
      return outcome(await site.call("DescribeScreenshotTask", { StartTime: from, EndTime: from + day }));
    },
  },
  {
    asks: "a task that only touches the time asked about is",
    documented: "not listed",
    source: list70279,
    tasks: 1,
    ask: async (site) => {
      const { params } = await site.create();
      const start = Number(params["StartTime"]);
      return (await site.list(params, start - day, start + hour / 2)).length === 0 ? "not listed" : "listed";
    },
  },
  {
    asks: "a task that was stopped while it ran is listed as stopped",
    documented: "then",
    source: list70279,
    tasks: 1,
    waits: 5,
    ask: async (site) => {
      const made = await running(site);
      await site.wait(5);
      await site.call("StopScreenshotTask", { TaskId: made.taskId });
      const now = await site.now();
      const stopped = (await eventually(site, made.params, ({ raw }) => Number(raw["Stopped"]) > 0))?.raw["Stopped"];
      return Math.abs(Number(stopped ?? 0) - now) <= 60 ? "then" : `at ${stopped ?? "no time"}`;
    },
  },
  {
    asks: "a running task can be deleted, and is then",
    documented: "not listed",
    source: "https://cloud.tencent.com/document/api/267/70280",
    tasks: 1,
    waits: 60,
    ask: async (site) => {
      const { taskId, params } = await running(site);
      const { code } = await site.call("DeleteScreenshotTask", { TaskId: taskId });
      if (code !== "accepted") return code;
      await site.wait(60);
      return (await around(site, params)).length === 0 ? "not listed" : "listed";
    },
  },
];

const open: readonly Open[] = [
  {
    asks: "the site that answers here is",
    decides: "site",
    ask: async (site) => {
      const answers = await Promise.all([
        site.call("DescribeScreenshotTask", {}),
        site.call("StopScreenshotTask", {}),
        site.call("DeleteScreenshotTask", {}),
      ]);
      const published = answers.filter(({ code }) => code !== "InvalidAction").length;
      return published === 3 ? "mainland" : published === 0 ? "international" : `${published} of 3 actions`;
    },
  },
  {
    asks: "without a region a call is",
    decides: "region",
    ask: async (site) => {
      const now = await site.now();
      const listing = await site.call("DescribeScreenshotTask", { StartTime: now, EndTime: now + day }, null);
      if (listing.code === "accepted") return "ignored";
      if (listing.code === "InvalidAction") return listing.code;
      // Without a TaskId, so that only the region can be what is missed first.
      const stop = await site.call("StopScreenshotTask", unknownTask, null);
      return /Region/i.test(stop.code + String(stop.fields["Message"])) ? "required" : "required-but-stop";
    },
  },
  {
    asks: "StopScreenshotTask of an unknown task is",
    decides: "stopUnknown",
    ask: async (site) => (await site.call("StopScreenshotTask", unknownTask)).code,
  },
  {
    asks: "StopScreenshotTask before the start is",
    decides: "stopScheduled",
    tasks: 1,
    ask: async (site) => (await site.call("StopScreenshotTask", { TaskId: (await site.create()).taskId })).code,
  },
  {
    asks: "StopScreenshotTask of a stopped task is",
    decides: "stopStopped",
    tasks: 1,
    waits: 5,
    ask: async (site) => {
      const { TaskId } = await stopped(site);
      return (await site.call("StopScreenshotTask", { TaskId })).code;
    },
  },
  {
    asks: "StopScreenshotTask of a task that is over is",
    decides: "stopFinished",
    tasks: 1,
    waits: 90,
    ask: async (site) => (await site.call("StopScreenshotTask", await finished(site))).code,
  },
  {
    asks: "DeleteScreenshotTask of an unknown task is",
    decides: "deleteUnknown",
    ask: async (site) => (await site.call("DeleteScreenshotTask", unknownTask)).code,
  },
  {
    asks: "DeleteScreenshotTask of a stopped task is",
    decides: "deleteStopped",
    tasks: 1,
    waits: 5,
    ask: async (site) => (await site.call("DeleteScreenshotTask", await stopped(site))).code,
  },
  {
    asks: "DeleteScreenshotTask of a task that is over is",
    decides: "deleteFinished",
    tasks: 1,
    waits: 90,
    ask: async (site) => (await site.call("DeleteScreenshotTask", await finished(site))).code,
  },
  {
    asks: "a start ten minutes ago is",
    decides: "pastStart",
    tasks: 1,
    ask: async (site) => {
      const now = await site.now();
      const { code, params } = await site.create({ StartTime: now - 600, EndTime: now + hour });
      if (code !== "accepted") return "refused";
      const listed = await eventually(site, params, () => true);
      if (!listed) return "not listed";
      const start = Number(listed.raw["StartTime"]);
      return start === now - 600 ? "kept" : Math.abs(start - now) <= 60 ? "clamped" : `listed as ${start}`;
    },
  },
  {
    asks: "a start that was left out is listed as",
    decides: "omittedStart",
    tasks: 1,
    ask: async (site) => {
      const { params } = await running(site);
      const now = await site.now();
      const listed = await eventually(site, params, () => true);
      if (!listed) return "not listed";
      const start = Number(listed.raw["StartTime"]);
      return start === 0 ? "zero" : Math.abs(start - now) <= 60 ? "created" : `${start}`;
    },
  },
  {
    asks: "a start six days and an hour ahead meets the limit",
    decides: "startLimit",
    tasks: 1,
    ask: async (site) => {
      const start = (await site.now()) + 6 * day + hour;
      const made = await site.create({ StartTime: start, EndTime: start + hour });
      // The very second cannot be asked for, as two clocks differ.
      return outcome(made) === "accepted" ? "none" : ["inclusive", "exclusive"];
    },
  },
  {
    asks: "a fourth task on a stream is",
    decides: "fourthTask",
    tasks: 8,
    ask: async (site) => {
      const four = async (window: Params) => {
        const made = await onOneStream(site, 4, () => window);
        return made.at(-1)?.code;
      };
      const now = await site.now();
      if ((await four({})) !== "accepted") return "refused-overlap";
      if ((await four({ StartTime: undefined, EndTime: now + hour })) !== "accepted") return "refused-running";
      return ["waits", "never-starts"];
    },
  },
  {
    asks: "a listing's order is",
    decides: "listingOrder",
    tasks: 3,
    ask: async (site) => {
      const starts = [2, 3, 1].map((hours) => hours * 2 * hour + 4 * day);
      const now = await site.now();
      const made = await onOneStream(site, 3, (index) => {
        const start = now + Number(starts[index]);
        return { StartTime: start, EndTime: start + hour };
      });
      await visible(site);
      const order = (await around(site, made[0]?.params ?? {})).map(({ taskId }) =>
        made.findIndex((task) => task.taskId === taskId),
      );
      const orders: Record<string, string> = { "210": "newest", "012": "oldest", "201": "start" };
      return orders[order.join("")] ?? `of creation: ${order.join(", ")}`;
    },
  },
  {
    asks: "a page of a listing ends with",
    decides: "listingEnd",
    tasks: 1,
    ask: async (site) => {
      const { params } = await site.create();
      await visible(site);
      const { from, to } = await questionAbout(site);
      return (await site.page(params, from, to)).token === "" ? "token" : "page";
    },
  },
  {
    asks: "a task just at the edges of the time asked about is",
    decides: "listingBounds",
    tasks: 1,
    ask: async (site) => {
      const { params } = await site.create();
      await visible(site);
      const [start, end] = [Number(params["StartTime"]), Number(params["EndTime"])];
      const listed = async (from: number, to: number) => (await site.list(params, from, to)).length > 0;
      if (await listed(start, end)) return "inclusive";
      return (await listed(start, end + 1)) ? "half-open" : "exclusive";
    },
  },
  {
    asks: "seconds until a new task is listed are",
    decides: "createVisibleAfter",
    tasks: 1,
    waits: 60,
    ask: async (site) => {
      const { params, taskId } = await site.create();
      return secondsUntil(site, params, (tasks) => tasks.includes(taskId));
    },
  },
  {
    asks: "seconds until a deleted task is not listed any more are",
    decides: "changeVisibleAfter",
    tasks: 1,
    waits: 120,
    ask: async (site) => {
      const { params, taskId } = await site.create();
      await visible(site);
      await site.call("DeleteScreenshotTask", { TaskId: taskId });
      return secondsUntil(site, params, (tasks) => !tasks.includes(taskId));
    },
  },
  {
    asks: "tasks on a page are",
    decides: "pageSize",
    tasks: 105,
    ask: async (site) => {
      const now = await site.now();
      const made = await onOneStream(site, 105, (index) => {
        // No more than three at once.
        const start = now + 2 * day + Math.floor(index / 3) * 1200;
        return { StartTime: start, EndTime: start + 600 };
      });
      await visible(site);
      const { from, to } = await questionAbout(site);
      const size = (await site.page(made[0]?.params ?? {}, from, to)).tasks.length;
      return size === made.length ? [`${size} or more`, String(size)] : String(size);
    },
  },
  {
    asks: "a number as its digits, in JSON, is",
    decides: "jsonDigits",
    tasks: 1,
    ask: async (site) => outcome(await site.create({ StreamType: "1" })),
  },
  {
    asks: "characters in a stream's name may be",
    decides: "names",
    tasks: 2,
    ask: async (site) => {
      const named = async (StreamName: string) => outcome(await site.create({ StreamName })) === "accepted";
      if (await named(`${site.stream()["StreamName"]} of today`)) return "any";
      return (await named(`${site.stream()["StreamName"]}+!`)) ? "visible" : "plain";
    },
  },
  {
    asks: "characters in a stream's name, of those tried, are at most",
    decides: "nameLength",
    tasks: lengths().length,
    ask: async (site) => {
      let longest = 0;
      for (const length of lengths()) {
        const StreamName = String(site.stream()["StreamName"]).padEnd(length, "x");
        if (outcome(await site.create({ StreamName })) === "accepted") longest = length;
      }
      return String(longest);
    },
  },
];

export const scenarios: readonly Scenario[] = [
  ...settled,
  ...settledOfTemplates,
  ...settledOfEvidence,
  ...open,
  ...openOfTemplates,
];

/** What no scenario can tell, and why. */
export const notAsked: Partial<Record<keyof Switches, string>> = {
  stopDeleted: "a deleted task runs on only while its stream is pushed, and no stream is pushed here",
  endLimit: "the very second of a limit cannot be asked for, as two clocks differ",
  quota: "it would take as many tasks as the account may have",
  stopCallsPerSecond: "a burst of calls would take them from the account's other users",
  account: "it is a state of the account, not of the service",
  permit: "it is what a key may do",
  denial: "it takes a key that may do less; `tencentcloud-css doctor` shows the code",
  fail: "it has no counterpart in the service",
  templates: "it has no counterpart in the service",
  changeCountsAfter: "it shows in the pictures of a stream, and no stream is pushed here",
  sheetCountsAfter: "it shows in the pictures of a stream, and no stream is pushed here",
  callbackRecordsAfter: "it shows in a callback, and no stream is pushed here",
  noticeTaskId: "it shows in a callback, and no stream is pushed here",
  cos: "it is a state of the account, not of the service",
};

function lengths(): number[] {
  return [64, 100, 128, 200, 255, 256, 512];
}

async function hourFromNow(site: Site): Promise<Params> {
  return { ...site.stream(), TemplateId: 1, EndTime: (await site.now()) + hour };
}

async function running(site: Site, seconds = hour) {
  return site.create({ StartTime: undefined, EndTime: (await site.now()) + seconds });
}

async function stopped(site: Site): Promise<Params> {
  const { taskId } = await running(site);
  await site.wait(5);
  await site.call("StopScreenshotTask", { TaskId: taskId });
  return { TaskId: taskId };
}

async function finished(site: Site): Promise<Params> {
  const { taskId } = await running(site, 60);
  await site.wait(90);
  return { TaskId: taskId };
}

/** @param given The further parameters of each. */
async function onOneStream(site: Site, count: number, given: (index: number) => Params) {
  const stream = site.stream();
  const made = [];
  for (let index = 0; index < count; index += 1) made.push(await site.create({ ...stream, ...given(index) }));
  return made;
}

async function questionAbout(site: Site): Promise<{ from: number; to: number }> {
  const now = await site.now();
  return { from: now - hour, to: now + 7 * day - 2 * hour };
}

async function around(site: Site, stream: Params) {
  const { from, to } = await questionAbout(site);
  return site.list(stream, from, to);
}

async function createAndList(site: Site, given: Params) {
  const { params } = await site.create(given);
  await visible(site);
  return around(site, params);
}

const visible = (site: Site) => site.wait(lag);

/** A task of a stream, once it is as it should be, or as it is after a while; also where its start is listed as zero. */
async function eventually(
  site: Site,
  stream: Params,
  fits: (task: Awaited<ReturnType<typeof around>>[number]) => boolean,
) {
  await visible(site);
  return (await around(site, stream)).find(fits);
}

/** @returns the seconds, counted from the first look. */
async function secondsUntil(site: Site, stream: Params, fits: (taskIds: string[]) => boolean): Promise<string> {
  const began = await site.now();
  for (const wait of [0, 1, 1, 1, 2, 5, 10, 20]) {
    await site.wait(wait);
    const now = await site.now();
    if (fits((await around(site, stream)).map(({ taskId }) => taskId))) return String(now - began);
  }
  return "more than 40";
}
