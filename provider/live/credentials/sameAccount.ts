/**
 * Credentials that somebody else may write anew, as `tccli auth login` does, stay those of the account that a run began in:
 * it asks for its world once, and what came after would land in another.
 */
import { askAccount } from "../identity.js";
import type { Found } from "./credentials.js";
import type { Sts } from "./sts.js";

/**
 * Those of the same role are of the same account; of others STS is asked whose they are.
 * @param account That of those before. Where nobody has asked for it yet, nothing was called anywhere either.
 * @throws where they are of another account, or where that cannot be told.
 */
export async function assertSameAccount(
  before: Found,
  found: Found,
  where: string,
  { signedBy }: Sts,
  account: string | undefined,
): Promise<void> {
  const isSame = found.ofRole === undefined ? idOf(found) === idOf(before) : found.ofRole === before.ofRole;
  if (account === undefined || isSame) return;
  const now = await askAccount(signedBy(found.credentials));
  if (now === account) return;
  throw new Error(
    `The credentials of ${where} are of account ${now} now, but when this run began they were of account ${account}, so ` +
      `they were not used. Put those of account ${account} back there, as by logging in to it again, then run again.`,
  );
}

const idOf = ({ credentials }: Found) => credentials.secretId;
