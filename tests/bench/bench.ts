/**
 * Speed and memory, as ratios and differences within one run against a dynamic provider that does nothing: `npm run
 * bench`, or with `-- --json` one object a line. Run by hand, on a machine with nothing else to do.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { CustomResource } from "@pulumi/pulumi";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import * as messages from "@pulumi/pulumi/proto/provider_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { ScreenshotTask } from "pulumi-tencentcloud-css";
import { dynamicProvider } from "../../provider/hosts/dynamic.js";
import * as screenshotTask from "../../provider/resources/screenshotTask.js";
import { handlerText } from "../../sdk/handler.js";
import { standInEngine } from "../support/process.js";
import { packageRoot, withStack } from "../support/stack.js";

interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: string;
  readonly ok: boolean;
}

const atMost = (name: string, value: number, unit: string, limit: number): Result => ({
  name,
  value: Number(value.toFixed(3)),
  unit,
  goal: `<= ${limit}`,
  ok: value <= limit,
});

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const ours = handlerText("screenshotTask");
const idle =
  "exports.handler=()=>({check:async(o,n)=>({inputs:n}),diff:async()=>({changes:false}),create:async(i)=>({id:'x',outs:i}),update:async(i,o,n)=>({outs:n}),delete:async()=>{}})";

const final = {
  domainName: "5000.livepush.myqcloud.com",
  appName: "live",
  streamName: "stream1",
  templateId: 1000,
  startTime: "2036-12-18T19:00:00Z",
  endTime: "2036-12-18T21:00:00Z",
};

const state = {
  ...final,
  schemaVersion: 1,
  taskId: "UpTbk5RSVhRQFkAAfHwQCCjcRD0lRFcZ0xTSlNTQltlRVRLU1JAWW9EUb",
  owner: "13c0fd03",
  world: "account:100000000001",
  effectiveStartTime: final.startTime,
  effectiveEndTime: final.endTime,
};

/** From the start of the process to the answer of its first check, and the memory that it holds then. */
async function startUp(provider: string): Promise<{ milliseconds: number; mebibytes: number }> {
  const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const engine = await standInEngine();
  const began = performance.now();
  const child = spawn(process.execPath, [script, engine.address], {
    cwd: packageRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = (await once(createInterface(child.stdout), "line")) as [string];
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const configuration = new messages.ConfigureRequest();
  configuration.setArgs(Struct.fromJavaScript({}));
  await new Promise((resolve) => client.configure(configuration, resolve));
  const request = new messages.CheckRequest();
  request.setOlds(Struct.fromJavaScript({}));
  request.setNews(Struct.fromJavaScript({ ...final, __provider: provider }));
  await new Promise<void>((resolve, reject) => {
    client.check(request, (error) => (error ? reject(error) : resolve()));
  });
  const milliseconds = performance.now() - began;
  const kibibytes = Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" }));
  client.close();
  child.kill();
  engine.end();
  return { milliseconds, mebibytes: kibibytes / 1024 };
}

async function compareStartUp(): Promise<Result[]> {
  const runs = { ours: [] as Awaited<ReturnType<typeof startUp>>[], idle: [] as Awaited<ReturnType<typeof startUp>>[] };
  for (let run = 0; run < 7; run += 1) {
    runs.idle.push(await startUp(idle));
    runs.ours.push(await startUp(ours));
  }
  const more = (measure: "milliseconds" | "mebibytes") =>
    median(runs.ours.map((run) => run[measure])) - median(runs.idle.map((run) => run[measure]));
  return [
    atMost("provider start-up to the first check, more than doing nothing", more("milliseconds"), "ms", 100),
    atMost("provider memory after the first check, more than doing nothing", more("mebibytes"), "MiB", 25),
  ];
}

async function measureCalls(): Promise<Result[]> {
  const provider = dynamicProvider(screenshotTask, {});
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

function measureState(): Result[] {
  const inputs = JSON.stringify({ ...final, __provider: ours });
  const outputs = JSON.stringify({ ...state, __provider: ours });
  return [atMost("inputs and outputs of a task in state", inputs.length + outputs.length, "bytes", 900)];
}

class Idle extends CustomResource {
  constructor(name: string) {
    super("pulumi-nodejs:dynamic/bench:Idle", name, { ...final, __provider: idle });
  }
}

/** A second `up` that changes nothing, of 200 resources. */
async function noOp(declare: (name: string) => unknown): Promise<number> {
  let took = Number.NaN;
  await withStack(
    async () => {
      for (let index = 0; index < 200; index += 1) declare(`task-${index}`);
    },
    async (trial) => {
      const created = await trial.up();
      if (created.failed) throw new Error(created.output);
      const began = performance.now();
      const again = await trial.up();
      took = performance.now() - began;
      if (again.failed || Object.keys(again.changes).some((operation) => operation !== "same"))
        throw new Error(again.output);
    },
    { time: "2036-12-18T18:00:00Z", callsPerSecond: Number.POSITIVE_INFINITY },
  );
  return took;
}

async function compareNoOp(): Promise<Result[]> {
  const ratios: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    const nothing = await noOp((name) => new Idle(name));
    const something = await noOp((name) => new ScreenshotTask(name, { ...final, streamName: name }));
    ratios.push(something / nothing);
  }
  return [atMost("no-op up of 200, against doing nothing", median(ratios), "x", 1.25)];
}

async function main(): Promise<void> {
  const json = process.argv.includes("--json");
  const results: Result[] = [];
  for (const measure of [measureCalls, compareStartUp, async () => measureState(), compareNoOp]) {
    for (const result of await measure()) {
      results.push(result);
      if (json) console.log(JSON.stringify(result));
    }
  }
  if (!json) console.table(results);
  if (results.some(({ ok }) => !ok)) process.exitCode = 1;
}

void main();
