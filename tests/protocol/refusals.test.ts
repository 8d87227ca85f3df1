/** What a creation is refused with: texts of ours, which no version of Pulumi changes. */
import { equal, match, ok, rejects } from "node:assert/strict";
import type { EmulatorOptions } from "../../emulator/index.js";
import { scene } from "../support/scene.js";
import { tonight as final } from "../support/tonight.js";

const refusals: {
  what: string;
  inputs?: object;
  config?: Record<string, string>;
  environment?: Record<string, string>;
  emulator?: EmulatorOptions;
  message: RegExp;
}[] = [
  {
    what: "a window that is over, where ifPast is error",
    inputs: { startTime: "2026-11-01T19:00:00Z", endTime: "2026-11-01T20:00:00Z", ifPast: "error" },
    message:
      /stream live\/final of push\.example\.com, window 2026-11-01T19.*: it was over at 2026-12-18T18:00:00Z, and ifPast is "error"\. Declare/,
  },
  {
    what: "a start in 8 days, and says from when on it would work",
    inputs: { startTime: "2026-12-26T19:00:00Z", endTime: "2026-12-26T20:00:00Z" },
    message: /the service takes it from 2026-12-20T19:10:00Z on, which is in 2 d 1 h\. Run `pulumi up` again then; or/,
  },
  {
    what: "a window 500 days ahead, even where windows are deferred",
    inputs: { startTime: "2028-05-01T19:00:00Z", endTime: "2028-05-01T20:00:00Z", ifTooFar: "defer" },
    message: /its startTime is 500 days ahead\. More than 400 days is taken for an error; check the year/,
  },
  {
    what: "to start without credentials",
    environment: {
      TENCENTCLOUD_SECRET_ID: "",
      TENCENTCLOUD_SECRET_KEY: "",
      HOME: "/nonexistent",
      TENCENTCLOUD_CSS_METADATA_ENDPOINT: "http://127.0.0.1:1",
    },
    message:
      /No credentials for Tencent Cloud, so nothing was called\. Looked in the stack's configuration .* the environment .* and the role/,
  },
  {
    what: "half of the credentials",
    environment: { TENCENTCLOUD_SECRET_KEY: "" },
    message:
      /Only half of the credentials is in the environment \(TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY\)/,
  },
  {
    what: "a key that does not exist",
    environment: { TENCENTCLOUD_SECRET_ID: "AKIDnobody" },
    message:
      /CreateScreenshotTask for stream live\/final .* was refused: AuthFailure\.SecretIdNotFound: .*\(RequestId [0-9a-f-]{36}\)\. Check TENCENTCLOUD_SECRET_ID/,
  },
  {
    what: "a key that does not belong to the id",
    environment: { TENCENTCLOUD_SECRET_KEY: "not-the-key-of-this-id" },
    message: /AuthFailure\.SignatureFailure: .*\(RequestId .*Check TENCENTCLOUD_SECRET_KEY/,
  },
  {
    what: "a frozen account, which is not a missing task",
    emulator: { switches: { account: "frozen" } },
    message: /ResourceNotFound\.FreezeService: .*The account's live service is frozen/,
  },
  {
    what: "a key that may not create",
    emulator: { switches: { permit: "read" } },
    message: /UnauthorizedOperation: .*Allow this action to the key in CAM, as `live:CreateScreenshotTask`/,
  },
  {
    what: "a setting that is wrong, naming it",
    config: { "tencentcloud-css:site": "mars", "tencentcloud-css:runEvery": "P4D" },
    message:
      /tencentcloud-css:site must be "international" or "mainland"; got "mars"; tencentcloud-css:runEvery must be an ISO 8601 duration up to P3D/,
  },
  {
    what: "a wrong setting of the environment, naming the variable",
    environment: { TENCENTCLOUD_CSS_RUN_EVERY: "daily" },
    message: /TENCENTCLOUD_CSS_RUN_EVERY must be an ISO 8601 duration/,
  },
  {
    what: "to send keys to a stranger",
    config: { "tencentcloud-css:endpoint": "https://live.example.com" },
    message:
      /neither on this machine nor under tencentcloudapi\.com.*TENCENTCLOUD_CSS_ALLOWED_HOSTS=live\.example\.com/,
  },
  {
    what: "to send keys in the clear",
    config: { "tencentcloud-css:endpoint": "http://live.tencentcloudapi.com" },
    message: /must be https/,
  },
  {
    what: "an emulator's clock where there is no emulator",
    config: { "tencentcloud-css:endpoint": "https://live.tencentcloudapi.com" },
    message: /clock is "emulator", but there is no emulator behind the endpoint/,
  },
  {
    what: "an endpoint at which nothing answers",
    config: { "tencentcloud-css:endpoint": "http://127.0.0.1:1" },
    message: /Nothing answers at http:\/\/127\.0\.0\.1:1.*[Ss]tart it again with the same --port and --data/,
  },
  {
    what: "another account than the pinned one",
    config: { "tencentcloud-css:accountId": "1" },
    message: /accountId pins account 1, but the emulator at .* has account/,
  },
];

describe("creating refuses", () => {
  for (const { what, inputs, message, ...given } of refusals) {
    it(what, () =>
      scene(async ({ emulator, provider }) => {
        await rejects(provider.create({ ...final, ...inputs }), (error: Error) => {
          match(error.message, message);
          ok(!error.message.includes(emulator.secretKey));
          return true;
        });
        equal(emulator.service.tasks().length, 0);
      }, given).then((printed) => match(printed, /^(Emulator at .*\n)?$/)),
    );
  }
});
