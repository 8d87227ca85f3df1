import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A service on this machine that is told by callbacks. */
export interface Receiver {
  /** Where callbacks are to go. */
  readonly url: string;
  /** The bodies that came, parsed, in the order in which they came. */
  readonly received: Record<string, unknown>[];
}

/** Runs a test with a receiver that answers with status 200, or as it is told to. */
export async function withReceiver(
  test: (receiver: Receiver) => Promise<void>,
  answer: (response: ServerResponse, count: number) => void = (response) => response.end('{"code":0}'),
): Promise<void> {
  const received: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
      answer(response, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    await test({ url: `http://127.0.0.1:${port}/pictures`, received });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
