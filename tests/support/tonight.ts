/** A window that is an hour ahead at the time at which the tests begin, 2026-12-18T18:00:00Z. */
export const tonight = {
  domainName: "push.example.com",
  appName: "live",
  streamName: "final",
  templateId: 1,
  startTime: "2026-12-18T19:00:00Z",
  endTime: "2026-12-18T21:00:00Z",
};
