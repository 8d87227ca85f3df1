import { deepEqual } from "node:assert/strict";
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
      ctx.notices.lines().filter((line) => line.includes("are open at")),
      [],
    );
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
