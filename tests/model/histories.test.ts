import { equal } from "node:assert/strict";
import { search } from "./report.js";

describe("any history of edits, runs, kills, lost answers and other people", () => {
  it("loses nothing, leaves nothing, doubles nothing and settles (2,000 of them)", async () => {
    equal(await search({ runs: 2000, seed: 20261218 }), undefined);
  });
});
