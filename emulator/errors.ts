/** An error as the API answers it: HTTP status 200, with a code and a message in the envelope. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** The documented code, e.g. `InvalidParameter`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The codes that any action may answer (tencentcloud.com/document/product/267/30851). */
export const commonCodes = [
  "ActionOffline",
  "AuthFailure.InvalidAuthorization",
  "AuthFailure.InvalidSecretId",
  "AuthFailure.MFAFailure",
  "AuthFailure.SecretIdNotFound",
  "AuthFailure.SignatureExpire",
  "AuthFailure.SignatureFailure",
  "AuthFailure.TokenFailure",
  "AuthFailure.UnauthorizedOperation",
  "DryRunOperation",
  "FailedOperation",
  "InternalError",
  "InvalidAction",
  "InvalidParameter",
  "InvalidParameterValue",
  "InvalidRequest",
  "IpInBlacklist",
  "IpNotInWhitelist",
  "LimitExceeded",
  "MissingParameter",
  "NoSuchProduct",
  "NoSuchVersion",
  "RequestLimitExceeded",
  "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
  "RequestLimitExceeded.IPLimitExceeded",
  "RequestLimitExceeded.UinLimitExceeded",
  "RequestSizeLimitExceeded",
  "ResourceInUse",
  "ResourceInsufficient",
  "ResourceNotFound",
  "ResourceUnavailable",
  "ResponseSizeLimitExceeded",
  "ServiceUnavailable",
  "UnauthorizedOperation",
  "UnknownParameter",
  "UnsupportedOperation",
  "UnsupportedProtocol",
  "UnsupportedRegion",
] as const;

const accountCodes = [
  "ResourceNotFound.ForbidService",
  "ResourceNotFound.FreezeService",
  "ResourceNotFound.StopService",
  "ResourceNotFound.UserDisableService",
];

const taskCodes = [
  "InternalError",
  "InternalError.GetConfigError",
  "InternalError.NetworkError",
  "InvalidParameter",
  "UnsupportedOperation",
];

const confCodes = [
  "InternalError",
  "InternalError.ArgsNotMatch",
  "InternalError.ConfInUsed",
  "InternalError.ConfNotFound",
  "InternalError.InvalidInput",
  "InternalError.NotFound",
  "InternalError.RuleAlreadyExist",
  "InternalError.RuleInUsing",
  "InternalError.RuleNotFound",
];

const parameterCodes = ["InvalidParameter", "InvalidParameterValue", "MissingParameter"];

const conf = [...accountCodes, ...confCodes, ...parameterCodes];

const cosCodes = [
  "FailedOperation.CallOtherSvrFailed",
  "FailedOperation.CosBucketNotExist",
  "FailedOperation.CosBucketNotPermission",
  "FailedOperation.CosRoleNotExists",
  "InvalidParameter.COSCustomFileNameError",
];

const inUseOrGone = ["FailedOperation.ConfInUsed", "FailedOperation.NotFound"];
const fileNameCodes = ["InvalidParameter.COSCustomFileNameError", "InvalidParameter.InvalidVodFileName"];
const callbackSettingCodes = [
  ...inUseOrGone,
  ...fileNameCodes,
  "InvalidParameter.ArgsNotMatch",
  "InvalidParameter.UrlNotSafe",
];
const oldConsole = "UnsupportedOperation.NotLVBCodeMode";
const callbackRule = [...accountCodes, ...parameterCodes, "InternalError", oldConsole];

const statistics = [...accountCodes, ...parameterCodes, "FailedOperation", "InternalError"];

