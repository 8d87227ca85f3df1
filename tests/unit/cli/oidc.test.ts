import { deepEqual, equal, match } from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../support/stack.js";

interface Asked {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** Runs `examples/pipeline/oidc.mjs` with these answers, by the host that is asked, and tells what it asked. */
function run(env: Record<string, string>, answers: Record<string, unknown>) {
  const network = `
    const answers = ${JSON.stringify(answers)};
    globalThis.fetch = async (url, { headers, body }) => {
      console.error(JSON.stringify({ url, headers, body }));
      return { ok: true, status: 200, json: async () => answers[new URL(url).host] };
    };`;
  const args = ["--import", `data:text/javascript,${encodeURIComponent(network)}`];
  const script = join(packageRoot, "examples/pipeline/oidc.mjs");
  return new Promise<{ out: string; err: string; asked: Asked[]; failed: boolean }>((resolve) => {
    execFile(process.execPath, [...args, script], { env }, (error, out, err) => {
      const lines = err.split("\n").filter((line) => line.startsWith('{"url"'));
      resolve({ out, err, asked: lines.map((line) => JSON.parse(line)), failed: error !== null });
    });
  });
}

const role = {
  TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::cam::uin/100000000001:roleName/captures",
  TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: "github",
};

const keys = {
  "sts.tencentcloudapi.com": {
    Response: { Credentials: { TmpSecretId: "id", TmpSecretKey: "key", Token: "token" }, RequestId: "r-1" },
  },
};

const printed = `export TENCENTCLOUD_SECRET_ID='id'
export TENCENTCLOUD_SECRET_KEY='key'
export TENCENTCLOUD_SECURITY_TOKEN='token'
`;

describe("the pipeline's trade of an identity token for keys", () => {
  it("takes the token that GitLab hands to the job, and signs nothing", async () => {
    const { out, asked } = await run({ ...role, TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN: "jwt" }, keys);
    equal(out, printed);
    equal(asked.length, 1);
    equal(asked[0]?.url, "https://sts.tencentcloudapi.com");
    equal(asked[0]?.headers["Authorization"], "SKIP");
    equal(asked[0]?.headers["X-TC-Action"], "AssumeRoleWithWebIdentity");
    deepEqual(JSON.parse(asked[0]?.body ?? ""), {
      ProviderId: "github",
      RoleArn: role.TENCENTCLOUD_ASSUME_ROLE_ARN,
      RoleSessionName: "captures",
      WebIdentityToken: "jwt",
    });
  });

  it("asks GitHub for the token", async () => {
    const { out, asked } = await run(
      {
        ...role,
        ACTIONS_ID_TOKEN_REQUEST_URL: "https://actions.example.com/token?api-version=2",
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer",
      },
      { ...keys, "actions.example.com": { value: "jwt" } },
    );
    equal(out, printed);
    equal(asked[0]?.url, "https://actions.example.com/token?api-version=2&audience=sts.tencentcloudapi.com");
    equal(JSON.parse(asked[1]?.body ?? "").WebIdentityToken, "jwt");
  });

  it("fails with the code and the RequestId where the role is refused, and where the job has no token", async () => {
    const refusal = { Response: { Error: { Code: "AuthFailure", Message: "no" }, RequestId: "r-2" } };
    const refused = await run(
      { ...role, TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN: "jwt" },
      { "sts.tencentcloudapi.com": refusal },
    );
    deepEqual([refused.out, refused.failed], ["", true]);
    match(refused.err, /The role was not given: AuthFailure: no \(RequestId r-2\)/);
    match((await run(role, keys)).err, /This job has no identity token/);
  });
});
