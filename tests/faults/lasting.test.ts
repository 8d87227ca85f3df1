/**
 * The faults of the matrix for the actions of templates and rules: the run that is struck, and the next one. Snapshots
 * stand for callbacks, whose life is the same code.
 */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { type Emulator, type FaultAction, faultKinds, startEmulator } from "../../emulator/index.js";
import { type Context, createContext } from "../../provider/context.js";
import type { Properties } from "../../provider/fields.js";
import { pictures, resources, rule } from "../support/lasting.js";
import { environmentFor, start } from "../support/stack.js";
import { type Strike, strikes } from "./strikes.js";

const { snapshotTemplate, snapshotRule } = resources;

type Resource = typeof snapshotTemplate | typeof snapshotRule;
type Step = "create" | "update" | "destroy" | "read";

interface Scenario {
  readonly action: FaultAction;
  readonly resource: Resource;
  readonly step: Step;
  readonly declared: Properties;
}

const edited = { ...pictures, width: 640 };
const scenarios: readonly Scenario[] = [
  { action: "CreateLiveSnapshotTemplate", resource: snapshotTemplate, step: "create", declared: pictures },
  { action: "ModifyLiveSnapshotTemplate", resource: snapshotTemplate, step: "update", declared: edited },
  { action: "DeleteLiveSnapshotTemplate", resource: snapshotTemplate, step: "destroy", declared: pictures },
  { action: "DescribeLiveSnapshotTemplate", resource: snapshotTemplate, step: "read", declared: pictures },
  { action: "DescribeLiveSnapshotTemplates", resource: snapshotTemplate, step: "create", declared: pictures },
  { action: "CreateLiveSnapshotRule", resource: snapshotRule, step: "create", declared: rule },
  { action: "DeleteLiveSnapshotRule", resource: snapshotRule, step: "destroy", declared: rule },
  { action: "DescribeLiveSnapshotRules", resource: snapshotRule, step: "read", declared: rule },
];

/** A call that never gets an answer, or is refused, ends the run; whatever passes does not. */
const mayFail = ({ what }: Strike) => /again and again|token expired/.test(what);

function isTried({ faults, what }: Strike, { action }: Scenario): boolean {
  if (action.startsWith("Describe") && what.includes("again and again")) return false;
  return faults.every((fault) => fault.action === undefined && faultKinds[fault.kind].actions.includes(action));
}

/** What the engine keeps of the one resource. */
interface Held {
  readonly id: string;
  readonly outs: Properties;
}

/** A run of its own, so a process of its own. */
async function withContext<Result>(
  emulator: Emulator,
  { callTimeout }: Pick<Strike, "callTimeout">,
  act: (ctx: Context) => Promise<Result>,
): Promise<Result> {
  const environment = environmentFor(emulator);
  const timeout = callTimeout === undefined ? {} : { TENCENTCLOUD_CSS_CALL_TIMEOUT: callTimeout };
  return act(await createContext(() => undefined, { ...environment, ...timeout }));
}

async function run(
  ctx: Context,
  { resource, step, declared }: Scenario,
  held: Held | undefined,
): Promise<Held | undefined> {
  if (!held) return step === "destroy" ? undefined : resource.create(ctx, declared);
  switch (step) {
    case "destroy":
      await resource.destroy(ctx, held.outs);
      return undefined;
    case "update":
      return { ...held, outs: await resource.update(ctx, held.id, held.outs, declared) };
    default: {
      const read = await resource.read(ctx, held.id, held.outs);
      return read && { id: read.id, outs: read.props };
    }
  }
}

const ofOurs = ({ service }: Emulator, { resource }: Scenario): readonly object[] => {
  const { snapshotTemplates, snapshotRules } = service.configured();
  return resource === snapshotRule
    ? snapshotRules
    : snapshotTemplates.filter(({ TemplateName }) => TemplateName === pictures.templateName);
};

async function play(scenario: Scenario, strike: Strike): Promise<void> {
  const { action, resource, step, declared } = scenario;
  const emulator = await startEmulator({ time: start });
  try {
    const before = resource === snapshotRule ? rule : pictures;
    let held = step === "create" ? undefined : await withContext(emulator, {}, (ctx) => resource.create(ctx, before));

    emulator.faults.set(strike.faults.map((fault) => ({ action, ...fault })));
    await emulator.clock.rate(strike.rate ?? 0);
    let failure: unknown;
    await withContext(emulator, strike, async (ctx) => {
      held = await run(ctx, scenario, held).catch((error: unknown) => {
        failure = error;
        return held;
      });
    });
    const fired = emulator.faults.fired().length;
    emulator.faults.clear();
    emulator.faults.release();
    await emulator.faults.listenAgain();
    await emulator.clock.rate(0);
    ok(fired > 0, "the fault struck no call");
    if (failure !== undefined) {
      ok(mayFail(strike), String(failure));
      match(String(failure), /[Rr]un again|Fetch new temporary credentials/);
    }

    await withContext(emulator, {}, async (ctx) => {
      held = failure === undefined ? held : await run(ctx, scenario, held);
      if (step === "destroy") {
        deepEqual(ofOurs(emulator, scenario), []);
        return;
      }
      const isLate = strike.faults.some(({ kind }) => kind === "late");
      const look = () => held && resource.read(ctx, held.id, held.outs);
      // What a listing shows late looks like a drift, and not for long.
      if (isLate) await look();
      const read = await look();
      ok(read, "it is not found");
      equal(resource.diff(ctx, read.id, read.props, declared).changes, false);
      // A template that is made after the run gave it up has a twin: nothing says that a request is still on its way.
      const doubled = action === "CreateLiveSnapshotTemplate" && strike.what.startsWith("is held") ? 1 : 0;
      equal(ofOurs(emulator, scenario).length, 1 + doubled);
    });
  } finally {
    await emulator.close();
  }
}

describe("templates and rules in the fault matrix, with a run in which", () => {
  let listeners = 0;
  before(() => {
    // Each context waits for the end of its process, of which there is one here.
    listeners = process.getMaxListeners();
    process.setMaxListeners(0);
  });
  after(() => {
    process.setMaxListeners(listeners);
  });

  for (const scenario of scenarios) {
    for (const strike of strikes.filter((each) => isTried(each, scenario))) {
      const outcome = mayFail(strike) ? "may fail, and the next one mends it" : "goes on";
      it(`a ${scenario.action} ${strike.what}: it ${outcome}`, () => play(scenario, strike));
    }
  }
});
