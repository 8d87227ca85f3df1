import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { startEmulator } from "../../emulator/index.js";
import { unknownValue } from "../../provider/fields.js";
import { countConnections } from "../support/listener.js";
import { type ProviderProcess, startProvider } from "../support/process.js";
import { type Scene, scene } from "../support/scene.js";
import { tonight as final } from "../support/tonight.js";

const longer = { ...final, endTime: "2026-12-18T21:30:00Z" };

const actions = ({ emulator }: Scene) => emulator.requests().map(({ action }) => action);

describe("the provider process", () => {
  it("carries a task from creation to deletion", () =>
    scene(async (now) => {
      const { emulator, provider } = now;
      const { id, outputs } = await provider.create((await provider.check(final)).inputs);
      equal(outputs["taskId"], id);
      deepEqual(await provider.diff(id, outputs, final), { changes: "none", replaces: [] });
      deepEqual(await provider.read(id, outputs), { id, outputs });
      deepEqual(await provider.diff(id, outputs, longer), { changes: "some", replaces: ["endTime"] });
      const policy = { ...final, ifStopped: "keep" };
      deepEqual(await provider.update(id, outputs, policy), { ...outputs, ifStopped: "keep" });
      await provider.delete(id, outputs);
      equal(emulator.service.tasks()[0]?.state, "deleted");
      deepEqual(actions(now).slice(3), ["CreateScreenshotTask", "DescribeScreenshotTask", "DeleteScreenshotTask"]);
    }).then((printed) => match(printed, /^Emulator at 127\.0\.0\.1:\d+: no cloud was called\.\n$/)));

  it("takes many creations at once, all of them configured", () =>
    scene(async ({ emulator, provider }) => {
      const names = Array.from({ length: 8 }, (_, index) => `match-${index}`);
      await Promise.all(names.map((streamName) => provider.create({ ...final, streamName })));
      equal(emulator.service.tasks().length, 8);
    }));

  it("takes keys from the stack's configuration first", () =>
    scene(
      async ({ provider }) => {
        await rejects(provider.create(final), /SecretId is not found/);
      },
      { config: { "tencentcloud:secretId": "AKIDfromConfig", "tencentcloud:secretKey": "secret-from-config" } },
    ));

  it("signs with temporary credentials, under each name that their token has elsewhere", async () => {
    for (const variable of ["TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_TOKEN"]) {
      const emulator = await startEmulator({ time: "2026-12-18T18:00:00Z" });
      const { secretId, secretKey, token } = emulator.temporary;
      const environment = { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey, [variable]: token };
      const provider = await startProvider(
        { "tencentcloud-css:endpoint": emulator.endpoint, "tencentcloud-css:clock": "emulator" },
        environment,
      );
      await provider.create(final);
      await provider.end();
      await emulator.close();
    }
  });

  it("passes what is not known yet through check, and sees a replacement in it", () =>
    scene(async ({ provider }) => {
      const inputs = { ...final, streamName: unknownValue };
      deepEqual(await provider.check(inputs), { inputs, failures: [] });
      const { id, outputs } = await provider.create(final);
      deepEqual(await provider.diff(id, outputs, inputs), { changes: "some", replaces: ["streamName"] });
    }));

  it("says at the end, in few lines, what has no task and why", async () => {
    const printed = await scene(
      async ({ provider }) => {
        for (let index = 0; index < 5; index += 1) {
          await provider.create({
            ...final,
            startTime: `2027-01-0${index + 1}T19:00:00Z`,
            endTime: `2027-01-0${index + 1}T20:00:00Z`,
          });
        }
        await provider.create({ ...final, startTime: "2026-11-01T19:00:00Z", endTime: "2026-11-01T20:00:00Z" });
      },
      { config: { "tencentcloud-css:runEvery": "P1D" } },
    );
    equal(
      printed,
      "Screenshot windows without a task: deferred 5 (the next can be made from 2026-12-26T19:10:00Z on), skipped 1 " +
        "(over since 2026-11-01), missed 0.\nOver for longer when it was first seen, so check its date: 1 " +
        "(stream live/final of push.example.com: 2026-11-01T19:00:00Z to 2026-11-01T20:00:00Z).\n",
    );
  });

  it("waits its turn where the service is busy, and loses nothing", () =>
    scene(
      async ({ emulator, provider }) => {
        await Promise.all(["a", "b", "c"].map((streamName) => provider.create({ ...final, streamName })));
        equal(emulator.service.tasks().length, 3);
      },
      { emulator: { callsPerSecond: 2 } },
    ));
});

describe("a preview", () => {
  it("opens no connection and reads no credential", async () => {
    const connections = await countConnections(async (endpoint) => {
      const provider = await startProvider({ "tencentcloud-css:endpoint": endpoint });
      const state = {
        ...final,
        schemaVersion: 1,
        taskId: "t",
        owner: "o",
        world: "emulator:e",
        effectiveStartTime: "2037-01-01T00:00:00Z",
        effectiveEndTime: "2037-01-01T02:00:00Z",
      };
      await provider.check(final);
      equal((await provider.diff("t", state, longer)).changes, "some");
      equal((await provider.diff("t", state, final)).changes, "none");
      equal(await provider.end(), "");
    });
    equal(connections, 0);
  });
});

