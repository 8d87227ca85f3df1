import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { Postman } from "../../emulator/callbacks/postman.js";

/** Runs a test with a server that answers what it is sent with these bytes, and counts its connections. */
async function withServer(
  answer: (socket: Socket) => void,
  test: (url: string, sockets: readonly Socket[]) => Promise<void>,
): Promise<void> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.once("data", () => answer(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await test(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

const patient = { anywhere: false, patience: 20_000 };
const hasty = { anywhere: false, patience: 50 };

describe("a notice that is sent", () => {
  it("fails, and nothing else does, where its address is one that Node cannot call", async () => {
    await withServer(
      (socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"),
      async (url) => {
        const { post } = new Postman(patient);
        const { host } = new URL(url);
        for (const odd of [`HTTPS://${host}`, ` https://${host}`, `http://user:100%@${host}`, `ftp://${host}`]) {
          const { status, text } = await post(odd, "{}");
          assert.equal(status, null, odd);
          assert.notEqual(text, "", odd);
        }
        assert.equal((await post(`HTTP://${host}`, "{}")).status, 200);
      },
    );
  });

  it("has arrived with its status, whatever becomes of the body behind it", async () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    await withServer(
      (socket) => socket.end(`${head}cut`),
      async (url) => assert.deepEqual(await new Postman(patient).post(url, "{}"), { status: 200, text: "cut" }),
    );
    await withServer(
      (socket) => socket.write(`${head}without end`),
      async (url) => assert.deepEqual(await new Postman(hasty).post(url, "{}"), { status: 200, text: "without end" }),
    );
  });

  it("is not waited for where the answer is the beginning of another protocol, or none", async () => {
    await withServer(
      (socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
      async (url) => assert.equal((await new Postman(patient).post(url, "{}")).status, 101),
    );
    await withServer(
      (socket) => socket.end("HTTP/1.1 100 Continue\r\n\r\n"),
      async (url) => assert.equal((await new Postman(patient).post(url, "{}")).status, null),
    );
  });
});

describe("notices that are sent", () => {
  const answer = (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n");

  it("wait for others to the same receiver, and for nobody else's", () =>
    withServer(
      () => {},
      (silent) =>
        withServer(answer, async (url) => {
          const postman = new Postman(patient);
          const others = Array.from({ length: 20 }, () => postman.post(silent, "{}"));
          assert.equal((await postman.post(url, "{}")).status, 200);
          postman.drop();
          for (const { status } of await Promise.all(others)) assert.equal(status, null);
        }),
    ));

  it("are never called for once they were dropped", () =>
    withServer(answer, async (url, sockets) => {
      const postman = new Postman(patient);
      const dropped = Array.from({ length: 100 }, () => postman.post(url, "{}"));
      postman.drop();
      assert.deepEqual(new Set((await Promise.all(dropped)).map(({ status }) => status)), new Set([null]));
      assert.equal((await postman.post(url, "{}")).status, 200);
      assert.ok(sockets.length <= 17, `${sockets.length} connections`);
    }));
});
