import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reportJson } from "../../cli/report/json.js";
import { parseOperations } from "../../cli/report/operations.js";
import { reportOf } from "../../cli/report/report.js";
import { createService } from "../../emulator/index.js";
import { runCommand } from "../support/command.js";
import { github, startComments } from "../support/comments.js";
import { testContext } from "../support/context.js";
import { alwaysTo } from "../support/exported.js";
import { withPipeline } from "../support/pipeline.js";
import { previewedAt, recordedFiles, recordPreviews } from "../support/previews.js";
import { packageRoot } from "../support/stack.js";

async function report(text: string) {
  const ctx = testContext(createService({ now: Date.parse(previewedAt) / 1000 }), { settings: { runEvery: "P1D" } });
  return reportJson(await reportOf(parseOperations(text, "test"), alwaysTo(ctx)));
}

describe("the pipeline's script for merge requests", () => {
  it("puts what would change into the request, with neither keys nor a call, and ends as the preview does", () =>
    withPipeline(async ({ declare, environment, folder, emulator }) => {
      const comments = await startComments([]);
      const { TENCENTCLOUD_SECRET_ID: _, TENCENTCLOUD_SECRET_KEY: __, ...keyless } = environment;
      const env: Record<string, string> = {
        ...keyless,
        ...github(comments.address),
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        TZ: "UTC",
      };
      const preview = () => runCommand(join(folder, "preview.sh"), ["test"], { cwd: folder, env });
      const posted = () => (comments.asked.at(-1)?.body as { body: string } | undefined)?.body ?? "";
      try {
        await declare("tonight,arena,2026-12-18T19:00:00Z,2026-12-18T21:00:00Z");
        await preview();
        match(posted(), /^<!-- tencentcloud-css report .*\/test -->\n/);
        match(posted(), /^\| \*\*created\*\* \| `tonight` \| `live\/arena` \| 2026-12-18 19:00 – 21:00 \| \? \|$/m);
        await declare("tonight,arena,2026-12-18T19:00:00Z,2026-12-18T18:00:00Z");
        await rejects(preview);
        match(posted(), /There were errors.*windows\.csv, line 3: end/s);
        const [marker] = posted().split("\n");
        env["PULUMI_CONFIG_PASSPHRASE"] = "another";
        await rejects(preview);
        match(posted(), /There were errors.*incorrect passphrase/s);
        equal(posted().split("\n")[0], marker);
        deepEqual(emulator.requests(), []);
      } finally {
        comments.close();
      }
    }));
});

describe("under the real engine, a report", () => {
  it("of a preview, its event log, an update's and the states around it is as of those that are recorded", async () => {
    const anew = await recordPreviews();
    for (const file of recordedFiles) {
      const recorded = readFileSync(join(packageRoot, "tests/fixtures/previews", file), "utf8");
      deepEqual(await report(anew[file]), await report(recorded), file);
      equal(anew[file].includes("hush"), false);
    }
  });
});
