import { equal, ok } from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startEmulator } from "../../emulator/index.js";
import { startProvider, startProviderFor } from "../support/process.js";
import { tonight } from "../support/tonight.js";

describe("a provider whose engine was killed", () => {
  it("ends within two seconds, at 20 calls in each, and sends no more of the creations that wait for their turn", async () => {
    const emulator = await startEmulator({ time: "2026-12-18T18:00:00Z" });
    const provider = await startProviderFor(emulator);
    const names = Array.from({ length: 200 }, (_, index) => `match-${index}`);
    const creations = names.map((streamName) => provider.create({ ...tonight, streamName }));
    await Promise.race(creations);
    const lost = Promise.allSettled(creations);
    const before = emulator.service.tasks().length;
    await provider.loseEngine();
    await lost;
    const afterwards = emulator.service.tasks().length - before;
    ok(afterwards <= 2 * 20, `${afterwards} were sent afterwards`);
    await emulator.close();
  });

  it("ends while it waits for an answer, too", async () => {
    let arrived: () => void = () => {};
    const called = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const silent = createServer((request, response) => {
      if (request.url !== "/_emulator") return arrived();
      response.end(JSON.stringify({ store: "s", accountId: "1", unix: 1797616800, rate: 0 }));
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
    await provider.loseEngine();
    equal(await creation, "lost");
    silent.closeAllConnections();
    silent.close();
  });
});
