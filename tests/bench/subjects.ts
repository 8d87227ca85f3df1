/** What is compared: our provider, and one that does nothing. */
import { CustomResource } from "@pulumi/pulumi";
import { handlerText } from "../../sdk/handler.js";

export const ours = handlerText("screenshotTask");
export const idle =
  "exports.handler=()=>({check:async(o,n)=>({inputs:n}),diff:async()=>({changes:false}),create:async(i)=>({id:'x',outs:i}),update:async(i,o,n)=>({outs:n}),delete:async()=>{}})";

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
