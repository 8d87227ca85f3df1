import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { dynamic, runtime } from "@pulumi/pulumi";
import * as mocks from "@pulumi/pulumi/runtime/mocks.js";
import {
  CallbackRule,
  CallbackTemplate,
  Provider,
  ScreenshotTask,
  SnapshotRule,
  SnapshotTemplate,
} from "pulumi-tencentcloud-css";
import * as provider from "pulumi-tencentcloud-css/provider";
import { hooks, pictures, rule } from "../support/lasting.js";
import { tonight as args } from "../support/tonight.js";

interface Request {
  toObject(): Record<string, unknown>;
  getObject(): { toJavaScript(): Record<string, unknown> };
}

/** What a program sends to the engine: the requests as they are, without an engine. */
async function registered(
  program: () => unknown,
): Promise<{ request: Record<string, unknown>; inputs: Record<string, unknown> }[]> {
  const requests: Request[] = [];
  const { prototype } = mocks.MockMonitor;
  const { registerResource } = prototype;
  prototype.registerResource = function (
    this: typeof prototype,
    request: Request,
    done: Parameters<typeof registerResource>[1],
  ) {
    requests.push(request);
    return registerResource.call(this, request, done);
  };
  try {
    await runtime.setMocks({ call: () => ({}), newResource: ({ name, inputs }) => ({ id: name, state: inputs }) });
    await runtime.runInPulumiStack(async () => void program());
    await runtime.disconnect();
  } finally {
    prototype.registerResource = registerResource;
  }
  return requests.map((request) => ({ request: request.toObject(), inputs: request.getObject().toJavaScript() }));
}

describe("a program's registration of a screenshot task", () => {
  it("is what pulumi.dynamic.Resource would send, but for the provider's text", async () => {
    const handler: dynamic.ResourceProvider = { create: async () => ({ id: "" }) };
    class Reference extends dynamic.Resource {
      constructor() {
        super(handler, "final", { ...args }, undefined, "tencentcloud-css", "ScreenshotTask");
      }
    }
    const [ours] = (await registered(() => new ScreenshotTask("final", args))).slice(-1);
    const [theirs] = (await registered(() => new Reference())).slice(-1);
    const comparable = ({ request, inputs }: NonNullable<typeof ours>) => {
      const { object: _text, sourceposition: _where, stacktrace: _stack, ...sent } = request;
      return { ...sent, inputs: { ...inputs, __provider: "text" } };
    };
    ok(ours && theirs);
    deepEqual(comparable(ours), comparable(theirs));
  });

  it("carries these bytes and no code", async () => {
    const [ours] = (await registered(() => new ScreenshotTask("final", args))).slice(-1);
    equal(ours?.inputs["__provider"], 'exports.handler=()=>require("pulumi-tencentcloud-css/provider").screenshotTask');
  });
});

describe("a program's registration of templates and rules", () => {
  const made = {
    SnapshotTemplate: () => new SnapshotTemplate("x", pictures),
    SnapshotRule: () => new SnapshotRule("x", rule),
    CallbackTemplate: () => new CallbackTemplate("x", { ...hooks, callbackKey: "SecretOfCallbacks" }),
    CallbackRule: () => new CallbackRule("x", rule),
  };
  for (const [type, make] of Object.entries(made)) {
    it(`names the ${type} and its handler, which every state names from then on`, async () => {
      const [ours] = (await registered(make)).slice(-1);
      equal(ours?.request["type"], `pulumi-nodejs:dynamic/tencentcloud-css:${type}`);
      const exported = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
      equal(ours?.inputs["__provider"], `exports.handler=()=>require("pulumi-tencentcloud-css/provider").${exported}`);
      ok(exported in provider);
    });
  }

  it("marks a callback's key, as an input and for what a refresh reads", async () => {
    const [ours] = (await registered(made.CallbackTemplate)).slice(-1);
    deepEqual(ours?.request["additionalsecretoutputsList"], ["callbackKey"]);
    const key = ours?.inputs["callbackKey"] as Record<string, unknown>;
    equal(key["4dabf18193072939515e22adb298388d"], "1b47061264138c4ac30d75fd1eb44270");
  });

  it("is refused an import, which no dynamic provider has", async () => {
    await rejects(
      registered(() => new SnapshotTemplate("x", pictures, { import: "1000" })),
      /SnapshotTemplate x cannot be imported.*declare the same templateName with ifExists: "adopt"/,
    );
  });
});

describe("a program", () => {
  it("is refused an import, which no dynamic provider has, and told what to do instead", async () => {
    await rejects(
      registered(() => new ScreenshotTask("final", args, { import: "UpTb" })),
      /ScreenshotTask final cannot be imported.*declare the same stream, template and window with ifExists: "adopt"/,
    );
  });

  it("is refused a setting that does not exist, in the stack's configuration and of a provider", async () => {
    runtime.setAllConfig({ "tencentcloud-css:runEvry": "P1D" });
    await rejects(
      registered(() => new ScreenshotTask("final", args)),
      /in the stack's configuration, has no setting "runEvry"; there are endpoint, site, .*runEvery/,
    );
    runtime.setAllConfig({});
    await rejects(
      registered(() => new Provider("p", { secretId: "AKID" } as object)),
      /A Provider has no setting "secretId"/,
    );
  });
});

describe("a program's registration of a provider", () => {
  it("carries its settings with their namespace, and nothing that was left out", async () => {
    const requests = await registered(() => new Provider("mainland", { site: "mainland", accountId: "7" }));
    deepEqual(requests.at(-1)?.inputs, { "tencentcloud-css:site": "mainland", "tencentcloud-css:accountId": "7" });
  });
});
