import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
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
  app.all("/", async (c) => {
    const { incoming } = c.env;
    const body = await readBody(incoming);
    if (!body) return c.json(gateway.refuse(c.req.header("x-tc-action") ?? "", requestTooLarge(LARGEST_POST)));
    return c.json(gateway.answer(signedRequest(incoming, body)));
  });
  app.notFound((c) =>
    c.json(
      {
        error: `There is nothing at ${c.req.path}: the API is at /, the emulator's own pages at /_emulator/clock, /tasks, /tasks/TASKID/captures, /captures/TASKID/SECONDS.png, /streams, /requests and /reset.`,
      },
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

/** The bytes of a body as they came, or undefined where they are more than any action takes. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_POST) chunks.push(chunk);
  }
  return size <= LARGEST_POST ? Buffer.concat(chunks) : undefined;
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
