import { equal, match, ok } from "node:assert/strict";
import { actionCodes } from "../../emulator/errors.js";
import { classify, LiveError } from "../../provider/live/errors.js";

const outcomeOf = (message: string, api?: { code: string; requestId: string }) =>
  classify(Object.assign(new Error(message), api)).outcome;

describe("what is known of a failed call", () => {
  it("is that it was not sent, where no connection came about", () => {
    for (const reason of [
      "connect ECONNREFUSED 127.0.0.1:1",
      "connect EHOSTUNREACH 10.0.0.1:443",
      "getaddrinfo ENOTFOUND live.example",
      "getaddrinfo EAI_AGAIN live.example",
      "self signed certificate in certificate chain",
      "",
    ]) {
      equal(outcomeOf(`request to https://live.example/ failed, reason: ${reason}`), "not sent", reason);
    }
  });

  it("is nothing, where a connection was open: such a write must not be sent again", () => {
    for (const reason of [
      "read EHOSTUNREACH",
      "read ENETUNREACH",
      "write EPROTO bad record mac",
      "socket hang up",
      "read ECONNRESET",
    ]) {
      equal(outcomeOf(`request to https://live.example/ failed, reason: ${reason}`), "ambiguous", reason);
    }
    for (const message of ["network timeout at: https://live.example/", "Bad Gateway", "Unexpected token <"]) {
      equal(outcomeOf(message), "ambiguous", message);
    }
  });

  it("names the status where no service answered but a gateway on the way", () => {
    const thrown = Object.assign(new Error("Bad Gateway"), { httpCode: 502 });
    equal(classify(thrown).message, "HTTP 502 Bad Gateway");
  });

  it("follows from the code where the service answered", () => {
    equal(outcomeOf("m", { code: "RequestLimitExceeded", requestId: "r" }), "throttled");
    equal(outcomeOf("m", { code: "RequestLimitExceeded.UinLimitExceeded", requestId: "r" }), "throttled");
    equal(outcomeOf("m", { code: "InternalError.NetworkError", requestId: "r" }), "ambiguous");
    equal(outcomeOf("m", { code: "InvalidParameter", requestId: "r" }), "refused");
    equal(outcomeOf("m", { code: "LimitExceeded.MaximumRunningTask", requestId: "r" }), "refused");
  });
});

describe("the error of a role that is not given", () => {
  const saidOf = (action: string, code: string) =>
    new LiveError({ action, object: "role x", outcome: "refused", message: "said", code }).message;

  it("tells what to look at in CAM, and nothing of names and windows", () => {
    match(
      saidOf("AssumeRoleWithWebIdentity", "InvalidParameter.WebIdentityTokenError"),
      /live for minutes: fetch a new one\. .*TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID.*issuer .* audience/,
    );
    match(
      saidOf("AssumeRole", "ResourceNotFound.RoleNotFound"),
      /Check the role's ARN: `qcs::cam::uin\/ACCOUNT:roleName/,
    );
    match(saidOf("AssumeRole", "InvalidParameter.OverTimeError"), /Lower TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION/);
    match(saidOf("AssumeRole", "UnsupportedOperation"), /Look at the role in CAM/);
    ok(!saidOf("CreateScreenshotTask", "InvalidParameter").includes("the role"));
  });

  it("names the trust policy where no key is asked, and else the permission of the key", () => {
    match(saidOf("AssumeRoleWithWebIdentity", "UnauthorizedOperation"), /trust policy: .*conditions \(as of `sub`\)/);
    match(saidOf("AssumeRole", "UnauthorizedOperation"), /to the key in CAM, as `sts:AssumeRole`/);
    match(saidOf("AssumeRoleWithWebIdentity", "AuthFailure.SignatureExpire"), /Set this machine's clock/);
  });
});

describe("the error of a failed call", () => {
  it("has a remedy of its own for each code that the pages of templates and rules list", () => {
    const passing = /^InternalError\.(GetConfigError|NetworkError)$/;
    for (const [action, codes] of Object.entries(actionCodes).filter(([action]) => /Live/.test(action))) {
      for (const code of codes.filter((each) => each.includes(".") && !passing.test(each))) {
        const { message } = new LiveError({ action, object: "x", outcome: "refused", message: "said", code });
        ok(!message.includes("Compare the declared values with what the account has"), `${action}: ${code}`);
      }
    }
  });

  it("says what was done, to which object, what the service said and what to do now, in every outcome", () => {
    for (const outcome of ["refused", "throttled", "not sent", "ambiguous"] as const) {
      const { message } = new LiveError({
        action: "StopScreenshotTask",
        object: "task t of stream live/final of push.example.com",
        outcome,
        message: "said",
        code: "Some.Code",
        requestId: "r-1",
      });
      match(message, /^StopScreenshotTask for task t of stream .*: Some\.Code: said \(RequestId r-1\)\. \w.*\.$/);
    }
  });

  it("has no secret in it, whoever put it there", () => {
    const error = new LiveError({ action: "a", object: "o", outcome: "refused", message: "key topsecret!" }, [
      "topsecret!",
    ]);
    ok(!error.message.includes("topsecret!") && !error.summary.includes("topsecret!"));
  });

  it("has none with a line end that the message lost", () => {
    const secret = "top  secret\n";
    for (const said of ["top  secret", "top secret ", "top secret"]) {
      const { message } = new LiveError({ action: "a", object: "o", outcome: "refused", message: said }, [secret]);
      ok(!/top +secret/.test(message), message);
    }
  });

  it("has none of which another one is a part", () => {
    const secrets = ["token", "token-of-the-role"];
    const failed = { action: "a", object: "o", outcome: "refused", message: "key token-of-the-role" } as const;
    for (const order of [secrets, secrets.toReversed()]) {
      ok(!new LiveError(failed, order).message.includes("of-the-role"));
    }
  });

  it("has none in another spelling either", () => {
    const secret = 'to/p+"secret"==';
    for (const spelling of [encodeURIComponent(secret), JSON.stringify(secret)]) {
      const error = new LiveError({ action: "a", object: "o", outcome: "refused", message: `key ${spelling}` }, [
        secret,
      ]);
      ok(!error.message.includes("secret%") && !error.message.includes('secret\\"'), error.message);
    }
  });
});
