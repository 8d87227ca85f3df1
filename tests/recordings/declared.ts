/** What the program of a recording declares, run after run: one resource for each way in which a state can stand. */
import {
  CallbackRule,
  CallbackTemplate,
  Provider,
  ScreenshotTask,
  type ScreenshotTaskArgs,
  SnapshotRule,
  SnapshotTemplate,
} from "pulumi-tencentcloud-css";
import { formatInstant } from "../../provider/window.js";
import { hooks, pictures } from "../support/lasting.js";
import { start } from "../support/stack.js";

export const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** The first run, the last run but one, and the last one. */
const first = Date.parse(start) / 1000;
export const evening = first + 10 * day;
export const late = evening + 2 * hour;

type Window = Pick<ScreenshotTaskArgs, "startTime" | "endTime">;

const between = (from: number, to: number): Window => ({ startTime: formatInstant(from), endTime: formatInstant(to) });

const place = { domainName: "push.example.com", appName: "live" };

/** A stream of its own for each: the service runs three tasks of one at most. */
const capture = (streamName: string, window: Window, more: Partial<ScreenshotTaskArgs> = {}): ScreenshotTaskArgs => ({
  ...place,
  streamName,
  templateId: 1,
  ...window,
  ...more,
});

const atFirst = {
  over: capture("over", between(first + hour, first + 3 * hour)),
  missed: capture("missed", between(first + 7 * day, first + 7 * day + hour)),
  "made-in-place": capture("made-in-place", between(first + 12 * day, first + 12 * day + hour)),
  deferred: capture("deferred", between(first + 40 * day, first + 40 * day + hour)),
  "in-unix-seconds": capture("in-unix-seconds", { startTime: first + 41 * day, endTime: first + 41 * day + hour }),
};

/** The window of the evening that is open when the last run comes. */
const open = between(late - hour, late + hour);

const inTheEvening = {
  ...atFirst,
  skipped: capture("skipped", between(first - day, first - day + hour)),
  scheduled: capture("scheduled", between(late + 5 * hour, late + 6 * hour), { streamType: 1, extension: "e" }),
  "with-an-offset": capture("with-an-offset", {
    startTime: "2026-12-29T09:00:00.5+08:00",
    endTime: "2026-12-29T11:00:00.5+08:00",
  }),
  adopted: capture("adopted", between(late + 8 * hour, late + 9 * hour), { ifExists: "adopt" }),
  running: capture("running", open),
  "running-from-the-run-on": capture("running-from-the-run-on", { endTime: formatInstant(late + 3 * hour) }),
  "stopped-by-an-edit": capture("stopped-by-an-edit", open),
  "stopped-by-others": capture("stopped-by-others", open, { ifStopped: "keep" }),
  "deleted-by-others": capture("deleted-by-others", open, { ifStopped: "keep" }),
  "stopped-and-restored": capture("stopped-and-restored", open),
  "replaced-while-it-ran": capture("replaced-while-it-ran", open),
};

const atLast = {
  ...inTheEvening,
  "stopped-by-an-edit": capture("stopped-by-an-edit", between(late - hour, late - 10 * minute)),
  "replaced-while-it-ran": capture("replaced-while-it-ran", between(late - hour, late + 2 * hour)),
};

/** What somebody has made already when the run of the evening comes to declare it. */
export const adopted = {
  DomainName: place.domainName,
  AppName: place.appName,
  StreamName: "adopted",
  TemplateId: 1,
  StartTime: late + 8 * hour,
  EndTime: late + 9 * hour,
};

/** Templates, rules, a task of such a template, and one of a provider with settings of its own. */
function declareAround(): void {
  const template = new SnapshotTemplate("pictures", { ...pictures, width: 640 });
  new SnapshotRule("pictures-of-all", { domainName: place.domainName, templateId: template.templateId });
  const callbacks = new CallbackTemplate("hooks", { ...hooks, callbackKey: "key-of-callbacks" });
  new CallbackRule("hooks-of-all", { ...place, templateId: callbacks.templateId });
  const window = between(late + 5 * hour, late + 6 * hour);
  new ScreenshotTask("by-that-template", {
    ...capture("by-that-template", window),
    templateId: template.templateId,
  });
  // The provider says what the tasks above say for themselves.
  const provider = new Provider("keeping", { ifStopped: "keep" });
  new ScreenshotTask("kept-by-its-provider", capture("kept-by-its-provider", window), { provider });
}

const program = (declared: Readonly<Record<string, ScreenshotTaskArgs>>) => async () => {
  declareAround();
  for (const [name, args] of Object.entries(declared)) new ScreenshotTask(name, args);
};

export const programs = { atFirst: program(atFirst), inTheEvening: program(inTheEvening), atLast: program(atLast) };
