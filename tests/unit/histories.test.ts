import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import fc from "fast-check";
import { createService, type Service, type Switches, switchTable } from "../../emulator/index.js";
import type { Context } from "../../provider/context.js";
import type { Properties } from "../../provider/fields.js";
import { formatInstant } from "../../provider/window.js";
import { type TestContextOptions, testContext } from "../support/context.js";
import { firstGap } from "../support/coverage.js";
import { type Program, refresh, type Stack, up } from "../support/program.js";
import { liveTasks } from "../support/tasks.js";

const begin = Date.parse("2026-12-18T18:00:00Z") / 1000;
const hour = 3600;
const day = 24 * hour;

/** A step of a history: time passes, then the program is (or is not) edited, then a run. */
interface Step {
  readonly wait: number;
  readonly edit?: {
    readonly resource: "a" | "b";
    readonly start?: number | undefined;
    readonly length: number;
    readonly stream: string;
  };
  readonly refresh: boolean;
}

const waits = fc.oneof(
  fc.integer({ min: 0, max: 600 }),
  fc.integer({ min: 0, max: 12 * hour }),
  fc.integer({ min: 0, max: 9 * day }),
);

/** Starts lie around the time of the run that first sees them: where the rules have their edges. */
const edits = fc.record({
  resource: fc.constantFrom("a" as const, "b" as const),
  start: fc.option(fc.oneof(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -2 * day, max: 8 * day })), {
    nil: undefined,
  }),
  length: fc.oneof(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: day }), fc.constant(day)),
  stream: fc.constantFrom("final", "final", "other"),
});

const histories = fc.array(
  fc.record({ wait: waits, edit: fc.option(edits, { nil: undefined }), refresh: fc.boolean() }),
  { minLength: 1, maxLength: 8 },
) as fc.Arbitrary<Step[]>;

const declare = (streamName: string, start: number | undefined, end: number): Properties => ({
  domainName: "push.example.com",
  appName: "live",
  templateId: 1,
  streamName,
  endTime: formatInstant(end),
  ...(start !== undefined && { startTime: formatInstant(start) }),
});

interface Watch {
  /** Called after each run. */
  ran?(service: Service, program: Program): void;
}

async function live(
  history: readonly Step[],
  switches: Partial<Switches>,
  options: TestContextOptions,
  watch: Watch = {},
) {
  const service = createService({ now: begin, switches });
  const context = () => testContext(service, { settings: { runEvery: "P1D" }, ...options });
  let stack: Stack = new Map();
  let program: Program = {};
  for (const step of history) {
    service.advanceTo(service.now() + step.wait);
    if (step.edit) {
      const { resource, start, length, stream } = step.edit;
      const from = service.now() + (start ?? 0);
      program = { ...program, [resource]: declare(stream, start === undefined ? undefined : from, from + length) };
    }
    if (step.refresh) {
      const refreshed = await refresh(context(), stack);
      for (const [name, { outputs }] of refreshed)
        deepEqual(outputs, stack.get(name)?.outputs, "a refresh changed an output");
      equal(refreshed.size, stack.size, "a refresh lost a resource");
    }
    stack = await settled(service, context, stack, program);
    watch.ran?.(service, program);

    const again = await up(context(), stack, program);
    for (const [name, operation] of Object.entries(again.operations)) equal(operation, "same", `${name} changed again`);
    const refreshed = await refresh(context(), stack);
    deepEqual(
      [...refreshed].map(([, { outputs }]) => outputs),
      [...stack].map(([, { outputs }]) => outputs),
    );
  }
  await up(context(), stack, {});
  return service;
}

/** Runs until no time passes in a run: what waits three seconds for one task can bring the next one into reach. */
async function settled(service: Service, context: () => Context, before: Stack, program: Program): Promise<Stack> {
  const from = service.now();
  const { stack } = await up(context(), before, program);
  return service.now() === from ? stack : settled(service, context, stack, program);
}

/** Switches that make the service refuse, as it would when an account is frozen or a key forbidden, are another story. */
const refusing = new Set(["account", "permit", "denial", "fail", "quota", "nameLength", "stopCallsPerSecond"]);

const valuesOf = (name: string): readonly (string | number)[] => {
  const { takes, default: standard } = switchTable[name as keyof typeof switchTable];
  if (typeof standard === "number") return [...new Set([standard, 1, 5])];
  return takes.includes(" | ") ? takes.split(" | ") : [standard];
};

