import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../emulator/index.js";
import { day, finalTask, hour, liveClient, stream, virtualNow } from "./client.js";

const time = "2026-12-18T18:00:00Z";

describe("an emulator with a data file", () => {
  let folder: string;
  let data: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "emulator-"));
    data = join(folder, "deep", "store.json");
  });

  afterEach(() => rm(folder, { recursive: true }));

  it("goes on after a restart as if there had been none", async () => {
    const first = await startEmulator({ data, time: time });
    const { TaskId = "" } = await liveClient(first).CreateScreenshotTask(finalTask);
    first.service.push(stream);
    await first.clock.advance(63);
    await first.close();

    const second = await startEmulator({ data });
    assert.equal(second.store, first.store);
    assert.equal(second.accountId, first.accountId);
    assert.equal(second.secretKey, first.secretKey);
    assert.deepEqual(second.temporary, first.temporary);
    assert.equal(second.clock.now(), virtualNow + 63, "it was frozen, and still is");
    assert.deepEqual(second.service.tasks(), first.service.tasks());
    await second.clock.advance(hour);
    assert.equal(second.service.task(TaskId)?.captures, 360);
    const next = await liveClient(second).CreateScreenshotTask({ ...finalTask, EndTime: virtualNow + day });
    assert.notEqual(next.TaskId, TaskId);
    await second.close();
  });

  it("keeps templates and rules, what is in effect of them, and what they captured", async () => {
    const first = await startEmulator({ data, time: time });
    const client = liveClient(first);
    const bucket = { CosAppId: 1_250_000_000, CosBucket: "pictures", CosRegion: "ap-guangzhou" };
    const SnapshotNotifyUrl = "https://example.com/pictures";
    const { TemplateId = 0 } = await client.CreateLiveCallbackTemplate({ TemplateName: "told", SnapshotNotifyUrl });
    const { DomainName, AppName } = finalTask;
    await client.CreateLiveCallbackRule({ DomainName, AppName, TemplateId });
    await client.CreateLiveSnapshotRule({ DomainName, TemplateId: 1 });
    await first.clock.advance(300);
    first.service.push(stream);
    await client.ModifyLiveSnapshotTemplate({ TemplateId: 1, ...bucket, SnapshotInterval: 100 });
    await first.clock.advance(15);
    await first.callbacks.settled();
    await first.close();

    const second = await startEmulator({ data });
    assert.deepEqual(second.service.configured(), first.service.configured());
    assert.deepEqual(second.service.streams(), first.service.streams());
    assert.deepEqual(second.callbacks.deliveries(), first.callbacks.deliveries());
    assert.equal(second.callbacks.deliveries().length, 2);
    await second.clock.advance(300);
    assert.equal(second.service.streams()[0]?.ruleCaptures, 32);
    second.service.interrupt(stream);
    second.service.push(stream);
    await second.clock.advance(300);
    assert.equal(second.service.streams()[0]?.ruleCaptures, 35);
    await second.close();
  });

  it("keeps the streams that are not pushed any more, in their order, and what rules captured of them", async () => {
    const first = await startEmulator({ data, time: time, switches: { changeCountsAfter: 0 } });
    await liveClient(first).CreateLiveSnapshotRule({
      DomainName: finalTask.DomainName,
      StreamName: "final",
      TemplateId: 1,
    });
    for (const streamName of ["uncaptured", "final", "pushed"]) first.service.push({ ...stream, streamName });
    await first.clock.advance(100);
    for (const streamName of ["uncaptured", "final"]) first.service.interrupt({ ...stream, streamName });
    await liveClient(first).CreateScreenshotTask({ ...finalTask, StreamName: "awaited" });
    await first.clock.advance(2 * hour);
    const streams = first.service.streams();
    assert.deepEqual(
      streams.map(({ streamName, ruleCaptures }) => [streamName, ruleCaptures]),
      [
        ["uncaptured", 0],
        ["final", 10],
        ["pushed", 0],
        ["awaited", 0],
      ],
    );
    await first.close();

    const second = await startEmulator({ data });
    assert.deepEqual(second.service.streams(), streams);
    await second.close();
    const { service, ...rest } = JSON.parse(await readFile(data, "utf8"));
    const { streams: _, ...older } = service;
    await writeFile(data, JSON.stringify({ ...rest, service: older }));
    const third = await startEmulator({ data });
    const known = third.service.streams().map(({ streamName }) => streamName);
    assert.deepEqual(known, ["pushed", "awaited", "final"], "an older file names those of tasks and pictures alone");
    await third.close();
  });

  it("keeps its store when it is reset", async () => {
    const first = await startEmulator({ data, time: time });
    first.service.push(stream);
    first.reset();
    await first.close();
    const second = await startEmulator({ data });
    assert.equal(second.store, first.store);
    assert.deepEqual(second.service.snapshot().pushed, []);
    await second.close();
  });

  it("has written the store's id before anything happens", async () => {
    const emulator = await startEmulator({ data });
    assert.equal(JSON.parse(await readFile(data, "utf8")).store, emulator.store);
    await emulator.close();
  });

  it("does not start at a time that is past in the file", async () => {
    const first = await startEmulator({ data, time: time });
    await first.close();
    await assert.rejects(
      startEmulator({ data, time: "2026-12-18T17:59:59Z" }),
      /it is 2026-12-18T18:00:00.000Z already: the clock cannot start earlier/,
    );
  });

  it("refuses a file that is not its own, and leaves it as it is", async () => {
    const other = join(folder, "other.json");
    for (const text of ["{", "{}", '{"emulator":2}', ""]) {
      await writeFile(other, text);
      await assert.rejects(startEmulator({ data: other }), /other\.json is not one of this emulator .*Move it away/s);
      assert.equal(await readFile(other, "utf8"), text);
    }
  });
});

