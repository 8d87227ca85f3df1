import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { type Cloud, issued, refused, withCloud } from "../../support/cloud.js";

const far = 4_000_000_000;
const role = "qcs::cam::uin/100000000001:roleName/captures";
const other = "qcs::cam::uin/100000000001:roleName/other";
const keys = { TENCENTCLOUD_SECRET_ID: "id-of-somebody", TENCENTCLOUD_SECRET_KEY: "key-of-somebody" };

/** STS, answering with these in turn; the last one stays. */
async function sts({ listen }: Cloud, ...answers: unknown[]) {
  const said = [...answers];
  const listener = await listen(() => (said.length > 1 ? said.shift() : said[0]));
  return { ...listener, environment: { TENCENTCLOUD_CSS_STS_ENDPOINT: listener.endpoint } };
}

describe("a role that is assumed", () => {
  it("is asked for with what was found, under the names of Terraform's variables", () =>
    withCloud(async (cloud) => {
      const { heard, environment } = await sts(cloud, issued("role", far));
      const found = await cloud.find({
        environment: {
          ...environment,
          ...keys,
          TENCENTCLOUD_ASSUME_ROLE_ARN: role,
          TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME: "nightly",
          TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION: "3600",
          TENCENTCLOUD_ASSUME_ROLE_EXTERNAL_ID: "shared",
        },
      });
      deepEqual(found, {
        credentials: { secretId: "id-role", secretKey: "key-role", token: "token-role" },
        expires: far,
        ofRole: role,
      });
      equal(heard.length, 1);
      equal(heard[0]?.headers["x-tc-action"], "AssumeRole");
      equal(heard[0]?.headers["x-tc-version"], "2018-08-13");
      match(String(heard[0]?.headers["authorization"]), /^TC3-HMAC-SHA256 Credential=id-of-somebody\//);
      deepEqual(heard[0]?.body, {
        RoleArn: role,
        RoleSessionName: "nightly",
        DurationSeconds: 3600,
        ExternalId: "shared",
      });
    }));

  it("is that of the settings, then of the environment as Terraform or tccli names it, then of the profile", () =>
    withCloud(async (cloud) => {
      const { heard, environment } = await sts(cloud, issued("role", far));
      const profile = { secretId: "a", secretKey: "b", "role-arn": `${role}-profile`, "role-session-name": "mine" };
      await cloud.write(".tccli/default.credential", profile);
      const asked = async (more: Record<string, string>, config = {}) => {
        await cloud.find({ environment: { ...environment, ...more }, config });
        return heard.at(-1)?.body["RoleArn"];
      };
      equal(await asked({}), `${role}-profile`);
      equal(heard.at(-1)?.body["RoleSessionName"], "mine");
      equal(await asked({ TENCENTCLOUD_ROLE_ARN: role }), role);
      equal(await asked({ TENCENTCLOUD_ROLE_ARN: other, TENCENTCLOUD_ASSUME_ROLE_ARN: role }), role);
      equal(await asked({ TENCENTCLOUD_ASSUME_ROLE_ARN: other }, { "tencentcloud-css:roleArn": role }), role);
    }));

  it("is that of the profile that the settings name, or none: the environment's may be of another account", () =>
    withCloud(async (cloud) => {
      const { heard, environment } = await sts(cloud, issued("role", far));
      const elsewhere = { TENCENTCLOUD_ASSUME_ROLE_ARN: other, TENCENTCLOUD_ROLE_ARN: other };
      const find = (config: Record<string, string>) =>
        cloud.find({ environment: { ...environment, ...elsewhere }, config });
      const named = { "tencentcloud-css:profile": "work" };
      await cloud.write(".tccli/work.credential", { secretId: "id-work", secretKey: "key-work" });
      deepEqual((await find(named)).credentials, { secretId: "id-work", secretKey: "key-work" });
      equal(heard.length, 0);
      await cloud.write(".tccli/work.credential", { secretId: "a", secretKey: "b", "role-arn": `${role}-profile` });
      await find(named);
      equal(heard.at(-1)?.body["RoleArn"], `${role}-profile`);
      await find({ ...named, "tencentcloud-css:roleArn": role });
      equal(heard.at(-1)?.body["RoleArn"], role);
    }));

  it("is refused with the code, the RequestId and what to do, and no key is in that", () =>
    withCloud(async (cloud) => {
      const { environment } = await sts(cloud, refused("AuthFailure.UnauthorizedOperation", "no, key-of-somebody"));
      await rejects(
        cloud.find({ environment: { ...environment, ...keys, TENCENTCLOUD_ASSUME_ROLE_ARN: role } }),
        (error: Error) => {
          match(
            error.message,
            /^AssumeRole for role .*captures was refused: AuthFailure\.UnauthorizedOperation: no, \[s/,
          );
          match(error.message, /\(RequestId r-refused\)\. Allow this action to the key in CAM, as `sts:AssumeRole`/);
          match(error.message, /asked with the credentials of the environment .*the role must trust them/);
          return true;
        },
      );
    }));

  it("has a name, a length and an ARN that STS takes", () =>
    withCloud(async (cloud) => {
      const find = (environment: Record<string, string>) =>
        cloud.find({ environment: { ...keys, TENCENTCLOUD_ASSUME_ROLE_ARN: role, ...environment } });
      await rejects(find({ TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION: "2h" }), /must be 1 to 43200 seconds; got "2h"/);
      await rejects(find({ TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME: "a b" }), /must be 2 to 128 letters.*got "a b"/);
      const config = { "tencentcloud-css:roleArn": "captures" };
      await rejects(async () => cloud.open({ config }), /tencentcloud-css:roleArn must be like "qcs::cam::uin/);
    }));

  it("works against the emulator, which is its own STS, so that no cloud is called", () =>
    withCloud(async ({ open, emulator, keys: own }) => {
      const { sts } = open({ environment: { ...own, TENCENTCLOUD_ASSUME_ROLE_ARN: role } });
      const who = await sts.read({ action: "GetCallerIdentity", object: "x", params: {} });
      deepEqual([who["Type"], who["AccountId"]], ["CAMRole", emulator.accountId]);
    }));
});

describe("a web identity", () => {
  const identity = { TENCENTCLOUD_ASSUME_ROLE_ARN: role, TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: "ci" };

  it("of GitLab is the token that the job names, and is traded unsigned", () =>
    withCloud(async (cloud) => {
      const { heard, environment } = await sts(cloud, issued("gitlab", far));
      const token = { TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN: "gitlab.jwt.token" };
      const found = await cloud.find({ environment: { ...environment, ...identity, ...token } });
      equal(found.credentials.secretId, "id-gitlab");
      equal(heard.length, 1);
      equal(heard[0]?.headers["x-tc-action"], "AssumeRoleWithWebIdentity");
      equal(heard[0]?.headers["authorization"], "SKIP");
      equal(heard[0]?.headers["x-tc-token"], undefined);
      deepEqual(heard[0]?.body, {
        RoleArn: role,
        RoleSessionName: "pulumi-tencentcloud-css",
        ProviderId: "ci",
        WebIdentityToken: "gitlab.jwt.token",
      });
    }));

  it("of GitHub is fetched with the job's own token, for STS, and once more where that fails", () =>
    withCloud(async (cloud) => {
      const { heard, environment } = await sts(cloud, issued("github", far));
      let failures = 1;
      const github = await cloud.listen((_, response) => {
        failures -= 1;
        return failures >= 0 ? response.writeHead(503).end() : { value: "github.jwt.token" };
      });
      const job = {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${github.endpoint}/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer-of-the-job",
      };
      await cloud.find({ environment: { ...environment, ...identity, ...job } });
      equal(heard[0]?.body["WebIdentityToken"], "github.jwt.token");
      deepEqual(
        github.heard.map(({ url, headers }) => [url, headers["authorization"]]),
        Array(2).fill(["/token?api-version=2.0&audience=sts.tencentcloudapi.com", "Bearer bearer-of-the-job"]),
      );
    }));

  it("of GitHub counts only where there is a role for it, as every job can have one", () =>
    withCloud(async ({ find, listen }) => {
      const github = await listen(() => ({ value: "github.jwt.token" }));
      await rejects(
        find({ environment: { ACTIONS_ID_TOKEN_REQUEST_URL: `${github.endpoint}/token` } }),
        /No credentials for Tencent Cloud/,
      );
      deepEqual(github.heard, []);
    }));

  it("of GitHub that is refused says which permission the job needs, and goes nowhere in the clear", () =>
    withCloud(async ({ find, listen }) => {
      const github = await listen((_, response) => response.writeHead(403).end());
      const job = (url: string) => ({ ...identity, ACTIONS_ID_TOKEN_REQUEST_URL: url });
      await rejects(
        find({ environment: job(`${github.endpoint}/token`) }),
        /GitHub Actions gave no identity token \(HTTP 403\), so nothing was called\. .*`id-token: write`/,
      );
      await rejects(
        find({ environment: job("http://actions.example.com/token") }),
        /ACTIONS_ID_TOKEN_REQUEST_URL must be https/,
      );
    }));

  it("of a TKE pod is in a file, read anew each time, with a role and a provider of its own", () =>
    withCloud(async (cloud) => {
      const { heard, environment } = await sts(cloud, issued("pod", far));
      const pod = {
        TKE_WEB_IDENTITY_TOKEN_FILE: await cloud.write("token", "first.jwt.token\n"),
        TKE_ROLE_ARN: role,
        TKE_PROVIDER_ID: "cls-1",
        TKE_REGION: "ap-singapore",
      };
      await cloud.find({ environment: { ...environment, ...pod } });
      await cloud.write("token", "second.jwt.token\n");
      await cloud.find({ environment: { ...environment, ...pod } });
      deepEqual(
        heard.map(({ body }) => [body["RoleArn"], body["ProviderId"], body["WebIdentityToken"]]),
        [
          [role, "cls-1", "first.jwt.token"],
          [role, "cls-1", "second.jwt.token"],
        ],
      );
    }));

  it("can be in a file of one's own, as JSON as Terraform reads it too", () =>
    withCloud(async (cloud) => {
      const { heard, environment } = await sts(cloud, issued("file", far));
      const file = await cloud.write("token", { web_identity_token: "file.jwt.token" });
      const variable = { TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN_FILE: file };
      await cloud.find({ environment: { ...environment, ...identity, ...variable } });
      equal(heard[0]?.body["WebIdentityToken"], "file.jwt.token");
      await cloud.write("token", "{}");
      await rejects(cloud.find({ environment: { ...identity, ...variable } }), /There is no identity token in .*token/);
    }));

  it("leads on to a role that the settings name, as one role assumes another", () =>
    withCloud(async (cloud) => {
      const { heard, environment } = await sts(cloud, issued("first", far), issued("second", far));
      const token = { TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN: "a.jwt.token" };
      const found = await cloud.find({
        environment: { ...environment, ...identity, ...token },
        config: { "tencentcloud-css:roleArn": other },
      });
      equal(found.credentials.secretId, "id-second");
      deepEqual(
        heard.map(({ headers, body }) => [headers["x-tc-action"], body["RoleArn"]]),
        [
          ["AssumeRoleWithWebIdentity", role],
          ["AssumeRole", other],
        ],
      );
      match(String(heard[1]?.headers["authorization"]), /Credential=id-first\//);
      equal(heard[1]?.headers["x-tc-token"], "token-first");
    }));

  it("that STS refuses fails the call with the reason, and the token is not in it", () =>
    withCloud(async (cloud) => {
      const { environment } = await sts(cloud, refused("InvalidParameter.WebIdentityTokenError", "bad: a.jwt.token"));
      const token = { TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN: "a.jwt.token" };
      const { live } = cloud.open({ environment: { ...environment, ...identity, ...token } });
      await rejects(live.write({ action: "CreateScreenshotTask", object: "x", params: {} }), (error: Error) => {
        match(error.message, /^AssumeRoleWithWebIdentity for role .* by identity provider ci was refused: Invalid/);
        match(error.message, /bad: \[secret\]/);
        // The call itself was never sent, so nothing may be concluded about it.
        equal(error.constructor, Error);
        return true;
      });
      deepEqual(cloud.emulator.requests(), []);
    }));
});