/** The codes that an action's own page lists (errors.go and client.go of tencentcloud-sdk-go, live/v20180801). */
export const actionCodes: Readonly<Record<string, readonly string[]>> = {
  CreateScreenshotTask: [...accountCodes, ...taskCodes, "LimitExceeded.MaximumRunningTask"],
  StopScreenshotTask: [...accountCodes, ...taskCodes, "InternalError.SystemError"],
  DeleteScreenshotTask: [...accountCodes, ...taskCodes],
  DescribeScreenshotTask: [...accountCodes, ...taskCodes],
  CreateLiveSnapshotTemplate: [...conf, ...cosCodes, "InternalError.ConfOutLimit", oldConsole],
  ModifyLiveSnapshotTemplate: [...conf, ...cosCodes, "FailedOperation.NotFound", oldConsole],
  DeleteLiveSnapshotTemplate: [...conf, "FailedOperation.ConfInUsed"],
  DescribeLiveSnapshotTemplate: [
    ...conf,
    "FailedOperation.NotFound",
    "InternalError.ConfOutLimit",
    "InternalError.RuleOutLimit",
    oldConsole,
  ],
  DescribeLiveSnapshotTemplates: [...conf, oldConsole],
  CreateLiveSnapshotRule: [
    ...conf,
    "FailedOperation.RuleAlreadyExist",
    "InvalidParameter.ConfNotFound",
    "InvalidParameter.DomainFormatError",
  ],
  DeleteLiveSnapshotRule: [...conf, "FailedOperation.NotFound", "InvalidParameter.DomainFormatError"],
  DescribeLiveSnapshotRules: conf,
  CreateLiveCallbackTemplate: [...conf, ...callbackSettingCodes, "InternalError.ConfOutLimit", oldConsole],
  ModifyLiveCallbackTemplate: [...conf, ...callbackSettingCodes, oldConsole],
  DeleteLiveCallbackTemplate: [...conf, ...inUseOrGone, ...fileNameCodes],
  DescribeLiveCallbackTemplate: [...conf, ...inUseOrGone, ...fileNameCodes],
  DescribeLiveCallbackTemplates: [...conf, ...inUseOrGone, ...fileNameCodes, oldConsole],
  CreateLiveCallbackRule: [
    ...callbackRule,
    "InternalError.ConfNotFound",
    "InvalidParameter.ConfNotFound",
    // The international site's list alone has it (live/v20180801 of tencentcloud-sdk-go-intl-en).
    "InvalidParameter.DomainFormatError",
  ],
  DeleteLiveCallbackRule: [...callbackRule, "FailedOperation.NotFound"],
  DescribeLiveCallbackRules: callbackRule,
  DescribeScreenShotSheetNumList: statistics,
  // Its list is not known; it is taken for that of the other statistics.
  DescribeCallbackRecordsList: statistics,
};

// The texts below are the service's own, as seen in public material; the emulator's other texts are its own.

export function missingParameter(name: string): ApiError {
  return new ApiError("MissingParameter", `The request is missing a required parameter \`${name}\`.`);
}

export function missingHeader(name: string): ApiError {
  return new ApiError("MissingParameter", `The request header is missing a required common parameter \`${name}\`.`);
}

export function unknownParameter(name: string): ApiError {
  return new ApiError("UnknownParameter", `The parameter \`${name}\` is not recognized.`);
}

export function wrongType(name: string): ApiError {
  return new ApiError("InvalidParameter", `The value type of parameter \`${name}\` is not valid.`);
}

export function invalidAction(): ApiError {
  return new ApiError("InvalidAction", "The request `Action` is invalid or not found.");
}

export function unsupportedRegion(): ApiError {
  return new ApiError("UnsupportedRegion", "The action does not support this region.");
}

export function secretIdNotFound(): ApiError {
  return new ApiError(
    "AuthFailure.SecretIdNotFound",
    "The SecretId is not found, please ensure that your SecretId is correct.",
  );
}

export function signatureExpired(): ApiError {
  return new ApiError("AuthFailure.SignatureExpire", "The signature is expired, please request again.");
}

export function signatureFailure(): ApiError {
  return new ApiError(
    "AuthFailure.SignatureFailure",
    "The provided credentials could not be validated. Please check your signature is correct.",
  );
}

export function tokenFailure(): ApiError {
  return new ApiError("AuthFailure.TokenFailure", "The token is invalid or has expired.");
}

export function unauthorized(code: string, action: string, requestId: string): ApiError {
  return new ApiError(
    code,
    "You are not authorized to perform this operation. Check your CAM policies, and ensure that you are using the " +
      `correct access keys. [[request id:${requestId}]you are not authorized to perform operation (live:${action})\n` +
      "resource (*) has no permission\n]",
  );
}

export function tooManyCalls(calls: number, limit: number): ApiError {
  return new ApiError(
    "RequestLimitExceeded",
    `Your current request times equals to \`${calls}\` in a second, which exceeds the frequency limit \`${limit}\` ` +
      "for a second. Please reduce the frequency of calls.",
  );
}

export function requestTooLarge(limit: number): ApiError {
  return new ApiError("RequestSizeLimitExceeded", `The request is larger than ${limit} bytes.`);
}
