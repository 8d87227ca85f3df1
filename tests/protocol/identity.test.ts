import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Emulator, startEmulator } from "../../emulator/index.js";
import { type ProviderProcess, startProvider } from "../support/process.js";

/** An hour ahead of the real clock, which a provider without an emulator follows. */
const soon = () => {
  const start = Math.floor(Date.now() / 1000) + 3600;
  return {
    domainName: "push.example.com",
    appName: "live",
    streamName: "final",
    templateId: 1,
    startTime: start,
    endTime: start + 3600,
  };
};

/** The emulator's API behind an address that does not say that it is one, as the cloud does not. */
async function asCloud(emulator: Emulator): Promise<{ endpoint: string; server: Server }> {
  const server = createServer((request, response) => {
    if (request.url !== "/") return void response.writeHead(404).end();
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const { host: _, connection: __, ...headers } = request.headers as Record<string, string>;
      // The host is signed too, so the emulator is asked under the name that was signed.
      const answer = await passOn(emulator, request.headers.host ?? "", headers, Buffer.concat(chunks));
      response.writeHead(200, { "Content-Type": "application/json" }).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function passOn(
  emulator: Emulator,
  host: string,
  headers: Record<string, string>,
  body: Buffer,
): Promise<string> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    const passed = request(emulator.endpoint, { method: "POST", headers: { ...headers, host } }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += String(chunk);
      });
      response.on("end", () => resolve(text));
    });
    passed.on("error", reject);
    passed.end(body);
  });
}

interface Account {
  readonly emulator: Emulator;
  start(given?: { sts?: string; config?: Record<string, string> }): Promise<ProviderProcess>;
}

async function withAccount(test: (account: Account) => Promise<void>): Promise<void> {
  const emulator = await startEmulator();
  const { endpoint, server } = await asCloud(emulator);
  try {
    await test({
      emulator,
      start: ({ sts = emulator.endpoint, config } = {}) =>
        startProvider(
          { "tencentcloud-css:endpoint": endpoint, ...config },
          {
            TENCENTCLOUD_SECRET_ID: emulator.secretId,
            TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
            TENCENTCLOUD_CSS_STS_ENDPOINT: sts,
          },
        ),
    });
  } finally {
    server.close();
    await emulator.close();
  }
}

describe("the account that keys belong to", () => {
  it("is asked for once, before the first call, and kept in state", () =>
    withAccount(async ({ emulator, start }) => {
      const provider = await start();
      const inputs = soon();
      const made = await Promise.all([1, 2].map(() => provider.create(inputs)));
      deepEqual(
        made.map(({ outputs }) => outputs["world"]),
        [1, 2].map(() => `account:${emulator.accountId}`),
      );
      deepEqual(
        emulator
          .requests()
          .map(({ action }) => action)
          .filter((action) => action !== "DescribeScreenshotTask"),
        ["GetCallerIdentity", "DescribeLiveSnapshotTemplates", "CreateScreenshotTask", "CreateScreenshotTask"],
      );
      await provider.end();
    }));

  it("protects its tasks from the keys of another account", () =>
    withAccount(async (mine) =>
      withAccount(async (theirs) => {
        const here = await mine.start();
        const { id, outputs } = await here.create(soon());
        await here.end();
        const there = await theirs.start();
        const refused = new RegExp(
          `lives in account ${mine.emulator.accountId} of Tencent Cloud, but this run talks to account ${theirs.emulator.accountId}`,
        );
        await rejects(there.read(id, outputs), refused);
        await rejects(there.delete(id, outputs), refused);
        await there.diff(id, outputs, soon());
        await rejects(
          there.create({ ...soon(), streamName: "another" }),
          new RegExp(`Refused to make the .*: what else this program has lives in account ${mine.emulator.accountId}`),
        );
        await there.end();
        equal(mine.emulator.service.tasks()[0]?.state, "scheduled");
        deepEqual(
          theirs.emulator.requests().map(({ action }) => action),
          ["GetCallerIdentity"],
        );
      }),
    ));

  it("is compared with accountId, and nothing else is called where they differ", () =>
    withAccount(async ({ emulator, start }) => {
      const provider = await start({ config: { "tencentcloud-css:accountId": "7" } });
      await rejects(
        provider.create(soon()),
        new RegExp(
          `accountId pins account 7, but the keys belong to account ${emulator.accountId}, so nothing was called`,
        ),
      );
      deepEqual(
        emulator.requests().map(({ action }) => action),
        ["GetCallerIdentity"],
      );
      await provider.end();
    }));

  it("is needed where no accountId pins it, and the error says what could not be asked", () =>
    withAccount(async ({ emulator, start }) => {
      const stranger = createServer((_request, response) =>
        response.end(
          '{"Response":{"Error":{"Code":"AuthFailure.TokenFailure","Message":"expired"},"RequestId":"r-1"}}',
        ),
      );
      await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
      const provider = await start({ sts: `http://127.0.0.1:${(stranger.address() as AddressInfo).port}` });
      await rejects(provider.create(soon()), (error: Error) => {
        match(error.message, /GetCallerIdentity for the account of these keys was refused: AuthFailure.TokenFailure/);
        return true;
      });
      equal(emulator.service.tasks().length, 0);
      await provider.end();
      stranger.close();
    }));

  it("is asked only of an address that the environment gives, and over https", () =>
    withAccount(async ({ start }) => {
      const provider = await start({ sts: "http://sts.example.com" });
      await rejects(provider.create(soon()), /TENCENTCLOUD_CSS_STS_ENDPOINT must be https/);
      await provider.end();
    }));
});
