import type { Account, Credential } from "./account.js";

export const STS_VERSION = "2018-08-13";

/** The one action of the service `sts` that the emulator answers. */
export const CALLER_IDENTITY = "GetCallerIdentity";

/** Who calls, in the shapes that cloud.tencent.com/document/api/1312/66098 shows for a user and for a role. */
export function callerIdentity(account: Account, credential: Credential): Record<string, string> {
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
