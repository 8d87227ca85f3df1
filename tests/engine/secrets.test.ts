import { deepEqual, match, ok } from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Provider, ScreenshotTask } from "pulumi-tencentcloud-css";
import { type echoes, startEcho } from "../support/echo.js";
import { type Outcome, start, type Trial, withStack } from "../support/stack.js";
import { tonight } from "../support/tonight.js";

/** What the provider is given over gRPC, and answers. */
const traced = { GRPC_TRACE: "all", GRPC_VERBOSITY: "DEBUG" };

function assertAbsent(secrets: readonly string[], texts: Readonly<Record<string, string>>): void {
  for (const [where, text] of Object.entries(texts)) {
    for (const secret of secrets) {
      const at = text.indexOf(secret);
      ok(at < 0, `${secret} in ${where}: …${text.slice(Math.max(0, at - 300), at + 60)}…`);
    }
  }
}

async function requestLog({ emulator }: Trial): Promise<string> {
  return (await fetch(`${emulator.endpoint}/_emulator/requests`)).text();
}

type Operate = (trial: Trial) => Promise<Outcome>;

/** A run that succeeds, a refresh, and runs in which the service tells all that was sent to it. */
async function goThrough(trial: Trial, up: Operate): Promise<string> {
  const good = await up(trial);
  ok(!good.failed, good.output);
  deepEqual(good.changes, { create: 1 }, good.output);
  const refreshed = await trial.refresh();
  ok(!refreshed.failed, refreshed.output);
  ok((await trial.resources())["final"], refreshed.output);
  let output = good.output + refreshed.output;
  const { environment } = trial;
  trial.program = async () => {
    new ScreenshotTask("final", tonight);
    new ScreenshotTask("other", { ...tonight, streamName: "other" });
  };
  for (const how of ["a refusal", "a status of 502"] satisfies (keyof typeof echoes)[]) {
    // It says that it is the same world, so that its answers are believed.
    const echo = await startEcho(how, start, trial.emulator.store);
    environment["TENCENTCLOUD_CSS_ENDPOINT"] = echo.endpoint;
    const bad = await up(trial);
    echo.close();
    ok(bad.failed && echo.heard.length > 0, bad.output);
    ok((await trial.resources())["final"], bad.output);
    match(bad.output, /CreateScreenshotTask for stream live\/other/);
    output += bad.output;
  }
  return output;
}

const program = async () => {
  new ScreenshotTask("final", tonight);
};

describe("under the real engine, a key and a token", () => {
  it("of the environment are nowhere, whatever Pulumi is told to log", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-tencentcloud-css-"));
    const [calls, data] = [join(folder, "grpc.json"), join(folder, "emulator.json")];
    try {
      await withStack(
        program,
        async (trial) => {
          const { secretId, secretKey, token } = trial.emulator.temporary;
          Object.assign(trial.environment, traced, {
            PULUMI_DEBUG_GRPC: calls,
            TENCENTCLOUD_SECRET_ID: secretId,
            TENCENTCLOUD_SECRET_KEY: secretKey,
            TENCENTCLOUD_SECURITY_TOKEN: token,
          });
          const output = await goThrough(trial, () =>
            trial.up({ debug: true, logVerbosity: 9, logFlow: true, logToStdErr: true }),
          );
          match(output, /Marshaling property/);
          assertAbsent([secretKey, token], {
            output,
            "the calls between the engine and its plugins": await readFile(calls, "utf8"),
            "the state's file": await trial.stateFile(),
            "the export with its secrets shown": JSON.stringify(await trial.stack.exportStack()),
            "the emulator's log": await requestLog(trial),
            "the emulator's data file": await readFile(data, "utf8"),
          });
        },
        { data },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  // With -v=9 and in the file of PULUMI_DEBUG_GRPC the engine itself writes configuration decrypted.
  it("that are secrets of the stack's configuration are in no state, error or debug output", () =>
    withStack(program, async (trial) => {
      const { secretId, secretKey, token } = trial.emulator.temporary;
      await trial.stack.setConfig("tencentcloud:secretId", { value: secretId });
      await trial.stack.setConfig("tencentcloud:secretKey", { value: secretKey, secret: true });
      await trial.stack.setConfig("tencentcloud:securityToken", { value: token, secret: true });
      // NODE_DEBUG has Node.js print the headers, with the token in them; in these the engine masks its secrets.
      const env = { ...traced, NODE_DEBUG: "http,https", TENCENTCLOUD_SECRET_ID: "", TENCENTCLOUD_SECRET_KEY: "" };
      Object.assign(trial.environment, env);
      const output = await goThrough(trial, () => trial.up({ debug: true }));
      const { final } = await trial.resources();
      assertAbsent([secretKey, token], {
        output,
        "the state's file": await trial.stateFile(),
        "the resource": JSON.stringify(final),
        "the emulator's log": await requestLog(trial),
      });
    }));

  it("in plain text in the stack's configuration, or given to a Provider, are refused without being repeated", () =>
    withStack(program, async (trial) => {
      for (const name of ["secretKey", "securityToken"]) {
        await trial.stack.setConfig(`tencentcloud:${name}`, { value: "SecretInPlainText" });
        const plain = await trial.preview();
        ok(plain.failed);
        match(plain.output, new RegExp(`tencentcloud:${name} is in the stack's configuration in plain text`));
        assertAbsent(["SecretInPlainText"], { output: plain.output });
        await trial.stack.removeConfig(`tencentcloud:${name}`);
      }
      trial.program = async () => {
        const provider = new Provider("own", { secretKey: "SecretInPlainText" } as object);
        new ScreenshotTask("final", tonight, { provider });
      };
      const given = await trial.up();
      ok(given.failed);
      match(given.output, /A Provider has no setting "secretKey"/);
      assertAbsent(["SecretInPlainText"], { output: given.output, state: await trial.stateFile() });
    }));
});

describe("under the real engine, what a program marks as a secret", () => {
  it("is encrypted in the state", () =>
    withStack(
      async () => {
        new ScreenshotTask("final", { ...tonight, extension: pulumi.secret("SecretExtension") });
      },
      async (trial) => {
        const up = await trial.up();
        ok(!up.failed, up.output);
        assertAbsent(["SecretExtension"], { output: up.output, "the state's file": await trial.stateFile() });
      },
    ));
});

describe("under the real engine, an endpoint that a merge request slips in", () => {
  it("is refused in the stack's configuration and of a Provider before anything is called", () =>
    withStack(program, async (trial) => {
      const elsewhere = "https://live.tencentcloudapi.com.example.com";
      trial.environment["TENCENTCLOUD_CSS_ENDPOINT"] = "";
      const refused = /is neither on this machine nor under tencentcloudapi\.com, so nothing was called/;
      await trial.stack.setConfig("tencentcloud-css:endpoint", { value: elsewhere });
      const configured = await trial.up();
      ok(configured.failed);
      match(configured.output, refused);

      await trial.stack.removeConfig("tencentcloud-css:endpoint");
      trial.program = async () => {
        const provider = new Provider("own", { endpoint: elsewhere });
        new ScreenshotTask("final", tonight, { provider });
      };
      const given = await trial.up();
      ok(given.failed);
      match(given.output, refused);
      deepEqual(trial.emulator.requests(), []);
    }));
});
