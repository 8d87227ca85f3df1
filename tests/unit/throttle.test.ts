import { deepEqual, equal, ok } from "node:assert/strict";
import { createLiveApi } from "../../provider/live/api.js";
import { createThrottle, type Stopwatch } from "../../provider/live/throttle.js";

/** Time that passes by waiting alone. */
function stopwatch(): Stopwatch & { pass(milliseconds: number): void } {
  let milliseconds = 0;
  return {
    now: () => milliseconds,
    sleep: async (more) => {
      milliseconds += more;
    },
    pass: (more) => {
      milliseconds += more;
    },
  };
}

describe("a throttle", () => {
  it("lets calls leave evenly, first in, first out, and the first one at once", async () => {
    const watch = stopwatch();
    const throttle = createThrottle(20, watch);
    const left: [number, number][] = [];
    await Promise.all([1, 2, 3].map((call) => throttle.turn().then(() => left.push([call, watch.now()]))));
    deepEqual(left, [
      [1, 0],
      [2, 50],
      [3, 100],
    ]);
  });

  it("lets no second have more calls than are allowed, however late they come", async () => {
    const watch = stopwatch();
    const throttle = createThrottle(20, watch);
    const left: number[] = [];
    for (let call = 0; call < 200; call += 1) {
      if (call % 30 === 0) watch.pass(700);
      await throttle.turn();
      left.push(watch.now());
    }
    for (const from of left) ok(left.filter((time) => time >= from && time < from + 1000).length <= 20);
  });

  it("halves its rate where the service complains, once for calls that left together", async () => {
    const watch = stopwatch();
    const throttle = createThrottle(20, watch);
    await throttle.turn();
    for (let refusal = 0; refusal < 5; refusal += 1) throttle.exceeded();
    await throttle.turn();
    equal(watch.now(), 100);
  });

  it("gains a call a second for each second without a complaint, up to where it began", async () => {
    const watch = stopwatch();
    const throttle = createThrottle(20, watch);
    await throttle.turn();
    throttle.exceeded();
    watch.pass(5000);
    await throttle.turn();
    const before = watch.now();
    await throttle.turn();
    equal(Math.round(watch.now() - before), Math.round(1000 / 15));
    watch.pass(60_000);
    await throttle.turn();
    const later = watch.now();
    await throttle.turn();
    equal(Math.round(watch.now() - later), 50);
  });

  it("is not talked out of slowing down by the seconds that pass meanwhile", async () => {
    const watch = stopwatch();
    const throttle = createThrottle(20, watch);
    for (let call = 0; call < 200; call += 1) {
      await throttle.turn();
      watch.pass(1);
      throttle.exceeded();
    }
    const before = watch.now();
    await throttle.turn();
    ok(watch.now() - before >= 500);
  });

  it("never comes to a standstill", async () => {
    const watch = stopwatch();
    const throttle = createThrottle(20, watch);
    await throttle.turn();
    for (let second = 0; second < 20; second += 1) {
      throttle.exceeded();
      watch.pass(1000);
    }
    const before = watch.now();
    await throttle.turn();
    ok(watch.now() - before <= 2000);
  });

  it("comes to share the rate with others of the same account", async () => {
    const watch = stopwatch();
    const ours = createThrottle(20, watch);
    const theirs = createThrottle(20, watch);
    const counts = new Map<number, number>();
    const sent = { ours: 0, theirs: 0 };
    const call = async (who: "ours" | "theirs") => {
      const throttle = who === "ours" ? ours : theirs;
      await throttle.turn();
      const second = Math.floor(watch.now() / 1000);
      counts.set(second, (counts.get(second) ?? 0) + 1);
      if ((counts.get(second) ?? 0) > 20) throttle.exceeded();
      else sent[who] += 1;
    };
    // Waiting moves the time of both, so they take turns.
    for (let turn = 0; turn < 1000; turn += 1) await call(turn % 2 === 0 ? "ours" : "theirs");
    ok(sent.ours > 400 && sent.theirs > 400);
  });
});

describe("the calls of an action", () => {
  for (const [action, rate] of [
    ["CreateScreenshotTask", 20],
    ["DescribeScreenshotTask", 20],
    ["CreateLiveSnapshotTemplate", 200],
    ["ModifyLiveCallbackTemplate", 200],
    ["DeleteLiveSnapshotRule", 200],
    ["CreateLiveCallbackRule", 200],
    ["DescribeLiveSnapshotTemplates", 500],
    ["DescribeLiveCallbackRules", 500],
    ["GetCallerIdentity", 20],
  ] as const) {
    it(`leave at a little less than the ${rate} a second that are documented of ${action}`, async () => {
      const watch = stopwatch();
      const api = createLiveApi(
        async () => async () => ({}),
        () => [],
        watch,
        () => {},
      );
      for (let call = 0; call <= 100; call += 1) await api.read({ action, object: "x", params: {} });
      const found = 100_000 / watch.now();
      ok(found < rate && found > 0.95 * rate, String(found));
    });
  }
});
