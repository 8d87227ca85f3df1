import { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { dynamicProviders } from "../../provider/hosts/dynamic.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { atMost, median, type Result } from "./result.js";
import { final, ours } from "./subjects.js";

const state = {
  ...final,
  schemaVersion: 1,
  taskId: "UpTbk5RSVhRQFkAAfHwQCCjcRD0lRFcZ0xTSlNTQltlRVRLU1JAWW9EUb",
  owner: "13c0fd03",
  world: "account:100000000001",
  effectiveStartTime: final.startTime,
  effectiveEndTime: final.endTime,
};

export async function measureCalls(): Promise<Result[]> {
  const { provider } = dynamicProviders({ provider: screenshotTask }, {});
  let sockets = 0;
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...given: Parameters<typeof connect>) {
    sockets += 1;
    return connect.apply(this, given);
  } as typeof connect;
  const timed = async (call: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let run = 0; run < 2000; run += 1) {
      const began = performance.now();
      await call();
      times.push(performance.now() - began);
    }
    return median(times);
  };
  const check = await timed(async () => provider.check({}, final));
  const diff = await timed(async () => provider.diff("t", state, final));
  Socket.prototype.connect = connect;
  const sdk = Object.keys(require.cache).filter((file) => file.includes("tencentcloud-sdk-nodejs"));
  return [
    atMost("check, median", check, "ms", 0.2),
    atMost("diff, median", diff, "ms", 0.2),
    atMost("sockets opened by check and diff", sockets, "", 0),
    atMost("modules of the SDK loaded before the first call", sdk.length, "", 0),
  ];
}

export function measureState(): Result[] {
  const inputs = JSON.stringify({ ...final, __provider: ours });
  const outputs = JSON.stringify({ ...state, __provider: ours });
  return [atMost("inputs and outputs of a task in state", inputs.length + outputs.length, "bytes", 900)];
}
