/** Timed screenshot captures of live streams on Tencent Cloud, for Pulumi programs. */
export { Provider, type ProviderArgs } from "./provider.js";
export { ScreenshotTask, type ScreenshotTaskArgs } from "./screenshotTask.js";
