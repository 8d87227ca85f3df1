import { match, ok } from "node:assert/strict";
import { runCli } from "../../support/cli.js";
import { startEcho } from "../../support/echo.js";
import { exportText } from "../../support/exported.js";
import { assertNoSecret, secretKey, talkative, token, withoutTracedToken } from "../../support/secrets.js";
import { stateOf, tonight } from "../../support/tonight.js";

const time = "2026-12-18T22:00:00Z";

/** The keys as `pulumi stack export --show-secrets` writes them. */
const secret = (plaintext: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(plaintext),
});

/** A stack whose window is over and whose next one a killed run was making: there is something to ask for each command. */
function exportedAt(endpoint: string): string {
  const later = { ...tonight, startTime: "2026-12-18T23:00:00Z", endTime: "2026-12-18T23:30:00Z" };
  const stack = new Map([["final", { id: "t", inputs: tonight, outputs: stateOf(tonight) }]]);
  const exported = JSON.parse(exportText(stack, [{ name: "later", inputs: later }]));
  exported.deployment.resources[0].inputs = {
    "tencentcloud:secretId": "AKIDsomebody",
    "tencentcloud:secretKey": secret(secretKey),
    "tencentcloud:securityToken": secret(token),
    "tencentcloud-css:endpoint": endpoint,
    "tencentcloud-css:clock": "emulator",
  };
  return JSON.stringify(exported);
}

/** Of a refusal doctor tells the code alone, the others the whole message. */
const commands = [
  { args: ["status", "--evidence"], how: "a refusal" },
  { args: ["recover"], how: "a refusal" },
  { args: ["orphans"], how: "a refusal" },
  { args: ["tasks", "-"], how: "a refusal" },
  { args: ["doctor", "-"], how: "an error whose code is what was sent" },
] as const;

describe("a key and a token of an export", () => {
  for (const { args, how } of commands) {
    it(`are in nothing that ${args[0]} prints while all is traced and the service tells what was sent`, async () => {
      const echo = await startEcho(how, time);
      try {
        const { out, err } = await runCli(args, exportedAt(echo.endpoint), { HOME: "/nonexistent", ...talkative });
        ok(echo.heard.some(({ headers }) => headers["x-tc-token"] === token));
        match(out + err, /was refused: .*x-tc-token.*\[secret\]/);
        assertNoSecret(out + withoutTracedToken(err));
      } finally {
        echo.close();
      }
    });
  }
});
