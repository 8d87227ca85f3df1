import { deepEqual, equal, rejects } from "node:assert/strict";
import { createLiveApi } from "../../provider/live/api.js";

const busy = Object.assign(new Error("too many"), { code: "RequestLimitExceeded", requestId: "r-1" });

/** The service has room again after so many seconds, which pass by waiting alone. */
function stage(seconds: number) {
  let milliseconds = 0;
  const said: string[] = [];
  const send = async () => async () => {
    if (milliseconds < seconds * 1000) throw busy;
    return {};
  };
  const stopwatch = {
    now: () => milliseconds,
    sleep: async (more: number) => {
      milliseconds += more;
    },
  };
  const api = createLiveApi(
    send,
    () => [],
    stopwatch,
    (line) => said.push(line),
  );
  const call = (object: string) => api.write({ action: "CreateScreenshotTask", object, params: {} });
  return { call, said };
}

describe("a call that is one too many", () => {
  it("waits without a word for less than a minute", async () => {
    const { call, said } = stage(58);
    await call("stream live/a");
    deepEqual(said, []);
  });

  it("says once what is waited for after a minute, and goes on", async () => {
    const { call, said } = stage(200);
    await Promise.all([call("stream live/a"), call("stream live/b")]);
    deepEqual(
      said.map((line) => line.replace(/1 min( \d+ s)?/, "1 min").replace(/live\/[ab]/, "live/a")),
      [
        "CreateScreenshotTask for stream live/a has waited 1 min for the rate limit (RequestLimitExceeded), as all of " +
          "an account share 20 calls a second. It goes on by itself, for some minutes.",
      ],
    );
  });

  it("gives up in the end", async () => {
    const { call, said } = stage(3600);
    await rejects(call("stream live/a"), /was throttled, again and again/);
    equal(said.length, 1);
  });
});
