import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reportJson } from "../../cli/report/json.js";
import { parseOperations } from "../../cli/report/operations.js";
import { reportOf } from "../../cli/report/report.js";
import { createService } from "../../emulator/index.js";
import { testContext } from "../support/context.js";
import { alwaysTo } from "../support/exported.js";
import { previewedAt, recordedFiles, recordPreviews } from "../support/previews.js";
import { packageRoot } from "../support/stack.js";

async function report(text: string) {
  const ctx = testContext(createService({ now: Date.parse(previewedAt) / 1000 }), { settings: { runEvery: "P1D" } });
  return reportJson(await reportOf(parseOperations(text, "test"), alwaysTo(ctx)));
}

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
