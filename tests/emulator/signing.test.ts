import assert from "node:assert/strict";
import {
  commonClient,
  day,
  failsWith,
  finalTask,
  type HttpMethod,
  hour,
  liveClient,
  type SignMethod,
  virtualNow,
  withEmulator,
} from "./client.js";

const ways = (["TC3-HMAC-SHA256", "HmacSHA1", "HmacSHA256"] as const satisfies SignMethod[]).flatMap((signMethod) =>
  (["POST", "GET"] as const satisfies HttpMethod[]).map((reqMethod) => ({ signMethod, reqMethod })),
);

for (const way of ways) {
  describe(`the vendor's SDK, signing with ${way.signMethod} and sending by ${way.reqMethod}`, () => {
    it("creates, lists, stops and deletes a task", () =>
      withEmulator({}, async (emulator) => {
        const client = liveClient(emulator, way);
        const { TaskId = "", RequestId } = await client.CreateScreenshotTask({
          ...finalTask,
          StreamType: 0,
          Extension: "",
        });
        assert.match(TaskId, /^[A-Za-z0-9]{58}$/);
        assert.match(RequestId ?? "", /^[0-9a-f-]{36}$/);
        await client.StopScreenshotTask({ TaskId });
        const question = { StartTime: virtualNow - hour, EndTime: virtualNow + day, StreamName: "final" };
        const { TaskList, ScrollToken } = await client.DescribeScreenshotTask(question);
        const { StreamName, DomainName, AppName, EndTime, TemplateId } = finalTask;
        assert.deepEqual(TaskList, [
          { TaskId, StreamName, DomainName, AppName, StartTime: virtualNow, EndTime, TemplateId, Stopped: virtualNow },
        ]);
        assert.equal(ScrollToken, "");
        await client.DeleteScreenshotTask({ TaskId });
        assert.deepEqual((await client.DescribeScreenshotTask(question)).TaskList, []);
      }));

    it("may send any visible character in a name", () =>
      withEmulator({}, async (emulator) => {
        const StreamName = "it's*a(b)~!+&=%?#/\"<>@:;,|\\^`{}[]$";
        const client = liveClient(emulator, way);
        await client.CreateScreenshotTask({ ...finalTask, StreamName });
        assert.equal(emulator.service.tasks()[0]?.streamName, StreamName);
      }));

    it("may send characters beyond ASCII and spaces", () =>
      withEmulator({ switches: { names: "any" } }, async (emulator) => {
        await liveClient(emulator, way).CreateScreenshotTask({ ...finalTask, StreamName: "决赛 é" });
        assert.equal(emulator.service.tasks()[0]?.streamName, "决赛 é");
      }));

    it("is refused with a wrong key, and with an unknown id", () =>
      withEmulator({}, async (emulator) => {
        const { secretId, secretKey } = emulator;
        const wrong = liveClient(emulator, { ...way, credential: { secretId, secretKey: "wrong" } });
        const message = await failsWith("AuthFailure.SignatureFailure", wrong.CreateScreenshotTask(finalTask));
        assert.match(message, /could not be validated/);
        const unknown = liveClient(emulator, { ...way, credential: { secretId: "AKIDunknown", secretKey } });
        await failsWith("AuthFailure.SecretIdNotFound", unknown.CreateScreenshotTask(finalTask));
        assert.deepEqual(emulator.service.tasks(), []);
      }));

    it("needs the token of a temporary credential, and no other", () =>
      withEmulator({}, async (emulator) => {
        const { secretId, secretKey, token } = emulator.temporary;
        const create = (credential: { secretId: string; secretKey: string; token?: string }) =>
          liveClient(emulator, { ...way, credential }).CreateScreenshotTask(finalTask);
        await create({ secretId, secretKey, token });
        await failsWith("AuthFailure.TokenFailure", create({ secretId, secretKey }));
        await failsWith("AuthFailure.TokenFailure", create({ secretId, secretKey, token: "expired" }));
        const permanent = { secretId: emulator.secretId, secretKey: emulator.secretKey, token };
        await failsWith("AuthFailure.TokenFailure", create(permanent));
      }));

    it("is told that its signature has expired where the clocks differ by more than 5 minutes", async () => {
      for (const [seconds, accepted] of [
        [-330, false],
        [-270, true],
        [270, true],
        [330, false],
      ] as const) {
        await withEmulator({ wallClock: () => Date.now() + seconds * 1000 }, async (emulator) => {
          const call = liveClient(emulator, way).CreateScreenshotTask(finalTask);
          if (accepted) await call;
          else await failsWith("AuthFailure.SignatureExpire", call);
        });
      }
    });

    it("may make 20 calls of one action in a second, and as many of another", () =>
      withEmulatorAtOneMoment(async (emulator, passOneSecond) => {
        const client = liveClient(emulator, way);
        for (let call = 0; call < 20; call++) await client.CreateScreenshotTask(finalTask);
        const message = await failsWith("RequestLimitExceeded", client.CreateScreenshotTask(finalTask));
        assert.equal(
          message,
          "Your current request times equals to `21` in a second, which exceeds the frequency limit `20` for a second. " +
            "Please reduce the frequency of calls.",
        );
        await client.DescribeScreenshotTask({ StartTime: virtualNow, EndTime: virtualNow + hour });
        passOneSecond();
        await client.CreateScreenshotTask(finalTask);
        assert.equal(emulator.service.tasks().length, 21);
      }));

    it("learns who it is from sts", () =>
      withEmulator({}, async (emulator) => {
        const { accountId } = emulator;
        const user = await commonClient(emulator, "2018-08-13", way).request("GetCallerIdentity", {});
        assert.equal(user.Type, "CAMUser");
        assert.equal(user.AccountId, accountId);
        assert.equal(user.Arn, `qcs::cam:${accountId}:uin/${user.UserId}`);
        assert.equal(user.PrincipalId, user.UserId);
        const credential = emulator.temporary;
        const role = await commonClient(emulator, "2018-08-13", { ...way, credential }).request(
          "GetCallerIdentity",
          {},
        );
        assert.equal(role.Type, "CAMRole");
        assert.equal(role.AccountId, accountId);
        assert.match(role.UserId, /^\d+:emulator$/);
      }));
  });
}

/** The documented rate, on a wall clock that stands still until the test lets a second pass. */
async function withEmulatorAtOneMoment(
  test: (emulator: Parameters<Parameters<typeof withEmulator>[1]>[0], passOneSecond: () => void) => Promise<void>,
): Promise<void> {
  let moment = Date.now();
  await withEmulator({ callsPerSecond: 20, wallClock: () => moment }, (emulator) =>
    test(emulator, () => {
      moment += 1000;
    }),
  );
}
