// Trades the identity token that the CI gives a job for keys of Tencent Cloud that expire by themselves, so that no
// long-lived key is kept anywhere:  eval "$(node oidc.mjs)"
//
// TENCENTCLOUD_ASSUME_ROLE_ARN: the role, which trusts the CI's identity provider (CAM, Identity Providers, Role-based SSO).
// TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: that provider's name. TENCENTCLOUD_STS_HOST: sts.tencentcloudapi.com by default.
// https://www.tencentcloud.com/document/api/1150/49454
import { readFileSync } from "node:fs";

const audience = "sts.tencentcloudapi.com";
const env = process.env;

/** GitHub gives a token where it is asked, GitLab in a variable that the job names, Kubernetes in a file. */
async function identityToken() {
  if (env.TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN) return env.TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN;
  const file = env.TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN_FILE;
  if (file) return readFileSync(file, "utf8").trim();
  if (!env.ACTIONS_ID_TOKEN_REQUEST_URL) throw new Error("This job has no identity token: allow it to have one.");
  const response = await fetch(`${env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${audience}`, {
    headers: { Authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
  });
  if (!response.ok) throw new Error(`GitHub gave no identity token: HTTP ${response.status}.`);
  return (await response.json()).value;
}

const host = env.TENCENTCLOUD_STS_HOST ?? "sts.tencentcloudapi.com";
const response = await fetch(`https://${host}`, {
  method: "POST",
  headers: {
    "Content-Type": "application/json",
    "X-TC-Action": "AssumeRoleWithWebIdentity",
    "X-TC-Version": "2018-08-13",
    "X-TC-Region": "ap-guangzhou",
    "X-TC-Timestamp": String(Math.floor(Date.now() / 1000)),
    Authorization: "SKIP",
  },
  body: JSON.stringify({
    ProviderId: env.TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID ?? "OIDC",
    RoleArn: env.TENCENTCLOUD_ASSUME_ROLE_ARN,
    RoleSessionName: "captures",
    WebIdentityToken: await identityToken(),
  }),
});
const { Response: answer } = await response.json();
if (answer.Error) {
  throw new Error(
    `The role was not given: ${answer.Error.Code}: ${answer.Error.Message} (RequestId ${answer.RequestId})`,
  );
}
const { TmpSecretId, TmpSecretKey, Token } = answer.Credentials;
console.log(`export TENCENTCLOUD_SECRET_ID='${TmpSecretId}'
export TENCENTCLOUD_SECRET_KEY='${TmpSecretKey}'
export TENCENTCLOUD_SECURITY_TOKEN='${Token}'`);
