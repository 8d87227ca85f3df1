/** One declaration and its successor through check, diff and create, over the emulator's state machine. */
import { AssertionError, deepEqual, equal, match, ok } from "node:assert/strict";
import { createService } from "../../emulator/index.js";
import { type Properties, unknownValue } from "../../provider/fields.js";
import { isLiveError } from "../../provider/live/errors.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { testContext } from "../support/context.js";
import { liveTasks } from "../support/tasks.js";
import { now } from "./inputs.js";

const known = Object.keys(screenshotTask.fields);

const isKnown = (properties: Properties) => Object.values(properties).every((value) => value !== unknownValue);

const fieldNames = new RegExp(`\\b(${known.join("|")})\\b`);

/** @throws where it is a crash, or names no field; of what the service refused, where it does not say for which stream. */
function assertRefusal(error: unknown): void {
  ok(error instanceof Error, `threw ${String(error)}, which is no Error`);
  ok(
    !(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError),
    `crashed: ${error.stack}`,
  );
  // The service has names of its own for the fields.
  if (isLiveError(error)) match(error.message, /^\w+ for stream \S+/);
  else match(error.message, fieldNames);
}

/** What goes to the engine's state and comes back as it was: no undefined, null, NaN or Date, and nothing nested. */
function assertStorable(outs: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(outs)) {
    ok(["string", "boolean"].includes(typeof value) || Number.isFinite(value), `${name} is ${String(value)}`);
  }
}

/** @throws AssertionError where one of them crashes, refuses without naming a field, or leaves behind what no state has. */
export async function play(before: Properties, after: Properties): Promise<void> {
  const service = createService({ now });
  const ctx = testContext(service);
  const created: { id: string; outs: Properties }[] = [];

  for (const given of [before, after]) {
    const { inputs: checked, failures } = screenshotTask.check(given);
    for (const { property, reason } of failures) {
      ok(property in given || known.includes(property), `${property} is not one of the resource's`);
      ok(/\w{2} \w/.test(reason), `${property}: ${JSON.stringify(reason)} is nothing to read`);
      ok(!/\[object|Expected .* received/.test(reason), `${property}: ${reason} is not written for people`);
    }
    if (failures.length > 0) continue;

    for (const { id, outs } of created) {
      try {
        const { changes, replaces } = screenshotTask.diff(ctx, id, outs, checked);
        equal(typeof changes, "boolean");
        ok(replaces.every((name) => known.includes(name)));
      } catch (error) {
        assertRefusal(error);
      }
    }
    // The engine creates only what is known.
    if (!isKnown(checked)) continue;
    try {
      const { id, outs } = await screenshotTask.create(ctx, checked);
      ok(id !== "");
      assertStorable(outs);
      created.push({ id, outs });
    } catch (error) {
      if (error instanceof AssertionError) throw error;
      assertRefusal(error);
    }
    const inState = new Set(created.map(({ outs }) => outs["taskId"]));
    deepEqual(
      liveTasks(service).filter(({ taskId }) => !inState.has(taskId)),
      [],
      "tasks that are in no state",
    );
  }
}
