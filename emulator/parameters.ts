import { ApiError, missingParameter, unknownParameter, wrongType } from "./errors.js";
import type { Switches } from "./switches.js";

interface Parameter {
  readonly type: "string" | "uint64" | "int64" | "string[]";
  readonly required?: true;
  /** A name of a stream, a domain or an application, whose characters and length are limited. */
  readonly name?: true;
  /** The least and the greatest number. */
  readonly range?: readonly [number, number];
  /** It must not be empty where it is given; what is required must not either. */
  readonly filled?: true;
  /** At most so many bytes of UTF-8. */
  readonly bytes?: number;
  /** What a text must be like; texts that are not required may be empty. */
  readonly form?: keyof typeof forms;
  /** What the texts of a list may be. Default: anything. */
  readonly oneOf?: readonly string[];
  /** The international site does not have it. */
  readonly mainland?: true;
  /** The code where the value is wrong though its type is right. Default: InvalidParameter. */
  readonly code?: string;
  /** The same on the international site. Default: `code`. */
  readonly internationalCode?: string;
}

const urlParameter = { type: "string", form: "url", code: "InvalidParameter.UrlNotSafe" } as const;
const mainlandUrl = { ...urlParameter, mainland: true } as const;
const wrongValueCode = { code: "InvalidParameterValue" } as const;
const templateId = { TemplateId: { type: "int64", required: true } } as const;
const templateName = { type: "string", filled: true, bytes: 255, form: "templateName" } as const;
const description = { type: "string", bytes: 1024, form: "description", ...wrongValueCode } as const;
const cosPath = { type: "string", code: "InvalidParameter.COSCustomFileNameError" } as const;

const bucket = {
  CosAppId: { type: "int64", required: true, range: [1, Number.MAX_SAFE_INTEGER], ...wrongValueCode },
  CosBucket: { type: "string", required: true, form: "label", ...wrongValueCode },
  CosRegion: { type: "string", required: true, form: "label", ...wrongValueCode },
} as const;

const picture = {
  Description: description,
  Width: { type: "int64", range: [0, 3000], ...wrongValueCode },
  Height: { type: "int64", range: [0, 2000], ...wrongValueCode },
  PornFlag: { type: "int64", range: [0, 1], ...wrongValueCode },
  CosPrefix: { ...cosPath, form: "cosPrefix" },
  CosFileName: { ...cosPath, form: "cosFileName" },
} as const;

const callback = {
  Description: description,
  StreamBeginNotifyUrl: urlParameter,
  StreamEndNotifyUrl: urlParameter,
  RecordNotifyUrl: urlParameter,
  RecordStatusNotifyUrl: mainlandUrl,
  SnapshotNotifyUrl: urlParameter,
  PornCensorshipNotifyUrl: urlParameter,
  CallbackKey: { type: "string" },
  PushExceptionNotifyUrl: urlParameter,
  AudioAuditNotifyUrl: mainlandUrl,
  RecordExceptionNotifyUrl: mainlandUrl,
  RecordExceptionLevels: { type: "string[]", oneOf: ["error", "warning", "info"], mainland: true, ...wrongValueCode },
} as const;

/** What a callback template's name is answered with where it is wrong; that of a snapshot template has no such code. */
const callbackName = { ...templateName, code: "InvalidParameter.ArgsNotMatch" } as const;

const domain = { type: "string", required: true, form: "domain" } as const;
const optionalName = { type: "string", name: true } as const;
const requiredName = { ...optionalName, required: true } as const;

const snapshotBound = {
  DomainName: { ...domain, code: "InvalidParameter.DomainFormatError" },
  AppName: optionalName,
  StreamName: optionalName,
} as const;

const callbackBound = { DomainName: domain, AppName: requiredName } as const;

const period = {
  StartTime: { type: "string", required: true },
  EndTime: { type: "string", required: true },
} as const;

/**
 * The parameters of each action: cloud.tencent.com/document/api/267/70281, /70280 and /70279 for tasks; for templates
 * and rules api.json of tencentcloud-cli, live 2018-08-01, and tencentcloud.com/document/product/267/30834, /30828,
 * /30815 and cloud.tencent.com/document/api/267/32638; for the rest cloud.tencent.com/document/api/267/51328 and the SDKs.
 */
