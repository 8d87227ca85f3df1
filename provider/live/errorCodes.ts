/**
 * What the service's error codes mean, and what to do about each: the end of an error's message, and the page
 * docs/errors.md. Meanings: https://www.tencentcloud.com/document/product/267/30851, and errors.go of tencentcloud-sdk-go
 * (live/v20180801) for those that the page lacks.
 */

export interface ErrorCode {
  readonly means: string;
  /** What to do now, where more can be said than of any refused call. ACTION stands for the call's action. */
  readonly remedy?: string;
  /** What this package does about it by itself, beyond what it does about any call that fails in this way. */
  readonly byItself?: string;
  /** The same, of the calls for a timed task alone. */
  readonly ofATask?: string;
}

const allow = "Allow this action to the key in CAM, as `SERVICE:ACTION`.";

const settledByALook =
  "The creation of a task within 5 minutes of an edge of its window is sent once more the other way round, as the " +
  "service's clock may differ: with the start left out or sent, or with an end within 24 h. A refused stop or deletion " +
  "of a task is settled by a look at the listing: one that is stopped, over or gone counts as done.";

const reportIt =
  "The service does not take what this package sends: install its newest release, or report the RequestId.";

const inUse = {
  means: "The template is bound by a rule, so it cannot be deleted.",
  remedy: "Remove the rules that bind this template first; then run again.",
} satisfies ErrorCode;

const noTemplate = {
  means: "There is no template of this id.",
  remedy: "There is no such template: take the id from a template's `templateId`, or from the console.",
} satisfies ErrorCode;

const gone = {
  means: "There is no such template, or no such rule.",
  remedy: "Somebody deleted it: run with `--refresh`, which makes it anew.",
} satisfies ErrorCode;

const wrongName = {
  means: "The template's name is not allowed.",
  remedy: "Check templateName: Chinese characters, letters, digits, _ and -, 255 bytes at most.",
} satisfies ErrorCode;

const ruleExists = {
  means:
    "There is a rule for this domain, path and stream already, or one of the domain with another template: by one page " +
    "the service takes one snapshot template for a domain.",
  remedy:
    "Take that rule out in the console or by its program, or take it over; or let the domain's rules use the same " +
    "template. Where this one is to replace another, set deleteBeforeReplace on it.",
} satisfies ErrorCode;

const tooManyCalls = {
  means: "More calls a second than an action, an account or an address may send.",
  byItself:
    "It is sent again, ever more slowly and up to 300 times, which is about five minutes; several runs of one account " +
    "come to share its rate.",
} satisfies ErrorCode;

const wrongValue = {
  means: "A parameter's value is not allowed.",
  ofATask: settledByALook,
} satisfies ErrorCode;

