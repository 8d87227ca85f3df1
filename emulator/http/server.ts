import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { type ConsoleOptions, consoleRoutes } from "../console.js";
import { requestTooLarge } from "../errors.js";
import { faultRoutes } from "../faults/faultRoutes.js";
import { largestPost } from "../limits.js";
import { deliver } from "./delivery.js";
import { type ExchangeOptions, exchange } from "./exchange.js";
import { Listener } from "./listener.js";
import type { SignedRequest } from "./signature.js";

/**
 * Serves the API at `/` and the emulator's own routes under `/_emulator`.
 *
 * @param port 0 for any free one.
 * @throws Error where the port cannot be had.
 */
export async function listen(options: ConsoleOptions & ExchangeOptions, port: number): Promise<Listener> {
  const { gateway } = options;
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route("/_emulator/faults", faultRoutes(options));
  app.route("/_emulator", consoleRoutes(options));
  app.all("/", async (c) => {
    const { incoming } = c.env;
    const body = await readBody(incoming);
    if (!body) {
      const call = { action: c.req.header("x-tc-action") ?? "", requestId: randomUUID() };
      return c.json(gateway.refuse(call, requestTooLarge(largestPost)));
    }
    return deliver(c, await exchange(signedRequest(incoming, body), options), listener);
  });
  app.notFound((c) =>
    c.json(
      {
        error: `There is nothing at ${c.req.path}: the API is at /, the emulator's own pages at /_emulator/clock, /tasks, /tasks/TASKID/captures, /captures/TASKID/SECONDS.png, /streams, /configuration, /callbacks, /requests, /faults and /reset.`,
      },
      404,
    ),
  );
  // The caller's own Request and Response stay as they are.
  const listener = new Listener(getRequestListener(app.fetch, { overrideGlobalObjects: false }), port);
  await listener.open();
  return listener;
}

/** The bytes of a body as they came, or undefined where they are more than any action takes. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestPost) chunks.push(chunk);
  }
  return size <= largestPost ? Buffer.concat(chunks) : undefined;
}

function signedRequest({ method = "", url = "", headers }: IncomingMessage, body: Uint8Array): SignedRequest {
  const single = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]);
  const query = url.indexOf("?");
  return {
    method,
    host: headers.host ?? "",
    query: query < 0 ? "" : url.slice(query + 1),
    headers: Object.fromEntries(single),
    body,
  };
}