export const actionParameters = {
  CreateScreenshotTask: {
    StreamName: { type: "string", required: true, name: true },
    DomainName: { type: "string", required: true, name: true },
    AppName: { type: "string", required: true, name: true },
    EndTime: { type: "uint64", required: true },
    TemplateId: { type: "uint64", required: true },
    StartTime: { type: "uint64" },
    StreamType: { type: "uint64" },
    Extension: { type: "string" },
  },
  StopScreenshotTask: { TaskId: { type: "string", required: true } },
  DeleteScreenshotTask: { TaskId: { type: "string", required: true } },
  DescribeScreenshotTask: {
    StartTime: { type: "uint64", required: true },
    EndTime: { type: "uint64", required: true },
    StreamName: { type: "string" },
    DomainName: { type: "string" },
    AppName: { type: "string" },
    ScrollToken: { type: "string" },
  },
  CreateLiveSnapshotTemplate: {
    TemplateName: { ...templateName, required: true, ...wrongValueCode },
    ...bucket,
    SnapshotInterval: { type: "int64", range: [2, 300], ...wrongValueCode },
    ...picture,
  },
  ModifyLiveSnapshotTemplate: {
    ...templateId,
    TemplateName: { ...templateName, ...wrongValueCode },
    ...bucket,
    SnapshotInterval: { type: "int64", range: [2, 300], ...wrongValueCode },
    ...picture,
  },
  DeleteLiveSnapshotTemplate: templateId,
  DescribeLiveSnapshotTemplate: templateId,
  DescribeLiveSnapshotTemplates: {},
  CreateLiveSnapshotRule: { ...snapshotBound, ...templateId },
  DeleteLiveSnapshotRule: snapshotBound,
  DescribeLiveSnapshotRules: {},
  CreateLiveCallbackTemplate: {
    TemplateName: { ...callbackName, required: true },
    ...callback,
    StreamMixNotifyUrl: urlParameter,
  },
  ModifyLiveCallbackTemplate: { ...templateId, TemplateName: callbackName, ...callback },
  DeleteLiveCallbackTemplate: templateId,
  DescribeLiveCallbackTemplate: templateId,
  DescribeLiveCallbackTemplates: {},
  CreateLiveCallbackRule: {
    ...callbackBound,
    ...templateId,
    DomainName: { ...domain, internationalCode: "InvalidParameter.DomainFormatError" },
  },
  DeleteLiveCallbackRule: callbackBound,
  DescribeLiveCallbackRules: {},
  DescribeCallbackRecordsList: {
    ...period,
    StreamName: { type: "string", required: true },
    PageNum: { type: "uint64", required: true, range: [1, Number.MAX_SAFE_INTEGER] },
    PageSize: { type: "uint64", required: true, range: [1, Number.MAX_SAFE_INTEGER] },
    EventType: { type: "uint64" },
    ResultCode: { type: "uint64" },
  },
  DescribeScreenShotSheetNumList: {
    ...period,
    Zone: { type: "string", form: "zone" },
    PushDomains: { type: "string[]" },
    Granularity: { type: "string", form: "granularity" },
  },
} as const satisfies Record<string, Record<string, Parameter>>;

export type Action = keyof typeof actionParameters;

type Read<P> = P extends { type: "uint64" | "int64" } ? number : P extends { type: "string[]" } ? string[] : string;

/** What an action is called with, checked: required parameters are there, others may be. */
export type Request<A extends Action> = {
  [N in keyof (typeof actionParameters)[A] as (typeof actionParameters)[A][N] extends { required: true }
    ? N
    : never]: Read<(typeof actionParameters)[A][N]>;
} & {
  [N in keyof (typeof actionParameters)[A] as (typeof actionParameters)[A][N] extends { required: true }
    ? never
    : N]?: Read<(typeof actionParameters)[A][N]>;
};

/** How the parameters were written: in a form or a query every value is text, in JSON numbers are numbers. */
export type Encoding = "json" | "text";

export function isAction(name: string): name is Action {
  return Object.hasOwn(actionParameters, name);
}

/**
 * Checks presence, types, ranges and characters of an action's parameters.
 *
 * @throws ApiError UnknownParameter, MissingParameter, InvalidParameter or what the action has for a wrong value.
 */
export function readParameters<A extends Action>(
  action: A,
  given: Readonly<Record<string, unknown>>,
  encoding: Encoding,
  switches: Switches,
): Request<A> {
  const table = parametersOf(action, switches);
  const written = encoding === "text" ? gatherLists(given, table) : given;
  for (const name of Object.keys(written)) {
    if (!Object.hasOwn(table, name)) throw unknownParameter(name);
  }
  const read: Record<string, string | number | string[]> = {};
  for (const [name, parameter] of Object.entries(table)) {
    const value = Object.hasOwn(written, name) ? written[name] : undefined;
    if (value === undefined || value === null) {
      if (parameter.required) throw missingParameter(name);
      continue;
    }
    read[name] = readValue(name, value, parameter, encoding, switches);
  }
  // The table says which names are there and of which type; the compiler cannot follow it through the loop.
  return read as Request<A>;
}

function parametersOf(action: Action, { site }: Switches): Readonly<Record<string, Parameter>> {
  const table: Readonly<Record<string, Parameter>> = actionParameters[action];
  if (site === "mainland") return table;
  return Object.fromEntries(
    Object.entries(table)
      .filter(([, { mainland }]) => !mainland)
      .map(([name, parameter]) => {
        const { internationalCode: code = parameter.code } = parameter;
        return [name, { ...parameter, ...(code !== undefined && { code }) }];
      }),
  );
}

/** In a query or a form, the texts of a list come one by one, as `Name.0` and `Name.1`. */
function gatherLists(
  given: Readonly<Record<string, unknown>>,
  table: Readonly<Record<string, Parameter>>,
): Record<string, unknown> {
  const gathered: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const [, list = "", index] = /^(\w+)\.(\d{1,4})$/.exec(name) ?? [];
    if (index === undefined || table[list]?.type !== "string[]") {
      gathered[name] = value;
      continue;
    }
    const before = gathered[list];
    const texts: unknown[] = Array.isArray(before) ? before : [];
    texts[Number(index)] = value;
    gathered[list] = texts;
  }
  return gathered;
}

