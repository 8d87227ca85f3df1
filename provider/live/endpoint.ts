/** Where calls go, and what may stand there. */
import type { Environment, Settings } from "../settings.js";

export interface Address {
  readonly protocol: "http://" | "https://";
  /** Host and port. */
  readonly host: string;
}

export interface Endpoint extends Address {
  /** Whether an emulator may be there. Under tencentcloudapi.com there is none. */
  readonly mayBeEmulator: boolean;
}

const sites = {
  // https://www.tencentcloud.com/document/product/267/54799
  international: "live.intl.tencentcloudapi.com",
  // https://cloud.tencent.com/document/api/267/70281
  mainland: "live.tencentcloudapi.com",
};

/** Where an account is asked for. */
const stsOf = {
  // https://www.tencentcloud.com/document/product/1150/49453
  international: "sts.intl.tencentcloudapi.com",
  // https://cloud.tencent.com/document/api/1312/66098
  mainland: "sts.tencentcloudapi.com",
};

export function publicSts({ site }: Settings): Address {
  return { protocol: "https://", host: stsOf[site] };
}

/**
 * Where else STS is, as inside of a private network. That comes from the environment alone: whoever answers there says
 * which account it is, and a merge request can change the stack's configuration.
 */
export function resolveSts(environment: Environment): Address | undefined {
  return addressOf("TENCENTCLOUD_CSS_STS_ENDPOINT", environment);
}

/**
 * Where a variable of the environment leads to.
 * @throws where that is no address, or leads in the clear to elsewhere than this machine.
 */
export function addressOf(variable: string, environment: Environment): Address | undefined {
  const given = environment[variable];
  if (!given) return undefined;
  if (!URL.canParse(given)) throw new Error(`${variable} is no address: "${given}". Nothing was called.`);
  const { protocol, host, hostname } = new URL(given);
  if (protocol === "https:") return { protocol: "https://", host };
  if (protocol === "http:" && isLoopback(hostname)) return { protocol: "http://", host };
  throw new Error(`${variable} must be https; got "${given}". Nothing was called.`);
}

/**
 * @throws for a host that signed calls must not go to. A merge request can change the stack's configuration, so what
 * is neither loopback nor Tencent Cloud's has to be allowed by the environment that the pipeline controls.
 */
export function resolveEndpoint(settings: Settings, environment: Environment): Endpoint {
  if (settings.endpoint === undefined) {
    return { protocol: "https://", host: sites[settings.site], mayBeEmulator: false };
  }
  const url = new URL(settings.endpoint);
  const protocol = url.protocol === "http:" ? "http://" : "https://";
  const ofTencentCloud = url.hostname === "tencentcloudapi.com" || url.hostname.endsWith(".tencentcloudapi.com");
  if (isLoopback(url.hostname)) return { protocol, host: url.host, mayBeEmulator: true };
  if (ofTencentCloud) {
    if (protocol === "https://") return { protocol, host: url.host, mayBeEmulator: false };
    throw new Error(`The endpoint ${settings.endpoint} must be https, so nothing was called.`);
  }
  const allowed = (environment["TENCENTCLOUD_CSS_ALLOWED_HOSTS"] ?? "").split(",").map((host) => host.trim());
  if (allowed.includes(url.hostname)) return { protocol, host: url.host, mayBeEmulator: true };
  throw new Error(
    `The endpoint ${settings.endpoint} is neither on this machine nor under tencentcloudapi.com, so nothing was ` +
      `called. If it is yours, allow it in the environment: TENCENTCLOUD_CSS_ALLOWED_HOSTS=${url.hostname}`,
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