/** In the order in which they are to be read: by what a person has to look at. */
export const errorCodes: Readonly<Record<string, Readonly<Record<string, ErrorCode>>>> = {
  "Keys and permissions": {
    "AuthFailure.InvalidAuthorization": {
      means: "The request's Authorization header is malformed; something on the way may have changed it.",
      remedy: "Look at the proxies between here and the endpoint: one of them changes headers.",
    },
    "AuthFailure.InvalidSecretId": {
      means: "The SecretId is not that of an API key.",
      remedy: "Check TENCENTCLOUD_SECRET_ID: this is not an API key.",
    },
    "AuthFailure.MFAFailure": {
      means: "The account asks for a second factor for this call.",
      remedy: "Use the key of a CAM user or role for which no second factor is asked.",
    },
    "AuthFailure.SecretIdNotFound": {
      means: "There is no such SecretId, or it was deleted or disabled.",
      remedy: "Check TENCENTCLOUD_SECRET_ID: this key does not exist, or was deleted or disabled.",
    },
    "AuthFailure.SignatureExpire": {
      means: "The request's time is more than 5 minutes away from the service's.",
      remedy: "Set this machine's clock: it is more than 5 minutes away from the service's.",
    },
    "AuthFailure.SignatureFailure": {
      means: "The signature does not fit: the SecretKey is another key's, or the request was changed on its way.",
      remedy: "Check TENCENTCLOUD_SECRET_KEY: it does not belong to this TENCENTCLOUD_SECRET_ID.",
    },
    "AuthFailure.TokenFailure": {
      means: "The token of the temporary credentials is wrong or has expired.",
      remedy: "Fetch new temporary credentials: the token is wrong or has expired.",
    },
    "AuthFailure.UnauthorizedOperation": { means: "CAM does not allow this action to the key.", remedy: allow },
    UnauthorizedOperation: { means: "The key is not allowed to do this.", remedy: allow },
    IpInBlacklist: {
      means: "Calls from this address are forbidden to the key.",
      remedy: "Run from another address, or change the key's list of addresses in CAM.",
    },
    IpNotInWhitelist: {
      means: "The key may be used from certain addresses only, and this is none of them.",
      remedy: "Add the address of this machine to the key's list in CAM.",
    },
  },
  "The account": {
    "ResourceNotFound.ForbidService": {
      means: "The account is blocked from the live service. It never means that a task is gone.",
      remedy: "The account is blocked from the live service; ask Tencent Cloud's support.",
    },
    "ResourceNotFound.FreezeService": {
      means: "The account's live service is frozen. It never means that a task is gone.",
      remedy: "The account's live service is frozen; the console says why.",
    },
    "ResourceNotFound.StopService": {
      means: "The account is in arrears. It never means that a task is gone.",
      remedy: "The account is in arrears; pay what is due, then run again.",
    },
    "ResourceNotFound.UserDisableService": {
      means: "Somebody turned the live service off for this account. It never means that a task is gone.",
      remedy: "The live service was turned off for this account; turn it on in the console.",
    },
    "UnsupportedOperation.NotLVBCodeMode": {
      means: "The account is not in the mode (LVB code mode) that has templates and rules.",
      remedy:
        "The account is not in LVB code mode, which these actions need; the new live console, or Tencent Cloud, turns it on.",
    },
  },
  "Too many, too much": {
    RequestLimitExceeded: tooManyCalls,
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded": tooManyCalls,
    "RequestLimitExceeded.IPLimitExceeded": tooManyCalls,
    "RequestLimitExceeded.UinLimitExceeded": tooManyCalls,
    "LimitExceeded.MaximumRunningTask": {
      means: "Three tasks run on the stream already, or the account's limit of tasks is reached.",
      remedy:
        "End one of the tasks of this stream, or shorten this window; with fewer than three the limit is the account's.",
      byItself:
        "What runs on the stream is listed and named. Where it is full and one of its tasks is what this resource " +
        "replaces, that one is stopped first, at the cost of a few seconds, which are said.",
    },
    LimitExceeded: { means: "A quota is used up.", remedy: "Remove what is not needed, or ask for a higher quota." },
    "InternalError.ConfOutLimit": {
      means: "The account has as many templates as it may have: 50 of a kind.",
      remedy:
        "An account has 50 snapshot and 50 callback templates at most: delete one that nothing uses, in the console.",
    },
    "InternalError.RuleOutLimit": {
      means: "The account has as many rules as it may have.",
      remedy: "The account has too many rules: delete one that nothing uses, in the console.",
    },
    RequestSizeLimitExceeded: { means: "The request is larger than the API takes.", remedy: reportIt },
    ResponseSizeLimitExceeded: { means: "The answer would be larger than the API gives.", remedy: reportIt },
    ResourceInsufficient: { means: "The service has no more of what was asked for.", remedy: "Run again later." },
  },
  "What was declared": {
    InvalidParameter: wrongValue,
    InvalidParameterValue: wrongValue,
    UnsupportedOperation: {
      means: "This cannot be done, or not now: as with a task that is over, or stopped already.",
      ofATask: settledByALook,
    },
    MissingParameter: { means: "A required parameter is missing.", remedy: reportIt },
    UnknownParameter: { means: "A parameter was sent that the action does not know.", remedy: reportIt },
    InvalidRequest: { means: "The request's body is malformed.", remedy: reportIt },
    "InternalError.ArgsNotMatch": wrongName,
    "InvalidParameter.ArgsNotMatch": wrongName,
    "InternalError.InvalidInput": {
      means: "A parameter did not pass the service's check.",
      remedy: "Compare the declared values with the limits in the types' documentation.",
    },
    "InvalidParameter.COSCustomFileNameError": {
      means: "The name or the folder of the pictures' files is not allowed.",
      remedy: "Check cosPrefix and cosFileName: a character or placeholder is not allowed.",
    },
    "InvalidParameter.DomainFormatError": {
      means: "The domain's name is not well formed.",
      remedy: "Check domainName: it is a bare push domain of this account, without scheme or path.",
    },
    "InvalidParameter.InvalidVodFileName": {
      means: "The file name for video on demand is not allowed.",
      remedy: "Nothing declared here sets a recording's file name: look at the template in the console.",
    },
    "InvalidParameter.UrlNotSafe": {
      means: "The host of a callback's address cannot be resolved.",
      remedy: "Check each callback URL: the service could not resolve a host's name, so it has to be a public one.",
    },
  },
  "The bucket": {
    "FailedOperation.CosBucketNotExist": {
      means: "There is no such bucket.",
      remedy:
        "Check cosBucket (the bucket's name without -APPID), cosAppId and cosRegion (such as ap-guangzhou): no such bucket.",
    },
    "FailedOperation.CosBucketNotPermission": {
      means: "The live service may not write to the bucket.",
      remedy:
        "Let CSS write to this bucket. One of another account has to grant the account 3508645126 (CSS) read and write in " +
        "its ACL: https://www.tencentcloud.com/document/product/267/33384.",
    },
    "FailedOperation.CosRoleNotExists": {
      means: "The role by which the live service writes to buckets is missing.",
      remedy:
        "Grant the role by which CSS writes to COS (LVB_QCSRole), once: in the console under Feature Configuration > Live " +
        "Screencapture, https://www.tencentcloud.com/document/product/267/31072.",
    },
  },
  "Templates and rules": {
    "FailedOperation.ConfInUsed": inUse,
    "InternalError.ConfInUsed": inUse,
    "InternalError.RuleInUsing": {
      means: "The rule is in use.",
      remedy: "Run again; if it stays so, ask Tencent Cloud.",
    },
    "FailedOperation.NotFound": gone,
    "InternalError.NotFound": gone,
    "InternalError.RuleNotFound": gone,
    "InternalError.ConfNotFound": noTemplate,
    "InvalidParameter.ConfNotFound": noTemplate,
    "FailedOperation.RuleAlreadyExist": ruleExists,
    "InternalError.RuleAlreadyExist": ruleExists,
  },
  "The service itself": {
    InternalError: { means: "Something failed in the service. Some of its refusals come under this code, too." },
    "InternalError.GetConfigError": { means: "The service could not read its configuration." },
    "InternalError.NetworkError": { means: "The service's own network failed." },
    "InternalError.SystemError": { means: "The service failed while it stopped a task." },
    FailedOperation: { means: "The operation failed, and no more is said." },
    "FailedOperation.CallOtherSvrFailed": {
      means: "A service behind this one failed.",
      remedy: "A service behind it failed. Run again; if it stays so, ask Tencent Cloud.",
    },
    ServiceUnavailable: { means: "The service is out for the moment." },
    ResourceInUse: { means: "Something else is being done to it.", remedy: "Run again." },
    ResourceUnavailable: { means: "It is not available at the moment.", remedy: "Run again." },
    ResourceNotFound: { means: "Something that the call needs is not there." },
  },
  "The address": {
    InvalidAction: {
      means: "The endpoint does not know the action. The international site publishes only the creation of tasks.",
      remedy: "Check the settings `endpoint` and `site`.",
      byItself:
        "Where nothing can be listed, the state is believed, which is said once. Where nothing can be stopped or deleted, " +
        "the setting `ifUncancellable` decides.",
    },
    ActionOffline: { means: "The action was retired.", remedy: "Install the newest release of this package." },
    NoSuchProduct: { means: "The endpoint does not have this API.", remedy: "Check the setting `endpoint`." },
    NoSuchVersion: { means: "The endpoint does not have this version.", remedy: "Check the setting `endpoint`." },
    UnsupportedProtocol: { means: "The endpoint takes https only.", remedy: "Check the setting `endpoint`." },
    UnsupportedRegion: { means: "The action is not served in the region.", remedy: "Check the setting `endpoint`." },
    DryRunOperation: { means: "A trial that would have succeeded. This package makes none." },
  },
};

const byCode: ReadonlyMap<string, ErrorCode> = new Map(
  Object.values(errorCodes).flatMap((group) => Object.entries(group)),
);

/** What is known of a code, or `undefined` where nothing is. */
export function meaningOf(code: string): ErrorCode | undefined {
  return byCode.get(code);
}
