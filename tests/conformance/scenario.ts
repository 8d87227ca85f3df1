/**
 * What is asked of a service. Where a document says the answer, another one is a contradiction; where none does, the
 * emulator has a switch, and an answer that is not its default is a finding: the value that the switch should have.
 */
import type { Switches } from "../../emulator/index.js";
import type { Site } from "./site.js";

/** What a scenario makes at most, whatever comes of it. What is left out is none. */
export interface Made {
  readonly tasks?: number;
  readonly templates?: number;
  readonly rules?: number;
}

interface Question extends Made {
  /** A sentence that the answer completes. */
  readonly asks: string;
  /** Seconds that it waits for. */
  readonly waits?: number;
  /** One answer, or several that cannot be told apart from outside. */
  ask(site: Site): Promise<string | readonly string[]>;
}

/** @see emulator/switches.ts */
export interface Open extends Question {
  readonly decides: keyof Switches;
}

export interface Settled extends Question {
  readonly documented: string;
  /** The page that says it. */
  readonly source: string;
}

export type Scenario = Open | Settled;

/** Which of the codes of a refusal it is no page says. */
export function outcome({ code }: { readonly code: string }): string {
  const refused =
    /^(InvalidParameter|MissingParameter|LimitExceeded|UnsupportedOperation)|^FailedOperation$|^InternalError\.(ArgsNotMatch|InvalidInput)$/;
  return refused.test(code) ? "refused" : code;
}

/** The error codes. */
export const codes30851 = "https://www.tencentcloud.com/document/product/267/30851";
