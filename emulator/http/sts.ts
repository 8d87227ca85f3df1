/** The service `sts`: who calls, and credentials that expire. */
import { randomBytes } from "node:crypto";
import { ApiError, invalidAction, missingParameter, wrongType } from "../errors.js";
import type { Account, Credential } from "./account.js";
import type { ApiRequest } from "./request.js";

export const stsVersion = "2018-08-13";

export const getCallerIdentity = "GetCallerIdentity";

/** The action that nobody signs. */
export const webIdentity = "AssumeRoleWithWebIdentity";

/** Seconds: tencentcloud.com/document/product/1150/49456 */
const defaultDuration = 7_200;
const longestDuration = 43_200;

/**
 * The answer to a call of STS. Any role is there, and any web identity is believed.
 *
 * @param now the wall clock in Unix seconds.
 */
export function answerSts(account: Account, call: ApiRequest, now: number): Record<string, unknown> {
  const { action, credential } = call;
  if (action === webIdentity) return assumeRole(account, call, ["ProviderId", "WebIdentityToken"], now);
  if (action === "AssumeRole" && credential) return assumeRole(account, call, [], now);
  if (action === getCallerIdentity && credential) return callerIdentity(account, credential);
  throw invalidAction();
}

function assumeRole(account: Account, { parameters }: ApiRequest, further: string[], now: number) {
  const given = parameters();
  for (const name of ["RoleArn", "RoleSessionName", ...further]) {
    if (given[name] === undefined || given[name] === "") throw missingParameter(name);
    if (typeof given[name] !== "string") throw wrongType(name);
  }
  if (!/^qcs::cam::uin\/\d+:role(Name)?\/./.test(String(given["RoleArn"]))) {
    throw new ApiError("ResourceNotFound.RoleNotFound", "The role does not exist.");
  }
  const duration = Number(given["DurationSeconds"] ?? defaultDuration);
  if (!(Number.isInteger(duration) && duration > 0 && duration <= longestDuration)) {
    throw new ApiError("InvalidParameter", "The parameter `DurationSeconds` is not valid.");
  }
  const text = (bytes: number): string => randomBytes(bytes).toString("base64url");
  const issued = {
    secretId: `AKIDissued${text(20)}`,
    secretKey: text(24),
    token: text(90),
    expires: now + duration,
  };
  account.issued.set(issued.secretId, issued);
  return {
    Credentials: { TmpSecretId: issued.secretId, TmpSecretKey: issued.secretKey, Token: issued.token },
    ExpiredTime: issued.expires,
    Expiration: new Date(issued.expires * 1000).toISOString(),
  };
}

/** Who calls, in the shapes that cloud.tencent.com/document/api/1312/66098 shows for a user and for a role. */
function callerIdentity(account: Account, credential: Credential): Record<string, string> {
  const { accountId, userId, roleId } = account;
  return credential.token === undefined
    ? {
        Type: "CAMUser",
        AccountId: accountId,
        UserId: userId,
        PrincipalId: userId,
        Arn: `qcs::cam:${accountId}:uin/${userId}`,
      }
    : {
        Type: "CAMRole",
        AccountId: accountId,
        UserId: `${roleId}:emulator`,
        PrincipalId: userId,
        Arn: `qcs::sts:${accountId}:assumed-role/${roleId}`,
      };
}