describe("starting an emulator", () => {
  it("refuses a time without an offset and a rate that is none", async () => {
    await assert.rejects(startEmulator({ time: "2026-12-18" }), /not a time with an offset/);
    await assert.rejects(startEmulator({ rate: -1 }), /The rate must be a number/);
  });

  it("says that a port is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await assert.rejects(startEmulator({ port }), new RegExp(`Cannot listen on port ${port}: .*EADDRINUSE`));
    await new Promise((resolve) => server.close(resolve));
  });

  it("follows real time where none is given", async () => {
    let wall = virtualNow * 1000;
    const emulator = await startEmulator({ wallClock: () => wall });
    wall += 1500;
    assert.equal(emulator.clock.now(), virtualNow + 1);
    await emulator.clock.rate(0);
    wall += 1500;
    assert.equal(emulator.clock.now(), virtualNow + 1);
    await emulator.close();
  });

  it("captures as time passes by itself", async () => {
    let wall = virtualNow * 1000;
    const emulator = await startEmulator({ wallClock: () => wall, rate: 60 });
    const { TaskId } = emulator.service.call("CreateScreenshotTask", finalTask);
    emulator.service.push(stream);
    wall += 1000;
    assert.equal(emulator.service.task(String(TaskId))?.captures, 6);
    await emulator.close();
  });

  it("gives each its own store, account and keys", async () => {
    const [one, two] = await Promise.all([startEmulator(), startEmulator()]);
    for (const key of ["endpoint", "store", "accountId", "secretId", "secretKey"] as const) {
      assert.notEqual(one[key], two[key], key);
    }
    await Promise.all([one.close(), two.close()]);
  });

  it("is closed while clients keep their connections", async () => {
    const emulator = await startEmulator();
    await fetch(`${emulator.endpoint}/_emulator`).then((answer) => answer.text());
    await emulator.close();
    await assert.rejects(fetch(`${emulator.endpoint}/_emulator`));
  });

  it("leaves the globals of the process alone", async () => {
    const { Request: before } = globalThis;
    const emulator = await startEmulator();
    assert.equal(globalThis.Request, before);
    await emulator.close();
  });
});