function readValue(
  name: string,
  value: unknown,
  parameter: Parameter,
  encoding: Encoding,
  switches: Switches,
): string | number | string[] {
  switch (parameter.type) {
    case "string":
      return readText(name, value, parameter, switches);
    case "string[]":
      return readTexts(name, value, parameter);
    default:
      return readInteger(name, value, parameter, encoding === "text" || switches.jsonDigits === "accepted");
  }
}

function readInteger(name: string, value: unknown, { type, range, code }: Parameter, digits: boolean): number {
  const number = digits && typeof value === "string" && /^-?\d{1,20}$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || (type === "uint64" && number < 0)) {
    throw wrongType(name);
  }
  if (range && (number < range[0] || number > range[1])) {
    throw wrongValue(name, `must be a whole number from ${range[0]} to ${range[1]}`, code);
  }
  return number;
}

function readTexts(name: string, value: unknown, { oneOf, code }: Parameter): string[] {
  if (!Array.isArray(value)) throw wrongType(name);
  // Also what a query left out between two of them.
  return Array.from(value, (text: unknown) => {
    if (typeof text !== "string") throw wrongType(name);
    if (oneOf && !oneOf.includes(text)) throw wrongValue(name, `takes ${oneOf.join(", ")}`, code);
    return text;
  });
}

function readText(name: string, value: unknown, parameter: Parameter, switches: Switches): string {
  const { required, filled, bytes, form, code } = parameter;
  if (typeof value !== "string") throw wrongType(name);
  if ((required || filled) && value === "") throw wrongValue(name, "is empty", code);
  if (bytes !== undefined && Buffer.byteLength(value) > bytes) {
    throw wrongValue(name, `is longer than ${bytes} bytes`, code);
  }
  if (value === "") return value;
  if (form && !forms[form].fits(value, switches)) throw wrongValue(name, forms[form].demand, code);
  if (parameter.name) checkName(name, value, switches);
  return value;
}

function checkName(name: string, value: string, { nameLength, names }: Switches): void {
  if ([...value].length > nameLength) throw wrongValue(name, `is longer than ${nameLength} characters`);
  if (!nameCharacters[names].test(value)) throw wrongValue(name, "has characters that are not allowed");
}

function wrongValue(name: string, demand: string, code = "InvalidParameter"): ApiError {
  return new ApiError(code, `${name} ${demand}.`);
}

const nameCharacters: Readonly<Record<Switches["names"], RegExp>> = {
  visible: /^[!-~]+$/,
  plain: /^[A-Za-z0-9._-]+$/,
  any: /^/,
};

const descriptionCharacters: Readonly<Record<Switches["descriptions"], RegExp>> = {
  plain: /^[\p{Script=Han}A-Za-z0-9_-]*$/u,
  spaces: /^[\p{Script=Han}A-Za-z0-9_ -]*$/u,
  any: /^/,
};

/** What the object's path may be made of beside letters and digits (tencentcloud.com/document/product/267/31072). */
const placeholder = "\\{(?:AppName|PushDomain|StreamID|Year|Month|Day|Hour|Minute|Second|Width|Height|Ext)\\}";
const cosFileName = new RegExp(`^(?:[A-Za-z0-9!_.*-]|${placeholder})*$`);
const cosPrefix = new RegExp(`^(?:[A-Za-z0-9!_.*/-]|${placeholder})*$`);

interface Form {
  /** What is said of a text that does not fit. */
  readonly demand: string;
  readonly fits: (text: string, switches: Switches) => boolean;
}

const forms = {
  templateName: {
    demand: "takes Chinese characters, letters, digits, _ and -",
    fits: (text) => /^[\p{Script=Han}A-Za-z0-9_-]+$/u.test(text),
  },
  description: {
    demand: "has characters that are not allowed",
    fits: (text, { descriptions }) => descriptionCharacters[descriptions].test(text),
  },
  zone: { demand: "takes Mainland and Oversea", fits: (text) => /^(Mainland|Oversea)$/.test(text) },
  granularity: { demand: "takes Minute and Day", fits: (text) => /^(Minute|Day)$/.test(text) },
  label: { demand: "takes small letters, digits and -", fits: (text) => /^[a-z0-9-]+$/.test(text) },
  domain: {
    demand: "is not a domain name",
    fits: (text) => text.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i.test(text),
  },
  url: { demand: "is not a URL of http or https whose host name resolves", fits: isUrl },
  cosPrefix: { demand: "has characters or a placeholder that are not allowed", fits: (text) => cosPrefix.test(text) },
  cosFileName: {
    demand: "has characters or a placeholder that are not allowed",
    fits: (text) => cosFileName.test(text),
  },
} as const satisfies Record<string, Form>;

/** The emulator looks no name up. Those under .invalid are sure not to resolve (RFC 2606); all others pass. */
function isUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && !/(^|\.)invalid$/.test(url.hostname);
}
