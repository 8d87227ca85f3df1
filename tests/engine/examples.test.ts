/**
 * The examples that people run by `pulumi up`, as their READMEs say: a row for each, with what is to be seen after each
 * block of commands and each edit. What is run by a script or a service of its own has tests of its own (pipeline,
 * automation), and so has the demo's program.
 */
import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import { formatWindow } from "../../provider/window.js";
import { runCommand } from "../support/command.js";
import { type Example, withExample } from "../support/example.js";
import { packageRoot } from "../support/stack.js";
import { liveTasks } from "../support/tasks.js";

interface Row {
  readonly name: string;
  readonly who: string;
  /** The stream whose windows are shown. */
  readonly stream: string;
  /** After each block of the README, in its order. */
  readonly seen: readonly Seen[];
}

interface Seen {
  /** As `pulumi up` counts them, the stack among them. */
  readonly resources: Readonly<Record<string, number>>;
  /** How many tasks the service has that run or will: each of the README's emulators. */
  readonly tasks: readonly number[];
  /** Those of the row's stream. */
  readonly windows: readonly string[];
  /** How many callbacks the service has tried to send, where there were any. */
  readonly told?: number;
}

const rows: readonly Row[] = [
  {
    name: "quickstart",
    who: "a first look",
    stream: "stream1",
    seen: [
      { resources: { created: 2 }, tasks: [1], windows: ["2026-12-18T19:00:00Z to 2026-12-18T21:00:00Z"] },
      {
        resources: { replaced: 1, unchanged: 1 },
        tasks: [1],
        windows: ["2026-12-18T19:00:00Z to 2026-12-18T21:30:00Z"],
      },
      {
        resources: { created: 1, unchanged: 2 },
        tasks: [1],
        windows: ["2026-12-18T19:00:00Z to 2026-12-18T21:30:00Z"],
      },
    ],
  },
  {
    name: "match-day",
    who: "a match with nothing set up yet",
    stream: "final",
    seen: [
      { resources: { created: 5 }, tasks: [1], windows: ["2026-12-18T19:00:00Z to 2026-12-18T21:00:00Z"] },
      {
        resources: { updated: 1, unchanged: 4 },
        tasks: [1],
        windows: ["2026-12-18T19:00:00Z to 2026-12-18T21:00:00Z"],
      },
      { resources: {}, tasks: [1], windows: ["2026-12-18T19:00:00Z to 2026-12-18T21:00:00Z"], told: 12 },
      {
        resources: { replaced: 1, unchanged: 4 },
        tasks: [1],
        // The new task begins now: what is past, the old one has captured.
        windows: ["2026-12-18T19:01:00Z to 2026-12-18T21:45:00Z"],
        told: 12,
      },
    ],
  },
  {
    name: "season",
    who: "a league with a calendar",
    stream: "bergheim",
    seen: [
      { resources: { created: 54 }, tasks: [4], windows: ["2026-12-20T14:50:00Z to 2026-12-20T17:05:00Z"] },
      {
        resources: { replaced: 1, unchanged: 53 },
        tasks: [4],
        windows: ["2026-12-20T17:20:00Z to 2026-12-20T19:35:00Z"],
      },
      {
        resources: { deleted: 1, unchanged: 53 },
        tasks: [4],
        windows: ["2026-12-20T17:20:00Z to 2026-12-20T19:35:00Z"],
      },
    ],
  },
  {
    name: "inspection",
    who: "cameras that are looked at by the clock on the wall",
    stream: "weir",
    seen: [
      {
        resources: { created: 28 },
        tasks: [20],
        windows: [
          "2026-10-24T05:00:00Z to 2026-10-24T05:15:00Z",
          "2026-10-25T06:00:00Z to 2026-10-25T06:15:00Z",
          "2026-10-26T06:00:00Z to 2026-10-26T06:15:00Z",
          "2026-10-27T06:00:00Z to 2026-10-27T06:15:00Z",
          "2026-10-28T06:00:00Z to 2026-10-28T06:15:00Z",
          "2026-10-29T06:00:00Z to 2026-10-29T06:15:00Z",
        ],
      },
      {
        resources: { created: 3, updated: 4, deleted: 3, unchanged: 21 },
        tasks: [21],
        windows: [
          "2026-10-25T06:00:00Z to 2026-10-25T06:15:00Z",
          "2026-10-26T06:00:00Z to 2026-10-26T06:15:00Z",
          "2026-10-27T06:00:00Z to 2026-10-27T06:15:00Z",
          "2026-10-28T06:00:00Z to 2026-10-28T06:15:00Z",
          "2026-10-29T06:00:00Z to 2026-10-29T06:15:00Z",
          "2026-10-30T06:00:00Z to 2026-10-30T06:15:00Z",
        ],
      },
      {
        resources: { replaced: 6, updated: 1, unchanged: 21 },
        tasks: [21],
        windows: [
          "2026-10-25T06:00:00Z to 2026-10-25T06:20:00Z",
          "2026-10-26T06:00:00Z to 2026-10-26T06:20:00Z",
          "2026-10-27T06:00:00Z to 2026-10-27T06:20:00Z",
          "2026-10-28T06:00:00Z to 2026-10-28T06:20:00Z",
          "2026-10-29T06:00:00Z to 2026-10-29T06:20:00Z",
          "2026-10-30T06:00:00Z to 2026-10-30T06:20:00Z",
        ],
      },
    ],
  },
  {
    name: "two-accounts",
    who: "two parties with an account each",
    stream: "final",
    seen: [
      {
        resources: { created: 5 },
        tasks: [1, 1],
        windows: ["2026-12-18T19:00:00Z to 2026-12-18T21:00:00Z", "2026-12-18T19:00:00Z to 2026-12-18T21:15:00Z"],
      },
      {
        resources: { replaced: 1, unchanged: 4 },
        tasks: [1, 1],
        windows: ["2026-12-18T19:00:00Z to 2026-12-18T21:00:00Z", "2026-12-18T19:00:00Z to 2026-12-18T21:45:00Z"],
      },
    ],
  },
];

