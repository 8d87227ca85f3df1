/** The rows of the fault matrix: every action with everything that can happen to its calls. */
import { faultKinds } from "../../emulator/index.js";
import { type Struck, scenarios } from "./scenarios.js";
import { type Strike, strikes } from "./strikes.js";

export interface Row {
  readonly action: Struck;
  readonly strike: Strike;
}

export const actions = Object.keys(scenarios) as Struck[];

function canMeet({ faults, actions: tried }: Strike, action: Struck): boolean {
  return (
    (tried === undefined || tried.includes(action)) &&
    faults.every(({ kind }) => faultKinds[kind].actions.includes(action))
  );
}

/** Under the provider process, over gRPC: all of them. */
export const rows: readonly Row[] = actions.flatMap((action) =>
  strikes.filter((strike) => canMeet(strike, action)).map((strike) => ({ action, strike })),
);

/**
 * Under the real engine too. One stack goes through all of them, and the order spares it most of the way to what the
 * next row begins with; what leaves a twin by design comes last. A creation that is shown late is what a refresh does
 * not see yet; and one row fails, for what the engine itself makes of an error.
 */
export const engineRows: readonly Row[] = [
  row("CreateScreenshotTask", "is lost after it was carried out"),
  row("DescribeScreenshotTask", "is lost after it was carried out"),
  row("DescribeScreenshotTask", "is answered with HTML"),
  row("DeleteScreenshotTask", "is lost after it was carried out"),
  row("CreateScreenshotTask", "is answered with a status of 502"),
  row("DeleteScreenshotTask", "is answered with a status of 502"),
  row("CreateScreenshotTask", "is shown late by listings"),
  row("StopScreenshotTask", "is lost after it was carried out"),
  row("StopScreenshotTask", "finds its token expired"),
  row("CreateScreenshotTask", "is throttled"),
  row("CreateScreenshotTask", "is held until the run is over"),
];

function row(action: Struck, what: string): Row {
  const found = rows.find((each) => each.action === action && each.strike.what === what);
  if (!found) throw new Error(`The matrix has no row in which a ${action} ${what}.`);
  return found;
}
