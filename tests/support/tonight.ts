/** A window that is an hour ahead at the time at which the tests begin, 2026-12-18T18:00:00Z. */
export const tonight = {
  domainName: "push.example.com",
  appName: "live",
  streamName: "final",
  templateId: 1,
  startTime: "2026-12-18T19:00:00Z",
  endTime: "2026-12-18T21:00:00Z",
};

/** What the state holds of a task that was made just as it is declared. */
export function stateOf<Inputs extends { readonly startTime: string; readonly endTime: string }>(
  inputs: Inputs,
  world = "emulator:echo",
) {
  const { startTime: effectiveStartTime, endTime: effectiveEndTime } = inputs;
  return { ...inputs, schemaVersion: 1, taskId: "t", owner: "o", world, effectiveStartTime, effectiveEndTime };
}
