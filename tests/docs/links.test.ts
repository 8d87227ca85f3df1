import { deepEqual, ok } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { packageRoot } from "../support/stack.js";
import { anchorOf } from "./markdown.js";

const markdownIn = (folder: string) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !name.includes("node_modules"))
    .map((name) => join(folder, name));

const inDocs = markdownIn("docs");
const files = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...inDocs, ...markdownIn("examples")];

/** Without fenced blocks, in which a bracket is code. */
const proseOf = (file: string) => readFileSync(join(packageRoot, file), "utf8").replace(/^```.*?^```/gms, "");

const linksOf = (file: string) => [...proseOf(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);

/** GitHub numbers the anchors of headings that are equal. */
function anchorsOf(file: string): Set<string> {
  const seen = new Map<string, number>();
  return new Set(
    [...proseOf(file).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = ""]) => {
      const anchor = anchorOf(heading);
      const count = seen.get(anchor) ?? 0;
      seen.set(anchor, count + 1);
      return count === 0 ? anchor : `${anchor}-${count}`;
    }),
  );
}

describe("the links of the documentation", () => {
  for (const file of files) {
    it(`lead somewhere: ${file}`, () => {
      for (const link of linksOf(file).filter((target) => !/^[a-z]+:/i.test(target))) {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? file : join(dirname(file), path);
        ok(existsSync(join(packageRoot, target)), `${file} links to ${link}, and there is no ${target}`);
        if (anchor !== undefined)
          ok(anchorsOf(target).has(anchor), `${file} links to ${link}, and there is no such heading`);
      }
    });
  }

  it("lead from the index to every page", () => {
    const linked = linksOf("docs/README.md").map((link) => join("docs", link.split("#")[0] ?? ""));
    deepEqual(
      inDocs.filter((file) => file !== "docs/README.md" && !linked.includes(relative("", file))),
      [],
    );
  });
});
