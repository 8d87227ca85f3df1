import { deepEqual, equal } from "node:assert/strict";
import { createService } from "../../emulator/index.js";
import type { Properties } from "../../provider/fields.js";
import { createNotices } from "../../provider/notices.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { formatInstant } from "../../provider/window.js";
import { type TestContext, testContext } from "../support/context.js";

const now = Date.parse("2026-12-18T18:00:00Z") / 1000;
const hour = 3600;
const day = 24 * hour;

const window = (streamName: string, start: number): Properties => ({
  domainName: "push.example.com",
  appName: "live",
  streamName,
  templateId: 1,
  startTime: formatInstant(start),
  endTime: formatInstant(start + hour),
});

const stage = () => testContext(createService({ now }), { settings: { runEvery: "P1D" } });

/** Made by an earlier run. */
const earlier = stage();

/** As the engine does it in `up --refresh`: the old inputs first, and then what the program says. */
async function upWithRefresh(ctx: TestContext, old: Properties, next: Properties): Promise<void> {
  const { id, outs } = await screenshotTask.create(earlier, old);
  screenshotTask.diff(ctx, id, outs, old);
  const { changes, replaces } = screenshotTask.diff(ctx, id, outs, next);
  if (changes && replaces.length === 0) await screenshotTask.update(ctx, id, outs, next);
}

describe("what a run says of its windows", () => {
  it("is of the program, and not of what a refresh read before: a deferred window that was moved into reach", async () => {
    const ctx = stage();
    await upWithRefresh(ctx, window("final", now + 9 * day), window("final", now + hour));
    deepEqual(
      ctx.notices.lines().filter((line) => line.includes("deferred")),
      [],
    );
  });

  it("does not count a window on the stream that it was moved away from", async () => {
    const ctx = stage();
    for (let count = 0; count < 4; count += 1) {
      await upWithRefresh(ctx, window("final", now + 9 * day), window(`arena-${count}`, now + 10 * day));
    }
    deepEqual(
      ctx.notices.lines().filter((line) => line.includes("are open at once")),
      [],
    );
  });

  it("tells a window that a run may have lost from one that was over for long, and since when", async () => {
    const ctx = stage();
    const aYearAgo = { ...window("arena", now - 360 * day), endTime: formatInstant(now - 359 * day) };
    await screenshotTask.create(ctx, window("final", now - day));
    await screenshotTask.create(ctx, window("final", now - 3 * day));
    await screenshotTask.create(ctx, aYearAgo);
    deepEqual(ctx.notices.lines(), [
      "Screenshot windows without a task: deferred 0, skipped 3 (over since 2025-12-24), missed 0.",
      "Over for less than twice runEvery when it was first seen, so a run that failed or did not come may have lost it: " +
        "1 (stream live/final of push.example.com: 2026-12-17T18:00:00Z to 2026-12-17T19:00:00Z).",
      "Over for longer when it was first seen, so check its date: 2 (stream live/arena of push.example.com: " +
        "2025-12-23T18:00:00Z to 2025-12-24T18:00:00Z; stream live/final of push.example.com: 2026-12-15T18:00:00Z to " +
        "2026-12-15T19:00:00Z).",
    ]);
  });

  it("names a stream once, and three of its windows, where a season is on one", async () => {
    const { id, outs } = await screenshotTask.create(earlier, window("final", now + 9 * day));
    const ctx = testContext(createService({ now: now + 8 * day }), { settings: { runEvery: "P1D" } });
    for (let count = 0; count < 40; count += 1)
      screenshotTask.diff(ctx, `${id}-${count}`, outs, window("final", now + 9 * day));
    const [line] = ctx.notices.lines();
    const each = "2026-12-27T18:00:00Z to 2026-12-27T19:00:00Z";
    equal(
      line,
      "The window has come within the service's reach, so its task is due now: 40 (stream live/final of " +
        `push.example.com: ${each}, ${each}, ${each}; and 37 more).`,
    );
  });

  it("names the task that it is due to restore, and says whether anything is", () => {
    const deleted = { ...window("final", now - hour), endTime: formatInstant(now + hour), ifStopped: "restore" };
    const olds = {
      ...deleted,
      schemaVersion: 1,
      taskId: "t-1",
      owner: "o",
      world: "emulator:e",
      effectiveStartTime: formatInstant(now - hour),
      effectiveEndTime: formatInstant(now + hour),
      missing: true,
    };
    const said = (news: Properties) => {
      const ctx = stage();
      screenshotTask.diff(ctx, "t-1", olds, news);
      return ctx.notices.lines();
    };
    const where = "1 (stream live/final of push.example.com: 2026-12-18T17:00:00Z to 2026-12-18T19:00:00Z (task t-1)).";
    deepEqual(said(deleted), [
      `Deleted by somebody else, so with ifStopped "restore" a new task is due for what is left of the window: ${where}`,
    ]);
    deepEqual(said({ ...deleted, ifStopped: "keep" }), [
      `Stopped or deleted by somebody else, and left at that, as ifStopped is "keep": ${where}`,
    ]);
  });

  it("says what it took over and did not make, also where the resource that had it is deleted", async () => {
    const service = createService({ now });
    const inputs = { ...window("final", now + hour), ifExists: "adopt" };
    const { id } = await screenshotTask.create(testContext(service), inputs);
    for (const options of [{}, { adopt: [id] }]) {
      const ctx = testContext(service, options);
      await screenshotTask.create(ctx, { ...inputs, ifExists: "adopt" in options ? "create" : "adopt" });
      ctx.notices.forget(id);
      deepEqual(ctx.notices.lines(), [
        "Taken over, as ifExists or TENCENTCLOUD_CSS_ADOPT asks, and not made: 1 (stream live/final of " +
          `push.example.com: 2026-12-18T19:00:00Z to 2026-12-18T20:00:00Z (task ${id})).`,
      ]);
    }
  });

  it("leaves out what the run deletes", async () => {
    const board = createNotices();
    const window = { start: now + 9 * day, end: now + 10 * day };
    const subject = { domainName: "d", appName: "a", streamName: "s", templateId: 1, streamType: 0, extension: "" };
    board.deferred("final", now + 3 * day);
    board.because("stopped", "final", { subject, window });
    for (const name of ["final", "a", "b", "c"]) board.planned(name, subject, window);
    board.forget("final");
    deepEqual(board.lines(), []);
  });
});
