/**
 * `node dist/tests/recordings/recordPreviews.js`: what the installed Pulumi CLI prints of a change, for the tests of
 * `tencentcloud-css report`. Run it where the engine's output has changed.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { recordedFiles, recordPreviews } from "../support/previews.js";
import { packageRoot } from "../support/stack.js";

async function main(): Promise<void> {
  const folder = join(packageRoot, "tests/fixtures/previews");
  await mkdir(folder, { recursive: true });
  const recorded = await recordPreviews();
  for (const file of recordedFiles) await writeFile(join(folder, file), recorded[file]);
}

void main();
