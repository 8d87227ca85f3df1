import { deepEqual, ok } from "node:assert/strict";
import { actionCodes, commonCodes } from "../../emulator/errors.js";
import { errorCodes, meaningOf } from "../../provider/live/errorCodes.js";
import { allTextsIn, type Message, noticesIn, refusalsIn, says } from "./messages.js";
import { notices, type Report, refusals } from "./refusals.js";

describe("troubleshooting", () => {
  it("knows each code that the service documents", () => {
    const codes = new Set([...commonCodes, ...Object.values(actionCodes).flat()]);
    deepEqual(
      [...codes].filter((code) => meaningOf(code) === undefined),
      [],
    );
  });

  it("knows no code that there is not", () => {
    const documented = new Set([...commonCodes, ...Object.values(actionCodes).flat()]);
    deepEqual(
      Object.values(errorCodes).flatMap((group) => Object.keys(group).filter((code) => !documented.has(code))),
      [],
    );
  });

  it("knows each message with which a program or a run is refused", () => {
    for (const message of refusalsIn("provider", "sdk")) isIn(refusals, message);
  });

  it("knows each line that a run says without failing", () => {
    for (const message of noticesIn("provider", "sdk")) isIn(notices, message);
  });

  it("knows no message that there is no more", () => {
    const texts = allTextsIn("provider", "sdk", "cli");
    for (const { says: words } of [...Object.values(refusals), ...Object.values(notices)].flat()) {
      ok(
        texts.some(({ text }) => says(text, words)),
        `Nothing says "${words}" any more: take it out of tests/docs/refusals.ts`,
      );
    }
  });
});

function isIn(reports: Readonly<Record<string, readonly Report[]>>, { file, text }: Message): void {
  ok(
    Object.values(reports).some((entries) => entries.some((entry) => says(text, entry.says))),
    `"${text}" of ${file} is not in tests/docs/refusals.ts: say there what it means and what to do`,
  );
}
