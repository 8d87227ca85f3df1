/** Temporary credentials from STS: https://www.tencentcloud.com/document/product/1150/49456 and …/49454. */
import * as v from "valibot";
import type { LiveApi } from "../api.js";
import type { Credentials, Found, Remember } from "./credentials.js";

/** What has to be asked of STS. Both may be asked again without harm. */
export interface Sts {
  /** The API with the signature of these credentials; of nobody, where it is unsigned. */
  signedBy(signer: Credentials | undefined): LiveApi;
  readonly remember: Remember;
}

const answer = v.object({
  Credentials: v.object({ TmpSecretId: v.string(), TmpSecretKey: v.string(), Token: v.string() }),
  ExpiredTime: v.number(),
});

export interface Session {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Seconds. Default: the service's, 7200. */
  readonly duration?: number | undefined;
}

const common = ({ roleArn, sessionName, duration }: Session) => ({
  RoleArn: roleArn,
  RoleSessionName: sessionName,
  DurationSeconds: duration,
});

export async function assumeRole(
  { signedBy, remember }: Sts,
  signer: Credentials,
  session: Session & { readonly externalId?: string | undefined },
): Promise<Found> {
  const given = await signedBy(signer).read({
    action: "AssumeRole",
    object: `role ${session.roleArn}`,
    params: { ...common(session), ExternalId: session.externalId },
  });
  return credentialsOf(given, "AssumeRole", remember);
}

/** Unsigned: the token says who asks. */
export async function assumeRoleWithWebIdentity(
  { signedBy, remember }: Sts,
  session: Session & { readonly providerId: string; readonly token: string },
): Promise<Found> {
  const given = await signedBy(undefined).read({
    action: "AssumeRoleWithWebIdentity",
    object: `role ${session.roleArn} by identity provider ${session.providerId}`,
    params: { ...common(session), ProviderId: session.providerId, WebIdentityToken: session.token },
  });
  return credentialsOf(given, "AssumeRoleWithWebIdentity", remember);
}

function credentialsOf(given: unknown, action: string, remember: Remember): Found {
  const read = v.safeParse(answer, given);
  if (!read.success) throw new Error(`${action} was answered without credentials. Nothing was called with any.`);
  const { Credentials: keys, ExpiredTime: expires } = read.output;
  remember(keys.TmpSecretKey, keys.Token);
  return { credentials: { secretId: keys.TmpSecretId, secretKey: keys.TmpSecretKey, token: keys.Token }, expires };
}
