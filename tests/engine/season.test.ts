import { deepEqual, equal, match, ok } from "node:assert/strict";
import { ScreenshotTask, type ScreenshotTaskArgs } from "pulumi-tencentcloud-css";
import { formatInstant } from "../../provider/window.js";
import { type Trial, withStack } from "../support/stack.js";

const began = Date.parse("2026-12-18T18:00:00Z") / 1000;
const hour = 3600;
const day = 24 * hour;

/** A match each evening, two hours after the nightly run. */
const evening = (index: number): ScreenshotTaskArgs => ({
  domainName: "push.example.com",
  appName: "live",
  streamName: `match-${index}`,
  templateId: 1,
  startTime: formatInstant(began + index * day + 2 * hour),
  endTime: formatInstant(began + index * day + 4 * hour),
});

const idsByName = async (trial: Trial) =>
  Object.fromEntries(Object.entries(await trial.resources()).map(([name, { id }]) => [name, id]));

describe("under the real engine, a season declared at once", () => {
  it("is created in one run, and each nightly run makes what has come within reach, in place, protected or not", () =>
    withStack(
      async () => {
        for (let index = 0; index < 12; index += 1) {
          new ScreenshotTask(`match-${index}`, evening(index), { protect: index % 2 === 0 });
        }
      },
      async (trial) => {
        trial.environment["TENCENTCLOUD_CSS_RUN_EVERY"] = "P1D";
        const first = await trial.up();
        ok(!first.failed, first.output);
        deepEqual(first.changes, { create: 12 });
        match(first.output, /deferred 6 \(the next can be made from 2026-12-18T20:10:00Z on\), skipped 0, missed 0/);
        const ids = await idsByName(trial);

        const made: number[] = [trial.emulator.service.tasks().length];
        for (let night = 1; night <= 7; night += 1) {
          await trial.emulator.clock.advance("P1D");
          const run = await trial.up();
          ok(!run.failed, run.output);
          deepEqual(run.changes["update"], night <= 6 ? 1 : undefined);
          made.push(trial.emulator.service.tasks().length);
        }
        deepEqual(made, [6, 7, 8, 9, 10, 11, 12, 12]);
        deepEqual(await idsByName(trial), ids);
        equal(new Set(trial.emulator.service.tasks().map(({ streamName }) => streamName)).size, 12);
      },
    ));

  it("with one bad window among sixty has the other fifty-nine, and nothing else is left undone", () =>
    withStack(
      async () => {
        for (let index = 0; index < 60; index += 1) {
          const bad = index === 17 ? { startTime: "2028-12-01T10:00:00Z", endTime: "2028-12-01T12:00:00Z" } : {};
          new ScreenshotTask(`match-${index}`, { ...evening(index % 5), streamName: `match-${index}`, ...bad });
        }
      },
      async (trial) => {
        const run = await trial.up({ continueOnError: true });
        ok(run.failed);
        match(run.output, /match-17.*(its startTime is 713 days ahead|More than 400 days)/s);
        equal(Object.keys(await trial.resources()).length, 59);
        equal(trial.liveTasks().length, 59);
        const again = await trial.up({ continueOnError: true });
        deepEqual(again.changes, { create: 1, same: 59 });
        equal(trial.liveTasks().length, 59);
      },
    ));
});
