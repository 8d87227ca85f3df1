import assert from "node:assert/strict";
import {
  isSignedLegacy,
  isSignedTc3,
  parseAuthorization,
  signLegacy,
  signTc3,
} from "../../../emulator/http/signature.js";

// The sample key and the samples are the vendor's own: cloud.tencent.com/document/api/270/35296 and /35295.
const secretKey = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

const body = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}';
const published = {
  method: "POST",
  host: "cvm.tencentcloudapi.com",
  query: "",
  headers: { "content-type": "application/json; charset=utf-8", "x-tc-action": "DescribeInstances" },
  body: Buffer.from(body),
};
const scope = { date: "2019-02-25", service: "cvm", signedHeaders: ["content-type", "host"] };
const timestamp = 1551113065;

const authorization = (signature: string, signedHeaders = scope.signedHeaders) => ({
  ...scope,
  signedHeaders,
  secretId: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
  signature,
});

describe("the TC3 signature", () => {
  const signature = "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168";

  it("is that of the published sample", () => {
    assert.equal(signTc3(published, scope, timestamp, secretKey, false), signature);
    assert.ok(isSignedTc3(published, authorization(signature), timestamp, secretKey));
  });

  it("is accepted with the port in the Host header, signed or not", () => {
    const withPort = { ...published, host: "cvm.tencentcloudapi.com:8080" };
    assert.ok(isSignedTc3(withPort, authorization(signature), timestamp, secretKey));
    const signed = signTc3(withPort, scope, timestamp, secretKey, false);
    assert.notEqual(signed, signature);
    assert.ok(isSignedTc3(withPort, authorization(signed), timestamp, secretKey));
  });

  it("covers whatever headers it names, in lower case as documented or as they were sent", () => {
    const headers = ["content-type", "host", "x-tc-action"];
    for (const lower of [true, false]) {
      const signed = signTc3(published, { ...scope, signedHeaders: headers }, timestamp, secretKey, lower);
      assert.ok(isSignedTc3(published, authorization(signed, headers), timestamp, secretKey));
    }
  });

  it("fails with another key, body, header, date or time", () => {
    const other = { ...published, body: Buffer.from("{}") };
    const header = { ...published, headers: { "content-type": "application/json" } };
    assert.ok(!isSignedTc3(published, authorization(signature), timestamp, "another"));
    assert.ok(!isSignedTc3(other, authorization(signature), timestamp, secretKey));
    assert.ok(!isSignedTc3(header, authorization(signature), timestamp, secretKey));
    assert.ok(!isSignedTc3(published, authorization(signature), timestamp + 1, secretKey));
    assert.ok(!isSignedTc3(published, authorization(signature), timestamp + 86_400, secretKey));
  });

  it("may leave the payload out", () => {
    const unsigned = { ...published, headers: { ...published.headers, "x-tc-content-sha256": "UNSIGNED-PAYLOAD" } };
    const signed = signTc3(unsigned, scope, timestamp, secretKey, false);
    const other = { ...unsigned, body: Buffer.from("{}") };
    assert.ok(isSignedTc3(other, authorization(signed), timestamp, secretKey));
  });
});

describe("an Authorization header", () => {
  const header =
    "TC3-HMAC-SHA256 Credential=AKIDexample/2019-02-25/127/tc3_request, SignedHeaders=content-type;host, " +
    `Signature=${"0".repeat(64)}`;

  it("is taken apart", () => {
    assert.deepEqual(parseAuthorization(header), {
      secretId: "AKIDexample",
      date: "2019-02-25",
      service: "127",
      signedHeaders: ["content-type", "host"],
      signature: "0".repeat(64),
    });
  });

  it("may name a service with a port, as the Node SDK does", () => {
    assert.equal(parseAuthorization(header.replace("/127/", "/localhost:8080/"))?.service, "localhost:8080");
  });

  it("is malformed without a signed host, with another scheme or a short signature", () => {
    assert.equal(parseAuthorization(header.replace(";host", "")), undefined);
    assert.equal(parseAuthorization(header.replace("TC3-HMAC-SHA256", "TC3")), undefined);
    assert.equal(parseAuthorization(header.slice(0, -1)), undefined);
    assert.equal(parseAuthorization("SKIP"), undefined);
  });
});

describe("the older signature", () => {
  const request = { method: "GET", host: "cvm.tencentcloudapi.com" };
  const parameters = {
    Action: "DescribeInstances",
    "InstanceIds.0": "ins-09dx96dg",
    Limit: "20",
    Nonce: "11886",
    Offset: "0",
    Region: "ap-guangzhou",
    SecretId: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
    Timestamp: "1465185768",
    Version: "2017-03-12",
  };
  const Signature = "EliP9YW3pW28FpsEdkXt/+WcGeI=";

  it("is that of the published sample", () => {
    assert.equal(signLegacy(request, parameters, "HmacSHA1", secretKey), Signature);
    assert.ok(isSignedLegacy(request, { ...parameters, Signature }, "HmacSHA1", secretKey));
  });

  it("fails with another method, parameter, key or hash", () => {
    const signed = { ...parameters, Signature };
    assert.ok(!isSignedLegacy({ ...request, method: "POST" }, signed, "HmacSHA1", secretKey));
    assert.ok(!isSignedLegacy(request, { ...signed, Limit: "21" }, "HmacSHA1", secretKey));
    assert.ok(!isSignedLegacy(request, signed, "HmacSHA1", "another"));
    assert.ok(!isSignedLegacy(request, signed, "HmacSHA256", secretKey));
  });
});
