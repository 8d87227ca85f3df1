/** Which role is assumed, and for how long: the variables of Terraform's provider, then those of tccli. */
import type { Environment } from "../../settings.js";
import type { Role } from "./credentials.js";
import type { Session } from "./sts.js";

/** What STS takes as a session's name. */
const sessionNames = /^[\w+=,.@-]{2,128}$/;

/** The longest that STS gives credentials for, in seconds. */
const longest = 43_200;

/** TENCENTCLOUD_ASSUME_ROLE_ARN, which is also the role of a web identity; or tccli's TENCENTCLOUD_ROLE_ARN. */
export function roleOfEnvironment(environment: Environment): Role | undefined {
  const arn = environment["TENCENTCLOUD_ASSUME_ROLE_ARN"] || environment["TENCENTCLOUD_ROLE_ARN"];
  return arn ? { arn } : undefined;
}

/** @throws where a variable has no right value. */
export function sessionFor({ arn, sessionName }: Role, environment: Environment): Session {
  return {
    roleArn: arn,
    sessionName: nameOf(environment) ?? sessionName ?? "pulumi-tencentcloud-css",
    duration: durationOf(environment),
  };
}

function nameOf(environment: Environment): string | undefined {
  const name =
    environment["TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME"] || environment["TENCENTCLOUD_ROLE_SESSION_NAME"] || undefined;
  if (name === undefined || sessionNames.test(name)) return name;
  throw new Error(
    `TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME must be 2 to 128 letters, digits or =,.@_+-; got "${name}". Nothing was called.`,
  );
}

function durationOf(environment: Environment): number | undefined {
  const text = environment["TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION"];
  if (!text) return undefined;
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= longest) return seconds;
  throw new Error(
    `TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION must be 1 to ${longest} seconds; got "${text}". Nothing was called.`,
  );
}
