import { type AddressInfo, createServer } from "node:net";

/** Somebody who listens where calls would go, and only counts who comes. */
export async function countConnections(test: (endpoint: string) => Promise<void>): Promise<number> {
  let connections = 0;
  const listener = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  try {
    await test(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`);
  } finally {
    listener.close();
  }
  return connections;
}