for (const { name, who, stream, seen } of rows) {
  describe(`examples/${name}, for ${who}`, () => {
    it("does what its README says, then nothing, and leaves nothing behind", () =>
      withExample(name, async (example) => {
        const before = configured(example);
        const found: Seen[] = [];
        for (const step of example.steps) found.push(sight(await example.take(step), example, stream));
        deepEqual(found, seen);
        await example.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
        await example.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes");
        await example.pulumi("destroy", "--yes", "--skip-preview");
        deepEqual(live(example).flat(), []);
        deepEqual(configured(example), before);
      }));

    it("has types that are right", () =>
      runCommand(
        process.execPath,
        [join(packageRoot, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", join("examples", name)],
        { cwd: packageRoot, env: {} },
      ).then(() => {}));
  });
}

function sight(output: string, example: Example, stream: string): Seen {
  const [, summary = ""] = output.split("Resources:\n");
  const counts = summary.matchAll(/(\d+) (created|updated|replaced|deleted|unchanged)$/gm);
  const tasks = live(example);
  const told = example.emulators.flatMap(({ callbacks }) => callbacks.deliveries()).length;
  return {
    resources: Object.fromEntries([...counts].map(([, count, change]) => [change, Number(count)])),
    tasks: tasks.map(({ length }) => length),
    windows: tasks
      .flat()
      .filter(({ streamName }) => streamName === stream)
      .sort((a, b) => a.startTime - b.startTime)
      .map(({ startTime: start, endTime: end }) => formatWindow({ start, end })),
    ...(told > 0 && { told }),
  };
}

const live = ({ emulators }: Example) => emulators.map(({ service }) => liveTasks(service));

function configured({ emulators }: Example) {
  return emulators.map(({ service }) => service.configured());
}
