import { Config } from "@pulumi/pulumi";
import { Provider, ScreenshotTask } from "pulumi-tencentcloud-css";

const config = new Config();

// Each account by its own profile, and by no other keys. Keys of any other account are refused before the first call.
const club = new Provider("club", {
  profile: "club",
  accountId: config.require("clubAccount"),
  endpoint: config.get("clubEndpoint"), // an emulator; without it, Tencent Cloud
});
const league = new Provider("league", {
  profile: "league",
  accountId: config.require("leagueAccount"),
  endpoint: config.get("leagueEndpoint"),
});

const final = { appName: "live", streamName: "final", templateId: 1000, startTime: "2026-12-18T20:00:00+01:00" };

new ScreenshotTask(
  "club-final",
  { ...final, domainName: "5000.livepush.myqcloud.com", endTime: "2026-12-18T22:00:00+01:00" },
  { provider: club },
);
new ScreenshotTask(
  "league-final",
  { ...final, domainName: "6000.livepush.myqcloud.com", endTime: "2026-12-18T22:15:00+01:00" },
  { provider: league },
);
