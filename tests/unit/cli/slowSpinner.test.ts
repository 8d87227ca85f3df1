import { deepEqual, equal, match } from "node:assert/strict";
import { Writable } from "node:stream";
import { slowSpinner } from "../../../cli/commands/slowSpinner.js";

/** A terminal whose time passes when a test says so. */
function terminal(environment: NodeJS.ProcessEnv = {}) {
  let drawn = "";
  let due: { readonly run: () => void; readonly milliseconds: number } | undefined;
  const stream = new Writable({
    write: (chunk, _, done) => {
      drawn += String(chunk);
      done();
    },
  });
  Object.assign(stream, { isTTY: true, columns: 80, cursorTo: () => {}, clearLine: () => {}, moveCursor: () => {} });
  return {
    drawn: () => drawn,
    waitsFor: () => due?.milliseconds,
    pass: () => due?.run(),
    where: {
      stream: stream as unknown as NodeJS.WriteStream,
      environment,
      later: (run: () => void, milliseconds: number) => {
        due = { run, milliseconds };
        return () => {
          due = undefined;
        };
      },
    },
  };
}

describe("the news of what takes long", () => {
  it("are shown after a second, and are the latest", async () => {
    const { where, drawn, waitsFor, pass } = terminal();
    const spinner = await slowSpinner("Listing", where);
    spinner.say("Listing: 1 of 14");
    deepEqual([drawn(), waitsFor()], ["", 1000]);
    pass();
    spinner.end();
    match(drawn(), /Listing: 1 of 14/);
  });

  it("are none where it was over before, or where nobody looks at it", async () => {
    const quick = terminal();
    (await slowSpinner("Listing", quick.where)).end();
    quick.pass();
    equal(quick.drawn(), "");
    const inPipeline = terminal({ CI: "true" });
    const unseen = await slowSpinner("Listing", inPipeline.where);
    unseen.say("Listing: 1 of 14");
    inPipeline.pass();
    unseen.end();
    equal(inPipeline.drawn(), "");
  });
});
