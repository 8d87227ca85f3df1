import assert from "node:assert/strict";
import { request } from "node:http";
import { signTc3 } from "../../emulator/http/signature.js";
import type { Emulator } from "../../emulator/index.js";
import { commonClient, failsWith, finalTask, hour, liveClient, virtualNow, withEmulator } from "./client.js";

interface Answer {
  status: number;
  type: string;
  code: string | undefined;
  message: string | undefined;
}

/** Sends a request as it is, and returns the status and the error of the answer. */
function send(
  emulator: Emulator,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | Buffer = "",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(emulator.endpoint + path, { method, headers, agent: false }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () => {
        const error = JSON.parse(text || "{}").Response?.Error;
        const type = answer.headers["content-type"] ?? "";
        resolve({ status: answer.statusCode ?? 0, type, code: error?.Code, message: error?.Message });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** The headers of a call signed with TC3, some of them changed afterwards (undefined: left out). */
function signed(
  emulator: Emulator,
  body: string,
  changed: Record<string, string | undefined> = {},
  contentType = "application/json",
): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000);
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = { date, service: "live", signedHeaders: ["content-type", "host"] };
  const host = new URL(emulator.endpoint).host;
  const headers = { "content-type": contentType };
  const covered = { method: "POST", host, query: "", headers, body: Buffer.from(body) };
  const signature = signTc3(covered, scope, timestamp, emulator.secretKey, false);
  const all: Record<string, string | undefined> = {
    "Content-Type": contentType,
    "X-TC-Action": "DescribeScreenshotTask",
    "X-TC-Version": "2018-08-01",
    "X-TC-Timestamp": String(timestamp),
    "X-TC-Region": "ap-guangzhou",
    Authorization:
      `TC3-HMAC-SHA256 Credential=${emulator.secretId}/${date}/live/tc3_request, ` +
      `SignedHeaders=content-type;host, Signature=${signature}`,
    ...changed,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

const listingQuestion = JSON.stringify({ StartTime: virtualNow, EndTime: virtualNow + hour });

describe("a request", () => {
  it("that is right is answered with status 200 and JSON, and so is one that is not", () =>
    withEmulator({}, async (emulator) => {
      const right = await send(emulator, "POST", "/", signed(emulator, listingQuestion), listingQuestion);
      assert.deepEqual([right.status, right.type, right.code], [200, "application/json", undefined]);
      const wrong = await send(emulator, "POST", "/", signed(emulator, "{}"), "{}");
      assert.deepEqual([wrong.status, wrong.type, wrong.code], [200, "application/json", "MissingParameter"]);
      assert.equal(wrong.message, "The request is missing a required parameter `StartTime`.");
    }));

  it("without a common header names it", () =>
    withEmulator({}, async (emulator) => {
      for (const name of ["X-TC-Action", "X-TC-Version", "X-TC-Timestamp", "Authorization"]) {
        const headers = signed(emulator, listingQuestion, { [name]: undefined });
        const { code, message } = await send(emulator, "POST", "/", headers, listingQuestion);
        assert.equal(code, "MissingParameter");
        assert.equal(message, `The request header is missing a required common parameter \`${name}\`.`);
      }
    }));

  it("is refused where its Authorization is malformed", () =>
    withEmulator({}, async (emulator) => {
      for (const Authorization of ["SKIP", "Bearer x", "TC3-HMAC-SHA256 Credential=x"]) {
        const headers = signed(emulator, listingQuestion, { Authorization });
        const { code } = await send(emulator, "POST", "/", headers, listingQuestion);
        assert.equal(code, "AuthFailure.InvalidAuthorization");
      }
    }));

  it("is refused where what was signed is not what was sent", () =>
    withEmulator({}, async (emulator) => {
      const { code } = await send(emulator, "POST", "/", signed(emulator, listingQuestion), `${listingQuestion} `);
      assert.equal(code, "AuthFailure.SignatureFailure");
      const headers = signed(emulator, listingQuestion, { "Content-Type": "application/json; charset=utf-8" });
      assert.equal((await send(emulator, "POST", "/", headers, listingQuestion)).code, "AuthFailure.SignatureFailure");
    }));

  it("may say its character set in the Content-Type that it signs", () =>
    withEmulator({}, async (emulator) => {
      const headers = signed(emulator, listingQuestion, {}, "application/json; charset=utf-8");
      assert.equal((await send(emulator, "POST", "/", headers, listingQuestion)).code, undefined);
    }));

  it("is refused where its timestamp is no number", () =>
    withEmulator({}, async (emulator) => {
      const headers = signed(emulator, listingQuestion, { "X-TC-Timestamp": "now" });
      assert.equal((await send(emulator, "POST", "/", headers, listingQuestion)).code, "InvalidParameter");
    }));

  it("may come in chunks, without a length", () =>
    withEmulator({}, async (emulator) => {
      const headers = signed(emulator, listingQuestion, { "Transfer-Encoding": "chunked" });
      assert.equal((await send(emulator, "POST", "/", headers, listingQuestion)).code, undefined);
    }));

  it("is refused by any other method than GET and POST", () =>
    withEmulator({}, async (emulator) => {
      for (const method of ["PUT", "DELETE", "PATCH"]) {
        assert.equal((await send(emulator, method, "/", {})).code, "UnsupportedProtocol");
      }
    }));

  it("is refused where its body is no JSON object, multipart, or of another type", () =>
    withEmulator({}, async (emulator) => {
      const codeOf = async (body: string, type?: string) =>
        (await send(emulator, "POST", "/", signed(emulator, body, {}, type), body)).code;
      assert.equal(await codeOf("{"), "InvalidParameter");
      assert.equal(await codeOf("[]"), "InvalidParameter");
      assert.equal(await codeOf("null"), "InvalidParameter");
      assert.equal(await codeOf(listingQuestion, "multipart/form-data; boundary=x"), "InvalidRequest");
      assert.equal(await codeOf(listingQuestion, "text/plain"), "UnsupportedProtocol");
    }));

  it("is refused where it is too large: 32 KB by GET, 1 MB signed the old way, 10 MB with TC3", () =>
    withEmulator({}, async (emulator) => {
      const get = await send(emulator, "GET", `/?Action=x&Padding=${"x".repeat(32 * 1024)}`, {});
      assert.equal(get.code, "RequestSizeLimitExceeded");
      const form = { "Content-Type": "application/x-www-form-urlencoded" };
      const old = await send(emulator, "POST", "/", form, `Padding=${"x".repeat(1024 * 1024)}`);
      assert.equal(old.code, "RequestSizeLimitExceeded");
      const body = JSON.stringify({ Padding: "x".repeat(10 * 1024 * 1024) });
      const tc3 = await send(emulator, "POST", "/", signed(emulator, body), body);
      assert.equal(tc3.code, "RequestSizeLimitExceeded");
    }));

  it("signed the old way names each common parameter that is missing, and refuses other methods of signing", () =>
    withEmulator({}, async (emulator) => {
      const all: Record<string, string> = {
        Action: "DescribeScreenshotTask",
        Version: "2018-08-01",
        Timestamp: String(Math.floor(Date.now() / 1000)),
        Nonce: "1",
        SecretId: emulator.secretId,
        Signature: "x",
      };
      const ask = (parameters: Record<string, string>) =>
        send(emulator, "GET", `/?${new URLSearchParams(parameters)}`, {});
      for (const name of Object.keys(all)) {
        const { [name]: _, ...others } = all;
        const { code, message } = await ask(others);
        assert.equal(code, "MissingParameter");
        assert.equal(message, `The request is missing a required parameter \`${name}\`.`);
      }
      assert.equal((await ask({ ...all, Nonce: "x" })).message, "Parameter `Nonce` type error.");
      assert.equal((await ask({ ...all, SignatureMethod: "MD5" })).code, "InvalidParameterValue");
      assert.equal((await ask(all)).code, "AuthFailure.SignatureFailure");
    }));
});

describe("a call", () => {
  it("of an unknown action or version is refused", () =>
    withEmulator({}, async (emulator) => {
      const live = commonClient(emulator, "2018-08-01");
      await failsWith("InvalidAction", live.request("CreateRecordTask", {}));
      await failsWith("InvalidAction", live.request("GetCallerIdentity", {}));
      await failsWith("NoSuchVersion", commonClient(emulator, "2017-01-01").request("CreateScreenshotTask", {}));
      await failsWith("InvalidAction", commonClient(emulator, "2018-08-13").request("GetFederationToken", {}));
    }));

  it("needs the region ap-guangzhou, as the switch region says", async () => {
    const codes = async (region: "required" | "required-but-stop" | "ignored", sent: string | null) => {
      const found: string[] = [];
      await withEmulator({ switches: { region, stopUnknown: "accepted" } }, async (emulator) => {
        const client = liveClient(emulator, { region: sent });
        await client.CreateScreenshotTask(finalTask).catch((error) => found.push(error.code));
        await client.StopScreenshotTask({ TaskId: "none" }).catch((error) => found.push(error.code));
      });
      return found;
    };
    assert.deepEqual(await codes("required", null), ["MissingParameter", "MissingParameter"]);
    assert.deepEqual(await codes("required", "ap-beijing"), ["UnsupportedRegion", "UnsupportedRegion"]);
    assert.deepEqual(await codes("required-but-stop", "ap-beijing"), ["UnsupportedRegion"]);
    assert.deepEqual(await codes("ignored", null), []);
    assert.deepEqual(await codes("ignored", "ap-beijing"), []);
  });

  it("needs the permission that permit gives, and is denied with the code of denial", async () => {
    const question = { StartTime: virtualNow, EndTime: virtualNow + hour };
    await withEmulator({ switches: { permit: "read" } }, async (emulator) => {
      await liveClient(emulator).DescribeScreenshotTask(question);
      const denied = liveClient(emulator).CreateScreenshotTask(finalTask);
      const message = await failsWith("AuthFailure.UnauthorizedOperation", denied);
      assert.match(message, /You are not authorized .*\[\[request id:[0-9a-f-]{36}\].*\(live:CreateScreenshotTask\)/);
    });
    await withEmulator({ switches: { permit: "none", denial: "UnauthorizedOperation" } }, async (emulator) => {
      await failsWith("UnauthorizedOperation", liveClient(emulator).DescribeScreenshotTask(question));
      await commonClient(emulator, "2018-08-13").request("GetCallerIdentity", {});
    });
  });

  it("of StopScreenshotTask may have a rate of its own", async () => {
    const moment = Date.now();
    const switches = { stopCallsPerSecond: 2, stopUnknown: "accepted" } as const;
    await withEmulator({ switches, wallClock: () => moment }, async (emulator) => {
      const client = liveClient(emulator);
      await client.StopScreenshotTask({ TaskId: "none" });
      await client.StopScreenshotTask({ TaskId: "none" });
      await failsWith("RequestLimitExceeded", client.StopScreenshotTask({ TaskId: "none" }));
    });
  });

  it("with an unknown parameter is refused by name", () =>
    withEmulator({}, async (emulator) => {
      const call = commonClient(emulator, "2018-08-01").request("CreateScreenshotTask", {
        ...finalTask,
        ClientToken: "x",
      });
      assert.equal(await failsWith("UnknownParameter", call), "The parameter `ClientToken` is not recognized.");
    }));

  it("under site=international finds CreateScreenshotTask alone", () =>
    withEmulator({ switches: { site: "international" } }, async (emulator) => {
      const client = liveClient(emulator);
      const { TaskId = "" } = await client.CreateScreenshotTask(finalTask);
      await failsWith("InvalidAction", client.StopScreenshotTask({ TaskId }));
      await failsWith("InvalidAction", client.DeleteScreenshotTask({ TaskId }));
      await failsWith(
        "InvalidAction",
        client.DescribeScreenshotTask({ StartTime: virtualNow, EndTime: virtualNow + hour }),
      );
    }));

  it("pages through a listing with ScrollToken", () =>
    withEmulator({ switches: { pageSize: 2 } }, async (emulator) => {
      const client = liveClient(emulator);
      for (let n = 0; n < 5; n++) await client.CreateScreenshotTask(finalTask);
      const sizes: number[] = [];
      const seen = new Set<string | undefined>();
      for (let ScrollToken: string | undefined; ScrollToken !== ""; ) {
        const page = await client.DescribeScreenshotTask({
          StartTime: virtualNow - hour,
          EndTime: virtualNow + hour,
          ...(ScrollToken !== undefined && { ScrollToken }),
        });
        sizes.push(page.TaskList?.length ?? 0);
        for (const { TaskId } of page.TaskList ?? []) seen.add(TaskId);
        ScrollToken = page.ScrollToken ?? "";
      }
      assert.deepEqual(sizes, [2, 2, 1]);
      assert.equal(seen.size, 5);
    }));
});
