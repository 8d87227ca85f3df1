import { randomUUID } from "node:crypto";
import type { Outgoing } from "./delivery.js";
import { tokenFailure, tooManyCalls } from "./errors.js";
import type { FaultKind } from "./faultKinds.js";
import type { Faults, Struck } from "./faults.js";
import type { ApiAnswer, CallRecord, Gateway } from "./gateway.js";
import type { HeldCalls } from "./held.js";
import type { LateChanges } from "./late.js";
import { callsPerSecond } from "./limits.js";
import type { Change, Page } from "./listing.js";
import { glimpse } from "./request.js";
import { ruleViewKey } from "./rules.js";
import type { SignedRequest } from "./signature.js";
import { boundBy } from "./snapshotRules.js";
import { viewKey } from "./templates.js";

export interface ExchangeOptions {
  gateway: Gateway;
  faults: Faults;
  held: HeldCalls;
  late: LateChanges;
  /** The virtual time in Unix seconds. */
  now: () => number;
}

/** Takes one call from its arrival to what is sent back: the one place where faults meet calls. */
export async function exchange(request: SignedRequest, options: ExchangeOptions): Promise<Outgoing> {
  const { gateway, faults, held, late, now } = options;
  const { action, parameters } = glimpse(request);
  const requestId = randomUUID();
  const taskId = textOrNull(parameters["TaskId"]);
  const struck = faults.strike({ action, requestId, taskId, furtherPage: Boolean(parameters["ScrollToken"]) });
  const call: CallRecord = { action, requestId, ...logged(struck) };
  const admitted = gateway.admit(request, call);

  const carryOut = (): ApiAnswer => {
    const answer = admitted(late.view(pageOf(struck)));
    if (answer.Response["Error"]) return answer;
    const reached = taskId ?? textOrNull(answer.Response["TaskId"]);
    for (const { record } of metIn(struck)) Object.assign(record, { taskId: reached, carriedOut: true });
    const changed = changedBy(action, { ...parameters, ...answer.Response });
    if (struck.listing?.fault.kind === "late" && changed) {
      late.add(changed.id, changed.change, struck.listing.fault, now());
    }
    return answer;
  };
  /** For the faults whose client learns nothing of the outcome. */
  const carryOutOrLose = (carriedOut: boolean | undefined): void => {
    if (carriedOut) carryOut();
    else gateway.lose(call);
  };
  const answered = (body: ApiAnswer | undefined): Outgoing => (body ? { form: "answer", body } : { form: "nothing" });

  if (!struck.way) return answered(carryOut());
  const { fault, record } = struck.way;
  switch (fault.kind) {
    case "refused":
      gateway.lose(call);
      return { form: "refusal" };
    case "lost-before":
      gateway.lose(call);
      return { form: "nothing" };
    case "lost-after":
      carryOut();
      return { form: "nothing" };
    case "held":
      return answered(await held.hold(record, carryOut));
    case "slow": {
      const done = fault.carriedOut ? carryOut() : undefined;
      return answered(await held.hold(record, () => done ?? carryOut(), fault.milliseconds));
    }
    case "reset":
      return { form: "broken", body: carryOut(), sized: fault.contentLength ?? false };
    case "truncated":
      return { form: "half", body: carryOut() };
    case "html":
      carryOutOrLose(fault.carriedOut);
      return { form: "page", status: 200 };
    case "http-error":
      carryOutOrLose(fault.carriedOut);
      return { form: "page", status: fault.status ?? 502 };
    case "throttled":
      return answered(gateway.refuse(call, tooManyCalls(callsPerSecond(action) + 1, callsPerSecond(action))));
    case "token-expired":
      return answered(gateway.refuse(call, tokenFailure()));
    case "down":
      return { form: "last answer", body: carryOut(), milliseconds: fault.milliseconds };
  }
}

/** What listings show of a call later: what it is about, as they know it, and what happened to that. */
function changedBy(action: string, fields: Record<string, unknown>): { id: string; change: Change } | undefined {
  switch (action) {
    case "CreateScreenshotTask":
      return { id: String(fields["TaskId"]), change: "created" };
    case "StopScreenshotTask":
      return { id: String(fields["TaskId"]), change: "stopped" };
    case "DeleteScreenshotTask":
      return { id: String(fields["TaskId"]), change: "deleted" };
    case "CreateLiveSnapshotTemplate":
      return { id: viewKey("snapshotTemplate", fields["TemplateId"]), change: "created" };
    case "CreateLiveCallbackTemplate":
      return { id: viewKey("callbackTemplate", fields["TemplateId"]), change: "created" };
    case "CreateLiveSnapshotRule":
      return { id: ruleViewKey("snapshotRule", boundBy(fields)), change: "created" };
    case "CreateLiveCallbackRule":
      return { id: ruleViewKey("callbackRule", boundBy(fields)), change: "created" };
    default:
      return undefined;
  }
}

function pageOf({ listing }: Struck): Page {
  switch (listing?.fault.kind) {
    case "page-repeated":
      return "repeated";
    case "task-moved":
      return listing.fault.seen === "twice" ? "doubling" : "skipping";
    default:
      return "right";
  }
}

function metIn({ way, listing }: Struck) {
  return [way, listing].filter((met) => met !== undefined);
}

function logged(struck: Struck): { faults?: { fault: number; kind: FaultKind }[] } {
  const faults = metIn(struck).map(({ record: { fault, kind } }) => ({ fault, kind }));
  return faults.length > 0 ? { faults } : {};
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
