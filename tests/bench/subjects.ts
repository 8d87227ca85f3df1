/** What is compared: our provider, and one that does nothing. */
import { CustomResource } from "@pulumi/pulumi";
import { handlerText } from "../../sdk/handler.js";

export const ours = handlerText("screenshotTask");
export const idle =
  "exports.handler=()=>({check:async(o,n)=>({inputs:n}),diff:async()=>({changes:false}),create:async(i)=>({id:'x',outs:i}),update:async(i,o,n)=>({outs:n}),delete:async()=>{}})";

/** What a task has beside its inputs, so that a checkpoint of the engine holds as much. */
const outputs = {
  effectiveStartTime: "2036-12-18T19:00:00Z",
  effectiveEndTime: "2036-12-18T21:00:00Z",
  owner: "a5792a5f",
  schemaVersion: 1,
  taskId: "dKXAkBQEWxEmRHI9fBFGnwXQQfak6Mo8uWINFDAvPPLwaPpZ1CgUPLQwdg",
  world: "emulator:b1c42ad1-0b13-4aa6-b89c-73055b2675d8",
};
const idleWithOutputs = idle.replace("outs:i", `outs:{...i,...${JSON.stringify(outputs)}}`);

/** All that a program can ask a task for beside its inputs. */
const unset = {
  taskId: undefined,
  effectiveStartTime: undefined,
  effectiveEndTime: undefined,
  creatableFrom: undefined,
  mustRunBefore: undefined,
  skipped: undefined,
  missed: undefined,
  stoppedAt: undefined,
  missing: undefined,
  lostSeconds: undefined,
};

export const final = {
  domainName: "5000.livepush.myqcloud.com",
  appName: "live",
  streamName: "stream1",
  templateId: 1000,
  startTime: "2036-12-18T19:00:00Z",
  endTime: "2036-12-18T21:00:00Z",
};

export class Idle extends CustomResource {
  constructor(name: string, inputs: object) {
    super("pulumi-nodejs:dynamic/bench:Idle", name, { ...inputs, __provider: idle });
  }
}

/** Does nothing, and has as many properties as a task. */
export class IdleWithOutputs extends CustomResource {
  constructor(name: string, inputs: object) {
    super("pulumi-nodejs:dynamic/bench:IdleWithOutputs", name, { ...unset, ...inputs, __provider: idleWithOutputs });
  }
}
