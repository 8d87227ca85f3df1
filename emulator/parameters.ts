import { ApiError, missingParameter, unknownParameter, wrongType } from "./errors.js";
import type { Switches } from "./switches.js";

interface Parameter {
  readonly type: "string" | "uint64";
  readonly required?: true;
  /** A name of a stream, a domain or an application, whose characters and length are limited. */
  readonly name?: true;
}

/** The parameters of each action: cloud.tencent.com/document/api/267/70281, /70280 and /70279. */
export const ACTIONS = {
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
} as const satisfies Record<string, Record<string, Parameter>>;

export type Action = keyof typeof ACTIONS;

type Read<P> = P extends { type: "uint64" } ? number : string;

/** What an action is called with, checked: required parameters are there, others may be. */
export type Request<A extends Action> = {
  [N in keyof (typeof ACTIONS)[A] as (typeof ACTIONS)[A][N] extends { required: true } ? N : never]: Read<
    (typeof ACTIONS)[A][N]
  >;
} & {
  [N in keyof (typeof ACTIONS)[A] as (typeof ACTIONS)[A][N] extends { required: true } ? never : N]?: Read<
    (typeof ACTIONS)[A][N]
  >;
};

/** How the parameters were written: in a form or a query every value is text, in JSON numbers are numbers. */
export type Encoding = "json" | "text";

export function isAction(name: string): name is Action {
  return Object.hasOwn(ACTIONS, name);
}

/**
 * Checks presence, types and characters of an action's parameters.
 *
 * @throws ApiError UnknownParameter, MissingParameter or InvalidParameter.
 */
export function readParameters<A extends Action>(
  action: A,
  given: Readonly<Record<string, unknown>>,
  encoding: Encoding,
  switches: Switches,
): Request<A> {
  const table: Readonly<Record<string, Parameter>> = ACTIONS[action];
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name)) throw unknownParameter(name);
  }
  const read: Record<string, string | number> = {};
  for (const [name, parameter] of Object.entries(table)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined || value === null) {
      if (parameter.required) throw missingParameter(name);
      continue;
    }
    read[name] =
      parameter.type === "uint64"
        ? readInteger(name, value, encoding === "text" || switches.jsonDigits === "accepted")
        : readText(name, value, parameter, switches);
  }
  // The table says which names are there and of which type; the compiler cannot follow it through the loop.
  return read as Request<A>;
}

function readInteger(name: string, value: unknown, digits: boolean): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  if (digits && typeof value === "string" && /^\d{1,20}$/.test(value)) return Number(value);
  throw wrongType(name);
}

function readText(name: string, value: unknown, parameter: Parameter, switches: Switches): string {
  if (typeof value !== "string") throw wrongType(name);
  if (parameter.required && value === "") throw new ApiError("InvalidParameter", `${name} is empty.`);
  if (!parameter.name) return value;
  if ([...value].length > switches.nameLength) {
    throw new ApiError("InvalidParameter", `${name} is longer than ${switches.nameLength} characters.`);
  }
  if (!NAME_CHARACTERS[switches.names].test(value)) {
    throw new ApiError("InvalidParameter", `${name} has characters that are not allowed.`);
  }
  return value;
}

const NAME_CHARACTERS: Readonly<Record<Switches["names"], RegExp>> = {
  visible: /^[!-~]+$/,
  plain: /^[A-Za-z0-9._-]+$/,
  any: /^/,
};
