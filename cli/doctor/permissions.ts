/** Whether each action is allowed, asked by calls that can do nothing. */
import type { LiveApi } from "../../provider/live/api.js";
import { isLiveError, isUnpublished, type LiveError } from "../../provider/live/errors.js";
import type { Instant } from "../../provider/window.js";
import type { Check } from "./check.js";
import { type Probe, probes, type Taken } from "./probes.js";

export interface PermissionOptions {
  /** Ask only about what reads. */
  readonly readOnly: boolean;
  /** The actions that a stack's templates and rules need. */
  readonly needed: ReadonlySet<string>;
  readonly now: Instant;
  readonly progress: (doing: string) => void;
}

export async function checkPermissions(live: LiveApi, options: PermissionOptions): Promise<Check[]> {
  const { readOnly, needed, now, progress } = options;
  const checks: Check[] = [];
  for (const probe of probes.filter(({ writes }) => !(readOnly && writes))) {
    progress(`asking whether ${probe.action} is allowed`);
    checks.push({ check: `live:${probe.action}`, ...(await ask(live, probe, needed, now)) });
  }
  return checks;
}

type Judgement = Omit<Check, "check">;

async function ask(live: LiveApi, probe: Probe, needed: ReadonlySet<string>, now: Instant): Promise<Judgement> {
  const { action, params, writes, taken } = probe;
  const call = { action, object: "the doctor's question", params: params(now) };
  try {
    const answer = await (writes ? live.write(call) : live.read(call));
    const made = taken?.(answer);
    return made ? await takeBack(live, made) : { verdict: "ok", found: "allowed" };
  } catch (error) {
    if (!isLiveError(error)) throw error;
    return judge(error, probe, needed);
  }
}

function judge(error: LiveError, { action, for: neededFor }: Probe, needed: ReadonlySet<string>): Judgement {
  const { code = "", outcome, summary, message } = error;
  const advice = message.slice(summary.length).trim();
  const ofStack = needed.has(action);
  const told = ofStack ? "templates or rules of this stack need it" : `needed for ${neededFor}`;
  if (/^(AuthFailure\.)?UnauthorizedOperation/.test(code)) {
    const verdict = ofStack || neededFor === "every run" ? "problem" : "note";
    return { verdict, found: `denied (${code}); ${told}`, advice };
  }
  if (isUnpublished(error)) {
    return { verdict: ofStack ? "problem" : "note", found: `not published at this endpoint (${code}); ${told}` };
  }
  if (/^(AuthFailure|ResourceNotFound\..*Service$|IpInBlacklist|IpNotInWhitelist)/.test(code)) {
    return { verdict: "problem", found: summary, advice };
  }
  // Business errors are reported under InternalError too (tencentcloud-sdk-java#45), and what fails in the service has
  // come past the permission.
  if (outcome === "refused" || /^(InternalError|FailedOperation)/.test(code)) {
    return { verdict: "ok", found: `allowed (what was asked for cannot be, and was refused: ${code})` };
  }
  return { verdict: "unknown", found: summary, advice };
}

/** It does nothing, as it cannot; but it is not left behind. */
async function takeBack(live: LiveApi, { named, action, params }: Taken): Promise<Judgement> {
  const gone = await live.write({ action, object: named, params }).then(
    () => "deleted again",
    () => "not deleted: delete it in the console",
  );
  return { verdict: "note", found: `allowed; what cannot be was taken as ${named}, and ${gone}` };
}
