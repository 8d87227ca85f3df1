/**
 * What credentials come from, on loopback and as the real ones answer: STS, GitHub's tokens, the metadata service of a
 * virtual machine, and a home folder. The emulator is the service, and the STS too unless a test listens for itself.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { type Emulator, startEmulator } from "../../emulator/index.js";
import { type Connections, createConnections } from "../../provider/live/connections.js";
import { searchIn } from "../../provider/live/credentials/chain.js";
import type { Found } from "../../provider/live/credentials/credentials.js";
import { resolveSettings } from "../../provider/settings.js";

export interface Heard {
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
}

export interface Listening {
  readonly endpoint: string;
  readonly heard: readonly Heard[];
  close(): void;
}

/** Somebody who answers, and remembers what was asked. */
export async function listening(answer: (heard: Heard, response: ServerResponse) => unknown): Promise<Listening> {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const question = { url: request.url ?? "", headers: request.headers, body: body === "" ? {} : JSON.parse(body) };
    heard.push(question);
    const said = await answer(question, response);
    if (!response.writableEnded && !response.destroyed)
      response.end(typeof said === "string" ? said : JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** An answer of STS, with credentials of that name. */
export const issued = (name: string, expires: number) => ({
  Response: {
    Credentials: { TmpSecretId: `id-${name}`, TmpSecretKey: `key-${name}`, Token: `token-${name}` },
    ExpiredTime: expires,
    RequestId: "r-sts",
  },
});

export const refused = (Code: string, Message = "no") => ({
  Response: { Error: { Code, Message }, RequestId: "r-refused" },
});

export interface Opening {
  readonly environment?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, string>>;
  /** The provider's clock, in Unix seconds. Default: this machine's. */
  readonly now?: () => number;
}

export interface Cloud {
  readonly emulator: Emulator;
  /** The home folder, which is empty. */
  readonly home: string;
  /** Of the emulator, as somebody has them who may use it. */
  readonly keys: Readonly<Record<string, string>>;
  write(file: string, content: unknown): Promise<string>;
  /** Listens until the test ends. */
  listen(answer: Parameters<typeof listening>[0]): Promise<Listening>;
  open(opening?: Opening): Connections;
  /** Looks once through the chain, as the first call does. */
  find(opening?: Opening): Promise<Found>;
}

export async function withCloud(
  test: (cloud: Cloud) => Promise<void>,
  options: Parameters<typeof startEmulator>[0] = {},
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "credentials-"));
  const emulator = await startEmulator(options);
  const open: Listening[] = [];
  const listen: Cloud["listen"] = async (answer) => {
    const listener = await listening(answer);
    open.push(listener);
    return listener;
  };
  // A machine without a role.
  const metadata = await listen((_, response) => response.writeHead(404).end());
  const stopwatch = { now: () => performance.now(), sleep: async () => {} };
  const cloud: Cloud = {
    emulator,
    home,
    keys: { TENCENTCLOUD_SECRET_ID: emulator.secretId, TENCENTCLOUD_SECRET_KEY: emulator.secretKey },
    listen,
    write: async (file, content) => {
      const path = join(home, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
      return path;
    },
    open: ({ environment: given, config = {}, now = () => Math.floor(Date.now() / 1000) } = {}) => {
      const environment = {
        HOME: home,
        TENCENTCLOUD_CSS_ENDPOINT: emulator.endpoint,
        TENCENTCLOUD_CSS_METADATA_ENDPOINT: metadata.endpoint,
        ...given,
      };
      const read = (key: string) => config[key];
      const settings = resolveSettings(read, environment);
      return createConnections({ settings, config: read, environment, stopwatch, now, say: () => {} });
    },
    find: (opening) => searchIn(cloud.open(opening).chain(), async () => {})(),
  };
  try {
    await test(cloud);
  } finally {
    for (const listener of open) listener.close();
    await emulator.close();
    await rm(home, { recursive: true });
  }
}
