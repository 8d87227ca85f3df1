import { equal, match, throws } from "node:assert/strict";
import { resolveEndpoint } from "../../provider/live/endpoint.js";
import { type Environment, resolveSettings } from "../../provider/settings.js";

/** An endpoint that the stack's configuration names, as a merge request can. */
const endpointOf = (endpoint: string, environment: Environment = {}) =>
  resolveEndpoint(
    resolveSettings((key) => (key === "tencentcloud-css:endpoint" ? endpoint : undefined), environment),
    environment,
  );

const strangers = [
  "https://live.example.com",
  "https://tencentcloudapi.com.example.com",
  "https://nottencentcloudapi.com",
  "https://live.tencentcloudapi.com@example.com",
  "https://live.tencentcloudapi.com:443@example.com:443",
  "https://example.com#.tencentcloudapi.com",
  "https://example.com?.tencentcloudapi.com",
  "https://example.com\\.tencentcloudapi.com",
  "https://live.tencentcloudapi.com%2eexample.com",
  "https://live.tencentcloudapi。com.example.com",
  "https://localhost.example.com",
  "http://127.0.0.1.example.com",
  "http://127.0.0.1@example.com",
  "http://10.0.0.1",
  "http://0.0.0.0",
  "http://[::]",
  "http://[::ffff:10.0.0.1]",
  "http://169.254.169.254",
  "http://metadata.tencentyun.com",
  "https://live.tencentcloudapi.com/../../example.com",
  "ftp://127.0.0.1",
  "file:///etc/passwd",
  "//example.com",
  " https://example.com",
];

describe("an endpoint of the stack's configuration", () => {
  for (const endpoint of strangers) {
    it(`is refused as ${endpoint}`, () => {
      throws(
        () => endpointOf(endpoint),
        /neither on this machine nor under tencentcloudapi\.com|must be like|no address/,
      );
    });
  }

  it("is refused in the clear, even to Tencent Cloud", () => {
    throws(() => endpointOf("http://live.tencentcloudapi.com"), /must be https/);
  });

  it("is taken on this machine and under tencentcloudapi.com, and from the environment alone elsewhere", () => {
    equal(endpointOf("http://127.0.0.1:4010").host, "127.0.0.1:4010");
    equal(endpointOf("https://live.ap-guangzhou.tencentcloudapi.com").mayBeEmulator, false);
    const allowed = { TENCENTCLOUD_CSS_ALLOWED_HOSTS: "emulator.example.com" };
    equal(endpointOf("https://emulator.example.com", allowed).host, "emulator.example.com");
    throws(
      () => endpointOf("https://other.example.com", allowed),
      /TENCENTCLOUD_CSS_ALLOWED_HOSTS=other\.example\.com/,
    );
  });

  it("gives way to that of the environment", () => {
    const given = { TENCENTCLOUD_CSS_ENDPOINT: "http://127.0.0.1:4010" };
    match(endpointOf("https://live.example.com", given).host, /^127/);
  });
});
