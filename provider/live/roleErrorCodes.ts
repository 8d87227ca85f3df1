/**
 * What STS's error codes mean where a role is asked for, and what to do about each: errors.go and client.go of
 * tencentcloud-sdk-go (sts/v20180813). The meanings of errorCodes.ts are those of the live service.
 */

export interface RoleErrorCode {
  readonly means: string;
  /** What to do now. */
  readonly remedy: string;
}

const noRole = {
  means: "There is no such role, or it cannot be assumed.",
  remedy:
    "Check the role's ARN: `qcs::cam::uin/ACCOUNT:roleName/NAME`, with the number of the account that has the role and " +
    "the name as the console shows it.",
} satisfies RoleErrorCode;

const wrongParameter = {
  means: "A parameter's value is not allowed.",
  remedy:
    "Check what the environment says of the role, TENCENTCLOUD_ASSUME_ROLE_ARN, …_SESSION_NAME, …_SESSION_DURATION and " +
    "…_EXTERNAL_ID, and with a web identity …_PROVIDER_ID.",
} satisfies RoleErrorCode;

const noTrust = {
  means: "The role does not trust this identity.",
  remedy:
    "No key is asked here, so look at the role's trust policy: it must name the identity provider, and its conditions " +
    "(as of `sub`) must fit this job, its repository and its branch.",
} satisfies RoleErrorCode;

/** With a web identity, and with any credentials. */
export const roleErrorCodes: Readonly<Record<string, RoleErrorCode>> = {
  "ResourceNotFound.RoleNotFound": noRole,
  "InternalError.GetRoleError": noRole,
  "InternalError.IllegalRole": noRole,
  "InvalidParameter.AccountNotAvaliable": {
    means: "The account does not exist, or is out of use.",
    remedy: "Check the account's number in the role's ARN.",
  },
  "InvalidParameter.OverTimeError": {
    means: "The session is to last longer than the role allows.",
    remedy:
      "Lower TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION, or raise the longest session of the role in CAM. Sessions are " +
      "renewed as long as a run lasts.",
  },
  "InvalidParameter.OverLimit": { means: "Too many roles are asked for at a time.", remedy: "Run again later." },
  InvalidParameter: wrongParameter,
  "InvalidParameter.ParamError": wrongParameter,
  InvalidParameterValue: wrongParameter,
};

/** With a web identity alone. */
export const webIdentityErrorCodes: Readonly<Record<string, RoleErrorCode>> = {
  "InvalidParameter.WebIdentityTokenError": {
    means: "The identity token has expired, or is not the one that the identity provider in CAM expects.",
    remedy:
      "Tokens live for minutes: fetch a new one. If it is new, TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID must be the name of " +
      "the identity provider in CAM, and that must have the token's issuer (`iss`) and audience (`aud`, its client id).",
  },
  UnauthorizedOperation: noTrust,
  "AuthFailure.UnauthorizedOperation": noTrust,
};

/** What to do where a role is refused for anything else. */
export const remedyOfRole =
  "Look at the role in CAM: at its ARN, and at whom its trust policy names under which conditions.";

/** @param action AssumeRole or AssumeRoleWithWebIdentity. */
export function roleRemedy(action: string, code: string): string | undefined {
  const ofAction = action === "AssumeRoleWithWebIdentity" ? webIdentityErrorCodes[code] : undefined;
  return (ofAction ?? roleErrorCodes[code])?.remedy;
}
