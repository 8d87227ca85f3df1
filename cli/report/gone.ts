/** What is lost with a window that is deleted, as far as no other of the report captures it. */
import { formatLength, type Instant, phase } from "../../provider/window.js";
import { secondsOutside } from "../uncaptured.js";
import type { Capture } from "./capture.js";
import type { Origin } from "./operations.js";

/** Seconds that a successor may begin later than it was to, as it takes that long to make it: no loss that a person minds. */
const handover = 60;

export function whyGone(
  gone: Capture,
  all: readonly Capture[],
  { origin, now }: { readonly origin: Origin; readonly now: Instant },
): string {
  const window = gone.former;
  if (!window) return "it has no task";
  if (phase(window, now) === "over") return "its task is over";
  const from = Math.max(now, window.start);
  const others = all.flatMap((other) =>
    isOnSameStream(other, gone) &&
    other.state !== "missing" &&
    other.window &&
    other.window.start < window.end &&
    other.window.end > from
      ? [{ name: other.name, ...other.window }]
      : [],
  );
  const left = secondsOutside(others, from, window.end);
  const names = others.map(({ name }) => name).join(", ");
  if (others.length > 0 && left <= handover) return `${names} captures what is left of it`;
  const beside = others.length > 0 ? `, beside what ${names} captures` : "";
  const verb = origin === "update" ? "are not captured" : "will not be captured";
  return `${formatLength(left)} of it ${verb}${beside}`;
}

/** What is secret or not known is like nothing else. */
function isOnSameStream(a: Capture, b: Capture): boolean {
  return (["domainName", "appName", "streamName"] as const).every(
    (name) => typeof a[name] === "string" && a[name] === b[name],
  );
}
