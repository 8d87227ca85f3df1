/** What to do now, by the code that the service gives: https://www.tencentcloud.com/document/product/267/30851. */

const bucketAdvice =
  "Check cosBucket (the bucket's name without -APPID), cosAppId and cosRegion (such as ap-guangzhou): no such bucket.";
const nameAdvice = "Check templateName: Chinese characters, letters, digits, _ and -, 255 bytes at most.";
const noTemplateAdvice = "There is no such template: take the id from a template's `templateId`, or from the console.";
const oneTemplateAdvice =
  "The service may take one snapshot template for a domain: let its rules use the same; where this one is to replace " +
  "another, set deleteBeforeReplace on it.";
const inUseAdvice = "Rules use this template: delete them first.";
const goneAdvice = "Somebody deleted it: run with `--refresh`, which makes it anew.";

/** ACTION stands for the action that was called, SERVICE for its service. */
export const advice: Readonly<Record<string, string>> = {
  "AuthFailure.SecretIdNotFound": "Check TENCENTCLOUD_SECRET_ID: this key does not exist, or was deleted or disabled.",
  "AuthFailure.InvalidSecretId": "Check TENCENTCLOUD_SECRET_ID: this is not an API key.",
  "AuthFailure.SignatureFailure": "Check TENCENTCLOUD_SECRET_KEY: it does not belong to this TENCENTCLOUD_SECRET_ID.",
  "AuthFailure.SignatureExpire": "Set this machine's clock: it is more than 5 minutes away from the service's.",
  "AuthFailure.TokenFailure": "Fetch new temporary credentials: the token is wrong or has expired.",
  "AuthFailure.UnauthorizedOperation": "Allow this action to the key in CAM, as `SERVICE:ACTION`.",
  UnauthorizedOperation: "Allow this action to the key in CAM, as `SERVICE:ACTION`.",
  "ResourceNotFound.FreezeService": "The account's live service is frozen; the console says why.",
  "ResourceNotFound.StopService": "The account is in arrears; pay what is due, then run again.",
  "ResourceNotFound.ForbidService": "The account is blocked from the live service; ask Tencent Cloud's support.",
  "ResourceNotFound.UserDisableService": "The live service was turned off for this account; turn it on in the console.",
  // Of templates and rules.
  "FailedOperation.CosBucketNotExist": bucketAdvice,
  "FailedOperation.CosBucketNotPermission":
    "Let CSS write to this bucket. One of another account has to grant the account 3508645126 (CSS) read and write in " +
    "its ACL: https://www.tencentcloud.com/document/product/267/33384.",
  "FailedOperation.CosRoleNotExists":
    "Grant the role by which CSS writes to COS (LVB_QCSRole), once: in the console under Feature Configuration > Live " +
    "Screencapture, https://www.tencentcloud.com/document/product/267/31072.",
  "FailedOperation.CallOtherSvrFailed": "A service behind it failed. Run again; if it stays so, ask Tencent Cloud.",
  "FailedOperation.ConfInUsed": inUseAdvice,
  "InternalError.ConfInUsed": inUseAdvice,
  "InternalError.RuleInUsing": inUseAdvice,
  "InternalError.ConfOutLimit":
    "An account has 50 snapshot and 50 callback templates at most: delete one that nothing uses, in the console.",
  "InternalError.RuleOutLimit": "The account has too many rules: delete one that nothing uses, in the console.",
  "InvalidParameter.COSCustomFileNameError":
    "Check cosPrefix and cosFileName: a character or placeholder is not allowed.",
  "InvalidParameter.InvalidVodFileName":
    "A recording's file name is wrong, which nothing declared here sets: look at the template in the console.",
  "InvalidParameter.ArgsNotMatch": nameAdvice,
  "InternalError.ArgsNotMatch": nameAdvice,
  "InternalError.InvalidInput": "Compare the declared values with the limits in the types' documentation.",
  "InvalidParameter.UrlNotSafe":
    "Check each callback URL: the service could not resolve a host's name, so it has to be a public one.",
  "InvalidParameter.DomainFormatError":
    "Check domainName: it is a bare push domain of this account, without scheme or path.",
  "InvalidParameter.ConfNotFound": noTemplateAdvice,
  "InternalError.ConfNotFound": noTemplateAdvice,
  "FailedOperation.NotFound": goneAdvice,
  "InternalError.NotFound": goneAdvice,
  "InternalError.RuleNotFound": goneAdvice,
  "FailedOperation.RuleAlreadyExist": oneTemplateAdvice,
  "InternalError.RuleAlreadyExist": oneTemplateAdvice,
  "UnsupportedOperation.NotLVBCodeMode":
    "The account is not in LVB code mode, which these actions need; the new live console, or Tencent Cloud, turns it on.",
};
