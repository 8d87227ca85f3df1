import { deepEqual, equal } from "node:assert/strict";
import { happenings, type Night } from "./calendar.js";
import { resultsOf } from "./report.js";
import { liveSeason } from "./season.js";

const night = (...names: Night["happenings"]): Night => ({ runs: true, throttled: false, happenings: names });
const missed: Night = { runs: false, throttled: false, happenings: [] };

/** As `npm run soak` lives a hundred of them. */
const sixNights: Night[] = [
  night(),
  night("added", "extended", "template or rule edited"),
  missed,
  night("moved", "deleted in the console", "template or rule changed in the console"),
  night("stopped in the console"),
  night("cancelled", "shortened", "template or rule edited"),
];

describe("six nights of a place that lives, under the real engine, with faults and a wrong clock", () => {
  it("lose nothing, double nothing, change nothing without a cause, and alarm nobody", async () => {
    const said: string[] = [];
    const season = await liveSeason({ seed: 13, nights: sixNights, most: 2, ahead: 5, say: (line) => said.push(line) });
    const failed = resultsOf(season).filter(({ ok }) => !ok);
    deepEqual([failed, season.violations], [[], []], said.join("\n"));
    equal(season.done.size, happenings.length, said.join("\n"));
  });
});
