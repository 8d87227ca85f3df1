/** Who signs, and where that can be found. Nothing of it is ever put into a resource or into state. */
import { formatInstant, type Instant } from "../../window.js";

export interface Credentials {
  readonly secretId: string;
  readonly secretKey: string;
  /** With temporary credentials. */
  readonly token?: string | undefined;
}

export interface Found {
  readonly credentials: Credentials;
  /** From when on the service refuses them. Permanent ones have none. */
  readonly expires?: Instant | undefined;
  /** The role that is to be assumed with them, where the source itself says so: a profile of tccli can. */
  readonly role?: Role | undefined;
  /** The role that they are of already: that of a web identity. */
  readonly ofRole?: string | undefined;
}

export interface Role {
  /** `qcs::cam::uin/ACCOUNT:roleName/NAME` */
  readonly arn: string;
  readonly sessionName?: string | undefined;
}

/** A place where credentials can be. */
export interface Source {
  /** For messages: "the environment (TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY)". */
  readonly name: string;
  /** Whether somebody else writes what is there, and may put another account's there while the process lives. */
  readonly isWrittenByOthers?: true;
  /** Whether nobody has asked for it: what is there is used as it happens to be there. */
  readonly isByChance?: boolean;
  /** Whether anything speaks for some being there, as far as can be told without a connection. */
  seemsFilled(): boolean;
  /**
   * Looks there, each time anew. What is a secret is remembered before anything can be said about it.
   * @returns nothing where there are none.
   * @throws where there is something that cannot be used: then no other place is looked at, as that could be an account
   * that nobody meant.
   */
  find(): Promise<Found | undefined>;
}

/** Keeps what must not appear in any message. */
export type Remember = (...secrets: (string | undefined)[]) => void;

/**
 * An id and a key of the same place, or neither.
 * @throws where there is only one of the two, as a key of another place would only be refused, and where they can be none.
 */
export function wholePair(
  where: string,
  given: { [Part in keyof Credentials]?: string | undefined },
): Credentials | undefined {
  // A file or an `echo` ends in a line end, which is no part of a key.
  const [secretId, secretKey, token] = [given.secretId, given.secretKey, given.token].map((part) => part?.trim());
  if ([secretId, secretKey, token].some((part) => part && !/^[\x21-\x7e]+$/.test(part))) {
    throw new Error(
      `There is a blank, a line break or another character that no key has in the credentials of ${where}. Write them ` +
        "anew there. Nothing was called.",
    );
  }
  if (secretId && secretKey) return { secretId, secretKey, ...(token ? { token } : {}) };
  if (!secretId && !secretKey) return undefined;
  throw new Error(`Only half of the credentials is in ${where}: set the other one too. Nothing was called.`);
}

/** @throws where they have expired already, by this machine's clock. */
export function assertUnexpired({ expires }: Found, where: string, now: Instant): void {
  if (expires === undefined || expires > now) return;
  throw new Error(
    `The credentials of ${where} expired at ${formatInstant(expires)}, so nothing was called. Fetch new ones there; if they ` +
      "are new, set this machine's clock.",
  );
}
