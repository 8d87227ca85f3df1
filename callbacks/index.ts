/**
 * For the service that receives what a callback template sends: is a notice really from Tencent Cloud? It needs neither
 * Pulumi nor an account, and opens no connection.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import { type CallbackNotice, notice, type PushNotice, push, type ScreenshotNotice, screenshot } from "./events.js";

export type { CallbackNotice, PushNotice, ScreenshotNotice } from "./events.js";

/** What came of a check. */
export type CallbackCheck =
  | { readonly ok: true; readonly kind: "screenshot"; readonly notice: ScreenshotNotice }
  | { readonly ok: true; readonly kind: "push began" | "push ended"; readonly notice: PushNotice }
  | { readonly ok: true; readonly kind: "other"; readonly notice: CallbackNotice }
  /** Not to be believed. `problem` is a sentence for a log; it holds neither the key nor what the signature should be. */
  | { readonly ok: false; readonly problem: string };

const kinds: ReadonlyMap<number, "screenshot" | "push began" | "push ended"> = new Map([
  [0, "push ended"],
  [1, "push began"],
  [200, "screenshot"],
]);

/**
 * Seconds after its expiry for which a signature is still good. A screenshot's notice that is not answered with 200 is
 * sent up to five times more, two minutes apart, each given 20 s: so the last one may come when the 10 minutes of the
 * first are over. And two clocks differ.
 */
const leeway = 300;

/**
 * Checks the signature of a notice, `sign` = MD5(key + `t`), its expiry, and its form.
 *
 * **The signature covers the key and `t`, and nothing else of the body.** Whoever has seen one notice can send another
 * body with its `t` and `sign` until that expires, and the service adds no second factor. So receive over https alone,
 * keep bodies out of public logs, and take `pic_url` for a hint: look into your own bucket rather than fetch from where
 * a notice points. Notices may come twice and out of order.
 *
 * Answer with status 200 whatever you make of it later: anything else, or 20 s of silence, has it sent again.
 *
 * @param body What was POSTed: its text or bytes as received, or the JSON parsed already.
 * @param key The `callbackKey` of the callback template.
 * @param now When it was received: `new Date()`, or Unix seconds. Up to 5 minutes after `t` are forgiven.
 * @throws TypeError where the key is empty, as everything would be signed then.
 * Source: https://www.tencentcloud.com/document/product/267/38080
 *
 * @example
 * const checked = checkCallbackSign(body, process.env["CALLBACK_KEY"] ?? "", new Date());
 * if (!checked.ok) return respond(403, checked.problem);
 * if (checked.kind === "screenshot") await keep(checked.notice.stream_id, checked.notice.create_time, checked.notice.pic_url);
 */
export function checkCallbackSign(body: unknown, key: string, now: Date | number): CallbackCheck {
  if (typeof key !== "string" || key === "") {
    throw new TypeError(
      "checkCallbackSign needs the callbackKey of the callback template: without one nothing is signed.",
    );
  }
  const parsed = parse(body);
  if (parsed === undefined) return refused("the body is not a JSON object");
  const signed = v.safeParse(notice, parsed);
  if (!signed.success) return refused(describe(signed.issues[0]));
  const { event_type: type, t, sign } = signed.output;
  // Of what came, not of the number that was made of it: the two may be spelt differently.
  if (!isSignature(sign, key, String(parsed["t"]))) return refused("the signature is not that of this key");
  const seconds = now instanceof Date ? now.getTime() / 1000 : now;
  if (!Number.isFinite(seconds)) {
    return refused("now must be a Date or Unix seconds: without a time nobody knows whether the signature expired");
  }
  if (seconds > t + leeway) {
    return refused(`the signature expired at ${describeTime(t)}, and it is ${describeTime(seconds)}`);
  }
  const kind = kinds.get(type) ?? "other";
  if (kind === "other") return { ok: true, kind, notice: signed.output };
  const typed = v.safeParse(kind === "screenshot" ? screenshot : push, parsed);
  if (!typed.success) return refused(`it is signed, but ${describe(typed.issues[0])}`);
  return { ok: true, kind, notice: typed.output } as CallbackCheck;
}

function refused(problem: string): CallbackCheck {
  return { ok: false, problem };
}

function parse(body: unknown): Record<string, unknown> | undefined {
  try {
    const bytes = body instanceof ArrayBuffer ? new Uint8Array(body) : body;
    const value: unknown =
      typeof bytes === "string" || bytes instanceof Uint8Array ? JSON.parse(Buffer.from(bytes).toString()) : bytes;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the same time wherever the two differ. */
function isSignature(sign: string, key: string, t: string): boolean {
  const expected = createHash("md5")
    .update(key + t)
    .digest();
  return timingSafeEqual(Buffer.from(sign, "hex"), expected);
}

function describe(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue);
  return issue.received === "undefined" ? `${field} is missing` : `${field} ${issue.message}`;
}

function describeTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds}` : date.toISOString();
}
