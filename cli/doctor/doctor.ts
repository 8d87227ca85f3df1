/** `tencentcloud-css doctor`: looks at everything that a run needs, in the order in which the run would fail for it. */
import { openConnections } from "../../provider/context.js";
import type { Connections } from "../../provider/live/connections.js";
import type { Chain } from "../../provider/live/credentials/chain.js";
import { findWorld } from "../../provider/live/world.js";
import { type Environment, type ReadConfig, resolveSettings, type Settings } from "../../provider/settings.js";
import type { Instant } from "../../provider/window.js";
import { type Check, messageOf } from "./check.js";
import { judgeEncrypted, judgePassedBy, judgeWalk, type Step, walk } from "./credentials.js";
import { checkPermissions } from "./permissions.js";
import { checkService } from "./service.js";

/** What is known of one provider instance. */
export interface Examination {
  /** A name for people: "the environment", or a provider's reference. */
  readonly of: string;
  readonly chain: readonly Step[];
  readonly checks: readonly Check[];
}

export interface ExamineOptions {
  readonly of: string;
  readonly config: ReadConfig;
  readonly environment: Environment;
  /** Whether the export that the settings are of has keys too, which are encrypted there. Default: no. */
  readonly encryptedKeys?: boolean;
  /** The actions that its templates and rules need. Default: none is known to. */
  readonly needed?: ReadonlySet<string>;
  /**
   * Throws where what it has in the export lives in another world than this one. Default: it has nothing.
   * @param now there.
   */
  readonly assertHome?: (world: string, now: Instant) => void;
  readonly readOnly: boolean;
  /** The machine's clock. */
  readonly now: () => Instant;
  readonly progress: (doing: string) => void;
}

export async function examine(options: ExamineOptions): Promise<Examination> {
  const { of, config, environment } = options;
  let settings: Settings;
  let connections: Connections;
  let places: Chain;
  try {
    settings = resolveSettings(config, environment);
    connections = openConnections(settings, config, environment);
    places = connections.chain();
  } catch (error) {
    return { of, chain: [], checks: [{ check: "settings", verdict: "problem", found: messageOf(error) }] };
  }
  options.progress("looking for credentials");
  const chain = await walk(places, options.encryptedKeys ?? false);
  const credentials = judgeWalk(chain);
  const notes = [...judgeEncrypted(chain), ...judgePassedBy(places, chain)];
  return {
    of,
    chain,
    checks: [credentials, ...notes, ...(await examineService(options, settings, connections, credentials))],
  };
}

async function examineService(
  { readOnly, needed = new Set(), assertHome = () => {}, now, progress }: ExamineOptions,
  settings: Settings,
  { endpoint, emulator, live, account: askAccount }: Connections,
  credentials: Check,
): Promise<Check[]> {
  progress(`asking ${endpoint.host}`);
  // What does not answer is told by the next question.
  const found = await emulator().catch(() => undefined);
  const { checks, answers } = await checkService(endpoint, settings.site, found, now);
  if (!answers || credentials.verdict !== "ok") return [...checks];

  progress("asking whose credentials these are");
  const time = found ? Math.floor(found.unix) : now();
  const account = await findWorld(settings, endpoint, found, askAccount)
    .then((world): Check => {
      assertHome(world, time);
      return { check: "account", verdict: "ok", found: found ? found.accountId : world.replace("account:", "") };
    })
    .catch((error: unknown): Check => ({ check: "account", verdict: "problem", found: messageOf(error) }));
  // Nothing is asked in an account that it must not be asked in.
  if (account.verdict !== "ok") return [...checks, account];
  return [...checks, account, ...(await checkPermissions(live, { readOnly, needed, now: time, progress }))];
}
