/** What goes wrong between a run and the service: a little on any night, and more on one. */
import type { Fault } from "../../emulator/index.js";

/** Each of a run's calls meets one of these with a probability of about one in twelve. The same seed, the same faults. */
export function mishaps(seed: number, throttled: boolean): Fault[] {
  return [
    ...(throttled ? [{ kind: "throttled", probability: 0.5, seed } as const] : []),
    { kind: "lost-after", probability: 0.02, seed },
    { kind: "lost-before", probability: 0.01, seed },
    { kind: "html", probability: 0.01, seed },
    { kind: "http-error", status: 503, carriedOut: true, probability: 0.01, seed },
    { kind: "truncated", probability: 0.01, seed },
    { kind: "reset", probability: 0.01, seed },
    { kind: "slow", milliseconds: 3000, probability: 0.005, seed },
    { kind: "refused", probability: 0.01, seed },
    { kind: "late", listings: 1, probability: 0.04, seed },
    { kind: "page-repeated", probability: 0.05, seed },
    { kind: "task-moved", probability: 0.02, seed },
  ];
}

/** Credentials of a role that end several times in the middle of a run, by the clock on the wall. */
export const shortLivedCredentials = {
  TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::cam::uin/100000000001:roleName/captures",
  TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION: "2",
};

/** Shorter than the slow calls, so that those are given up. */
export const callTimeout = "PT2S";
