import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { killProcessesWith, processesWith } from "../../../cli/demo/processes.js";

describe("processes known by their environment", () => {
  it("are found and killed, also where their parent has ended and their group is another", async () => {
    const mark = randomUUID();
    const variable = `DEMO_MARK=${mark}`;
    const grandchild = `require("child_process").spawn(process.execPath, ["-e", "console.log(process.pid);setInterval(() => {}, 1e6)"], { detached: true, stdio: ["ignore", "inherit", "ignore"] }).unref()`;
    const parent = spawn(process.execPath, ["-e", grandchild], {
      env: { ...process.env, DEMO_MARK: mark },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(parent, "exit");
    const [printed] = (await once(parent.stdout, "data")) as [Buffer];
    await exited;
    assert.deepEqual(await processesWith(variable), [Number(printed.toString())]);
    await killProcessesWith(variable);
    assert.deepEqual(await processesWith(variable), []);
  });

  it("are none where the variable has another value", async () => {
    assert.deepEqual(await processesWith(`PATH=${randomUUID()}`), []);
  });
});
