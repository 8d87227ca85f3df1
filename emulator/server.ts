import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type ConsoleOptions, consoleRoutes } from "./console.js";
import { requestTooLarge } from "./errors.js";
import { LARGEST_GET, LARGEST_POST } from "./limits.js";
import type { SignedRequest } from "./signature.js";

/** The emulator answers on this machine alone. */
const HOST = "127.0.0.1";

/**
 * Serves the API at `/` and the emulator's own routes under `/_emulator`.
 *
 * @param port 0 for any free one.
 * @throws Error where the port cannot be had.
 */
export function listen(options: ConsoleOptions, port: number): Promise<{ server: Server; endpoint: string }> {
  const { gateway } = options;
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route("/_emulator", consoleRoutes(options));
  const limited = bodyLimit({
    maxSize: LARGEST_POST,
    onError: (c) => c.json(gateway.refuse(c.req.header("x-tc-action") ?? "", requestTooLarge(LARGEST_POST))),
  });
  app.all("/", limited, async (c) =>
    c.json(gateway.answer(signedRequest(c.env.incoming, new Uint8Array(await c.req.arrayBuffer())))),
  );
  app.notFound((c) =>
    c.json(
      { error: `There is nothing at ${c.req.path}: the API is at /, the emulator's own pages at /_emulator.` },
      404,
    ),
  );
  const server = createServer(
    // Node takes less in a request's first line by itself than the API allows.
    { maxHeaderSize: 2 * LARGEST_GET },
    // The caller's own Request and Response stay as they are.
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  );
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new Error(`Cannot listen on port ${port}: ${error.message}.`)));
    server.listen(port, HOST, () => {
      const { port: bound } = server.address() as AddressInfo;
      resolve({ server, endpoint: `http://${HOST}:${bound}` });
    });
  });
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
