import { deepEqual } from "node:assert/strict";
import { readOutput } from "./output.js";

const changes = `
 ~  pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask final refreshing (0s)
 ~  pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask final refresh (0.85s)
 +  pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask new creating (0s)
 ++ pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask final creating replacement (0s) [diff: ~endTime]
 -- pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask final deleting original (0s) [diff: ~endTime]
 ~  pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask due updating (0s)
 -  pulumi-nodejs:dynamic/tencentcloud-css:ScreenshotTask old deleting (0s)
`;

describe("what the soak reads in the script's output", () => {
  it("is what `pulumi up` did to which window, and not what a refresh read", () =>
    deepEqual(Object.fromEntries(readOutput({ code: 0, output: changes }).operations), {
      new: "create",
      final: "replace",
      due: "update",
      old: "delete",
    }));

  it("is which steps failed, and that `status` did as it was asked", () => {
    const asked = "Failed, as --fail-on asks: a (missed); b (missed, late).\n    failed (exit code 3)\n";
    const quiet = readOutput({ code: 3, output: asked });
    deepEqual([quiet.failures, quiet.alarms], [[], ["a", "b"]]);
    deepEqual(readOutput({ code: 255, output: `    failed (exit code 255)\n${asked}` }).failures, [255]);
    deepEqual(readOutput({ code: 6, output: "error: no stack named 'prud' found" }).failures, [6]);
  });
});
