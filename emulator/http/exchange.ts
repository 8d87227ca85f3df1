import { randomUUID } from "node:crypto";
import { tokenFailure, tooManyCalls } from "../errors.js";
import type { FaultKind } from "../faults/faultKinds.js";
import type { Faults, Struck } from "../faults/faults.js";
import type { HeldCalls } from "../faults/held.js";
import type { LateChanges } from "../faults/late.js";
import { callsPerSecond } from "../limits.js";
import type { Change, Page } from "../listing.js";
import { listedAs } from "../templates/ledger.js";
import { ruleKey } from "../templates/rules.js";
import { boundBy } from "../templates/snapshotRules.js";
import type { Outgoing } from "./delivery.js";
import type { ApiAnswer, CallRecord, Gateway } from "./gateway.js";
import { glimpse } from "./request.js";
import type { SignedRequest } from "./signature.js";

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
    const [change, idOf] = changes[action] ?? [];
    if (struck.listing?.fault.kind === "late" && change && idOf) {
      late.add(idOf({ ...parameters, ...answer.Response }), change, struck.listing.fault, now());
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

type Fields = Readonly<Record<string, unknown>>;

const task = ({ TaskId }: Fields): string => String(TaskId);
const template =
  (sort: string) =>
  (fields: Fields): string =>
    listedAs(sort, String(fields["TemplateId"]));
const rule =
  (sort: string) =>
  (fields: Fields): string =>
    listedAs(sort, ruleKey(boundBy(fields)));

/** What a call does, and to what, in the words of listings. The fields are those of the call and of its answer. */
const changes: Readonly<Record<string, readonly [Change, (fields: Fields) => string]>> = {
  CreateScreenshotTask: ["created", task],
  StopScreenshotTask: ["stopped", task],
  DeleteScreenshotTask: ["deleted", task],
  CreateLiveSnapshotTemplate: ["created", template("snapshotTemplate")],
  ModifyLiveSnapshotTemplate: ["changed", template("snapshotTemplate")],
  DeleteLiveSnapshotTemplate: ["deleted", template("snapshotTemplate")],
  CreateLiveSnapshotRule: ["created", rule("snapshotRule")],
  DeleteLiveSnapshotRule: ["deleted", rule("snapshotRule")],
  CreateLiveCallbackTemplate: ["created", template("callbackTemplate")],
  ModifyLiveCallbackTemplate: ["changed", template("callbackTemplate")],
  DeleteLiveCallbackTemplate: ["deleted", template("callbackTemplate")],
  CreateLiveCallbackRule: ["created", rule("callbackRule")],
  DeleteLiveCallbackRule: ["deleted", rule("callbackRule")],
};

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
