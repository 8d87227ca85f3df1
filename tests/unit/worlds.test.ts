import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createService, type Service } from "../../emulator/index.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import * as snapshotTemplate from "../../provider/resources/snapshotTemplate.js";
import { type TestContext, testContext } from "../support/context.js";
import { final, hour, now } from "../support/final.js";
import { pictures } from "../support/lasting.js";
import { emptyCheckpoint, run, type Stack, up } from "../support/program.js";

const day = 24 * hour;

const ahead = final(now + 2 * day, now + 2 * day + hour);
const late = { ...final(now + 7 * day, now + 7 * day + hour), streamName: "late", ifTooFar: "defer" };
const extra = { ...ahead, streamName: "extra" };

/** The keys of an account, by which the settings do not pin it. */
const withKeysOf = (service: Service, account: number): TestContext =>
  testContext(service, { world: `account:${account}`, knownWorld: "cloud" });

/** With TaskIds of their own. */
const accounts = () =>
  [createService({ now }), createService({ now, store: "11111111-1111-1111-1111-111111111111" })] as const;

const streamsOf = (service: Service) => service.tasks().map(({ streamName }) => streamName);

const refusal =
  /Refused to make the .*: what else this program has lives in account 1 of Tencent Cloud, but this run talks to account 2 of Tencent Cloud\. Nothing was made\. Set endpoint, accountId and the credentials back/;

describe("a program whose keys are another account's for a night", () => {
  it("makes neither what is new nor what has come into reach there, and all of it once they are put back", async () => {
    const [service, theirs] = accounts();
    const { stack } = await up(withKeysOf(service, 1), new Map(), { final: ahead, late });
    const checkpoint = emptyCheckpoint(stack);
    const program = { final: ahead, late, extra };
    for (const each of [service, theirs]) each.advanceTo(now + day + 2 * hour);

    const wrong = await run(withKeysOf(theirs, 2), checkpoint, program, { continueOnError: true });
    deepEqual(wrong.operations, { final: "same" });
    deepEqual(
      wrong.failures.map(({ name }) => name),
      ["late", "extra"],
    );
    for (const { error } of wrong.failures) match(String(error), refusal);
    deepEqual(streamsOf(theirs), []);

    const right = await run(withKeysOf(service, 1), checkpoint, program, { continueOnError: true });
    deepEqual(right.operations, { final: "same", late: "update", extra: "create" });
    deepEqual(streamsOf(service), ["final", "late", "extra"]);
  });

  it("makes no template there either", async () => {
    const [service, theirs] = accounts();
    const { stack } = await up(withKeysOf(service, 1), new Map(), { final: ahead });
    const ctx = withKeysOf(theirs, 2);
    const { id, outputs } = held(stack, "final");
    equal(screenshotTask.diff(ctx, id, outputs, ahead).changes, false);
    await rejects(snapshotTemplate.create(ctx, pictures), refusal);
    deepEqual(ctx.calls, []);
  });
});

describe("a program that goes on in another account", () => {
  const moved = async () => {
    const [service, theirs] = accounts();
    const { stack } = await up(withKeysOf(service, 1), new Map(), { final: ahead });
    for (const each of [service, theirs]) each.advanceTo(now + 2 * day + hour);
    return { stack, theirs };
  };

  it("needs none for what is over: it is read and deleted without a call, and what is new is made", async () => {
    const { stack, theirs } = await moved();
    const ctx = withKeysOf(theirs, 2);
    const checkpoint = emptyCheckpoint(stack);
    const next = { ...final(now + 4 * day, now + 4 * day + hour), streamName: "next" };
    const both = await run(ctx, checkpoint, { final: ahead, next }, { refresh: true });
    deepEqual([both.operations, both.failures], [{ final: "same", next: "create" }, []]);
    theirs.advanceTo(theirs.now() + hour);
    const last = await run(withKeysOf(theirs, 2), checkpoint, { next }, { refresh: true });
    deepEqual([last.operations, last.failures], [{ next: "same", final: "delete" }, []]);
    deepEqual(streamsOf(theirs), ["next"]);
  });

  it("makes what is new where a part of it lives already", async () => {
    const { theirs } = await moved();
    const ctx = withKeysOf(theirs, 2);
    for (const world of ["account:1", "account:2"]) ctx.homes.add(world);
    await screenshotTask.create(ctx, final(now + 4 * day, now + 4 * day + hour));
    equal(theirs.tasks().length, 1);
  });
});

function held(stack: Stack, name: string) {
  const found = stack.get(name);
  if (!found) throw new Error(`${name} is not in the stack`);
  return found;
}
