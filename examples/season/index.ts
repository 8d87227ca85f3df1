import { CaptureSchedule } from "pulumi-tencentcloud-css";

// Each hall has an encoder of its own, and so has the studio.
const streams: Record<string, string> = {
  Elbhalle: "altona",
  "Arena am Kanal": "lindenau",
  Havelhalle: "havelstadt",
  "Sporthalle Nord": "bergheim",
  Küstenhalle: "rostal",
  "Alte Messe": "wenden",
  Studio: "studio",
};

// The push domain, the push path and the snapshot template: those of your account.
new CaptureSchedule("nordliga", {
  calendar: { file: "season.ics" },
  filter: ({ allDay }) => !allDay, // "Spieltag 6" and "Winterpause" are for people
  padBefore: "PT10M",
  padAfter: "PT20M",
  capture: {
    domainName: "5000.livepush.myqcloud.com",
    appName: "live",
    templateId: 1000,
    streamName: ({ location }) => streams[location.replace(/,.*/, "")],
  },
});
