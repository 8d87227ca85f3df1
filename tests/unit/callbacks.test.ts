import { deepEqual, equal, match, throws } from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { checkCallbackSign } from "../../callbacks/index.js";

const key = "a-callback-key";
const t = 1_798_110_600;

function signed(fields: Record<string, unknown>, at: number | string = t, by = key): Record<string, unknown> {
  const sign = createHash("md5").update(`${by}${at}`).digest("hex");
  return { t: at, sign, ...fields };
}

const picture = {
  event_type: 200,
  app: "push.example.com",
  appname: "live",
  stream_id: "final",
  channel_id: "final",
  stream_param: "",
  create_time: t - 600,
  file_size: 7520,
  width: 1280,
  height: 720,
  pic_url: "/2026-12-24/final-screenshot-11-00-00-1280x720.jpg",
  pic_full_url: "http://captures-1250000000.cos.ap-guangzhou.myqcloud.com/2026-12-24/final.jpg",
  task_id: "1867908378267662126",
};

describe("checking the signature of a callback", () => {
  it("takes a screenshot's notice as text, as bytes and parsed", () => {
    const notice = signed(picture);
    const bytes = Buffer.from(JSON.stringify(notice));
    for (const body of [JSON.stringify(notice), bytes, Uint8Array.from(bytes).buffer, notice]) {
      deepEqual(checkCallbackSign(body, key, new Date((t - 590) * 1000)), { ok: true, kind: "screenshot", notice });
    }
  });

  it("leaves out an extra that is not as documented, and refuses what a notice is nothing without", () => {
    const odd = { stream_param: null, channel_id: { id: 12 }, height: 720.5, task_id: null };
    const checked = checkCallbackSign(signed({ ...picture, ...odd }), key, t);
    const left = Object.fromEntries(Object.keys(odd).map((field) => [field, undefined]));
    deepEqual(checked, { ok: true, kind: "screenshot", notice: { ...signed(picture), ...left } });
    deepEqual(checkCallbackSign(signed({ ...picture, pic_url: null }), key, t), {
      ok: false,
      problem: "it is signed, but pic_url must be a text",
    });
  });

  it("leaves out an extra whose digits are lost, as its number in JSON is too large", () => {
    const { task_id: _, file_size: __, ...fields } = signed(picture);
    const large = '{"task_id":1867908378267662126,"file_size":"1867908378267662126",';
    const checked = checkCallbackSign(JSON.stringify(fields).replace("{", large), key, t);
    deepEqual(checked, {
      ok: true,
      kind: "screenshot",
      notice: { ...fields, task_id: undefined, file_size: undefined },
    });
    const small = checkCallbackSign({ ...fields, task_id: 42 }, key, t);
    equal(small.ok && small.notice["task_id"], "42");
  });

  it("tells the begin and the end of a push, and hands on what it does not know", () => {
    const stream = { app: "push.example.com", appname: "live", stream_id: "final", event_time: t - 600 };
    const kinds = [1, 0, 332].map((event_type) => {
      const checked = checkCallbackSign(signed({ event_type, ...stream, more: [1] }), key, t);
      return checked.ok && [checked.kind, checked.notice["more"]];
    });
    deepEqual(kinds, [
      ["push began", [1]],
      ["push ended", [1]],
      ["other", [1]],
    ]);
  });

  it("refuses another key's, an altered time's, and what is no signature", () => {
    for (const body of [
      signed(picture, t, "another key"),
      { ...signed(picture), t: t + 1 },
      { ...signed(picture), sign: "0".repeat(32) },
    ]) {
      deepEqual(checkCallbackSign(body, key, t), { ok: false, problem: "the signature is not that of this key" });
    }
    for (const sign of ["", "zz", "0".repeat(31), "0".repeat(64), 7, null, ["a"]]) {
      const checked = checkCallbackSign({ ...signed(picture), sign }, key, t);
      equal(checked.ok, false);
      match(checked.ok ? "" : checked.problem, /^sign must be/);
    }
  });

  it("refuses what expired, but forgives five minutes, as the fifth repetition comes after ten", () => {
    equal(checkCallbackSign(signed(picture), key, t + 300).ok, true);
    deepEqual(checkCallbackSign(signed(picture), key, new Date((t + 301) * 1000)), {
      ok: false,
      problem: "the signature expired at 2026-12-24T11:10:00.000Z, and it is 2026-12-24T11:15:01.000Z",
    });
    for (const now of [Number.NaN, Number.NEGATIVE_INFINITY, new Date("nonsense"), null, undefined, "2026", 10n]) {
      deepEqual(checkCallbackSign(signed(picture), key, now as never), {
        ok: false,
        problem: "now must be a Date or Unix seconds: without a time nobody knows whether the signature expired",
      });
    }
  });

  it("checks the signature before it says anything of the rest of the body", () => {
    const { stream_id: _, ...without } = picture;
    deepEqual(checkCallbackSign(signed(without, t, "another key"), key, t), {
      ok: false,
      problem: "the signature is not that of this key",
    });
    deepEqual(checkCallbackSign(signed(without), key, t), {
      ok: false,
      problem: "it is signed, but stream_id is missing",
    });
    deepEqual(checkCallbackSign(signed({ ...picture, create_time: "yesterday" }), key, t), {
      ok: false,
      problem: "it is signed, but create_time must be a whole number",
    });
  });

  it("takes numbers that came as their digits, and signs what came", () => {
    const checked = checkCallbackSign(signed({ ...picture, width: "1280" }, String(t)), key, t);
    deepEqual(checked.ok && [checked.notice.t, checked.notice["width"]], [t, 1280]);
  });

  it("answers whatever comes, and believes nothing that is not signed", () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json(), fc.record({ t: fc.anything(), sign: fc.anything() })), (body) => {
        equal(checkCallbackSign(body, key, t).ok, false);
      }),
      { seed: 7, numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), fc.double(), (fields, at) => {
        const { t: _, sign: __, ...rest } = fields;
        typeof checkCallbackSign({ ...rest, event_type: 200, ...signed({}, at) }, key, t).ok;
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it("refuses what is no JSON object", () => {
    for (const body of ["", "{", "[]", "null", "7", undefined, null, [], Buffer.alloc(0)]) {
      deepEqual(checkCallbackSign(body, key, t), { ok: false, problem: "the body is not a JSON object" });
    }
    match(JSON.stringify(checkCallbackSign({}, key, t)), /event_type is missing/);
  });

  it("tells neither the key nor the signature that would be right", () => {
    const right = String(signed({})["sign"]);
    for (const body of [{ ...signed(picture), sign: "0".repeat(32) }, signed(picture, t - 9999), "{"]) {
      const said = JSON.stringify(checkCallbackSign(body, key, t));
      equal(said.includes(key) || said.includes(right), false);
    }
  });

  it("is not done without a key, as everybody can sign with none", () => {
    for (const none of ["", undefined, null]) {
      throws(() => checkCallbackSign(signed(picture, t, ""), none as never, t), /needs the callbackKey/);
    }
  });
});
