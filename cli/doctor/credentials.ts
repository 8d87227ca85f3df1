/** Goes through the places where credentials are looked for, as a run does, and tells what each has: never a secret. */
import type { Chain } from "../../provider/live/credentials/chain.js";
import type { Found } from "../../provider/live/credentials/credentials.js";
import { stackKeys } from "../../provider/live/credentials/given.js";
import { formatInstant } from "../../provider/window.js";
import { showSecrets } from "../stackExport.js";
import { type Check, messageOf } from "./check.js";

/** One place. */
export interface Step {
  readonly source: string;
  readonly result: "used" | "empty" | "unusable" | "not looked at";
  /** The beginning and the end of the id. */
  readonly secretId?: string;
  /** ISO 8601 in UTC; permanent ones have none. */
  readonly expires?: string;
  /** The role that they are of, assumed or traded for a web identity. */
  readonly role?: string;
  readonly reason?: string;
}

/** @param encryptedKeys Whether the stack's own keys are there, but encrypted: then the others are walked through too. */
export async function walk({ sources, enter }: Chain, encryptedKeys: boolean): Promise<Step[]> {
  const steps: Step[] = [];
  let over = false;
  for (const source of sources) {
    const { name } = source;
    if (encryptedKeys && name === stackKeys) {
      steps.push({ source: name, result: "unusable", reason: encrypted });
      continue;
    }
    if (over) {
      steps.push({ source: name, result: "not looked at" });
      continue;
    }
    try {
      const found = await source.find();
      steps.push({ source: name, ...(found ? used(await enter(source, found)) : { result: "empty" }) });
      over = found !== undefined;
    } catch (error) {
      steps.push({ source: name, result: "unusable", reason: messageOf(error) });
      over = true;
    }
  }
  return steps;
}

function used({ credentials, expires, ofRole }: Found): Omit<Step, "source"> {
  return {
    result: "used",
    secretId: shortened(credentials.secretId),
    ...(expires !== undefined && { expires: formatInstant(expires) }),
    ...(ofRole !== undefined && { role: ofRole }),
  };
}

/** Enough to tell one key from another in the console. */
function shortened(secretId: string): string {
  return secretId.length > 12 ? `${secretId.slice(0, 6)}…${secretId.slice(-4)}` : `${secretId.slice(0, 2)}…`;
}

/** Nothing where the stack has no keys of its own, or where they can be read. */
export function judgeEncrypted(steps: readonly Step[]): Check[] {
  if (steps[0]?.source !== stackKeys || steps[0].reason !== encrypted) return [];
  const found =
    "encrypted in this export; a run signs with them, so what is said here of other credentials is not of a run";
  return [{ check: "the stack's keys", verdict: "unknown", found, advice: showSecrets }];
}

const encrypted = "encrypted in this export";

/** What somebody has set, and what is passed by for a profile that nobody has named, as on a machine that people use too. */
export function judgePassedBy({ sources }: Chain, steps: readonly Step[]): Check[] {
  const at = steps.findIndex(({ result }) => result === "used");
  const passedBy = sources.slice(at + 1).filter((source) => source.seemsFilled());
  if (!sources[at]?.isByChance || passedBy.length === 0) return [];
  const found = `${passedBy.map(({ name }) => name).join(" and ")}, as ${sources[at].name} comes first`;
  const advice = `Where that is not meant, take the profile away from this machine, or from the home folder of its runs.`;
  return [{ check: "passed by", verdict: "note", found, advice }];
}

/** The walk as one check. */
export function judgeWalk(steps: readonly Step[]): Check {
  const last = steps.findLast(({ result }) => result === "used" || result === "unusable");
  if (last?.result === "used") {
    const role = last.role === undefined ? "" : ` of role ${last.role}`;
    const end = last.expires === undefined ? "permanent" : `until ${last.expires}`;
    return { check: "credentials", verdict: "ok", found: `${last.secretId}${role} from ${last.source}, ${end}` };
  }
  if (last)
    return { check: "credentials", verdict: "problem", found: last.reason ?? "", advice: "See docs/credentials.md." };
  return {
    check: "credentials",
    verdict: "problem",
    found: "none",
    advice:
      "Give some in one of these places: TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment, `tccli " +
      "configure`, or without any key by TENCENTCLOUD_ASSUME_ROLE_ARN in GitHub Actions, GitLab or TKE. In GitHub Actions " +
      "the job also needs the permission `id-token: write`.",
  };
}
