/**
 * The one place that decides what a failed call means. What matters is not the kind of failure but what is known of
 * the write: was it carried out or not?
 */
import { meaningOf } from "./errorCodes.js";
import { remedyOfRole, roleRemedy } from "./roleErrorCodes.js";

/**
 * refused: the service said no, and did nothing. throttled: too many calls, nothing was done. not sent: no service was
 * reached. ambiguous: it may have been carried out.
 */
export type Outcome = "refused" | "throttled" | "not sent" | "ambiguous";

export interface Failed {
  readonly action: string;
  /** What the call was about, as a person would name it: "stream live/match-1 of push.example.com". */
  readonly object: string;
  readonly outcome: Outcome;
  readonly message: string;
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
}

/** A failed call. Says what was being done, to which object, what the service said, and what to do now. */
export class LiveError extends Error {
  readonly action: string;
  readonly object: string;
  readonly outcome: Outcome;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** The message without its advice, for where there is better advice to give. */
  readonly summary: string;

  /** @param secrets What must not appear in the message, whoever put it there. */
  constructor(failed: Failed, secrets: readonly string[] = []) {
    const said = [failed.code, failed.message].filter(Boolean).join(": ");
    const id = failed.requestId === undefined ? "" : ` (RequestId ${failed.requestId})`;
    const summary = redact(`${failed.action} for ${failed.object} ${verdict(failed.outcome)}: ${said}${id}.`, secrets);
    super(`${summary} ${adviceFor(failed).replace("SERVICE:ACTION", permissionFor(failed.action))}`);
    this.name = "LiveError";
    this.summary = summary;
    this.action = failed.action;
    this.object = failed.object;
    this.outcome = failed.outcome;
    // A report may show these by themselves.
    this.code = failed.code && redact(failed.code, secrets);
    this.requestId = failed.requestId && redact(failed.requestId, secrets);
  }
}

/** The form of those of `live` is assumed: no public page names them. */
function permissionFor(action: string): string {
  return `${/^(AssumeRole|GetCallerIdentity)/.test(action) ? "sts" : "live"}:${action}`;
}

function verdict(outcome: Outcome): string {
  switch (outcome) {
    case "refused":
      return "was refused";
    case "throttled":
      return "was throttled, again and again";
    case "not sent":
      return "could not be sent";
    case "ambiguous":
      return "got no clear answer";
  }
}

/** Also as they stand in a form, in JSON, and in a message whose blanks were run together, as what is sent back may be any. */
function redact(text: string, secrets: readonly string[]): string {
  return (
    secrets
      .flatMap((secret) => [secret, oneLine(secret)])
      .flatMap((secret) => [secret, secret.trim()])
      .filter((secret) => secret.length > 3)
      .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
      // One may begin another, whose rest would be left.
      .toSorted((a, b) => b.length - a.length)
      .reduce((kept, secret) => kept.replaceAll(secret, "[secret]"), text)
  );
}

/** Some of the service's messages have line breaks, which Pulumi's display would tear apart. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** Which codes say that nothing was done because of too many calls. */
const throttledCode = /^RequestLimitExceeded(\.|$)/;

/**
 * CSS reports business errors under InternalError too (tencentcloud-sdk-java#45), and real internal failures as well:
 * so of a write that ends in one nothing is known, but where the code itself says what is wrong with it.
 */
const ambiguousCode = /^(InternalError|ServiceUnavailable)(\.|$)|^FailedOperation\.(CallOtherSvrFailed|NetworkError)$/;
const refusedCode =
  /^InternalError\.(ArgsNotMatch|ConfInUsed|ConfNotFound|ConfOutLimit|InvalidInput|NotFound|Rule(AlreadyExist|InUsing|NotFound|OutLimit))$/;

/**
 * The request never left this machine: there was no connection, no name, no trust in who answered, or no way to write
 * it. The same codes can come later, of a connection that was open ("read EHOSTUNREACH"), and then say nothing. A reason
 * without a text is Node's error for several addresses that all refused (net, autoSelectFamily).
 */
const notSentMessage =
  /connect (ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT)|getaddrinfo (ENOTFOUND|EAI_AGAIN)|certificate|failed, reason: $|not a legal HTTP header value/i;

/** What tencentcloud-sdk-nodejs throws, by its shape: its class is not exported, and transport errors lose their code. */
export function classify(thrown: unknown): Pick<Failed, "outcome" | "message" | "code" | "requestId"> {
  const message = oneLine(thrown instanceof Error ? thrown.message : String(thrown));
  const code = property(thrown, "code");
  const requestId = property(thrown, "requestId");
  // A code without a RequestId is Node's or node-fetch's own, and not the API's.
  if (code !== undefined && requestId !== undefined) {
    return { outcome: outcomeOf(code), message, code, requestId };
  }
  return { outcome: notSentMessage.test(message) ? "not sent" : "ambiguous", message: withStatus(thrown, message) };
}

function outcomeOf(code: string): Outcome {
  if (throttledCode.test(code)) return "throttled";
  return ambiguousCode.test(code) && !refusedCode.test(code) ? "ambiguous" : "refused";
}

/** A gateway on the way has no code of the API's, only a status. */
function withStatus(thrown: unknown, message: string): string {
  const status: unknown = typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, "httpCode") : undefined;
  return typeof status === "number" && status !== 200 ? `HTTP ${status} ${message}` : message;
}

function property(thrown: unknown, name: string): string | undefined {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  const value: unknown = Reflect.get(thrown, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What to do now: the code's own remedy, or that of all calls that fail in this way. */
function adviceFor({ action, code = "", outcome }: Failed): string {
  const ofRole = action.startsWith("AssumeRole");
  const own = (ofRole ? roleRemedy(action, code) : undefined) ?? meaningOf(code)?.remedy;
  return own ?? (ofRole && outcome === "refused" ? remedyOfRole : remedyOf(outcome));
}

export function remedyOf(outcome: Outcome): string {
  switch (outcome) {
    case "refused":
      return "Compare the declared values with what the account has; a name or a window may not be allowed.";
    case "throttled":
      return "Run again later, or with fewer runs at the same time: all of an account share the calls of a second.";
    case "not sent":
      return "Check the endpoint, this machine's network and its proxy, then run again.";
    case "ambiguous":
      return "Run again; if it stays so, look at the network between here and the endpoint, or ask Tencent Cloud.";
  }
}

export function isLiveError(error: unknown, outcome?: Outcome): error is LiveError {
  return error instanceof LiveError && (outcome === undefined || error.outcome === outcome);
}

/** The site does not publish this action: the international one publishes only the creation of tasks. */
export function isUnpublished(error: unknown): error is LiveError {
  return isLiveError(error, "refused") && error.code === "InvalidAction";
}

/**
 * The service has no such template or rule. What is under ResourceNotFound says that the account is frozen, forbidden or
 * in arrears, and never that something is gone.
 */
export function isNotFound(error: unknown): error is LiveError {
  return (
    isLiveError(error, "refused") &&
    /^(FailedOperation\.NotFound|InternalError\.(NotFound|ConfNotFound|RuleNotFound))$/.test(error.code ?? "")
  );
}

/** A template is not deleted while rules use it. */
export function isInUse(error: unknown): error is LiveError {
  return isLiveError(error, "refused") && /\.(ConfInUsed|RuleInUsing)$/.test(error.code ?? "");
}

/** These say that the account is frozen, forbidden or not allowed to, and nothing of what was asked for. */
export function isAboutTheAccount({ code }: LiveError): boolean {
  return /^(ResourceNotFound|AuthFailure|UnauthorizedOperation)/.test(code ?? "");
}
