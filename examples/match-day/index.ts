import { Config } from "@pulumi/pulumi";
import { CallbackRule, CallbackTemplate, ScreenshotTask, SnapshotTemplate } from "pulumi-tencentcloud-css";

// The push domain and the push path of your account.
const channel = { domainName: "5000.livepush.myqcloud.com", appName: "live" };

// How often a picture is taken, and where it goes.
const pictures = new SnapshotTemplate("pictures", {
  templateName: "match-day",
  cosAppId: 1250000000, // the account's APPID
  cosBucket: "match-day", // without -APPID; CSS needs the role that lets it write there
  cosRegion: "ap-guangzhou",
  snapshotInterval: 10, // seconds
});

// Who is told of each, with a signature that this key makes.
const desk = new CallbackTemplate("desk", {
  templateName: "picture-desk",
  snapshotNotifyUrl: "https://desk.example.com/css",
  callbackKey: new Config().requireSecret("callbackKey"),
});
new CallbackRule("desk", { ...channel, templateId: desk.templateId });

// What is captured, and when. It depends on its template alone: a callback that fails keeps no picture from being taken.
const final = new ScreenshotTask("final", {
  ...channel,
  streamName: "final",
  templateId: pictures.templateId,
  startTime: "2026-12-18T20:00:00+01:00",
  endTime: "2026-12-18T22:00:00+01:00",
});

export const taskId = final.taskId;
