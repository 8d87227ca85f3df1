import { createHmac } from "node:crypto";

export interface Credential {
  secretId: string;
  secretKey: string;
  /** Only temporary credentials have one, and it must be sent with them. */
  token?: string;
}

/** What STS has given out: it lives by real time, and until the emulator ends. */
export interface IssuedCredential extends Required<Credential> {
  /** Unix seconds of the wall clock. */
  expires: number;
}

/** The account of one emulator store. Its ids and keys follow from the store's id, so they survive a restart. */
export interface Account {
  /** The account's number (uin), 12 digits. */
  accountId: string;
  /** The number of the user that the keys belong to. */
  userId: string;
  /** The role that the temporary credential was given for, and its session. */
  roleId: string;
  permanent: Credential;
  temporary: Required<Credential>;
  /** By their ids. */
  issued: Map<string, IssuedCredential>;
}

export function accountOf(store: string): Account {
  const derive = (what: string): Buffer => createHmac("sha512", store).update(what).digest();
  const text = (what: string, length: number): string =>
    derive(what).toString("base64").replace(/[+/=]/g, "").slice(0, length);
  const digits = (what: string, length: number): string =>
    String(derive(what).readUIntBE(0, 6) % 10 ** length).padStart(length, "0");
  return {
    accountId: `1000${digits("account", 8)}`,
    userId: `1000${digits("user", 8)}`,
    roleId: `4611${digits("role", 14)}`,
    // The shape of real keys, AKID and 32 characters, with a word that tells them from real ones.
    permanent: { secretId: `AKIDemulator${text("id", 24)}`, secretKey: text("key", 32) },
    temporary: {
      secretId: `AKIDtemporary${text("temporary id", 23)}`,
      secretKey: text("temporary key", 32),
      token: text("token 1", 80) + text("token 2", 80),
    },
    issued: new Map(),
  };
}
