import { rejects } from "node:assert/strict";
import { LiveError } from "../../provider/live/errors.js";
import { askAccount } from "../../provider/live/identity.js";

describe("the account that keys belong to", () => {
  const unreachable = (call: { action: string; object: string }) =>
    Promise.reject(new LiveError({ ...call, outcome: "not sent", message: "connect ECONNREFUSED" }));

  it("is not taken on trust where STS is out of reach, and the error says what to set", () =>
    rejects(
      askAccount({ read: unreachable, write: unreachable }),
      /GetCallerIdentity for the account of these keys could not be sent: .* Nothing else was called.* set TENCENTCLOUD_CSS_STS_ENDPOINT/,
    ));
});
