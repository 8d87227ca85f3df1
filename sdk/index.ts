/** Timed screenshot captures of live streams on Tencent Cloud, for Pulumi programs. */
export { CallbackRule, type CallbackRuleArgs } from "./callbackRule.js";
export { CallbackTemplate, type CallbackTemplateArgs } from "./callbackTemplate.js";
export { type CaptureArgs, CaptureSchedule, type CaptureScheduleArgs } from "./captureSchedule.js";
export { Provider, type ProviderArgs } from "./provider.js";
export type { CalendarSource } from "./schedule/calendar.js";
export type { CronSource } from "./schedule/cron.js";
export type { Horizon } from "./schedule/horizon.js";
export type { Length } from "./schedule/lengths.js";
export type { CaptureEvent } from "./schedule/occurrence.js";
export type { CaptureWindow } from "./schedule/windows.js";
export { ScreenshotTask, type ScreenshotTaskArgs } from "./screenshotTask.js";
export { SnapshotRule, type SnapshotRuleArgs } from "./snapshotRule.js";
export { SnapshotTemplate, type SnapshotTemplateArgs } from "./snapshotTemplate.js";
