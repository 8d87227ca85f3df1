import { deepEqual, ok } from "node:assert/strict";
import { ACTION_CODES, COMMON_CODES } from "../../emulator/errors.js";
import { meaningOf } from "../../provider/live/errorCodes.js";
import { allTextsIn, refusalsIn, says } from "./messages.js";
import { notices, refusals } from "./refusals.js";

describe("troubleshooting", () => {
  it("knows each code that the service documents", () => {
    const codes = new Set([...COMMON_CODES, ...Object.values(ACTION_CODES).flat()]);
    deepEqual(
      [...codes].filter((code) => meaningOf(code) === undefined),
      [],
    );
  });

  it("knows each message with which a program or a run is refused", () => {
    const known = Object.values(refusals).flat();
    for (const { file, text } of refusalsIn("provider", "sdk")) {
      ok(
        known.some((entry) => says(text, entry.says)),
        `"${text}" of ${file} is not in tests/docs/refusals.ts: say there what it means and what to do`,
      );
    }
  });

  it("knows no message that there is no more", () => {
    const texts = allTextsIn("provider", "sdk");
    for (const { says: words } of [...Object.values(refusals), ...Object.values(notices)].flat()) {
      ok(
        texts.some(({ text }) => says(text, words)),
        `Nothing says "${words}" any more: take it out of tests/docs/refusals.ts`,
      );
    }
  });
});
