import { deepEqual, equal } from "node:assert/strict";
import { startEmulator } from "../../emulator/index.js";
import { startProviderFor } from "../support/process.js";
import { tonight } from "../support/tonight.js";

describe("two provider processes of one account", () => {
  it("share its 20 calls a second: all creations succeed, none is doubled", async () => {
    const emulator = await startEmulator({ time: "2026-12-18T18:00:00Z" });
    const start = () => startProviderFor(emulator);
    const providers = await Promise.all([start(), start()]);
    const names = Array.from({ length: 40 }, (_, index) => `match-${index}`);
    await Promise.all(
      providers.flatMap((provider, who) =>
        names.map((name) => provider.create({ ...tonight, streamName: `${name}-${who}` })),
      ),
    );
    const streams = emulator.service.tasks().map(({ streamName }) => streamName);
    deepEqual(streams.toSorted(), [0, 1].flatMap((who) => names.map((name) => `${name}-${who}`)).toSorted());
    const refused = emulator.requests().filter(({ code }) => code !== null);
    equal(
      refused.every(({ code }) => code === "RequestLimitExceeded"),
      true,
    );
    for (const provider of providers) await provider.end();
    await emulator.close();
  });

  it("one alone is never told that it calls too often", async () => {
    const emulator = await startEmulator({ time: "2026-12-18T18:00:00Z" });
    const provider = await startProviderFor(emulator);
    const names = Array.from({ length: 60 }, (_, index) => `match-${index}`);
    await Promise.all(names.map((streamName) => provider.create({ ...tonight, streamName })));
    deepEqual(
      emulator.requests().filter(({ code }) => code !== null),
      [],
    );
    await provider.end();
    await emulator.close();
  });
});
