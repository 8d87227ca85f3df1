import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { runCommand } from "../support/command.js";
import { type Running, type Service, withService } from "../support/service.js";
import { packageRoot } from "../support/stack.js";
import { liveTasks } from "../support/tasks.js";

interface Standing {
  readonly capture: { readonly endTime: string };
  readonly state: string;
  readonly doing?: string;
  readonly taskId?: string;
  readonly error?: string;
}

/** It is 18:00 on 2026-12-18. */
const tonight = { streamName: "court-1", startTime: "2026-12-18T19:00:00Z", endTime: "2026-12-18T21:00:00Z" };
const later = { ...tonight, endTime: "2026-12-18T22:00:00Z" };
const nextWeek = { streamName: "court-1", startTime: "2026-12-27T19:00:00Z", endTime: "2026-12-27T21:00:00Z" };
const in2028 = { streamName: "court-1", startTime: "2028-12-18T19:00:00Z", endTime: "2028-12-18T21:00:00Z" };

async function ask(running: Running, method: string, name: string, body?: object) {
  const response = await fetch(`${running.url}/captures/${name}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Its standings to the one at which it stays. */
async function progress({ url }: Running, name: string): Promise<Standing[]> {
  return standingsIn(await (await fetch(`${url}/captures/${name}/progress`)).text());
}

const standingsIn = (events: string): Standing[] =>
  [...events.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? "") as Standing);

async function settled(running: Running, name: string): Promise<Standing | undefined> {
  return (await progress(running, name)).at(-1);
}

const live = ({ emulator }: Service) => liveTasks(emulator.service);

const made = ({ emulator }: Service) => emulator.service.tasks().length;

/** Asks for it, and resolves when its creation is held in the service. */
async function untilHeld({ emulator }: Service, running: Running, name: string): Promise<void> {
  emulator.faults.set({ kind: "held", action: "CreateScreenshotTask", count: 1 });
  equal((await ask(running, "PUT", name, tonight)).status, 202);
  await emulator.faults.whenHeld();
}

describe("examples/automation, for products of their own", () => {
  it("does what its README says", () =>
    withService(async (service) => {
      const running = await service.start();
      const [, code = ""] = /```sh\n([\s\S]*?)```/.exec(service.readme) ?? [];
      const answers: string[] = [];
      for (const command of code.trim().split("\n")) {
        const [, method = "GET", body, path] =
          /^curl (?:-X (\S+) |-N )(?:-d '(.+)' )?http:\/\/127\.0\.0\.1:8080(\S+)$/.exec(command) ?? [];
        ok(path, command);
        const response = await fetch(`${running.url}${path}`, { method, ...(body !== undefined && { body }) });
        answers.push(await response.text());
      }
      const [first = "", declared = "", , cancelled = ""] = answers;
      match(first, /"state":"waiting"/);
      const [before, after] = standingsIn(declared).slice(-2);
      deepEqual([before?.state, before?.doing, after?.state], ["running", "create", "declared"]);
      equal(after?.taskId, service.emulator.service.tasks()[0]?.taskId);
      equal(standingsIn(cancelled).at(-1)?.state, "cancelled");
      equal(made(service), 1);
      deepEqual(live(service), []);
      equal(await running.end(), 0);
    }));

  it("makes one capture of a request that comes twice, of two at once two, and moves the window of one", () =>
    withService(async (service) => {
      const running = await service.start();
      const other = { ...tonight, streamName: "court-2" };
      await Promise.all([
        ask(running, "PUT", "final", tonight),
        ask(running, "PUT", "final", tonight),
        ask(running, "PUT", "other", other),
      ]);
      const standings = await Promise.all([settled(running, "final"), settled(running, "other")]);
      deepEqual(
        standings.map((standing) => standing?.taskId).sort(),
        live(service)
          .map(({ taskId }) => taskId)
          .sort(),
      );
      equal(made(service), 2);

      equal((await settled(running, "final"))?.state, "declared");
      await ask(running, "PUT", "final", tonight);
      equal((await settled(running, "final"))?.taskId, standings[0]?.taskId);
      equal(made(service), 2);

      await ask(running, "PUT", "final", later);
      const moved = await progress(running, "final");
      ok(moved.some(({ doing }) => doing === "create-replacement"));
      notEqual(moved.at(-1)?.taskId, standings[0]?.taskId);
      deepEqual(
        live(service)
          .map(({ streamName, endTime }) => [streamName, endTime])
          .sort(),
        [
          ["court-1", Date.parse(later.endTime) / 1000],
          ["court-2", Date.parse(tonight.endTime) / 1000],
        ],
      );
    }));

  it("refuses what is malformed, defers what is too far ahead, and fails one alone that is refused", () =>
    withService(async (service) => {
      const running = await service.start();
      const malformed = await ask(running, "PUT", "typo", { ...tonight, endTime: "2026-12-18T21:00:00" });
      equal(malformed.status, 400);
      match(malformed.text, /"problems":\["endTime .* has no offset/);
      equal((await ask(running, "PUT", "nothing")).status, 400);
      equal((await ask(running, "GET", "typo")).status, 404);
      equal((await ask(running, "DELETE", "typo")).status, 404);

      await Promise.all([
        ask(running, "PUT", "in-2028", in2028),
        ask(running, "PUT", "next-week", nextWeek),
        ask(running, "PUT", "final", tonight),
      ]);
      const failed = await settled(running, "in-2028");
      equal(failed?.state, "failed");
      match(failed?.error ?? "", /400 days/);
      deepEqual(await settled(running, "next-week"), { capture: nextWeek, state: "declared" });
      equal((await settled(running, "final"))?.state, "declared");
      equal(live(service).length, 1);

      await ask(running, "PUT", "gone-at-once", { ...tonight, streamName: "court-3" });
      await ask(running, "DELETE", "gone-at-once");
      equal((await settled(running, "gone-at-once"))?.state ?? "cancelled", "cancelled");
      equal(live(service).length, 1);
    }));

  it("makes by itself what it had deferred, when that has come near enough", () =>
    withService(async (service) => {
      const running = await service.start({ KEEP_UP_EVERY: "2" });
      await ask(running, "PUT", "next-week", nextWeek);
      deepEqual(await settled(running, "next-week"), { capture: nextWeek, state: "declared" });
      equal(made(service), 0);

      const { clock, faults, endpoint } = service.emulator;
      faults.set({ kind: "held", action: "CreateScreenshotTask", count: 1 });
      await clock.set("2026-12-25T18:00:00Z");
      // Where no run came, nothing would end the wait but this limit.
      const { held } = JSON.parse(await (await fetch(`${endpoint}/_emulator/faults/held?calls=1&seconds=120`)).text());
      equal(held.length, 1);
      faults.release();
      equal(await running.end(), 0);
      deepEqual(
        live(service).map(({ streamName, startTime }) => [streamName, startTime]),
        [["court-1", Date.parse(nextWeek.startTime) / 1000]],
      );
    }));

  it("takes back what is cancelled while it is made, and makes what was asked for beside it", () =>
    withService(async (service) => {
      const running = await service.start();
      await untilHeld(service, running, "final");
      await ask(running, "PUT", "other", { ...tonight, streamName: "court-2" });
      equal((await ask(running, "DELETE", "final")).status, 202);
      service.emulator.faults.release();
      equal((await settled(running, "final"))?.state, "cancelled");
      equal((await settled(running, "other"))?.state, "declared");
      deepEqual(
        live(service).map(({ streamName }) => streamName),
        ["court-2"],
      );
    }));

  it("asked to end finishes what it has begun, and started again goes on and restores what somebody stopped", () =>
    withService(async (service) => {
      const running = await service.start();
      await untilHeld(service, running, "final");
      const ended = running.end();
      service.emulator.faults.release();
      equal(await ended, 0);
      const [task, ...others] = live(service);
      deepEqual(others, []);

      await service.emulator.clock.set("2026-12-18T19:30:00Z");
      service.emulator.service.call("StopScreenshotTask", { TaskId: task?.taskId });
      const again = await service.start();
      const restored = await settled(again, "final");
      equal(restored?.state, "declared");
      notEqual(restored?.taskId, task?.taskId);
      equal(live(service)[0]?.taskId, restored?.taskId);
      equal(await again.end(), 0);
    }));

  it("killed while it makes a task takes that up when it is started again: nothing is lost and nothing doubled", () =>
    withService(async (service) => {
      const first = await service.start();
      await untilHeld(service, first, "final");
      await first.kill();
      service.emulator.faults.release();
      equal(made(service), 1);

      const second = await service.start();
      const standing = await settled(second, "final");
      equal(standing?.state, "declared", standing?.error);
      equal(made(service), 1);
      equal(standing?.taskId, live(service)[0]?.taskId);
      await ask(second, "DELETE", "final");
      equal((await settled(second, "final"))?.state, "cancelled");
      deepEqual(live(service), []);
    }));

  it("has types that are right", () =>
    runCommand(
      process.execPath,
      [join(packageRoot, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", "examples/automation"],
      { cwd: packageRoot, env: {} },
    ).then(() => {}));
});
