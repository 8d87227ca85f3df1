import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import * as messages from "@pulumi/pulumi/proto/provider_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { standInEngine } from "../support/process.js";
import { packageRoot } from "../support/stack.js";
import { atMost, median, type Result } from "./result.js";
import { final, idle, ours } from "./subjects.js";

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

export async function compareStartUp(): Promise<Result[]> {
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
