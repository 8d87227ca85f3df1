/** The pages of docs/ that are made from code. A resource or a component more is one entry more. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as callbackRule from "../../provider/resources/callbackRule.js";
import * as callbackTemplate from "../../provider/resources/callbackTemplate.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import * as snapshotRule from "../../provider/resources/snapshotRule.js";
import * as snapshotTemplate from "../../provider/resources/snapshotTemplate.js";
import { fields as calendarFields } from "../../sdk/schedule/calendar.js";
import { fields as cronFields } from "../../sdk/schedule/cron.js";
import { horizonFields } from "../../sdk/schedule/horizon.js";
import { fields as scheduleFields } from "../../sdk/schedule/plan.js";
import { fields as windowFields } from "../../sdk/schedule/windows.js";
import { blocksIn, firstWith } from "../support/blocks.js";
import { packageRoot } from "../support/stack.js";
import { ownActionsOf } from "./calls.js";
import { componentPage, type DocumentedComponent } from "./componentPage.js";
import { errorsPage } from "./errorsPage.js";
import { type DocumentedResource, type Example, resourcePage } from "./resourcePage.js";
import { settingsPage } from "./settingsPage.js";

const life = "[The life of a window](../../README.md#the-life-of-a-window): what `pulumi up` does, and when.";
const promises = "[What is promised, what is not, and how each promise is tested](../promises.md).";
const settings = "[Settings](../settings.md): the policies for a whole stack, and more.";

export const resources: readonly DocumentedResource[] = [
  {
    name: "ScreenshotTask",
    kind: screenshotTask.screenshotTask,
    example: inReadme(["ts", "new ScreenshotTask"]),
    more: [life, settings, promises],
  },
  ...[
    { name: "SnapshotTemplate", kind: snapshotTemplate.snapshotTemplate },
    { name: "SnapshotRule", kind: snapshotRule.snapshotRule },
    { name: "CallbackTemplate", kind: callbackTemplate.callbackTemplate },
    { name: "CallbackRule", kind: callbackRule.callbackRule },
  ].map((resource) => ({ ...resource, example: inReadme(["ts", "new SnapshotTemplate"]), more: [promises] })),
];

export const components: readonly DocumentedComponent[] = [
  {
    name: "CaptureSchedule",
    example: inReadme(["ics", "BEGIN:VCALENDAR"], ["ts", "new CaptureSchedule"]),
    types: [
      { name: "CaptureScheduleArgs", file: "sdk/captureSchedule.ts", fields: scheduleFields },
      { name: "CaptureArgs", file: "sdk/captureSchedule.ts" },
      { name: "CaptureWindow", file: "sdk/schedule/windows.ts", fields: windowFields },
      { name: "CalendarSource", file: "sdk/schedule/calendar.ts", fields: calendarFields },
      { name: "CronSource", file: "sdk/schedule/cron.ts", fields: cronFields },
      { name: "Horizon", file: "sdk/schedule/horizon.ts", fields: horizonFields },
      { name: "CaptureEvent", file: "sdk/schedule/occurrence.ts", given: true },
    ],
    more: [life, settings],
  },
];

/** Each page's path from the package's folder, and its text. */
export function pages(): ReadonlyMap<string, string> {
  const actions = new Map(resources.map(({ name, kind }) => [name, ownActionsOf(kind)]));
  return new Map([
    ...resources.map((resource): [string, string] => [pathOf("resources", resource.name), resourcePage(resource)]),
    ...components.map((component): [string, string] => [
      pathOf("components", component.name),
      componentPage(component),
    ]),
    ["docs/settings.md", settingsPage()],
    ["docs/errors.md", errorsPage(actions)],
  ]);
}

function pathOf(folder: string, name: string): string {
  return `docs/${folder}/${name.charAt(0).toLowerCase()}${name.slice(1)}.md`;
}

/** Blocks of the README, which the tests run as they are. */
function inReadme(...wanted: readonly (readonly [language: string, text: string])[]): Example {
  const readme = readFileSync(join(packageRoot, "README.md"), "utf8");
  return {
    from: "The README's, which the tests run as it is:",
    files: wanted.map(([language, text]) => ({ language, text: firstWith(blocksIn(readme, language), text) })),
  };
}
