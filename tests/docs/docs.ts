/** `npm run docs`: writes the pages of docs/ that are made from code. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../support/stack.js";
import { pages } from "./pages.js";

for (const [path, text] of pages()) {
  const file = join(packageRoot, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(path);
}
