import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/index.js";
import { listening } from "../support/cloud.js";
import { countConnections } from "../support/listener.js";
import { startProvider } from "../support/process.js";
import { start } from "../support/stack.js";
import { stateOf, tonight } from "../support/tonight.js";

const role = "qcs::cam::uin/100000000001:roleName/captures";

/** Loaded before everything else: writes down each file that the process opens to read. */
const watcher = `
const fs = require("node:fs");
const { readFile } = fs.promises;
fs.promises.readFile = function (path, ...rest) {
  fs.appendFileSync(process.env.READ_FILES, path + "\\n");
  return readFile.call(this, path, ...rest);
};`;

async function withEmulator(test: (emulator: Emulator) => Promise<void>): Promise<void> {
  const emulator = await startEmulator({ time: start });
  try {
    await test(emulator);
  } finally {
    await emulator.close();
  }
}

const config = ({ endpoint }: Emulator) => ({
  "tencentcloud-css:endpoint": endpoint,
  "tencentcloud-css:clock": "emulator",
});

describe("a provider's credentials", () => {
  it("are of the role that its settings name, and renewed where they are refused in the middle of a run", () =>
    withEmulator(async (emulator) => {
      const provider = await startProvider(
        { ...config(emulator), "tencentcloud-css:roleArn": role },
        { TENCENTCLOUD_SECRET_ID: emulator.secretId, TENCENTCLOUD_SECRET_KEY: emulator.secretKey },
      );
      emulator.faults.set({ kind: "token-expired", action: "CreateScreenshotTask", nth: 2 });
      for (const streamName of ["one", "two", "three"]) await provider.create({ ...tonight, streamName });
      equal(await provider.end(), `Emulator at ${new URL(emulator.endpoint).host}: no cloud was called.\n`);
      deepEqual(
        emulator
          .requests()
          .map(({ action, code }) => code ?? action)
          .filter((action) => action !== "DescribeScreenshotTask"),
        [
          "AssumeRole",
          "DescribeLiveSnapshotTemplates",
          "CreateScreenshotTask",
          "AuthFailure.TokenFailure",
          "AssumeRole",
          "CreateScreenshotTask",
          "CreateScreenshotTask",
        ],
      );
      equal(emulator.service.tasks().length, 3);
    }));

  it("that were fetched anew are in no error and no output either, nor is the token that they came for", () =>
    withEmulator(async (emulator) => {
      const secrets = ["key-of-the-role", "token-of-the-role", "identity.jwt.token", "bearer-of-the-job"];
      const service = await listening(({ url, headers, body }, response) => {
        if (url === "/_emulator") return { store: "s", accountId: "1", unix: 1_797_616_800, rate: 0 };
        if (url.startsWith("/token")) return { value: "identity.jwt.token" };
        const told = JSON.stringify({ headers, body });
        switch (headers["x-tc-action"]) {
          case "AssumeRoleWithWebIdentity":
            return {
              Response: {
                Credentials: { TmpSecretId: "id", TmpSecretKey: "key-of-the-role", Token: "token-of-the-role" },
                ExpiredTime: 4_000_000_000,
                RequestId: "r",
              },
            };
          case "DescribeScreenshotTask":
            return { Response: { TaskList: [], RequestId: "r" } };
          default:
            return (
              response.writeHead(200) && {
                Response: { Error: { Code: "X", Message: `${told} ${secrets}` }, RequestId: "r" },
              }
            );
        }
      });
      const provider = await startProvider(
        { ...config(emulator), "tencentcloud-css:endpoint": service.endpoint },
        {
          HOME: "/nonexistent",
          TENCENTCLOUD_ASSUME_ROLE_ARN: role,
          ACTIONS_ID_TOKEN_REQUEST_URL: `${service.endpoint}/token`,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer-of-the-job",
        },
      );
      const answer = await provider.create(tonight).then(
        ({ outputs }) => JSON.stringify(outputs),
        (error: Error) => error.message,
      );
      const printed = await provider.end();
      service.close();
      match(answer, /CreateScreenshotTask for stream .* was refused: X: /);
      for (const secret of secrets) ok(!(printed + answer).includes(secret), `${secret}: ${answer}`);
    }));

  it("are neither read nor fetched by a preview, wherever they are", async () => {
    const folder = await mkdtemp(join(tmpdir(), "credentials-"));
    const [hook, list, token] = [join(folder, "watcher.cjs"), join(folder, "read"), join(folder, "token")];
    await Promise.all([writeFile(hook, watcher), writeFile(list, ""), writeFile(token, "identity.jwt.token")]);
    const connections = await countConnections(async (endpoint) => {
      const provider = await startProvider(
        { "tencentcloud-css:endpoint": endpoint, "tencentcloud-css:profile": "work", "tencentcloud-css:roleArn": role },
        {
          HOME: folder,
          NODE_OPTIONS: `--require ${hook}`,
          READ_FILES: list,
          TENCENTCLOUD_CSS_STS_ENDPOINT: endpoint,
          TENCENTCLOUD_CSS_METADATA_ENDPOINT: endpoint,
          ACTIONS_ID_TOKEN_REQUEST_URL: endpoint,
          TKE_WEB_IDENTITY_TOKEN_FILE: token,
        },
      );
      equal((await provider.check(tonight)).failures.length, 0);
      await provider.diff("t", stateOf(tonight, "account:1"), tonight);
      await provider.end();
    });
    equal(connections, 0);
    equal(await readFile(list, "utf8"), "");
    await rm(folder, { recursive: true });
  });
});
