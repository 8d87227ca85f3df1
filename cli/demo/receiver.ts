/** A service of the user's, on this machine: it is told by callbacks, and believes what is signed. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { checkCallbackSign, type PushNotice, type ScreenshotNotice } from "../../callbacks/index.js";

export interface Receiver {
  /** Where callbacks are to go. */
  readonly url: string;
  /** The pushes that it was told began, and the pictures, in the order in which the callbacks came. */
  readonly pushes: readonly PushNotice[];
  readonly pictures: readonly ScreenshotNotice[];
  /** Of each callback that it did not believe, why. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

/**
 * @param key the `callbackKey` that notices must be signed with.
 * @param now what the time is, in Unix seconds.
 */
export async function startReceiver(key: string, now: () => number): Promise<Receiver> {
  const pushes: PushNotice[] = [];
  const pictures: ScreenshotNotice[] = [];
  const refused: string[] = [];
  const server = createServer((request, response) => {
    const body: Buffer[] = [];
    request.on("data", (chunk: Buffer) => body.push(chunk));
    request.on("end", () => {
      const checked = checkCallbackSign(Buffer.concat(body), key, now());
      if (!checked.ok) refused.push(checked.problem);
      else if (checked.kind === "screenshot") pictures.push(checked.notice);
      else if (checked.kind === "push began") pushes.push(checked.notice);
      response.writeHead(checked.ok ? 200 : 403).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/callbacks`,
    pushes,
    pictures,
    refused,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