describe("a task of another world", () => {
  const cloud = { "tencentcloud-css:endpoint": "https://live.tencentcloudapi.com" };
  const stateIn = (world: string) => ({
    ...final,
    schemaVersion: 1,
    taskId: "t",
    owner: "o",
    world,
    effectiveStartTime: "2037-01-01T00:00:00Z",
    effectiveEndTime: "2037-01-01T02:00:00Z",
  });

  it("of an emulator is neither read nor deleted in the cloud, and nothing is called", async () => {
    const provider = await startProvider(cloud);
    const message =
      /lives in the emulator's store e1, but this run talks to Tencent Cloud\. Nothing was called\. Was the emulator restarted without its --data file\?/;
    await rejects(provider.read("t", stateIn("emulator:e1")), message);
    await rejects(provider.delete("t", stateIn("emulator:e1")), message);
    await provider.end();
  });

  it("is no 'unchanged' where that can be told without a call: nothing would be captured", async () => {
    const provider = await startProvider(cloud);
    const message = /Refused to go on with the screenshot task t .*: it lives in the emulator's store e1/;
    await rejects(provider.diff("t", stateIn("emulator:e1"), final), message);
    await provider.end();
  });

  it("of the cloud, or of another store, is not touched in an emulator", () =>
    scene(async (now) => {
      for (const [world, name] of [
        ["cloud", "Tencent Cloud"],
        ["account:7", "account 7 of Tencent Cloud"],
        ["emulator:other", "the emulator's store other"],
      ] as const) {
        const message = new RegExp(
          `lives in ${name}, but this run talks to the emulator's store ${now.emulator.store}`,
        );
        await rejects(now.provider.read("t", stateIn(world)), message);
        await rejects(now.provider.delete("t", stateIn(world)), message);
      }
      deepEqual(actions(now), []);
    }));

  it("that is over, or has no task, can be deleted anywhere", () =>
    scene(async (now) => {
      const over = { effectiveStartTime: "2026-12-01T00:00:00Z", effectiveEndTime: "2026-12-01T02:00:00Z" };
      await now.provider.delete("t", { ...stateIn("cloud"), ...over });
      await now.provider.delete("w", { ...final, schemaVersion: 1, taskId: "", skipped: true });
      deepEqual(actions(now), []);
    }));
});

describe("state of a newer release", () => {
  it("is refused before anything is called", () =>
    scene(async (now) => {
      const state = { ...final, schemaVersion: 99, taskId: "t" };
      const refused = /written by a newer release of pulumi-tencentcloud-css \(schema 99; this one reads up to 1\)/;
      await rejects(now.provider.diff("t", state, final), refused);
      await rejects(now.provider.read("t", state), refused);
      await rejects(now.provider.update("t", state, final), refused);
      await rejects(now.provider.delete("t", state), refused);
      deepEqual(actions(now), []);
    }));
});

type Answer = (response: ServerResponse) => void;

/** A service that has no tasks and breaks every creation, as it is told to. */
async function brokenService() {
  const broken: { answer: Answer; calls: number } = { answer: (response) => response.destroy(), calls: 0 };
  const server: Server = createServer((request, response) => {
    if (request.url === "/_emulator") {
      const unix = Date.parse("2026-12-18T18:00:00Z") / 1000;
      response.end(JSON.stringify({ emulator: "x", store: "s", accountId: "1", unix, rate: 0 }));
      return;
    }
    if (request.headers["x-tc-action"] === "DescribeScreenshotTask") {
      response.end('{"Response":{"TaskList":[],"ScrollToken":"","RequestId":"r"}}');
      return;
    }
    broken.calls += 1;
    request.resume().on("end", () => broken.answer(response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { broken, endpoint, close: () => server.close() };
}

describe("a creation without a clear answer", () => {
  const breaks: [what: string, answer: Answer][] = [
    ["a connection that is reset", (response) => response.destroy()],
    ["a status of 502", (response) => response.writeHead(502).end("<html>Bad gateway</html>")],
    ["an answer that is no JSON", (response) => response.end("<html>")],
    ["an answer that is cut off", (response) => response.end('{"Response":{"TaskId":')],
    ["an answer without Response", (response) => response.end("{}")],
    [
      "InternalError",
      (response) => response.end('{"Response":{"Error":{"Code":"InternalError","Message":"m"},"RequestId":"r"}}'),
    ],
  ];
  let service: Awaited<ReturnType<typeof brokenService>>;
  let provider: ProviderProcess;
  before(async () => {
    service = await brokenService();
    provider = await startProvider(
      {
        "tencentcloud-css:endpoint": service.endpoint,
        "tencentcloud-css:clock": "emulator",
        "tencentcloud-css:ifTemplateMissing": "ignore",
      },
      { TENCENTCLOUD_SECRET_ID: "AKIDsomebody", TENCENTCLOUD_SECRET_KEY: "some-secret-key" },
    );
  });
  after(async () => {
    await provider.end();
    service.close();
  });

  for (const [index, [what, answer]] of breaks.entries()) {
    it(`(${what}) is sent twice more where no task came of it, and then says how to look`, async () => {
      Object.assign(service.broken, { answer, calls: 0 });
      await rejects(
        provider.create({ ...final, streamName: `final-${index}` }),
        /CreateScreenshotTask for stream live\/final-\d .* got no clear answer.*The task may exist or not.*tencentcloud-css orphans.*TENCENTCLOUD_CSS_ADOPT=TASKID/s,
      );
      equal(service.broken.calls, 3);
    });
  }
});
