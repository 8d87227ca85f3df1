import { deepEqual, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../support/stack.js";

const page = readFileSync(join(packageRoot, "docs/credentials.md"), "utf8");

interface Policy {
  readonly version: string;
  readonly statement: readonly { readonly effect: string; readonly action: readonly string[] }[];
}

const policies = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => JSON.parse(text) as Policy);
const actionsOf = ({ statement }: Policy) => statement.flatMap(({ action }) => action);

describe("the page on credentials", () => {
  it("has a policy that reads, one that writes what the first does not, and one for assuming a role", () => {
    const [read, write, assume] = policies.map(actionsOf);
    ok(read?.every((action) => /^live:Describe/.test(action)));
    ok(write?.every((action) => /^live:(Create|Modify|Stop|Delete)/.test(action)));
    deepEqual(assume, ["sts:AssumeRole"]);
    const task = ["Create", "Stop", "Delete", "Describe"].map((verb) => `live:${verb}ScreenshotTask`);
    ok(task.every((action) => read?.includes(action) || write?.includes(action)));
  });

  it("names no variable that nothing reads", () => {
    const folder = join(packageRoot, "provider/live");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const source = files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
    const named = new Set(page.match(/\b(TENCENTCLOUD|TCCLI|TKE)_[A-Z_]*[A-Z]\b/g));
    // A setting's, made from its name.
    named.delete("TENCENTCLOUD_CSS_PROFILE");
    deepEqual(
      [...named].filter((variable) => !source.includes(`"${variable}"`)),
      [],
    );
  });
});
