import { deepEqual, equal } from "node:assert/strict";
import type { Credential } from "../../emulator/index.js";
import { commonClient, failsWith, liveClient, virtualNow, withEmulator } from "./client.js";

const version = "2018-08-13";
const role = { RoleArn: "qcs::cam::uin/100000000001:roleName/captures", RoleSessionName: "test" };
const listing = { StartTime: virtualNow, EndTime: virtualNow + 3600 };

interface Issued {
  readonly Credentials: { readonly TmpSecretId: string; readonly TmpSecretKey: string; readonly Token: string };
  readonly ExpiredTime: number;
}

const credentialOf = ({ Credentials: { TmpSecretId, TmpSecretKey, Token } }: Issued): Credential => ({
  secretId: TmpSecretId,
  secretKey: TmpSecretKey,
  token: Token,
});

describe("the emulator's STS", () => {
  it("gives out credentials of a role, which sign calls until they expire by the wall clock", () => {
    let ahead = 0;
    return withEmulator({ wallClock: () => Date.now() + ahead }, async (emulator) => {
      const sts = commonClient(emulator, version);
      const issued: Issued = await sts.request("AssumeRole", { ...role, DurationSeconds: 120 });
      const credential = credentialOf(issued);
      equal(Math.round((issued.ExpiredTime * 1000 - Date.now()) / 10_000), 12);
      const live = liveClient(emulator, { credential });
      deepEqual((await live.DescribeScreenshotTask(listing)).TaskList, []);
      const who = await commonClient(emulator, version, { credential }).request("GetCallerIdentity", {});
      deepEqual([who.Type, who.AccountId], ["CAMRole", emulator.accountId]);
      ahead = 121_000;
      await failsWith("AuthFailure.TokenFailure", live.DescribeScreenshotTask(listing));
    });
  });

  it("takes a web identity without a signature, and nothing else", () =>
    withEmulator({}, async (emulator) => {
      const sts = commonClient(emulator, version);
      const identity = { ...role, ProviderId: "ci", WebIdentityToken: "a.jwt.token" };
      const unsigned = { skipSign: true };
      const issued: Issued = await sts.request("AssumeRoleWithWebIdentity", identity, unsigned);
      await liveClient(emulator, { credential: credentialOf(issued) }).DescribeScreenshotTask(listing);
      await failsWith("AuthFailure.InvalidAuthorization", sts.request("AssumeRole", role, unsigned));
      await failsWith(
        "AuthFailure.InvalidAuthorization",
        liveClient(emulator).request("CreateScreenshotTask", {}, unsigned),
      );
    }));

  it("refuses what is missing, what is no role, and a life that is too long", () =>
    withEmulator({}, async (emulator) => {
      const sts = commonClient(emulator, version);
      await failsWith("MissingParameter", sts.request("AssumeRole", { RoleArn: role.RoleArn }));
      await failsWith("ResourceNotFound.RoleNotFound", sts.request("AssumeRole", { ...role, RoleArn: "captures" }));
      await failsWith("InvalidParameter", sts.request("AssumeRole", { ...role, DurationSeconds: 43_201 }));
      await failsWith("MissingParameter", sts.request("AssumeRoleWithWebIdentity", role, { skipSign: true }));
    }));
});
