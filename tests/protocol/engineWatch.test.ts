import { equal, ok } from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startEmulator } from "../../emulator/index.js";
import { type ProviderProcess, startProvider, startProviderFor } from "../support/process.js";
import { tonight } from "../support/tonight.js";

/** Real milliseconds in which a provider has to end, as docs/promises.md has it. */
const longestLife = 2000;

/** What was on its way to the socket when the engine went; at 20 calls a second the next is 50 ms away. */
const onItsWay = 1;

/** @param writes counts those that have come to the service so far. */
async function loseEngine(provider: ProviderProcess, writes: () => number): Promise<void> {
  const before = writes();
  const began = performance.now();
  await provider.loseEngine();
  const lived = Math.round(performance.now() - began);
  const afterwards = writes() - before;
  ok(lived <= longestLife, `it lived ${lived} ms longer than its engine`);
  ok(afterwards <= onItsWay, `${afterwards} writes came after its engine was gone`);
}

describe("a provider whose engine was killed", () => {
  const closing: (() => unknown)[] = [];
  // A test that fails leaves nothing that keeps the others waiting.
  afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

  it("ends within two seconds, and sends no more of the creations that wait for their turn", async () => {
    const emulator = await startEmulator({ time: "2026-12-18T18:00:00Z" });
    closing.push(() => emulator.close());
    const provider = await startProviderFor(emulator);
    const names = Array.from({ length: 200 }, (_, index) => `match-${index}`);
    const creations = names.map((streamName) => provider.create({ ...tonight, streamName }));
    await Promise.race(creations);
    const lost = Promise.allSettled(creations);
    await loseEngine(
      provider,
      () => emulator.requests().filter(({ action }) => action === "CreateScreenshotTask").length,
    );
    await lost;
  });

  it("does so while it waits for an answer, too", async () => {
    let arrived: () => void = () => {};
    const called = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let writes = 0;
    const silent = createServer((request, response) => {
      if (request.url !== "/_emulator") {
        if (request.headers["x-tc-action"] === "CreateScreenshotTask") writes += 1;
        return arrived();
      }
      response.end(JSON.stringify({ store: "s", accountId: "1", unix: 1797616800, rate: 0 }));
    });
    closing.push(() => {
      silent.closeAllConnections();
      silent.close();
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const provider = await startProvider(
      {
        "tencentcloud-css:endpoint": `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
        "tencentcloud-css:clock": "emulator",
      },
      { TENCENTCLOUD_SECRET_ID: "AKIDsomebody", TENCENTCLOUD_SECRET_KEY: "some-secret-key" },
    );
    const creation = provider.create(tonight).then(
      () => "made",
      () => "lost",
    );
    await called;
    await loseEngine(provider, () => writes);
    equal(await creation, "lost");
  });
});
