import assert from "node:assert/strict";
import { accountOf } from "../../../emulator/http/account.js";
import { readRequest } from "../../../emulator/http/request.js";
import { signLegacy } from "../../../emulator/http/signature.js";
import { codeOf, virtualNow } from "./fixture.js";

const account = accountOf("a store");
const host = "127.0.0.1:8080";

/** A listing asked for by GET and signed the older way at virtualNow. */
function signedAtNow(parameters: Record<string, string> = {}) {
  const all: Record<string, string> = {
    Action: "DescribeScreenshotTask",
    Version: "2018-08-01",
    Timestamp: String(virtualNow),
    Nonce: "1",
    SecretId: account.permanent.secretId,
    StartTime: "1",
    ...parameters,
  };
  const Signature = signLegacy({ method: "GET", host }, all, "HmacSHA1", account.permanent.secretKey);
  const query = new URLSearchParams({ ...all, Signature }).toString();
  return { method: "GET", host, query, headers: {}, body: Buffer.alloc(0) };
}

describe("reading a request", () => {
  it("accepts a signature for 300 seconds on either side of the wall clock, and no longer", () => {
    const at = (seconds: number) => codeOf(() => readRequest(signedAtNow(), account, virtualNow + seconds));
    assert.deepEqual(
      [at(-301), at(-300), at(0), at(300), at(301)],
      ["AuthFailure.SignatureExpire", "", "", "", "AuthFailure.SignatureExpire"],
    );
  });

  it("looks at the key before the time, at the time before the signature, and at the signature before the token", () => {
    const unknown = signedAtNow({ SecretId: "AKIDunknown", Token: "x" });
    assert.equal(
      codeOf(() => readRequest(unknown, account, virtualNow + 301)),
      "AuthFailure.SecretIdNotFound",
    );
    const token = signedAtNow({ Token: "x" });
    const spoilt = { ...token, query: `${token.query}&Limit=1` };
    assert.equal(
      codeOf(() => readRequest(spoilt, account, virtualNow + 301)),
      "AuthFailure.SignatureExpire",
    );
    assert.equal(
      codeOf(() => readRequest(spoilt, account, virtualNow)),
      "AuthFailure.SignatureFailure",
    );
    assert.equal(
      codeOf(() => readRequest(token, account, virtualNow)),
      "AuthFailure.TokenFailure",
    );
  });

  it("keeps the common parameters from those of the action", () => {
    const { action, version, region, parameters, encoding } = readRequest(
      signedAtNow({ Region: "ap-guangzhou", RequestClient: "x", Language: "en-US", SignatureMethod: "HmacSHA1" }),
      account,
      virtualNow,
    );
    assert.deepEqual(
      [action, version, region, encoding],
      ["DescribeScreenshotTask", "2018-08-01", "ap-guangzhou", "text"],
    );
    assert.deepEqual(parameters(), { StartTime: "1" });
  });
});

describe("an account", () => {
  it("follows from the store, in the shapes of real ones", () => {
    assert.deepEqual(accountOf("a store"), account);
    assert.notEqual(accountOf("another").accountId, account.accountId);
    assert.match(account.accountId, /^1000\d{8}$/);
    assert.match(account.permanent.secretId, /^AKID[A-Za-z0-9]{32}$/);
    assert.match(account.permanent.secretKey, /^[A-Za-z0-9]{32}$/);
    assert.match(account.temporary.secretId, /^AKID[A-Za-z0-9]{32}$/);
    assert.match(account.temporary.token, /^[A-Za-z0-9]{160}$/);
  });
});
