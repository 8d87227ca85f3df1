/** Somebody who answers where the service should, and tells everything that was sent to him in his answer. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What came with a call: the headers, those of the signature among them, and the body. */
export interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Echo {
  readonly endpoint: string;
  /** All calls of the API, in order. */
  readonly heard: readonly Heard[];
  close(): void;
}

/** In which way what was heard is told. */
export const echoes = {
  "a refusal": (response: ServerResponse, text: string) => answer(response, "InvalidParameter", text),
  "a refusal of the signature": (response: ServerResponse, text: string) =>
    answer(response, "AuthFailure.SignatureFailure", text),
  "a refusal of the token": (response: ServerResponse, text: string) =>
    answer(response, "AuthFailure.TokenFailure", text),
  "an internal error": (response: ServerResponse, text: string) => answer(response, "InternalError", text),
  "an error whose code is what was sent": (response: ServerResponse, text: string) => answer(response, text, text),
  "a status of 502": (response: ServerResponse, text: string) => response.writeHead(502).end(text),
  "a page": (response: ServerResponse, text: string) => response.end(`<html><pre>${text}</pre></html>`),
  "a connection that ends in the middle": (response: ServerResponse, text: string) => {
    response.write(`{"Response":{"Error":${text}`);
    response.destroy();
  },
} satisfies Record<string, (response: ServerResponse, text: string) => unknown>;

function answer(response: ServerResponse, Code: string, Message: string): void {
  response.end(JSON.stringify({ Response: { Error: { Code, Message }, RequestId: "r-1" } }));
}

/**
 * It says that it is an emulator, so that the calls of a run come here.
 * @param time Where its clock stands still.
 * @param store The store whose tasks it claims to have.
 */
export async function startEcho(how: keyof typeof echoes, time: string, store = "echo"): Promise<Echo> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    if (request.url === "/_emulator") {
      const unix = Date.parse(time) / 1000;
      response.end(JSON.stringify({ emulator: "x", store, accountId: "1", unix, rate: 0 }));
      return;
    }
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      const { headers } = request;
      heard.push({ headers, body });
      // A question is asked until there is an answer, which takes half a minute.
      if (headers["x-tc-action"] === "DescribeScreenshotTask" && !how.startsWith("a refusal")) {
        response.end('{"Response":{"TaskList":[],"ScrollToken":"","RequestId":"r-1"}}');
      } else {
        echoes[how](response, JSON.stringify({ headers, body }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
