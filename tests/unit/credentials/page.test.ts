import { deepEqual } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { actionCodes } from "../../../emulator/errors.js";
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
    const [read = [], write = [], assume] = policies.map(actionsOf);
    const actions = Object.keys(actionCodes).map((action) => `live:${action}`);
    const isQuestion = (action: string) => action.startsWith("live:Describe");
    deepEqual(read.toSorted(), actions.filter(isQuestion).toSorted());
    deepEqual(write.toSorted(), actions.filter((action) => !isQuestion(action)).toSorted());
    deepEqual(assume, ["sts:AssumeRole"]);
    // "A program without templates, rules or callbacks needs the first three alone."
    deepEqual(
      write.slice(0, 3),
      ["Create", "Stop", "Delete"].map((verb) => `live:${verb}ScreenshotTask`),
    );
  });

  it("names for the policy that reads each command that asks the service", () => {
    const asking = readdirSync(join(packageRoot, "cli/commands")).flatMap((file) => {
      const source = readFileSync(join(packageRoot, "cli/commands", file), "utf8");
      // What a command that uses keys has to say of them, and the one that examines them.
      return /\b(notesOnKeys|examine)\(/.test(source) ? [file.replace(/\.ts$/, "")] : [];
    });
    const [sentence = ""] = page.match(/^To read only, .*$/m) ?? [];
    const named = [...sentence.matchAll(/`(?:tencentcloud-css )?(\w+)/g)].map(([, command]) => command ?? "");
    deepEqual(named.toSorted(), asking.toSorted());
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
