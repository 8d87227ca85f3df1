import { ApiError, invalidAction, missingParameter, unauthorized, unsupportedRegion } from "../errors.js";
import type { FaultKind } from "../faults/faultKinds.js";
import { callsPerSecond, taskRegion } from "../limits.js";
import type { ListingView } from "../listing.js";
import { isAction } from "../parameters.js";
import type { Service } from "../service.js";
import type { Switches } from "../switches.js";
import type { Account } from "./account.js";
import { RateLimiter } from "./rate.js";
import { type ApiRequest, readRequest } from "./request.js";
import type { SignedRequest } from "./signature.js";
import { answerSts, stsVersion } from "./sts.js";

const liveVersion = "2018-08-01";

/** One call of the API, as the log keeps it. */
export interface RequestRecord {
  /** The virtual time when it was carried out or refused, ISO 8601. */
  time: string;
  /** The action that the request named, empty where it named none. */
  action: string;
  /** The error's code, or null where the call succeeded or, by a fault, was neither carried out nor refused. */
  code: string | null;
  requestId: string;
  /** The faults that struck it, by their ids; left out where none did. */
  faults?: readonly { fault: number; kind: FaultKind }[];
}

/** What the log says of a call from the moment when it comes. */
export type CallRecord = Omit<RequestRecord, "time" | "code">;

/** So many calls are kept in the log; the oldest go first. */
const logged = 10_000;

/** The envelope of every answer, of success and of failure. */
export interface ApiAnswer {
  Response: Record<string, unknown> & { RequestId: string };
}

export interface GatewayOptions {
  account: Account;
  service: Service;
  switches: Switches;
  /** Calls of one action in one second. Default: as documented. */
  callsPerSecond: number | undefined;
  /** The wall clock in milliseconds. */
  wall: () => number;
}

/** What stands before the service: it verifies who calls, finds the action, limits the rate, and wraps the answer. */
export class Gateway {
  private readonly limiter: RateLimiter;
  private log: RequestRecord[] = [];

  constructor(private readonly options: GatewayOptions) {
    this.limiter = new RateLimiter(options.wall);
  }

  /**
   * Checks a call and finds whether it may be carried out.
   *
   * @returns what carries it out, and returns the body of the answer. The HTTP status is 200, for errors too.
   */
  admit(request: SignedRequest, call: CallRecord): (view?: ListingView) => ApiAnswer {
    try {
      const carryOut = this.check(request, call.requestId);
      return (view) => this.record(call, () => carryOut(view));
    } catch (error) {
      return () =>
        this.record(call, () => {
          throw error;
        });
    }
  }

  /** The answer to a call that is not looked into. */
  refuse(call: CallRecord, error: ApiError): ApiAnswer {
    return this.record(call, () => {
      throw error;
    });
  }

  /** Logs a call that comes to nothing. */
  lose(call: CallRecord): void {
    this.keep(call, null);
  }

  /** The latest calls, oldest first. */
  requests(): RequestRecord[] {
    return [...this.log];
  }

  forget(): void {
    this.log = [];
  }

  private check(request: SignedRequest, requestId: string): (view?: ListingView) => Record<string, unknown> {
    const { account, service, wall } = this.options;
    const now = Math.floor(wall() / 1000);
    const call = readRequest(request, account, now);
    const { action, version } = call;
    if (version === stsVersion) {
      this.limiter.admit(action, this.rateOf(action));
      return () => answerSts(account, call, now);
    }
    if (version !== liveVersion) throw new ApiError("NoSuchVersion", "The request `Version` is invalid or not found.");
    if (!isAction(action)) throw invalidAction();
    this.checkPermission(action, requestId);
    this.checkRegion(call);
    this.limiter.admit(action, this.rateOf(action));
    return (view) => service.call(action, call.parameters(), call.encoding, view);
  }

  private rateOf(action: string): number {
    const { stopCallsPerSecond } = this.options.switches;
    const rate = this.options.callsPerSecond ?? callsPerSecond(action);
    return action === "StopScreenshotTask" ? Math.min(rate, stopCallsPerSecond) : rate;
  }

  private checkPermission(action: string, requestId: string): void {
    const { permit, denial } = this.options.switches;
    if (permit === "all" || (permit === "read" && action.startsWith("Describe"))) return;
    throw unauthorized(denial, action, requestId);
  }

  private checkRegion({ action, region }: ApiRequest): void {
    const rule = this.options.switches.region;
    // The pages of templates and rules say that they need none (tencentcloud.com/document/product/267/30834).
    if (!action.endsWith("ScreenshotTask")) return;
    if (rule === "ignored" || (rule === "required-but-stop" && action === "StopScreenshotTask")) return;
    if (!region) throw missingParameter("Region");
    if (region !== taskRegion) throw unsupportedRegion();
  }

  private record(call: CallRecord, perform: () => Record<string, unknown>): ApiAnswer {
    const { requestId } = call;
    try {
      const fields = perform();
      this.keep(call, null);
      return { Response: { ...fields, RequestId: requestId } };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.keep(call, error.code);
      return { Response: { Error: { Code: error.code, Message: error.message }, RequestId: requestId } };
    }
  }

  private keep(call: CallRecord, code: string | null): void {
    this.log.push({ time: new Date(this.options.service.now() * 1000).toISOString(), code, ...call });
    if (this.log.length > logged) this.log.shift();
  }
}