const settings = Object.keys(switchTable)
  .filter((name) => !refusing.has(name))
  .flatMap((name) =>
    valuesOf(name).map((value): [string, Partial<Switches>] => [`${name}=${value}`, { [name]: value }]),
  );

const holdsFor = (numRuns: number, holds: (history: Step[]) => Promise<void>) =>
  fc.assert(fc.asyncProperty(histories, holds), { numRuns, endOnFailure: false });

describe("any history of windows, edits and runs", () => {
  for (const [name, switches] of settings) {
    it(`settles after each run, survives a refresh, and can be destroyed (${name})`, async () => {
      await holdsFor(40, async (history) => {
        const service = await live(history, switches, {});
        if (switches.site !== "international") deepEqual(liveTasks(service), [], "a task was left behind");
      });
    });
  }

  for (const skew of [-240, 240]) {
    it(`does so with a clock that is ${skew} s off`, async () => {
      await holdsFor(200, async (history) => {
        await live(history, {}, { skew });
      });
    });
  }
});

const refusals: [switches: Partial<Switches>, code: RegExp][] = [
  [{ account: "frozen" }, /ResourceNotFound\.FreezeService/],
  [{ account: "arrears" }, /ResourceNotFound\.StopService/],
  [{ account: "forbidden" }, /ResourceNotFound\.ForbidService/],
  [{ account: "disabled" }, /ResourceNotFound\.UserDisableService/],
  [{ quota: 1 }, /LimitExceeded\.MaximumRunningTask/],
  [{ nameLength: 1 }, /InvalidParameter/],
  [{ fail: "CreateScreenshotTask:UnsupportedOperation" }, /UnsupportedOperation/],
  [{ fail: "CreateScreenshotTask:InternalError" }, /InternalError.*The task may exist or not/],
];

describe("a service that refuses", () => {
  for (const [switches, code] of refusals) {
    const name = Object.entries(switches)
      .map((pair) => pair.join("="))
      .join(", ");
    it(`fails the run with its code, costs nothing, and the next run converges (${name})`, async () => {
      const well = createService({ now: begin });
      const program = { a: declare("final", begin - hour, begin + 2 * hour) };
      const longer = { a: declare("final", begin - hour, begin + 3 * hour) };
      const { stack } = await up(testContext(well), new Map(), program);
      const [task] = well.tasks();

      const ill = createService({ state: well.snapshot(), switches });
      await rejects(up(testContext(ill), stack, longer), code);
      deepEqual(ill.tasks(), [task], "nothing happened to what runs");

      const mended = createService({ state: ill.snapshot() });
      const run = await up(testContext(mended), stack, longer);
      deepEqual(run.operations, { a: "replace" });
      deepEqual((await up(testContext(mended), run.stack, longer)).operations, { a: "same" });
      equal(firstGap(mended, "final", begin, begin + 3 * hour), undefined);
      await up(testContext(mended), run.stack, {});
      deepEqual(
        mended.tasks().filter(({ stoppedAt, deletedAt }) => !stoppedAt || !deletedAt),
        [],
      );
    });
  }
});

describe("any edit of a running window", () => {
  it("loses no second that was declared before and after it", async () => {
    await holdsFor(400, async (history) => {
      const declaredAt: { from: number; program: Program }[] = [];
      const service = await live(
        history,
        {},
        {},
        {
          ran: (service, program) => void declaredAt.push({ from: service.now(), program }),
        },
      );
      declaredAt.forEach(({ from, program }, index) => {
        const until = declaredAt[index + 1]?.from ?? from;
        for (const declared of Object.values(program)) {
          const start = Math.max(from, seconds(declared["startTime"]) ?? from);
          const end = Math.min(until, seconds(declared["endTime"]) ?? until);
          const gap = firstGap(service, String(declared["streamName"]), start, end);
          ok(gap === undefined || reachesTooLate(declared, from, until), `nothing captured from ${gap} on`);
        }
      });
    });
  });
});

const seconds = (written: unknown) => (typeof written === "string" ? Date.parse(written) / 1000 : undefined);

/** No run came while the window was in reach: that second was lost by the pipeline, not by a replacement. */
function reachesTooLate(declared: Properties, from: number, until: number): boolean {
  const start = seconds(declared["startTime"]);
  const end = seconds(declared["endTime"]) ?? 0;
  const reachable = start === undefined ? end - day : start - 6 * day + 600;
  return reachable > from && until >= reachable;
}
