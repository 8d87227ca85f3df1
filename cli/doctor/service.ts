/** What answers at the endpoint, and what time it is there. */
import type { Endpoint } from "../../provider/live/endpoint.js";
import type { EmulatorAnswer } from "../../provider/live/world.js";
import { formatLength, type Instant } from "../../provider/window.js";
import { type Check, messageOf } from "./check.js";

/** Milliseconds. */
const patience = 10_000;

/** Seconds by which the service lets a signature's time be wrong: https://www.tencentcloud.com/document/product/267/30851 */
const allowedSkew = 300;

/** From here on it is worth a word: what is left is soon gone where a clock runs wrong. */
const notableSkew = 60;

export interface ServiceChecks {
  readonly checks: readonly Check[];
  /** Whether anything answered. */
  readonly answers: boolean;
}

/** @param now The machine's clock. */
export async function checkService(
  { protocol, host }: Endpoint,
  site: string,
  emulator: EmulatorAnswer | undefined,
  now: () => Instant,
): Promise<ServiceChecks> {
  const asked = now();
  let response: Response;
  try {
    // Without a signature it is refused, which is an answer with a time.
    response = await fetch(`${protocol}${host}/`, { redirect: "manual", signal: AbortSignal.timeout(patience) });
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : messageOf(error);
    const advice =
      "Check the endpoint, the site and this machine's network: calls go there directly, through no proxy.";
    const failed: Check = {
      check: "endpoint",
      verdict: "problem",
      found: `${host} does not answer (${reason})`,
      advice,
    };
    return { checks: [failed], answers: false };
  }
  const here = (asked + now()) / 2;
  const what = emulator ? `the emulator's store ${emulator.store}, no cloud` : `the ${site} site`;
  const endpoint: Check = { check: "endpoint", verdict: "ok", found: `${protocol}${host} answers: ${what}` };
  return { checks: [endpoint, judgeClock(response.headers.get("date"), here)], answers: true };
}

function judgeClock(date: string | null, here: Instant): Check {
  const there = Date.parse(date ?? "") / 1000;
  const check = "clock";
  if (Number.isNaN(there)) return { check, verdict: "unknown", found: "the service's answer has no time" };
  const skew = Math.round(here - there);
  const found =
    skew === 0
      ? "as the service's"
      : `${formatLength(Math.abs(skew))} ${skew > 0 ? "ahead of" : "behind"} the service's`;
  if (Math.abs(skew) < notableSkew) return { check, verdict: "ok", found };
  const advice = "Set this machine's clock (NTP): signatures that are more than 5 minutes off are refused.";
  return { check, verdict: Math.abs(skew) > allowedSkew ? "problem" : "note", found, advice };
}
